"""Streets that files misspell, in words."""

from analytics.text import formats
from analytics.text.typography import typeset_module
from data.intake.addresses.review import Decided, Doubt

TITLE = "Rues à vérifier"
INTRO = (
    "Ces noms de rue, lus dans les fichiers, ne sont pas dans la Base adresse nationale, mais ressemblent à une rue de la "
    "commune. Sans réponse, leurs faits sont comptés sans zone. Un choix vaut pour les faits déjà chargés et "
    "pour les prochains fichiers."
)
MORE = "Les rues de moins de faits s’afficheront ensuite : {n}."
LATER, NO_STREET = "Plus tard", "Laisser sans zone"
KEEP, KEEPING = "Enregistrer ces choix", "Enregistrement…"
NOTHING = "Aucun choix n’a été fait."
TAKEN = "Choix déjà faits"
WHICH, TAKE_BACK = "Rue", "Revenir sur ce choix"
TAKE_BACK_HELP = "La rue sera de nouveau à vérifier. Les faits que ce choix a situés n’auront plus de zone."
TAKEN_BACK = "Le choix fait pour « {name} » est annulé. Version des données : {version}."


def doubt(one: Doubt) -> str:
    """A street as files call it, and the facts that wait."""
    return f"« {one.name} » ({formats.integer(one.n_facts)} {'faits' if one.n_facts > 1 else 'fait'})"


def suggestion(street: str) -> str:
    """The decision that a name is that of a street."""
    return f"C’est : {street}"


def decision(name: str, street: str) -> str:
    """A decision that was taken."""
    return f"« {name} » : {street or 'sans zone'}"


def decided(done: Decided) -> str:
    """What decisions did."""
    parts = ["Choix enregistrés."]
    if done.n_placed:
        parts.append(f"Faits qui ont maintenant une zone : {formats.integer(done.n_placed)}.")
    if done.n_unplaced:
        parts.append(
            f"Faits qui restent sans zone, car leur rue en traverse plusieurs : {formats.integer(done.n_unplaced)}."
        )
    return " ".join([*parts, f"Version des données : {done.snapshot}."])


typeset_module(__name__)
