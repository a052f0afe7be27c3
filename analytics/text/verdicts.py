"""Sentences of verdicts and of their checks: the effect in units, then its interval, then the word.

They receive figures already computed, and say nothing that a figure does not.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from analytics.text.formats import NBSP, NNBSP, counted, decimal, enumeration, integer, month, percent

_SEMICOLON = f"{NNBSP}; "
_COLON = f"{NBSP}: "
Noun: TypeAlias = tuple[str, str]

EXPECTED_FROM = {
    "weighted_displacement_difference": "d’après les zones comparables",
    "difference_in_differences": "d’après les zones comparables",
    "interrupted_time_series": "d’après la tendance et la saison d’avant",
    "synthetic_control": "d’après les zones comparables",
}
BESIDE = {
    "weighted_displacement_difference": " par rapport aux zones comparables",
    "difference_in_differences": " par rapport aux zones comparables",
    "interrupted_time_series": " par rapport à la tendance d’avant",
    "synthetic_control": " par rapport aux zones comparables",
}


def capital(text: str) -> str:
    """The same text as the start of a sentence."""
    return text[0].upper() + text[1:]


def signed(share: float) -> str:
    """Change of a share with its sign: ``−12 %``, ``+3 %``."""
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{percent(abs(share))}"


def beyond(value: float) -> str:
    """Whole number more or less: ``12 de moins``, ``3 de plus``, ``autant``."""
    rounded = abs(float(integer(value).replace(NNBSP, "")))
    return "autant" if rounded == 0 else f"{integer(abs(value))} de {'plus' if value > 0 else 'moins'}"


def between(low: float, high: float) -> str:
    """Interval of a difference: ``entre 20 et 76 de moins``, ``entre 12 de moins et 5 de plus``."""
    if high < 0 and beyond(high) != "autant":
        return f"entre {integer(-high)} et {beyond(low)}"
    if low > 0 and beyond(low) != "autant":
        return f"entre {integer(low)} et {beyond(high)}"
    return f"entre {beyond(low)} et {beyond(high)}"


def of_relative(low: float, high: float) -> str:
    """Interval of a ratio as percentages: ``de −45 % à −18 %``; without a limit above where there is none."""
    if high == float("inf"):
        return f"au moins {signed(low - 1)}"
    return f"de {signed(low - 1)} à {signed(high - 1)}"


def effect(
    *,
    difference: float,
    low: float,
    high: float,
    ratio: tuple[float, float, float] | None,
    method: str,
    word: str,
    noun: Noun,
    yearly: bool,
) -> str:
    """What an action is followed by: events, their interval, the ratio where counts allow, the word.

    Parameters
    ----------
    difference, low, high : events beyond those expected; a year's where ``yearly``, else those of the whole period.
    ratio : with its limits; None where counts are too small for a percentage.
    """
    many = abs(difference)
    per = " par an" if yearly else " depuis le début"
    if beyond(difference) == "autant":
        amount = f"à peu près autant de {noun[1]} qu’attendu"
    else:
        amount = f"environ {counted(many, *noun)} de {'plus' if difference > 0 else 'moins'}{per} qu’attendu"
    share = "" if ratio is None else f", soit {signed(ratio[0] - 1)} ({of_relative(ratio[1], ratio[2])})"
    return capital(f"{amount} {EXPECTED_FROM[method]} ({between(low, high)}){share}{_COLON}{word}{BESIDE[method]}.")


def insufficient(reason: str, seen: str) -> str:
    """Why nothing is concluded, after what was counted."""
    return f"{seen}{_COLON}données insuffisantes, {reason}." if seen else f"Données insuffisantes, {reason}."


def counts_seen(before: float, after: float, noun: Noun) -> str:
    """Events of both periods."""
    return f"{capital(counted(before, *noun))} avant, {integer(after)} après"


def too_few_events(minimum: int, noun: Noun) -> str:
    """Reason: not enough events in either period."""
    return f"car il y a moins de {counted(minimum, *noun)} avant comme après"


def too_little_power(detectable: float, threshold: float) -> str:
    """Reason: what is sought could not have been seen."""
    sought = f"la baisse recherchée est de {percent(threshold)}"
    if detectable >= 1:
        return f"car même une disparition complète pourrait passer inaperçue{_SEMICOLON}{sought}"
    return f"car seule une baisse d’au moins {percent(detectable)} se verrait{_SEMICOLON}{sought}"


def too_few_months(before: int, after: int, needed: tuple[int, int]) -> str:
    """Reason: one of the periods is too short."""
    return (
        f"car l’action est précédée de {counted(before, 'mois', 'mois')} connus et suivie de {integer(after)}"
        f"{_SEMICOLON}il en faut au moins {integer(needed[0])} et {integer(needed[1])}"
    )


def nothing_recorded(where: str) -> str:
    """Reason: no event at all among zones."""
    return f"car aucun fait n’est enregistré {where}"


def contradicted(names: list[str]) -> str:
    """Reason: checks contradict the estimate."""
    return f"car des vérifications contredisent l’estimation ({enumeration(names)})"


def nothing_varies() -> str:
    """Reason: the same number every month."""
    return "car le même nombre revient chaque mois"


def detectable(fall: float) -> str:
    """What could have been seen, told before any result."""
    if fall >= 1:
        return "Avec ces nombres, même une disparition complète pourrait passer inaperçue."
    return f"Avec ces nombres, une baisse d’au moins {percent(fall)} a quatre chances sur cinq d’être vue."


def setting(months_before: int, months_after: int, n_compared: int, dispersion: float, n_judged: int) -> str:
    """What the verdict rests on: months, comparison, dispersion, number of tests."""
    compared = (
        f"comparée à {counted(n_compared, 'zone', 'zones')}"
        if n_compared
        else "sans zone comparable, suivie dans le temps"
    )
    together = f"{_SEMICOLON}{integer(n_judged)} actions jugées ensemble" if n_judged > 1 else ""
    spread = f"{_SEMICOLON}dispersion de {decimal(dispersion, 1)} fois celle du hasard" if dispersion > 1.05 else ""
    return (
        f"L’action est {compared}, {counted(months_before, 'mois', 'mois')} avant et {integer(months_after)} après"
        f"{spread}{together}."
    )


NO_FALL = "car aucune baisse n’est établie dans les zones de l’action"
FEW_AROUND = "car trop peu de faits sont enregistrés autour"
WEAK_AROUND = "car un déplacement égal au gain pourrait passer inaperçu"
NOT_CAUSE = "Le verdict compare\u202f; il ne dit pas que l’action est la seule cause."
FEW_MONTHS_BEFORE = "Moins de deux ans sont connus avant l’action\u00a0: si elle a été décidée sur un pic, une baisse serait venue sans elle."

CHECK_NAMES = {
    "pre_trend": "évolution d’avant",
    "placebo_dates": "dates fictives",
    "placebo_places": "zones fictives",
    "leave_one_out": "zones retirées une à une",
    "buffer": "zones voisines",
    "overdispersion": "dispersion des nombres",
    "autocorrelation": "mois qui se ressemblent",
    "recording": "changements d’enregistrement",
    "simultaneous": "autres actions au même endroit",
}


def pre_trend(yearly: tuple[float, float, float], passed: bool) -> str:
    """How the gap with comparable zones moved before; ``yearly`` is a ratio a year and its limits."""
    moved = f"Avant l’action, l’écart avec les zones comparables évoluait de {signed(yearly[0] - 1)} par an"
    margin = of_relative(yearly[1], yearly[2])
    return (
        f"{moved} ({margin})\u00a0: rien n’indique que les évolutions n’étaient pas parallèles."
        if passed
        else f"{moved} ({margin})\u00a0: les évolutions n’étaient pas parallèles, l’effet estimé peut en venir."
    )


def placebo_dates(n_dates: int, n_found: int) -> str:
    """What the same computation finds at dates when nothing began."""
    tried = f"À {counted(n_dates, 'date fictive', 'dates fictives')} d’avant l’action"
    return (
        f"{tried}, le même calcul ne trouve aucun effet."
        if n_found == 0
        else f"{tried}, le même calcul trouve {counted(n_found, 'effet', 'effets')} là où rien n’avait commencé."
    )


def placebo_places(n_zones: int, n_as_clear: int) -> str:
    """How many zones without the action changed as clearly."""
    others = counted(n_zones, "autre zone", "autres zones")
    found = {0: "aucune n’a changé", 1: "une seule a changé"}.get(n_as_clear, f"{integer(n_as_clear)} ont changé")
    return f"Parmi {others} sans l’action, {found} aussi nettement."


def placebo_choices(share: float) -> str:
    """How often as many zones taken at random changed as clearly."""
    return f"Autant de zones prises au hasard changent aussi nettement dans {percent(share)} des cas."


def leave_one_out(low: float, high: float, holds: bool) -> str:
    """Range of the estimate, each comparable zone taken away in turn."""
    spread = f"l’effet estimé va de {signed(low - 1)} à {signed(high - 1)}"
    end = "la conclusion tient" if holds else "la conclusion dépend d’une seule zone"
    return f"Sans chacune des zones comparables à son tour, {spread}\u00a0: {end}."


def buffer(without: float, within: float, passed: bool) -> str:
    """Estimate with the zones around left out, and counted among comparable ones."""
    both = (
        f"L’effet estimé est de {signed(without - 1)} sans les zones voisines, de {signed(within - 1)} si elles comptent "
        "parmi les zones comparables"
    )
    return f"{both}\u00a0: la conclusion tient." if passed else f"{both}\u00a0: la conclusion dépend de ce choix."


def overdispersion(dispersion: float, taken_into_account: bool) -> str:
    """Variance of the months over that of chance alone."""
    if not taken_into_account:
        return "Les nombres mensuels varient comme le veut le hasard seul."
    return f"Les nombres mensuels varient {decimal(dispersion, 1)} fois plus que par hasard seul\u00a0: la marge en tient compte."


def autocorrelation(p_value: float) -> str:
    """Whether the months follow each other."""
    if p_value >= 0.05:
        return "Les écarts d’un mois à l’autre ne se suivent pas."
    return "Les écarts se suivent d’un mois à l’autre\u00a0: la vraie marge peut être plus large."


def recording(months: Sequence[date], shared: bool) -> str:
    """Known changes of what is written down, within the months compared."""
    if not months:
        return "Aucun changement d’enregistrement n’est connu sur ces mois."
    when = enumeration([month(one) for one in months])
    return (
        f"L’enregistrement a changé en {when}, de la même façon dans les zones comparables."
        if shared
        else f"L’enregistrement a changé en {when}, et rien ne le sépare de l’action."
    )


def simultaneous(names: Sequence[str]) -> str:
    """Other actions that bear on the same facts, in the same place and the same months."""
    if not names:
        return "Aucune autre action du registre ne porte sur ces faits, au même endroit et dans les mêmes mois."
    others = enumeration([f"«\u00a0{name}\u00a0»" for name in names])
    return f"Au même endroit et dans les mêmes mois, {others} porte sur les mêmes faits\u00a0: les effets ne se séparent pas."


def unchecked(reason: str) -> str:
    """A check that could not be made."""
    return f"Vérification impossible\u00a0: {reason}."


TOO_FEW_ZONES = "les zones comparables sont trop peu nombreuses"
TOO_FEW_MONTHS = "les mois d’avant sont trop peu nombreux"
NO_ZONE_AROUND = "aucune zone voisine n’est désignée"
NO_COMPARISON = "aucune zone comparable n’est désignée"


STEP_PROVEN = "L’évolution voulue est nette face à des zones comparables, et rien n’indique qu’elle s’est faite aux dépens des zones voisines."
STEP_LIKELY = "L’évolution va dans le sens voulu\u202f; d’autres mois diront si elle tient."
STEP_FOLLOW_AROUND = "L’évolution va dans le sens voulu, mais une partie des faits s’est déplacée\u00a0: les zones voisines sont à suivre."
STEP_MOVED = "Les faits se sont déplacés autant qu’ils ont baissé\u00a0: l’action est à penser avec les zones voisines."
STEP_CHANCE = "Aucun effet ne se distingue du hasard, alors qu’un effet de la taille recherchée se serait vu."
STEP_WRONG_WAY = "L’évolution va à l’inverse du but\u00a0: comprendre pourquoi avant d’aller plus loin."
STEP_UNCLEAR = "Les mois connus suffiraient, mais les zones comparables sont trop diverses ou les vérifications se contredisent\u00a0: revoir la comparaison."
STEP_NEVER = "Les faits sont trop rares pour qu’un effet se voie, même en cinq ans\u00a0: suivre un autre indicateur ou une zone plus large."


def step_nothing(threshold: float) -> str:
    """Reason to stop: the effect sought is excluded."""
    return f"Un changement de {percent(threshold)} est exclu\u00a0: l’action n’a pas l’effet recherché sur ce qui est compté."


def step_wait(until: date, threshold: float) -> str:
    """Reason to wait, and until when."""
    return f"Une baisse de {percent(threshold)} ne se verra qu’à partir de {month(until)}\u00a0: les faits sont encore trop peu nombreux."


def displacement(
    *, gained: float, moved: tuple[float, float, float] | None, word: str, noun: Noun, yearly: bool, reason: str = ""
) -> str:
    """What happened around: events beyond those expected there, beside those gained, then the word."""
    per = " par an" if yearly else ""
    if moved is None:
        return f"Données insuffisantes pour juger d’un déplacement, {reason}."
    value, low, high = moved
    amount = (
        f"à peu près autant de {noun[1]} qu’attendu"
        if beyond(value) == "autant"
        else f"environ {counted(abs(value), *noun)} de {'plus' if value > 0 else 'moins'}{per} qu’attendu"
    )
    beside = f", pour {integer(abs(gained))} de moins dans la zone de l’action" if gained < 0 else ""
    why = f", {reason}" if reason else ""
    return f"Autour, {amount} ({between(low, high)}){beside}\u00a0: {word}{why}."
