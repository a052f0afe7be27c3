"""What the documents of a meeting say around its blocks."""

from analytics.text.typography import typeset_module
from data.journal import MeetingKind
from data.model import Scope

KINDS = {
    MeetingKind.PLENARY: "Séance plénière du CLSPD",
    MeetingKind.RESTRICTED: "Formation restreinte du CLSPD",
    MeetingKind.RADICALISATION: "CLSPD – cellule de prévention de la radicalisation",
    MeetingKind.WATCH: "Cellule de veille",
}
SCOPES = {
    Scope.PUBLIC: "Édition publique",
    Scope.ELU: "Diffusion limitée aux élues et élus",
    Scope.PARTENAIRE: "Diffusion limitée aux partenaires",
    Scope.COORDINATION: "Diffusion limitée aux membres du CLSPD",
    Scope.ADMINISTRATION: "Diffusion limitée à l’administration",
}
PRESENT, AGENDA, DECISIONS, REMARKS, GLOSSARY, LEGAL = (
    "Présents", "Ordre du jour", "Décisions", "Remarques", "Glossaire", "Mentions"
)  # fmt: skip
OWNER, DUE, NO_DUE, NO_DECISION = "Service responsable", "Échéance", "sans date", "Aucune décision n’a été prise."
EMPTY = "L’ordre du jour est vide."
FROZEN = "Figé le {day}, données {version}. Code {code}."
LEGAL_TEXT = (
    "Aucune personne n’est dans ces données. Les petits nombres sont masqués pour que personne ne soit reconnu. Les "
    "figures sont celles du jour où elles ont été figées ; un code rouvre chacune pour qui en a le droit."
)
EDITED = "Édité le {day} avec Quiétude"

typeset_module(__name__)
