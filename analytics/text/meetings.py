"""What the screen « Séance » and the button that freezes a block say."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from analytics.text import documents, formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.journal import AgendaItem, Decision, FrozenBlock, Meeting, MeetingKind, Remark

TITLE = "Séance"
ADD, MEETING, POINT, NEW_POINT, LABEL, BY = (
    "Ajouter à la séance", "Séance", "Point de l’ordre du jour", "Nouveau point", "Intitulé du point", "Signé par"
)  # fmt: skip
NO_MEETING = "Aucune séance n’est enregistrée : créez-en une sur l’écran [Séance](./seance)."
FOR = "Figé pour : {scope}."
ADDED = "Ajouté à « {point} » : ces chiffres ne changeront plus."
WAIT = "Calcul pour les destinataires de la séance…"
CODE = "Code d’une page imprimée"
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
LOST = "{n} de la séance reprise ne se refont plus, ou ne conviennent pas au type ou à la diffusion de celle-ci."
LOST_ONE = "1 bloc de la séance reprise ne se refait plus, ou ne convient pas au type ou à la diffusion de celle-ci."
NEWER, GONE = (
    "Les chiffres ont changé depuis : [voir ceux d’aujourd’hui]({link}).",
    "Ce bloc ne se refait plus avec les données d’aujourd’hui ; ses chiffres figés restent.",
)
PLACE, KIND, SCOPE = "Lieu", "Type de séance", "Diffusion de ses documents"
ADD_POINT = "Ajouter un point"
UP, DOWN, REMOVE = "Monter", "Descendre", "Retirer"
REMARK, SHARED, INTERNAL, WRITE = "Remarque", "partagée dans les documents", "interne", "Écrire"
DOCUMENTS = "Documents"
DOCUMENT_LABELS = {
    "rapport.pdf": "Rapport (PDF)",
    "diapositives.pptx": "Diapositives (PPTX)",
    "chiffres.xlsx": "Chiffres (XLSX)",
    "chiffres.ods": "Chiffres (ODS)",
    "compte-rendu.docx": "Compte rendu (DOCX)",
    "compte-rendu.pdf": "Compte rendu (PDF)",
    "echeances.ics": "Échéances (ICS)",
}
"""By the end of the name of its file."""
WRITING, STOP = "Écriture du document…", "Arrêter"
LAST_TIME, MOVED = "Décisions de la dernière fois", "Ce qui a bougé depuis"
TAKEN, NO_TAKEN = "Décisions de la séance", "Aucune décision pour l’instant."
OF_LAST_TIME = "Celles de la séance du {day}, et toutes celles qui restent à suivre."
TO_FOLLOW, NONE_TO_FOLLOW = "Toutes celles qui restent à suivre.", "Aucune décision n’est à suivre."
WHAT, BY_WHOM, STATE = "Décision", "Qui, pour quand", "Ce qu’elle a donné"
DONE, LATE, OPEN = "faite le {day}", "en retard", "à suivre"
NOT_FOR_ROOM = "Ce bloc n’est pas montré : il a été figé pour une autre diffusion que celle de la séance."
NOTES, NOTES_HELP = "Notes de séance", "S’ouvrent dans une autre fenêtre, que la salle ne voit pas."
NOW, ELAPSED, UPCOMING, NO_NEXT = "Heure", "Depuis l’ouverture", "Ensuite", "C’est la dernière page."
OTHERS = "Et {n}, à la fin de la séance."
_LONGEST = 130
"""Letters of a reason or of a remark, beyond which the room would read nothing else."""


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


def scope(meeting: Meeting) -> str:
    """Who a meeting is for."""
    return f"{documents.SCOPES[meeting.scope]}."


def added(item: AgendaItem) -> str:
    """What was done of a block."""
    return ADDED.format(point=literal(item.label))


def file_name(document: str, meeting: Meeting) -> str:
    """Name of the file of a document."""
    return f"seance-{meeting.day.isoformat()}-{document}"


def download(document: str, n_bytes: int) -> str:
    """What the button says that gives a document."""
    return f"Télécharger : {DOCUMENT_LABELS[document]}, {formats.integer(max(1, n_bytes // 1000))} ko"


def drawing(rank: int, n: int) -> str:
    """How far a document is."""
    return f"Bloc {rank} sur {n}…"


def frozen(block: FrozenBlock) -> str:
    """When a block was frozen, and its code."""
    return literal(documents.frozen(block))


def frozen_as(block: FrozenBlock) -> str:
    """What was chosen of a block that the room sees, and when it was frozen."""
    return " · ".join(filter(None, (block.content["asked"], frozen(block))))


def remark(one: Remark) -> str:
    """A remark with whoever signs it; an internal one is seen to be."""
    kind = SHARED if one.is_shared else f":gray-badge[:material/lock: {INTERNAL}]"
    return f"{literal(one.text)} — *{literal(one.by)}*, {kind}"


def of_last_time(previous: Meeting | None) -> str:
    """Which decisions a meeting opens on."""
    return OF_LAST_TIME.format(day=formats.day(previous.day)) if previous else TO_FOLLOW


def tally(decisions: Sequence[Decision], today: date) -> str:
    """How many decisions are done, late and to follow, over their list."""
    n_done, n_late = sum(one.done_on is not None for one in decisions), sum(one.is_late(today) for one in decisions)
    counts = (
        formats.counted(n_done, "faite", "faites") if n_done else "",
        f"{formats.integer(n_late)} {LATE}" if n_late else "",
        f"{formats.integer(n_open)} {OPEN}" if (n_open := len(decisions) - n_done - n_late) else "",
    )
    return f"Décisions : {formats.enumeration([*filter(None, counts)]) or 'aucune'}"


def state(one: Decision, today: date) -> str:
    """What became of a decision, as a text."""
    if one.done_on is not None:
        return DONE.format(day=formats.day(one.done_on))
    return LATE if one.is_late(today) else OPEN


def why(one: Decision) -> str:
    """The reason of a decision, as a text; its beginning where it is long."""
    return formats.shortened(one.reason, _LONGEST)


def lines(decisions: Sequence[Decision], n_others: int) -> list[str]:
    """Decisions, a line each, then how many others there are."""
    named = [
        f"**{formats.capitalised(one.word)}** – {literal(why(one))} ({literal(', '.join(by_whom(one)))})"
        for one in decisions
    ]
    return named + ([OTHERS.format(n=formats.counted(n_others, "autre", "autres"))] if n_others > 0 else [])


def heard(one: Remark) -> str:
    """A shared remark before the room; its beginning where it is long."""
    return f"{literal(formats.shortened(one.text, _LONGEST))} — *{literal(one.by)}*"


def by_whom(one: Decision) -> list[str]:
    """Who sees to a decision, and until when, as texts."""
    return [one.owner, *([f"pour le {formats.day(one.due)}"] if one.due else [])]


typeset_module(__name__)
