"""Sentences of what surveys conclude: the effect in units, then its interval, then the word."""

from analytics.text import formats

_NBSP = formats.NBSP
DETECTABLE_ABOVE_ALL = "Avec si peu de réponses, même un écart total pouvait passer inaperçu."
BEFORE_AFTER = "Les deux vagues n’ont pas interrogé les mêmes personnes, et rien ne dit ce qui a causé l’écart."
VOLUNTARY = (
    "Répondait qui voulait\u00a0: ces parts ne valent que pour les personnes ayant répondu, et aucune marge ne peut être "
    "calculée."
)
GAP = (
    "Le ressenti et les faits enregistrés ne portent pas sur les mêmes événements\u00a0: un écart n’est l’erreur de personne.",
    "Les rangs disent l’ordre des zones, non ce qui les sépare.",
)


def wave(before: float, after: float, low: float, high: float, word: str) -> str:
    """How a share changed between two waves, in points."""
    difference = after - before
    if round(difference, 3):
        effect = f"Environ {_points(difference)} de {_more(difference)}, de {formats.percent(before)} à {formats.percent(after)}"
    else:
        effect = f"Aucun écart, à {formats.percent(after)}"
    if low < 0 < high:
        margin = f"allant de {_points(low)} de moins à {_points(high)} de plus"
    else:
        near, far = sorted((abs(low), abs(high)))
        margin = f"de {_number(near)} à {_points(far)} de {_more(low + high)}"
    return f"{effect}, avec une marge {margin}\u00a0: {word}."


def voluntary_wave(before: float, after: float, word: str) -> str:
    """Shares of two waves that anyone could answer."""
    return (
        f"{formats.percent(before)} des personnes ayant répondu à la première vague, {formats.percent(after)} à la "
        f"seconde\u00a0: {word}."
    )


def answers(before: int, after: int) -> str:
    """How many answered each wave."""
    return (
        f"{formats.counted(before, 'réponse', 'réponses')} à la première vague, {formats.integer(after)} à la seconde."
    )


def effective_answers(before: float, after: float) -> str:
    """How many answers each wave is worth."""
    return f"Pour la précision, elles en valent {formats.integer(before)} et {formats.integer(after)}."


def too_few_answers(minimum: float) -> str:
    """Why a wave or a zone is not judged."""
    return f"Il faut l’équivalent d’au moins {formats.counted(minimum, 'réponse', 'réponses')} pour conclure."


def detectable(difference: float) -> str:
    """Smallest change of a share that would probably have been seen."""
    if difference >= 1:
        return DETECTABLE_ABOVE_ALL
    return f"Un écart de moins de {_points(difference)} pouvait passer inaperçu."


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
    return f"{effect}, avec une marge {margin}\u00a0: {word}."


def _number(share: float) -> str:
    points = abs(100 * share)
    return formats.decimal(points, 0 if points >= 9.95 else 1)


def _points(share: float) -> str:
    return f"{_number(share)}{_NBSP}{'points' if abs(100 * share) >= 1.95 else 'point'}"


def _ranks(number: float) -> str:
    return formats.counted(round(abs(number)), "rang", "rangs")


def _more(difference: float) -> str:
    return "plus" if difference > 0 else "moins"


def _higher(difference: float) -> str:
    return "plus haut" if difference > 0 else "plus bas"
