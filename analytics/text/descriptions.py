"""Words of the screen where a file that nobody has described gets its description."""

from typing import TYPE_CHECKING

from analytics.text import formats
from analytics.text.typography import typeset_module
from data.model import Audience, Kind

if TYPE_CHECKING:
    from data.intake.assistant import Column, Examined, Nature

OPEN = "Décrire ce fichier"
CLOSE = "Abandonner cette description"
TITLE = "Décrire le fichier « {name} »"
INTRO = (
    "Dites une fois ce que contiennent ses colonnes : le prochain fichier de ce partenaire sera reconnu tout seul. "
    "Rien n’est enregistré avant la fin."
)
READING = "Lecture du fichier…"

CONTENTS = "Ce que le fichier contient"
HEADER_ROW = "Ligne des en-têtes"
MORE = "Le fichier a d’autres colonnes ({n})."
COLUMN, SAMPLES = "Colonne", "Exemples"
EMPTY = "aucune valeur"
PERSONAL = "colonne non lue : elle semble contenir {what}"
MONTHS = (
    "Les colonnes {first} à {last} sont des mois : le tableau sera déplié, une ligne par mois. "
    "Leurs valeurs sont des nombres de faits."
)

SOURCE = "Ce que sont ces lignes"
NAME = "Nom de la source"
NAME_HELP = "Ce nom désigne ce fichier et les suivants, par exemple « Interventions des correspondants de nuit »."
KIND = "Chaque ligne dit"
KINDS = {
    Kind.PLAINTE: "Des plaintes enregistrées",
    Kind.SIGNALEMENT: "Des signalements",
    Kind.MAIN_COURANTE: "Des mains courantes ou des interventions de police municipale",
    Kind.MEDIATION: "Des interventions de médiation",
    Kind.ACCIDENT: "Des accidents corporels de la circulation",
    Audience.HABITANTS: "Les réponses d’une personne à une enquête auprès de la population",
    Audience.PARTENAIRES: "Les réponses d’une personne à une enquête auprès des partenaires",
}

ROLES_TITLE = "Ce que disent les colonnes"
NONE = "(aucune colonne)"
GROUPS = {
    "Quand": {
        "date": "Date (jour, mois ou année)",
        "end": "Fin de la période comptée, dans une colonne à part",
        "time": "Heure, dans une colonne à part",
        "week": "Semaine, dans une colonne à part",
        "month": "Mois, dans une colonne à part",
        "year": "Année, dans une colonne à part",
    },
    "Quoi": {
        "category": "Catégorie du fait",
        "subcategory": "Précision sur la catégorie",
        "count": "Nombre de faits par ligne",
        "id": "Numéro du fait chez le partenaire",
    },
    "Où": {
        "zone_label": "Nom de la zone",
        "zone_code": "Code de la zone",
        "address": "Adresse",
    },
    "Où, par ses coordonnées": {
        "lat": "Latitude",
        "lon": "Longitude",
        "x": "X (Lambert-93 ou CC)",
        "y": "Y (Lambert-93 ou CC)",
        "point": "Point (les deux ensemble)",
    },
}
"""Label of each role of a table of facts, by what it answers."""
SURVEY_GROUPS = {
    "Où": {"zone_label": "Nom de la zone", "zone_code": "Code de la zone"},
    "Qui": {"sex": "Sexe", "age": "Âge ou tranche d’âge"},
    "Quand": {"submitted": "Date de la réponse", "wave": "Vague de l’enquête"},
    "Comment": {
        "weight": "Poids de la réponse",
        "cluster": "Rue ou immeuble tirés ensemble",
        "id": "Numéro de la réponse",
    },
}
"""The same for the answers to a survey, whose other columns may be questions."""
SURVEY_INTRO = "Les autres colonnes dont les réponses sont fermées seront lues comme des questions ; les textes libres restent dans le fichier."
CHOSEN = "Comment les personnes ont-elles été choisies ?"
CHOSEN_HOW = {
    True: "Elles sont venues d’elles-mêmes : les réponses ne valent que pour elles",
    False: "Elles ont été tirées au sort : les réponses ont une marge d’erreur",
}
"""How the people of a survey were chosen, by whether it is voluntary."""
OF_MONTHS = ("date", "end", "time", "week", "month", "year", "count")
"""Roles that the columns of months play already."""
LEVEL = "Découpage de cette zone"
TWICE = "La colonne « {header} » est choisie deux fois : {roles}. Gardez l’un des deux choix."

NATURES = "Catégories de la nomenclature"
NATURES_KNOWN = "Catégories reconnues d’elles-mêmes : {n}."
NATURES_UNKNOWN = "Celles-ci ne sont pas reconnues. Une proposition est faite quand un nom ressemble ; vérifiez-la, ou gardez le nom du fichier."
NATURES_MORE = "Les autres noms, plus rares ({n}), seront gardés comme ils sont écrits."
KEEP = "Garder « {name} »"
NATURE = "{name} (lignes : {n})"

PREVIEW = "Voir ce qui serait chargé"
PREVIEWING = "Lecture de toutes les lignes…"
ACCEPTED = "Lignes acceptées (les plus anciennes)"
REJECTED = "Lignes écartées (les premières)"
FACTS = {
    "date": "Date",
    "hour": "Heure",
    "nature": "Catégorie",
    "subcategory": "Précision",
    "count": "Nombre",
    "zone": "Zone",
}
QUESTIONS = "Questions trouvées"
ASKED = {"wording": "Question", "answers": "Réponses"}
REJECTIONS = {"row": "Ligne", "reason": "Raison"}
MEANING = "Ce que disent les réponses"
MEANING_INTRO = (
    "Les réponses défavorables sont comptées ensemble. Celles qui semblent l’être sont proposées : vérifiez-les. "
    "Le thème permet de comparer une question aux faits enregistrés."
)
UNFAVOURABLE = "Réponses défavorables"
NO_UNFAVOURABLE = "Aucune"
THEME = "Thème"
NO_THEME = "(aucun thème)"
ACCEPT = "Enregistrer la description et charger"
ACCEPTING = "Chargement…"
ACCEPTED_ALL = "« {name} » est chargé et sa description enregistrée. Version des données : {version}."

_SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows (Europe de l’Ouest)", "utf-16": "UTF-16"}


def settings(examined: "Examined") -> str:
    """How a file was read: its columns, its letters, its separator, the lines over its headers."""
    parts = [f"Colonnes : {formats.integer(len(examined.columns))}."]
    if examined.encoding and examined.separator:
        parts.append(f"Alphabet du texte : {_ENCODINGS[examined.encoding]}.")
        parts.append(f"Séparateur : {_SEPARATORS[examined.separator]}.")
    if examined.n_before:
        parts.append(f"Lignes au-dessus des en-têtes, laissées de côté : {formats.integer(examined.n_before)}.")
    return " ".join(parts)


def samples(column: "Column") -> str:
    """Some of the texts of a column, or why none is shown."""
    if column.personal:
        return PERSONAL.format(what=column.personal)
    return " · ".join(column.samples) or EMPTY


def nature(of_file: "Nature") -> str:
    """A category as the file names it, and how often."""
    return NATURE.format(name=of_file.delivered, n=formats.integer(of_file.n_rows))


typeset_module(__name__)
