"""What the screen « Séance » and the button that freezes a block say."""

from urllib.parse import quote

from analytics.text import documents, formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.journal import AgendaItem, FrozenBlock, Meeting, MeetingKind

TITLE = "Séance"
ADD, MEETING, POINT, NEW_POINT, LABEL, BY = (
    "Ajouter à la séance", "Séance", "Point de l’ordre du jour", "Nouveau point", "Intitulé du point", "Signé par"
)  # fmt: skip
NO_MEETING = "Aucune séance n’est enregistrée : créez-en une sur l’écran [Séance](./seance)."
FOR = "Figé pour : {scope}."
ADDED = "Ajouté à « {point} » : ces chiffres ne changeront plus."
WAIT = "Calcul pour les destinataires de la séance…"
CLOSED = "Ce code n’ouvre rien pour vous. Vérifiez-le, ou adressez-vous à la coordination du CLSPD."
BACK = "[Toutes les séances](./seance)"
NONE = "Aucune séance n’est enregistrée."
EMPTY_AGENDA = "L’ordre du jour est vide : ajoutez un point, puis des blocs depuis les autres écrans."
AGENDA, USUAL_POINTS, NO_POINT = "Ordre du jour", "Points habituels de ce type de séance", "Aucun point pour l’instant"
USUAL = {
    MeetingKind.PLENARY: (("Suites des décisions", "Ce qui a bougé"), ("Décisions",), True),
    MeetingKind.RESTRICTED: (
        ("Suites des décisions", "Ce qui a bougé", "Situations par quartier"),
        ("Décisions",),
        False,
    ),
    MeetingKind.RADICALISATION: (("Suites des décisions", "Actions de prévention"), ("Décisions",), False),
    MeetingKind.WATCH: (("Activité depuis la dernière cellule", "Points à surveiller"), ("Suites à donner",), False),
}
"""Of each kind of meeting, its first points, its last ones, and whether each champ d'action has one between them."""
LOST = "{n} de la séance reprise n’ont pas pu être refaits : leur indicateur, leur zone ou leur diffusion a changé."
LOST_ONE = "1 bloc de la séance reprise n’a pas pu être refait : son indicateur, sa zone ou sa diffusion a changé."
NEWER, GONE = (
    "Les chiffres ont changé depuis : [voir ceux d’aujourd’hui]({link}).",
    "Cette vue ne se refait plus avec les données d’aujourd’hui ; ses chiffres figés restent.",
)
PLACE, KIND, SCOPE = "Lieu", "Type de séance", "Diffusion de ses documents"
ADD_POINT = "Ajouter un point"
UP, DOWN, REMOVE = "Monter", "Descendre", "Retirer"
REMARK, SHARED, INTERNAL, WRITE = "Remarque", "partagée dans les documents", "interne", "Écrire"
DOCUMENTS, REPORT, SLIDES, FIGURES, MINUTES, DATES = (
    "Documents", "Rapport (PDF)", "Diapositives (PPTX)", "Chiffres (XLSX)", "Compte rendu (DOCX)", "Échéances (ICS)"
)  # fmt: skip


def headline(meeting: Meeting, n_points: int, n_blocks: int) -> str:
    """What a meeting is, and how far its file is."""
    points = formats.counted(n_points, "point", "points")
    blocks = formats.counted(n_blocks, "bloc figé", "blocs figés")
    return f"{literal(meeting.label)}, {formats.day(meeting.day)} : {points}, {blocks}."


def frozen_for(meeting: Meeting) -> str:
    """Who the blocks of a meeting are for."""
    return FOR.format(scope=documents.SCOPES[meeting.scope])


def as_in(meeting: Meeting) -> str:
    """An agenda taken from an earlier meeting."""
    return f"Celui de « {meeting.label} », {formats.day(meeting.day)}, avec les chiffres d’aujourd’hui"


def lost(n: int) -> str:
    """How many blocks of an earlier meeting were not made again; empty where all were."""
    return "" if n == 0 else LOST_ONE if n == 1 else LOST.format(n=formats.counted(n, "bloc", "blocs"))


def today(block: FrozenBlock, differs: bool | None) -> str:
    """How a frozen block stands beside today's figures; empty where they are the same."""
    link = f"./{block.screen}?choix={quote(block.address)}"
    return GONE if differs is None else NEWER.format(link=link) if differs else ""


def added(item: AgendaItem) -> str:
    """What was done of a block."""
    return ADDED.format(point=literal(item.label))


def frozen(block: FrozenBlock) -> str:
    """When a block was frozen, and its code."""
    return literal(documents.frozen(block))


typeset_module(__name__)
