"""What the documents of a meeting say around its blocks."""

from analytics.text import formats
from analytics.text.typography import typeset_module
from data.journal import Decision, FrozenBlock, Meeting, MeetingKind
from data.model import Scope

KINDS = {
    MeetingKind.PLENARY: "Séance plénière du CLSPD",
    MeetingKind.RESTRICTED: "Formation restreinte du CLSPD",
    MeetingKind.RADICALISATION: "CLSPD – cellule de prévention de la radicalisation",
    MeetingKind.WATCH: "Cellule de veille",
}
SCOPES = {
    Scope.PUBLIC: "Édition publique",
    Scope.ELU: "Diffusion limitée aux membres du conseil municipal",
    Scope.PARTENAIRE: "Diffusion limitée aux partenaires",
    Scope.COORDINATION: "Diffusion limitée aux membres du CLSPD",
    Scope.ADMINISTRATION: "Diffusion limitée à l’administration",
}
PRESENT, AGENDA, DECISIONS, REMARKS, GLOSSARY, LEGAL = (
    "Membres présents", "Ordre du jour", "Décisions", "Remarques", "Glossaire", "Mentions"
)  # fmt: skip
SHEET, POINT, FINDING, ASKED, READING, DEFINITIONS, WORD, MEANING = (
    "Feuille", "Point", "Constat", "Choix", "Lecture", "Définitions", "Mot", "Définition"
)  # fmt: skip
EMPTY, NO_DECISION, NO_DUE = "L’ordre du jour est vide.", "Aucune décision n’a été prise.", "sans date"
MINUTES, CONTINUED, PAGE = "Compte rendu", "{title} (suite)", "page"
ELSEWHERE = "Le tableau entier est dans le rapport et dans le classeur."
DECISION_HEADS = ("Décision", "Motif", "Service responsable", "Échéance")
LEGAL_TEXT = (
    "Ces données ne nomment personne. Les petits nombres y sont masqués pour que personne ne soit reconnu, sauf dans les "
    "documents de la coordination. Les chiffres sont ceux du jour où ils ont été figés ; leur code les rouvre, pour qui "
    "en a le droit."
)
EDITED = "Édité le {day} avec Quiétude"


def when(meeting: Meeting) -> str:
    """The day of a meeting, and its place."""
    return " · ".join(filter(None, (formats.day(meeting.day), meeting.place)))


def frozen(block: FrozenBlock) -> str:
    """When a block was frozen, from which data, and the code that opens it again."""
    day = formats.day(block.frozen_at.date())
    return f"Figé le {day}, version {block.snapshot} des données. Code : {block.code}."


def closed(block: FrozenBlock) -> str:
    """Why a block is not in a document, though it was frozen: it cannot be read."""
    return (
        f"Un bloc figé le {formats.day(block.frozen_at.date())} (code {block.code}) ne s’ouvre plus : il est illisible."
    )


def for_others(block: FrozenBlock) -> str:
    """Why a block is not in a document: those who read it are not those whom it was frozen for."""
    return f"Un bloc a été figé pour d’autres destinataires (code {block.code}) : il n’est pas dans ce document."


def decision(one: Decision) -> str:
    """A decision on one line: what, why, who, until when."""
    word, reason, owner, due = decision_cells(one)
    return f"{word} – {reason} ({owner}, {due})"


def decision_cells(one: Decision) -> tuple[str, str, str, str]:
    """A decision as a row under ``DECISION_HEADS``."""
    due = formats.day(one.due) if one.due else NO_DUE
    return formats.capitalised(one.word), one.reason, one.owner, due


typeset_module(__name__)
