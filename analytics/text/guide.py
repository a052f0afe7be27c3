"""« Prise en main »: from a commune without data to its first meeting, in five steps, each with its picture."""

from typing import NamedTuple

from analytics.text.typography import typeset_module

TITLE = "Prise en main"
HEADLINE = "D’une commune vide à sa première réunion, en cinq étapes."
KIND = "prise-en-main"
LINK = f"[{TITLE} en cinq étapes](./methode?choix=sorte.{KIND})"


class Step(NamedTuple):
    """What to do, why, and what its picture shows.

    Attributes
    ----------
    picture : name of its file in ``pages/app/static/guide``, without its ending.
    alt : what the picture shows, for who does not see it.
    """

    title: str
    text: str
    picture: str
    alt: str


STEPS = (
    Step(
        "1. Donner les zones et leur population",
        "À l’écran **Données**, déposez le fichier des quartiers, avec leur population si elle est connue, puis « Charger ». "
        "La liste « Fichiers ouverts » dit ce que l’État publie pour compléter : contours et population des IRIS. "
        "Sans population, seuls des nombres sont montrés, aucun taux.",
        "zones",
        "L’écran Données reconnaît un fichier de quartiers, dit combien il en contient, et propose de le charger.",
    ),
    Step(
        "2. Charger un premier fichier de faits",
        "Déposez le fichier d’un partenaire tel qu’il arrive. L’écran dit d’où il vient et ce qu’il apporterait, ou pose une "
        "question. Rien n’est écrit avant « Charger » ; le mois suivant, le même tableau sera reconnu.",
        "fichier",
        "L’écran Données reconnaît un fichier de signalements, et dit combien de lignes seraient chargées.",
    ),
    Step(
        "3. Vérifier les lignes écartées",
        "Chaque ligne écartée a sa raison : date illisible, lieu hors de la commune… Si elles sont peu nombreuses, chargez le "
        "reste. Sinon corrigez le fichier, ou ouvrez « Ce n’est pas cela » pour le décrire vous-même. "
        "Un chargement s’annule au bas de l’écran.",
        "ecartees",
        "L’aperçu d’un fichier dit combien de lignes sont écartées, et pour quelle raison.",
    ),
    Step(
        "4. Enregistrer une action",
        "À l’écran **Actions**, ouvrez « Nouvelle action » : son champ, ses zones, son début, et l’effet attendu, écrit "
        "avant de regarder les chiffres. Son verdict viendra quand assez de mois seront connus.",
        "action",
        "Le formulaire d’une action : son nom, son champ d’action, ses zones, son début, l’effet attendu.",
    ),
    Step(
        "5. Préparer la réunion",
        "**Accueil** répond d’abord : ce qui bouge nettement, les décisions en retard. « Projeter » montre chaque écran en "
        "grand. À l’écran **Actions**, inscrivez-la par « Nouvelle réunion » : Accueil dira ce qui a changé depuis.",
        "reunion",
        "L’écran Accueil : une phrase qui répond, les chiffres clés et ce qui a changé.",
    ),
)

typeset_module(__name__)
