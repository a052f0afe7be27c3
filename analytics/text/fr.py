"""The strings of the screens. Sentences that read a figure are in ``readings``, refusals with their exceptions."""

from analytics.text.typography import typeset_module

APP = "Quiétude"
FICTIVE = "Données fictives"
FICTIVE_HELP = (
    "Cette commune n’existe pas : sa population, ses faits et ses actions sont inventés pour montrer l’outil. "
    "Aucun chiffre ne décrit un lieu réel."
)
ACCESS = "Accès : coordination"
ACCESS_HELP = (
    "Les comptes ne sont pas encore en service : toute personne devant cet ordinateur voit les chiffres complets "
    "de la coordination. N’ouvrez pas l’application à d’autres postes."
)
CLOSE = "Fermer"
REFUSED = "Cet écran n’est pas ouvert à votre profil. Rien n’a été perdu. Adressez-vous à la coordination du CLSPD."
DEFECT = (
    "Cet écran n’a pas pu s’afficher, par une erreur de l’application. Aucune donnée n’a été perdue. "
    "Rechargez la page ; si l’erreur revient, prévenez la personne qui gère l’application."
)

ACCUEIL, CARTE, EVOLUTION, DONNEES, METHODE = "Accueil", "Carte", "Évolution", "Données", "Méthode"
RESSENTI = "Ressenti"

ACCUEIL_COMPARED = "Comparé à la moyenne des mêmes mois des cinq années précédentes, quand elles se comparent. Dernier mois reçu : {month}."

DEPOSIT_LABEL = (
    "Fichiers de vos partenaires, tels qu’ils arrivent : tableaux, enquêtes, cartes ; aperçu avant de charger"
)
DEPOSIT_HELP = (
    "Tableaux (CSV, Excel, LibreOffice, Parquet), données JSON, XML ou géographiques, archives gzip ou zip d’un fichier ; "
    "contours des IRIS et des quartiers prioritaires, Base adresse nationale. "
    "Rien n’est chargé avant que vous ne le demandiez."
)
DEPOSIT_LOADING = "Chargement…"
DEPOSIT_LOAD = "Charger"
DEPOSIT_LOADED = "Chargement terminé (fichiers : {n})."
DEPOSIT_VERSION = "Version des données : {version}."
DEPOSIT_REGISTER = "Les actions sont à l’écran Actions."
ALL_FILES = "Voir tout"
CALENDAR = "Mois reçus, par source"
ALL_MONTHS = "Tous les mois"
PROVISIONAL = "provisoire"
PROVISIONAL_MONTHS = "Mois provisoires, que les sources peuvent encore compléter : {months}."
BREAK = "Rupture"
BREAKS = "L’enregistrement des faits a changé : {changes}. Une hausse ou une baisse à ce moment peut venir de là."
LATE_MONTHS = "Mois en retard : {months}."
UNDO, UNDO_TITLE, UNDO_DO, UNDO_DOING = "Annuler", "Annuler ce chargement ?", "Annuler ce chargement", "Annulation…"
REJECTED_TITLE = "Lignes écartées"
UNDONE = "Le chargement de « {name} » est annulé. Version des données : {version}."

INDICATOR, CATEGORY, CHAMP, LEVEL, PERIOD, ZONES, MEASURE = (
    "Indicateur", "Catégorie", "Champ d’action", "Découpage", "Période", "Zones choisies", "Mesure",
)  # fmt: skip
ALL_CATEGORIES, ALL_CHAMPS = "Toutes les catégories", "Tous les champs"
ZONES_PLACEHOLDER = "Toute la commune"
ZONES_HELP = "Cliquez sur la carte, ou choisissez ici. Sans choix, les chiffres sont ceux de toute la commune."
CHOSEN_ZONES = "{n} zones choisies"
PERIOD_HELP = "Du premier au dernier mois compris. Le changement se mesure par rapport à la moyenne des mêmes mois des cinq années précédentes, ou de celles qui sont comparables ; au-delà d’un an, sur les douze derniers mois."
COMPARISON = "Comparer à"
COMPARISONS = {"annees": "Les mêmes mois des années précédentes", "autre": "Une autre période"}
MEASURES = {"taux": "Taux", "nombre": "Nombre"}
POPULATION_ESTIMATED = (
    "Population estimée à partir de celle des IRIS, selon la surface qu’ils partagent avec ces zones."
)
NO_RATE = "La population des zones n’est pas connue : seuls les nombres sont montrés."

KEY_FIGURES_NOTE = "Chaque carte compare la période choisie à la moyenne des mêmes mois des cinq années précédentes, ou de celles qui sont comparables."
BY_CHAMP = "Par champ d’action"
BY_CHAMP_NOTE = "Une même catégorie sert parfois plusieurs champs : leurs nombres ne s’additionnent pas."
BY_ZONE_NOTE = "Une hausse ou une baisse n’est dite qu’en tenant compte du nombre de zones du découpage. Les zones sont dans l’ordre de leur code, sans classement."
MARGIN = "Marge d’incertitude à 95 %"
PORTRAIT = "Portrait"
WHOLE_COMMUNE = "Toute la commune"
MY_ZONE = "Mon quartier"
PICK_A_ZONE = "Choisissez une zone sur la carte, en cliquant ou au clavier, pour lire son portrait."
COMPOSITION = "De quoi il s’agit"
COMPOSITION_NOTE = "Barre : part des faits d’ici ; trait : part dans la commune."
PORTRAIT_INDICATORS, PORTRAIT_PAGE = "Tous les indicateurs", "Portrait sur une page (PDF)"
PORTRAIT_LINKS = {"evolution": "Voir l’évolution", "ressenti": "Voir le ressenti", "actions": "Voir les actions"}
WHAT_CHANGED, FROM_COMMUNE = "Ce qui a changé", "Écart à la commune"
VIEW = "Vue"
VIEWS = {"mois": "Mois", "douze": "Douze mois", "annees": "Années"}
USUAL = "bande habituelle<br>{low} à {high}"
BAND_LOW, BAND_HIGH = "bande habituelle, bas", "bande habituelle, haut"
BEYOND = {-1: "sous la bande habituelle", 1: "au-dessus de la bande habituelle"}
CHOSEN_PERIOD = "période choisie"
RUNNING_NOTE = "La somme sur douze mois efface la saison ; deux points voisins partagent onze mois."
PARTIAL_YEAR = "{year} (incomplète)"
EARLIER_ACTIONS = "Actions et événements d’avant : {n}"
SIMILAR = "À côté des zones semblables"
YEARS_NOTE = "La source ne donne que l’année des faits : aucun mois n’est montré."
BENCHMARK = "La commune à côté du département et des communes semblables"
BENCHMARK_NOTE = (
    "Faits enregistrés par la police et la gendarmerie nationales dans toute la commune, par année, publiés par l’État "
    "(SSMSI). Les filtres de cet écran ne s’y appliquent pas, et les indicateurs, qui n’ont pas la même unité, ne "
    "s’additionnent pas. Leur contenu change parfois d’une édition à l’autre : chargez des bases de la même année."
)
PER_RESIDENTS, PER_DWELLINGS = "pour 1 000 habitants", "pour 1 000 logements"
BENCHMARK_SIMILAR = "Communes semblables (médiane)"
BENCHMARK_INDICATOR = "Indicateur publié par l’État"
BENCHMARK_NONE = (
    "Pour situer la commune, déposez sur l’écran Données la base communale de la délinquance enregistrée (SSMSI), "
    "que publie l’État, et la base départementale pour le département."
)
BENCHMARK_SUSPECTS = (
    "Cet indicateur compte des personnes mises en cause, pas des faits : il suit aussi l’activité des services."
)
TABLE = "Lecture et tableau"
DOWNLOAD = "Télécharger le tableau (CSV)"
DOWNLOAD_IMAGE = "Télécharger l’image (PNG)"
PROJECT = "Projeter"
PROJECT_HELP = (
    "Une idée par page, en grands caractères. Flèches du clavier pour tourner les pages, Début et Fin pour la première et "
    "la dernière, chiffres pour changer d’écran, F pour le plein écran, B pour l’écran noir, Échap pour quitter. En "
    "séance, D pour noter une décision."
)
PREVIOUS, NEXT, FIRST, LAST = "Page précédente", "Page suivante", "Première page", "Dernière page"
LEAVE = "Quitter la projection"
FILTERS = "Filtres"
EDITED, LIMITED = "Édité le {day}", "Diffusion limitée aux membres du CLSPD"
NOTHING_ON_PAGE = "Rien à montrer sur cette page pour ce choix."
DEFINITION = "Définition et limites"
ALL_DEFINITIONS = "Toutes les définitions"
INSTALL = "Pour installer la commune fictive : `python -m data demo`. Pour la vôtre : `python -m data init`, puis `zones` et `load`."

NOT_COMPARED = "comparaison impossible"
STATUSES = {
    "published": "publié",
    "primary": "non communiqué",
    "secondary": "non communiqué",
    "no_data": "pas de données",
    "unpublished": "non diffusé",
}

ATLAS_COMPARED = "{after}, par rapport à {before}"
YEAR_BEFORE = "un an plus tôt"
ATLAS_SOURCE = "Source : {source}. Version des données : {version}."
ATLAS_EDITED = "Image éditée le {day}."
ATLAS_PER = "pour {unit}"
ATLAS_LIMITS = "Limites : {level}"
ATLAS = {
    "displays": {"periode": "Niveau", "mois": "Mois", "changement": "Changement", "ecart": "Écart"},
    "compared": {"changement": WHAT_CHANGED, "ecart": FROM_COMMUNE},
    "display": "Montrer",
    "measure": "Mesure",
    "measures": MEASURES,
    "indicator": INDICATOR,
    "level": LEVEL,
    "spans": {"periode": ["Du mois de", "au mois de"], "reference": ["à comparer du mois de", "au mois de"]},
    "comparison": COMPARISON,
    "comparisons": COMPARISONS,
    "champ": CHAMP,
    "allChamps": "Champ : tous",
    "category": CATEGORY,
    "allCategories": "Catégorie : toutes",
    "month": "Mois",
    "play": "Lire mois après mois",
    "pause": "Arrêter la lecture",
    "zoomIn": "Agrandir la carte",
    "zoomOut": "Réduire la carte",
    "whole": "Voir toute la commune",
    "fit": "Cadrer les zones choisies",
    "filters": "Filtres",
    "zone": "Zone",
    "allZones": "Zone : toutes",
    "layers": "Couches",
    "layerNames": {"actions": "Actions en cours", "lieux": "Lieux de la commune", "fond": "Fond de plan"},
    "save": "Enregistrer l’image",
    "saveSvg": "SVG (net à toute taille)",
    "savePng": "PNG (pour un document)",
    "map": "Carte des zones. Flèches pour passer d’une zone à sa voisine, Entrée pour choisir, Maj et Entrée pour ajouter, plus et moins pour le zoom, Échap pour sortir.",
    "rate": "{count}, soit {rate} {per} (marge de {low} à {high}).",
    "change": "{after} {period}, contre {before} {reference} : {word}.",
    "withheld": "Nombre trop petit pour être communiqué.",
    "withheldLabel": "non communiqué",
    "withheldMark": "n. c.",
    "noData": "Pas de données.",
    "noDataLabel": "pas de données",
    "noDataMark": "–",
    "unsureLabel": "données insuffisantes",
    "notComparedLabel": NOT_COMPARED,
    "definition": DEFINITION,
    "noZones": "Les contours de ces zones ne sont plus lisibles. Aucun chiffre n’est perdu. Chargez de nouveau le fichier des zones.",
    "saved": "Image enregistrée : {fichier}.",
    "unsaved": "L’image n’a pas pu être enregistrée. Rien n’est perdu ; essayez le format SVG.",
}

UNIT, SOURCE, REVIEWED, CATEGORIES = "Unité", "Source", "Relu le", "Catégories"
VERSION, MISSING_MONTHS = "Version des données", "Mois sans données"
HOVER_YEAR = "%{x} : %{customdata}<extra></extra>"
CHAMPS = "Champs d’action"
CHANGE_HEADS = {"effect": "Changement", "verdict": "Verdict"}
NO_CHAMP = "Aucune catégorie de cet indicateur n’est rattachée à un champ d’action. Les rattachements se règlent dans la nomenclature."
NO_CATEGORY = "Aucune catégorie de faits n’y est rattachée pour l’instant."


def labelled(label: str, value: str) -> str:
    """A label and its value: ``Période : mars 2025``."""
    return f"{label} : {value}"


typeset_module(__name__)
