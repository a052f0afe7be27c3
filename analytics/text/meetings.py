"""What the screen « Séance » and the button that freezes a block say."""

from analytics.text import documents, formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.journal import AgendaItem, FrozenBlock, Meeting

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
PLACE, KIND, SCOPE = "Lieu", "Type de séance", "Diffusion de ses documents"
ADD_POINT = "Ajouter un point"
UP, DOWN, REMOVE = "Monter", "Descendre", "Retirer"
REMARK, SHARED, INTERNAL, WRITE = "Remarque", "partagée dans les documents", "interne", "Écrire"
DOCUMENTS = "Documents"
DOCUMENT_LABELS = {
    "rapport.pdf": "Rapport (PDF)",
    "diapositives.pptx": "Diapositives (PPTX)",
    "chiffres.xlsx": "Chiffres (XLSX)",
    "compte-rendu.docx": "Compte rendu (DOCX)",
    "compte-rendu.pdf": "Compte rendu (PDF)",
    "echeances.ics": "Échéances (ICS)",
}
"""By the end of the name of its file."""
WRITING, STOP = "Écriture du document…", "Arrêter"


def headline(meeting: Meeting, n_points: int, n_blocks: int) -> str:
    """What a meeting is, and how far its file is."""
    points = formats.counted(n_points, "point", "points")
    blocks = formats.counted(n_blocks, "bloc figé", "blocs figés")
    return f"{literal(meeting.label)}, {formats.day(meeting.day)} : {points}, {blocks}."


def frozen_for(meeting: Meeting) -> str:
    """Who the blocks of a meeting are for."""
    return FOR.format(scope=documents.SCOPES[meeting.scope])


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


typeset_module(__name__)
