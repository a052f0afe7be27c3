"""What a commune that has no facts yet has already, and what is next."""

from collections.abc import Mapping

from analytics.text import formats
from analytics.text.typography import typeset_module
from data.model import Level
from data.reference import levels

DEPOSIT = "Déposer un fichier"
_DONE, _TO_DO = ":material/check_circle:", ":material/radio_button_unchecked:"


def steps(zones: Mapping[Level, int], has_actions: bool) -> str:
    """Steps, one a line, in Markdown: those that are done, the next one in bold, those after it.

    Parameters
    ----------
    zones : how many there are at each level that has some.
    """
    named = [f"{formats.capitalised(levels()[level].plural)} : {formats.integer(n)}" for level, n in zones.items()]
    listed = (
        ("Commune", True),
        (" · ".join(named) or "Zones de la commune", bool(named)),
        ("Premier fichier d’un partenaire", False),
        ("Première action", has_actions),
    )
    following = next(name for name, is_done in listed if not is_done)
    return "  \n".join(
        f"{_DONE} {name}" if is_done else f"{_TO_DO} {f'**{name}**' if name == following else name}"
        for name, is_done in listed
    )


typeset_module(__name__)
