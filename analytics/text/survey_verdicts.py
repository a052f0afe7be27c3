"""Sentences of what surveys conclude: the effect in units, then its interval, then the word."""

from analytics.text import formats
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.typography import NBSP


def wave(before: float, after: float, low: float, high: float, word: str) -> str:
    """How a share changed between two waves, in points."""
    difference = after - before
    if round(difference, 3):
        effect = f"Environ {_points(difference)} de {_more(difference)}, {formats.percents(before, after)}"
    else:
        effect = f"Aucun écart, à {formats.percent(after)}"
    if low < 0 < high:
        margin = f"allant de {_points(low)} de moins à {_points(high)} de plus"
    else:
        near, far = sorted((abs(low), abs(high)))
        margin = f"de {_number(near)} à {_points(far)} de {_more(low + high)}"
    return f"{effect}, avec une marge {margin} : {WORDS[word]}."


def voluntary_wave(before: float, after: float, word: str) -> str:
    """Shares of two waves that anyone could answer."""
    return (
        f"{formats.percent(before)} des personnes ayant répondu à la première vague, {formats.percent(after)} à la "
        f"seconde : {WORDS[word]}."
    )


def gap(ranks: float, low: float, high: float, n_zones: int, word: str) -> str:
    """How far apart a zone stands in what is felt and in what is recorded, in ranks."""
    zones = f"(sur {formats.integer(n_zones)} zones, la plus sombre en haut)"
    if round(ranks):
        effect = f"Environ {_ranks(ranks)} {_higher(ranks)} dans le ressenti que dans les faits {zones}"
    else:
        effect = f"Même rang dans le ressenti et dans les faits {zones}"
    if round(low) == round(high):
        margin = "de moins d’un rang"
    elif low < 0 < high:
        margin = f"allant de {_ranks(low)} {_higher(low)} à {_ranks(high)} {_higher(high)}"
    else:
        near, far = sorted((abs(low), abs(high)))
        margin = f"de {formats.integer(near)} à {_ranks(far)} {_higher(low + high)}"
    return f"{effect}, avec une marge {margin} : {WORDS[word]}."


def _number(share: float) -> str:
    points = abs(100 * share)
    return formats.decimal(points, 0 if points >= 9.95 else 1)


def _points(share: float) -> str:
    return f"{_number(share)}{NBSP}{'points' if abs(100 * share) >= 1.95 else 'point'}"


def _ranks(number: float) -> str:
    return formats.counted(round(abs(number)), "rang", "rangs")


def _more(difference: float) -> str:
    return "plus" if difference > 0 else "moins"


def _higher(difference: float) -> str:
    return "plus haut" if difference > 0 else "plus bas"


typeset_module(__name__)
