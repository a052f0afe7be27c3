"""French typography, in one place: sentences are written, and read in the code, with plain spaces."""

import re

NBSP, NNBSP = "\u00a0", "\u202f"
_RULES = tuple(
    (re.compile(pattern), space)
    for pattern, space in (
        # « %{ » is no percentage but a hole of a chart's label.
        (r" (?=[;!?]|%(?!\{))", NNBSP),
        (r"(?<=«) | (?=[:»](?!\w))|(?<=n°) ", NBSP),
        # Thousands, and a number with what it counts: 1 000 habitants.
        (r"(?<=\b\d) (?=\d{3}\b)|(?<=\b\d\d) (?=\d{3}\b)|(?<=\b\d\d\d) (?=\d{3}\b)", NNBSP),
        (r"(?<=\d) (?=(?:habitants|logements|€)(?!\w))", NBSP),
    )
)


def typeset(sentence: str) -> str:
    """Give a sentence the no-break spaces that French wants: « a », b : c ; 12 %, 1 000 habitants."""
    for pattern, space in _RULES:
        sentence = pattern.sub(space, sentence)
    return sentence
