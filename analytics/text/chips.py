"""Chips: what is concluded, as one word beside one sign, the same everywhere; the sign says it in grey and in print too."""

from analytics.statistics.words import AlertWord, ChangeWord, SurveyWord
from analytics.text.typography import typeset_module
from analytics.text.verdicts import NEVER_JUDGED, WORDS

UNJUDGED = "unjudged"
"""Of an action that has no code, since it could not be judged."""
BADGES: dict[str, tuple[str, str]] = {
    ChangeWord.CLEAR_RISE: ("orange", "keyboard_double_arrow_up"),
    ChangeWord.CLEAR_FALL: ("blue", "keyboard_double_arrow_down"),
    ChangeWord.PROBABLE_RISE: ("orange", "keyboard_arrow_up"),
    ChangeWord.PROBABLE_FALL: ("blue", "keyboard_arrow_down"),
    ChangeWord.STABLE: ("gray", "drag_handle"),
    ChangeWord.BOUNDED: ("gray", "sync_alt"),
    ChangeWord.NO_LARGE_RISE: ("gray", "vertical_align_top"),
    ChangeWord.NO_LARGE_FALL: ("gray", "vertical_align_bottom"),
    ChangeWord.INSUFFICIENT_DATA: ("gray", "question_mark"),
    SurveyWord.CHANCE: ("gray", "airwave"),
    SurveyWord.NOT_COMPARABLE: ("gray", "block"),
    AlertWord.TO_WATCH: ("orange", "visibility"),
    UNJUDGED: ("gray", "remove"),
}
"""Colour and icon, by Streamlit's names, of each code that has a chip."""
_CLEAR = (ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL)
_WORDS = (
    WORDS
    | {UNJUDGED: NEVER_JUDGED}
    | {
        ChangeWord.BOUNDED: "±30 % au plus",
        ChangeWord.NO_LARGE_RISE: "+30 % exclu",
        ChangeWord.NO_LARGE_FALL: "−30 % exclu",
    }
)


def word(code: str) -> str:
    """What a chip says; of an action that is not judged, ``UNJUDGED``."""
    return _WORDS[code]


def badge(code: str) -> str:
    """A chip within Markdown: its ground is never full, so that bold tells what is clear.

    Parameters
    ----------
    code : one of ``BADGES``; empty for an action that is not judged.
    """
    colour, icon = BADGES[code or UNJUDGED]
    said = word(code or UNJUDGED)
    return f":{colour}-badge[:material/{icon}: {f'**{said}**' if code in _CLEAR else said}]"


typeset_module(__name__)
