"""What the map of an evaluation says: its legend and its reading."""

from analytics.disclosure import ProtectedTable
from analytics.text import formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.journal.values import Role


def legend(table: ProtectedTable) -> dict[Role, str]:
    """What each sort of zone is, with its number."""
    counts = table.frame["role"].value_counts()
    words = {
        Role.TREATED: ("zone de l’action", "zones de l’action"),
        Role.AROUND: ("voisine", "voisines"),
        Role.COMPARED: ("comparée", "comparées"),
    }
    return {role: formats.counted(counts[role], *of_role) for role, of_role in words.items() if role in counts}


def reading(table: ProtectedTable) -> str:
    """The zones of each sort, by name."""
    named = {
        str(role): literal(formats.enumeration([*rows["zone_label"]])) for role, rows in table.frame.groupby("role")
    }
    parts = [
        f"Zones de l’action : {named[Role.TREATED]}.",
        f"Autour : {named[Role.AROUND]}." if Role.AROUND in named else "",
        f"Comparées : {named[Role.COMPARED]}." if Role.COMPARED in named else "Aucune zone comparable.",
    ]
    return " ".join(filter(None, parts))


typeset_module(__name__)
