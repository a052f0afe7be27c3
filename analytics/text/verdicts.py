"""French of verdicts and of their checks: the effect in units, then its interval, then the word.

It is written from codes and figures already computed, and tells nothing that a figure does not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import ceil
from typing import TypeAlias

from analytics.statistics.evaluation import (
    Appraisal,
    CheckResult,
    DisplacementVerdict,
    Effect,
    NextStep,
    Obstacle,
    Outcome,
    Reason,
    Step,
    StepReason,
    Verdict,
    checks,
)
from analytics.statistics.surveys.shares import Weighted
from analytics.statistics.words import (
    INSUFFICIENT_DATA,
    ChangeWord,
    DifferenceWord,
    DisplacementWord,
    HotSpot,
    ProofLevel,
    Reliability,
    SurveyWord,
)
from analytics.text.formats import counted, decimal, enumeration, integer, month, percent
from analytics.text.typography import typeset_module
from data.typography import NNBSP

_SEMICOLON = " ; "
_COLON = " : "
Noun: TypeAlias = tuple[str, str]
FACTS: Noun = ("fait", "faits")
YEAR = 12

WORDS: dict[str, str] = {
    INSUFFICIENT_DATA: "données insuffisantes",
    ChangeWord.CLEAR_RISE: "hausse nette",
    ChangeWord.CLEAR_FALL: "baisse nette",
    ChangeWord.PROBABLE_RISE: "hausse probable",
    ChangeWord.PROBABLE_FALL: "baisse probable",
    ChangeWord.STABLE: "stable",
    ChangeWord.CHANCE: "compatible avec le hasard",
    DifferenceWord.CLEARLY_ABOVE: "nettement au-dessus de la commune",
    DifferenceWord.CLEARLY_BELOW: "nettement au-dessous de la commune",
    DifferenceWord.PROBABLY_ABOVE: "probablement au-dessus de la commune",
    DifferenceWord.PROBABLY_BELOW: "probablement au-dessous de la commune",
    DifferenceWord.CLOSE: "proche de la commune",
    DifferenceWord.CHANCE: "écart compatible avec le hasard",
    DisplacementWord.DIFFUSED: "bénéfice diffusé",
    DisplacementWord.NONE_SEEN: "pas de déplacement décelable",
    DisplacementWord.PARTIAL: "déplacement partiel",
    DisplacementWord.ABOVE_GAIN: "déplacement supérieur au gain",
    SurveyWord.CONSISTENT: "ressenti conforme aux faits",
    SurveyWord.DARKER: "ressenti plus sombre que les faits",
    SurveyWord.BRIGHTER: "ressenti meilleur que les faits",
    SurveyWord.NOT_COMPARABLE: "non comparable",
    HotSpot.HOT: "point chaud",
    HotSpot.COLD: "point froid",
    HotSpot.NEITHER: "ni l’un ni l’autre",
    Reliability.MARGIN: "avec marge",
    Reliability.NO_MARGIN: "sans marge",
    Weighted.RAKED: "redressé",
    Weighted.GIVEN: "poids de l’enquête",
    Weighted.NONE: "non pondéré",
    Step.CONTINUE: "continuer",
    Step.ADJUST: "ajuster",
    Step.EXTEND: "étendre",
    Step.STOP: "arrêter",
    Step.WAIT: "attendre",
}
"""French of each code that a table, a map or a sentence shows."""
PROOF = {
    ProofLevel.NONE: "aucun : rien ne peut être conclu",
    ProofLevel.OBSERVED: "1 sur 5 : simple constat, à un seul moment",
    ProofLevel.BEFORE_AFTER: "2 sur 5 : avant et après, sans zone comparable",
    ProofLevel.COMPARED: "3 sur 5 : avant et après, avec des zones comparables",
    ProofLevel.CONTROLLED: "4 sur 5 : avant et après dans plusieurs zones, avec de nombreuses zones comparables",
    ProofLevel.RANDOMISED: "5 sur 5 : zones tirées au sort",
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


def sentence(appraisal: Appraisal, noun: Noun = FACTS) -> str:
    """What an action is followed by, or why nothing is concluded of it, after what was counted."""
    verdict = appraisal.verdict
    if verdict.reasons or verdict.effect is None:
        seen = f"{capital(counted(verdict.before, *noun))} avant, {integer(verdict.after)} après"
        return f"{seen}{_COLON}données insuffisantes, {_reason(appraisal, noun)}."
    return _effect(verdict, verdict.effect, noun)


def limits(appraisal: Appraisal) -> tuple[str, ...]:
    """What must be known before a verdict is repeated; none where nothing could be estimated."""
    if appraisal.effect is None:
        return ()
    failed = [check(one) for one in appraisal.verdict.failed]
    warned = [FEW_MONTHS_BEFORE] if appraisal.setting.months_before < 2 * YEAR else []
    return (_setting(appraisal, appraisal.effect), NOT_CAUSE, *failed, *warned)


def detectable(appraisal: Appraisal) -> str:
    """What could have been seen, given before any result; empty where nothing could be estimated."""
    if appraisal.effect is None:
        return ""
    fall = appraisal.effect.detectable
    if fall >= 1:
        return "Avec ces nombres, même une disparition complète pourrait passer inaperçue."
    return f"Avec ces nombres, une baisse d’au moins {percent(fall)} a quatre chances sur cinq d’être vue."


def displacement(verdict: DisplacementVerdict, noun: Noun = FACTS) -> str:
    """What happened around: events beyond those expected there, against those gained, then the word."""
    if verdict.around is None:
        return f"Données insuffisantes pour juger d’un déplacement, {DISPLACEMENT_REASONS[verdict.reason]}."
    years = verdict.years or 1.0
    value, margin = verdict.around.difference / years, verdict.around.difference_interval()
    spread = between(float(margin.low) / years, float(margin.high) / years)
    per = "" if verdict.years is None else " par an"
    amount = (
        f"à peu près autant de {noun[1]} qu’attendu"
        if beyond(value) == "autant"
        else f"environ {counted(abs(value), *noun)} de {'plus' if value > 0 else 'moins'}{per} qu’attendu"
    )
    gained = f", pour {integer(verdict.gain / years)} de moins dans la zone de l’action"
    why = f", {DISPLACEMENT_REASONS[verdict.reason]}" if verdict.reason else ""
    return f"Autour, {amount} ({spread}){gained} : {WORDS[verdict.word]}{why}."


def next_step(step: NextStep) -> str:
    """Why a step is proposed."""
    if step.reason is StepReason.EXCLUDED:
        return (
            f"Un changement de {percent(step.threshold)} est exclu : l’action n’a pas l’effet recherché sur ce qui "
            "est compté."
        )
    if step.until is not None:
        return (
            f"Une baisse de {percent(step.threshold)} ne se verra qu’à partir de {month(step.until)} : les faits sont "
            "encore trop peu nombreux."
        )
    return STEP_REASONS[step.reason]


def check(result: CheckResult) -> str:
    """What a check concludes, or why it could not be made."""
    if result.obstacle is not None:
        return f"Vérification impossible : {OBSTACLES[result.obstacle]}."
    if result.name in CHECKS:
        return CHECKS[result.name](result.outcome, **result.figures)
    return f"{capital(check_name(result.name))}{_COLON}{OUTCOMES[result.outcome]}."


def check_name(name: str) -> str:
    """French name of a check."""
    return CHECK_NAMES.get(name) or checks()[name].label


def _effect(verdict: Verdict, effect: Effect, noun: Noun) -> str:
    """Events beyond those expected, their interval, the ratio where counts allow, the word."""
    years = verdict.years or 1.0
    difference, margin, ratio = effect.difference / years, effect.difference_interval(), effect.relative_interval()
    per = " depuis le début" if verdict.years is None else " par an"
    if beyond(difference) == "autant":
        amount = f"à peu près autant de {noun[1]} qu’attendu"
    else:
        many = counted(abs(difference), *noun)
        amount = f"environ {many} de {'plus' if difference > 0 else 'moins'}{per} qu’attendu"
    spread = between(float(margin.low) / years, float(margin.high) / years)
    share = (
        f", soit {signed(effect.relative - 1)} ({of_relative(float(ratio.low), float(ratio.high))})"
        if verdict.has_ratio
        else ""
    )
    if effect.n_compared:
        expected, against = "d’après les zones comparables", "par rapport aux zones comparables"
    else:
        expected, against = "d’après la tendance et la saison d’avant", "par rapport à la tendance d’avant"
    return capital(f"{amount} {expected} ({spread}){share}{_COLON}{WORDS[verdict.word]} {against}.")


def _reason(appraisal: Appraisal, noun: Noun) -> str:
    """Why nothing is concluded of an action."""
    verdict, setting = appraisal.verdict, appraisal.setting
    (reason,) = verdict.reasons
    match reason:
        case Reason.FEW_MONTHS:
            return (
                f"car l’action est précédée de {counted(setting.months_before, 'mois', 'mois')} connus et suivie de "
                f"{integer(setting.months_after)}{_SEMICOLON}il en faut au moins {integer(setting.needed_before)} et "
                f"{integer(setting.needed_after)}"
            )
        case Reason.FEW_EVENTS:
            return f"car il y a moins de {counted(ceil(verdict.minimum), *noun)} avant comme après"
        case Reason.CONTRADICTED:
            names = enumeration([check_name(one.name) for one in verdict.contradicting])
            return f"car des vérifications contredisent l’estimation ({names})"
        case Reason.LITTLE_POWER:
            seen = verdict.effect.detectable if verdict.effect else 1.0
            sought = f"la baisse recherchée est de {percent(verdict.threshold)}"
            if seen >= 1:
                return f"car même une disparition complète pourrait passer inaperçue{_SEMICOLON}{sought}"
            return f"car seule une baisse d’au moins {percent(seen)} se verrait{_SEMICOLON}{sought}"
        case _:
            return REASONS[reason]


def _setting(appraisal: Appraisal, effect: Effect) -> str:
    """What the verdict rests on: months, comparison, dispersion, number of tests."""
    setting = appraisal.setting
    compared = (
        f"comparée à {counted(setting.n_compared, 'zone', 'zones')}"
        if setting.n_compared
        else "sans zone comparable, suivie dans le temps"
    )
    together = f"{_SEMICOLON}{integer(setting.n_together)} actions jugées ensemble" if setting.n_together > 1 else ""
    wide = effect.dispersion > 1.05
    spread = f"{_SEMICOLON}dispersion de {decimal(effect.dispersion, 1)} fois celle du hasard" if wide else ""
    return (
        f"L’action est {compared}, {counted(setting.months_before, 'mois', 'mois')} avant et "
        f"{integer(setting.months_after)} après{spread}{together}."
    )


REASONS = {
    Reason.NOTHING_TREATED: "car aucun fait n’est enregistré dans les zones de l’action",
    Reason.NOTHING_COMPARED: "car aucun fait n’est enregistré dans les zones comparables",
    Reason.NOTHING_VARIES: "car le même nombre revient chaque mois",
}
DISPLACEMENT_REASONS: Mapping[Reason | None, str] = {
    Reason.NO_FALL: "car aucune baisse n’est établie dans les zones de l’action",
    Reason.FEW_AROUND: "car trop peu de faits sont enregistrés autour",
    Reason.LITTLE_POWER: "car un déplacement égal au gain pourrait passer inaperçu",
}
NOT_CAUSE = "Le verdict compare ; il ne dit pas que l’action est la seule cause."
FEW_MONTHS_BEFORE = "Moins de deux ans sont connus avant l’action : si elle a été décidée sur un pic, une baisse serait venue sans elle."

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


def _pre_trend(outcome: Outcome, *, yearly: float, low: float, high: float) -> str:
    """How the gap with comparable zones moved before, as a ratio a year."""
    moved = f"Avant l’action, l’écart avec les zones comparables évoluait de {signed(yearly - 1)} par an"
    margin = of_relative(low, high)
    return (
        f"{moved} ({margin}) : rien n’indique que les évolutions n’étaient pas parallèles."
        if outcome is Outcome.PASSED
        else f"{moved} ({margin}) : les évolutions n’étaient pas parallèles, l’effet estimé peut en venir."
    )


def _placebo_dates(outcome: Outcome, *, n_dates: int, n_significant: int) -> str:
    """What the same computation concludes at dates when nothing began."""
    tried = f"À {counted(n_dates, 'date fictive', 'dates fictives')} d’avant l’action"
    return (
        f"{tried}, le même calcul ne trouve aucun effet."
        if n_significant == 0
        else f"{tried}, le même calcul trouve {counted(n_significant, 'effet', 'effets')} là où rien n’avait commencé."
    )


def _placebo_places(outcome: Outcome, *, share: float, n_zones: int, n_as_clear: int | None) -> str:
    """How many zones without the action changed as clearly, or how often as many taken at random did."""
    if n_as_clear is None:
        return f"Autant de zones prises au hasard changent aussi nettement dans {percent(share)} des cas."
    others = counted(n_zones, "autre zone", "autres zones")
    changed = {0: "aucune n’a changé", 1: "une seule a changé"}.get(n_as_clear, f"{integer(n_as_clear)} ont changé")
    return f"Parmi {others} sans l’action, {changed} aussi nettement."


def _leave_one_out(outcome: Outcome, *, low: float, high: float) -> str:
    """Range of the estimate, each comparable zone taken away in turn."""
    spread = f"l’effet estimé va de {signed(low - 1)} à {signed(high - 1)}"
    end = "la conclusion tient" if outcome is Outcome.PASSED else "la conclusion dépend d’une seule zone"
    return f"Sans chacune des zones comparables à son tour, {spread} : {end}."


def _buffer(outcome: Outcome, *, without: float, within: float) -> str:
    """Estimate with the zones around left out, and counted among comparable ones."""
    both = (
        f"L’effet estimé est de {signed(without - 1)} sans les zones voisines, de {signed(within - 1)} si elles comptent "
        "parmi les zones comparables"
    )
    end = "la conclusion tient" if outcome is Outcome.PASSED else "la conclusion dépend de ce choix"
    return f"{both} : {end}."


def _overdispersion(outcome: Outcome, *, dispersion: float) -> str:
    """Variance of the months over that of chance alone."""
    if outcome is Outcome.PASSED:
        return "Les nombres mensuels varient comme le veut le hasard seul."
    return f"Les nombres mensuels varient {decimal(dispersion, 1)} fois plus que par hasard seul : la marge en tient compte."


def _autocorrelation(outcome: Outcome, *, p_value: float) -> str:
    """Whether the months follow each other."""
    if outcome is Outcome.PASSED:
        return "Les écarts d’un mois à l’autre ne se suivent pas."
    return "Les écarts se suivent d’un mois à l’autre : la vraie marge peut être plus large."


def _recording(outcome: Outcome, *, months: Sequence[date]) -> str:
    """Known changes of what is written down, within the months compared."""
    if not months:
        return "Aucun changement d’enregistrement n’est connu sur ces mois."
    when = enumeration([month(one) for one in months])
    return (
        f"L’enregistrement a changé en {when}, et rien ne le sépare de l’action."
        if outcome is Outcome.FAILED
        else f"L’enregistrement a changé en {when}, de la même façon dans les zones comparables."
    )


def _simultaneous(outcome: Outcome, *, names: Sequence[str]) -> str:
    """Other actions that bear on the same facts, in the same zones and the same months."""
    if not names:
        return "Aucune autre action du registre ne porte sur ces faits, au même endroit et dans les mêmes mois."
    others = enumeration([f"« {name} »" for name in names])
    return (
        f"Au même endroit et dans les mêmes mois, {others} porte sur les mêmes faits : les effets ne se séparent pas."
    )


CHECKS: Mapping[str, Callable[..., str]] = {
    "pre_trend": _pre_trend,
    "placebo_dates": _placebo_dates,
    "placebo_places": _placebo_places,
    "leave_one_out": _leave_one_out,
    "buffer": _buffer,
    "overdispersion": _overdispersion,
    "autocorrelation": _autocorrelation,
    "recording": _recording,
    "simultaneous": _simultaneous,
}
"""Sentence of each check, from its outcome and its figures."""
OBSTACLES = {
    Obstacle.FEW_ZONES: "les zones comparables sont trop peu nombreuses",
    Obstacle.FEW_MONTHS: "les mois d’avant sont trop peu nombreux",
    Obstacle.NO_ZONE_AROUND: "aucune zone voisine n’est désignée",
}
OUTCOMES = {
    Outcome.PASSED: "conforme",
    Outcome.FAILED: "non conforme",
    Outcome.INFORMATIVE: "pour information",
}
STEP_REASONS = {
    StepReason.PROVEN: "L’évolution voulue est nette face à des zones comparables, et rien n’indique qu’elle s’est faite aux dépens des zones voisines.",
    StepReason.LIKELY: "L’évolution va dans le sens voulu ; d’autres mois diront si elle tient.",
    StepReason.FOLLOW_AROUND: "L’évolution va dans le sens voulu, mais une partie des faits s’est déplacée : les zones voisines sont à suivre.",
    StepReason.MOVED: "Les faits se sont déplacés autant qu’ils ont baissé : l’action est à penser avec les zones voisines.",
    StepReason.CHANCE: "Aucun effet ne se distingue du hasard, alors qu’un effet de la taille recherchée se serait vu.",
    StepReason.WRONG_WAY: "L’évolution va à l’inverse du but : comprendre pourquoi avant d’aller plus loin.",
    StepReason.UNCLEAR: "Les mois connus suffiraient, mais les zones comparables sont trop diverses ou les vérifications se contredisent : revoir la comparaison.",
    StepReason.NEVER_SEEN: "Les faits sont trop rares pour qu’un effet se voie, même en cinq ans : suivre un autre indicateur ou une zone plus large.",
}


typeset_module(__name__)
