"""French of verdicts and of their checks: the effect in units, then its interval, then the word.

It is written from codes and figures already computed, and tells nothing that a figure does not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import ceil, inf, sqrt
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
from analytics.statistics.evaluation.checks.recording import EVEN
from analytics.statistics.surveys.shares import Weighted
from analytics.statistics.words import (
    INSUFFICIENT_DATA,
    AlertWord,
    ChangeWord,
    DifferenceWord,
    DisplacementWord,
    HotSpot,
    Part,
    ProofLevel,
    Reliability,
    SurveyWord,
)
from analytics.text.formats import counted, enumeration, integer, month, percent
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.journal.values import Role
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
    ChangeWord.BOUNDED: "ni hausse ni baisse de plus de 30 %",
    ChangeWord.NO_LARGE_RISE: "hausse de plus de 30 % exclue",
    ChangeWord.NO_LARGE_FALL: "baisse de plus de 30 % exclue",
    DifferenceWord.CLEARLY_ABOVE: "nettement au-dessus de la commune",
    DifferenceWord.CLEARLY_BELOW: "nettement au-dessous de la commune",
    DifferenceWord.PROBABLY_ABOVE: "probablement au-dessus de la commune",
    DifferenceWord.PROBABLY_BELOW: "probablement au-dessous de la commune",
    DifferenceWord.CLOSE: "proche de la commune",
    DifferenceWord.BOUNDED: "à moins de 30 % de la commune",
    DifferenceWord.NOT_FAR_ABOVE: "pas à plus de 30 % au-dessus de la commune",
    DifferenceWord.NOT_FAR_BELOW: "pas à plus de 30 % au-dessous de la commune",
    AlertWord.TO_WATCH: "à surveiller",
    DisplacementWord.DIFFUSED: "bénéfice diffusé",
    DisplacementWord.NONE_SEEN: "pas de déplacement égal au gain",
    DisplacementWord.PARTIAL: "déplacement partiel",
    DisplacementWord.ABOVE_GAIN: "déplacement supérieur au gain",
    SurveyWord.CHANCE: "compatible avec le hasard",
    SurveyWord.CONSISTENT: "ressenti conforme aux faits",
    SurveyWord.DARKER: "ressenti plus sombre que les faits",
    SurveyWord.BRIGHTER: "ressenti meilleur que les faits",
    SurveyWord.NOT_COMPARABLE: "non comparable",
    HotSpot.HOT: "point chaud",
    HotSpot.PASSING: "regroupement d’une seule année",
    HotSpot.NEITHER: "ni l’un ni l’autre",
    Reliability.MARGIN: "avec marge",
    Reliability.NO_MARGIN: "sans marge",
    Weighted.RAKED: "redressé",
    Weighted.GIVEN: "poids de l’enquête",
    Weighted.NONE: "non pondéré",
    Part.BEFORE: "avant le début",
    Part.LEFT_OUT: "juste avant le début, non lu",
    Part.AFTER: "depuis le début",
    Role.TREATED: "zone de l’action",
    Role.COMPARED: "zone comparée",
    Role.AROUND: "zone voisine",
    Step.CONTINUE: "continuer",
    Step.ADJUST: "ajuster",
    Step.EXTEND: "étendre",
    Step.STOP: "arrêter",
    Step.WAIT: "attendre",
}
"""French of each code that a table, a map or a sentence shows."""
NEVER_JUDGED = "non évaluée"
PROOF = {
    ProofLevel.OBSERVED: "simple constat, à un seul moment",
    ProofLevel.BEFORE_AFTER: "avant et après, sans zone comparable",
    ProofLevel.COMPARED: "avant et après, avec des zones comparables",
    ProofLevel.CONTROLLED: "avant et après dans plusieurs zones, avec de nombreuses zones comparables",
    ProofLevel.RANDOMISED: "zones tirées au sort",
}
NO_PROOF = "aucun : rien ne peut être conclu"


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
        seen = _counts(appraisal, noun)
        return capital(f"{seen}{_COLON}données insuffisantes, {_reason(appraisal, noun)}.".removeprefix(_COLON))
    return _effect(appraisal, verdict.effect, noun)


def lead(appraisal: Appraisal) -> str:
    """The effect of an action and what its verdict does not say; where nothing is concluded, what could have been seen."""
    if appraisal.verdict.reasons:
        return detectable(appraisal) or sentence(appraisal)
    return f"{sentence(appraisal)} {NOT_CAUSE}"


def limits(appraisal: Appraisal) -> tuple[str, ...]:
    """What must be known before a verdict is repeated; none where nothing could be estimated."""
    effect, setting = appraisal.effect, appraisal.setting
    if effect is None:
        return ()
    failed = [check(one) for one in appraisal.verdict.failed]
    warned = [FEW_MONTHS_BEFORE] if setting.months_before < 2 * YEAR else []
    warned += [CAPPED[appraisal.method]] if appraisal.method in CAPPED else []
    return (_setting(appraisal, effect), *failed, *warned)


def proof(verdict: Verdict | None) -> str:
    """How much a verdict proves, out of 5; a check that failed takes one away."""
    if verdict is None or verdict.proof_level is ProofLevel.NONE:
        return NO_PROOF
    level, n_failed = verdict.proof_level, len(verdict.contradicting)
    weakened = ", mais une vérification a échoué" if n_failed else ""
    return f"{level:d} sur {ProofLevel.RANDOMISED:d}{_COLON}{PROOF[ProofLevel(level + n_failed)]}{weakened}"


def detectable(appraisal: Appraisal) -> str:
    """What could have been seen, given before any result; empty where nothing could be estimated."""
    if appraisal.effect is None:
        return ""
    change, rises = appraisal.effect.detectable, appraisal.setting.rises
    if change >= (inf if rises else 1):
        return f"Avec ces nombres, {UNSEEN[rises]} pourrait passer inaperçue."
    return f"Avec ces nombres, une {CHANGE[rises]} d’au moins {_at_least(change)} a quatre chances sur cinq d’être vue."


def displacement(verdict: DisplacementVerdict, noun: Noun = FACTS) -> str:
    """What happened around and in all: events beyond those expected there, against those gained, then the word."""
    if verdict.around is None or verdict.net is None:
        return f"Données insuffisantes pour juger d’un déplacement, {DISPLACEMENT_REASONS[verdict.reason]}."
    years = verdict.years or 1.0
    per = "" if verdict.years is None else " par an"
    around = _difference(verdict.around, years, noun, per)
    together = _difference(verdict.net, years, noun, per)
    gained = (
        f", pour {integer(verdict.gain / years)} de {'plus' if verdict.rises else 'moins'} dans la zone de l’action"
    )
    why = f", {DISPLACEMENT_REASONS[verdict.reason]}" if verdict.reason else ""
    return f"Autour, {around}{gained}{_SEMICOLON}en tout, {together} : {WORDS[verdict.word]}{why}."


def next_step(step: NextStep) -> str:
    """Why a step is proposed."""
    change = f"une {CHANGE[step.rises]} de {percent(step.threshold)}"
    match step.reason:
        case StepReason.EXCLUDED:
            return (
                f"Un changement de {percent(step.threshold)} est exclu : ce qui est compté n’a pas bougé autant que le "
                "seuil retenu."
            )
        case StepReason.NEVER_SEEN:
            return f"Même cinq ans après le début, {change} risquerait de ne pas se voir : suivre un autre indicateur ou une zone plus large."
        case StepReason.SEEN_LATER if step.until is not None:
            return (
                f"{capital(change)} aura au moins quatre chances sur cinq d’être vue à partir de {month(step.until)}."
            )
        case _:
            return STEP_REASONS[step.reason]


def check(result: CheckResult) -> str:
    """What a check concludes, or why it could not be made."""
    if result.obstacle is not None:
        return f"{capital(check_name(result.name))}{_COLON}vérification impossible, car {OBSTACLES[result.obstacle]}."
    if result.name in CHECKS:
        return CHECKS[result.name](result.outcome, **result.figures)
    return f"{capital(check_name(result.name))}{_COLON}{OUTCOMES[result.outcome]}."


def outcome(result: CheckResult) -> str:
    """What became of a check, in a word."""
    return IMPOSSIBLE if result.obstacle else OUTCOMES[result.outcome]


def check_name(name: str) -> str:
    """French name of a check."""
    return CHECK_NAMES.get(name) or checks()[name].label


def _difference(effect: Effect, years: float, noun: Noun, per: str) -> str:
    """Events beyond those expected, and their interval."""
    difference, margin = effect.difference / years, effect.difference_interval()
    spread = between(float(margin.low) / years, float(margin.high) / years)
    if beyond(difference) == "autant":
        return f"à peu près autant de {noun[1]} qu’attendu ({spread})"
    many = counted(abs(difference), *noun)
    return f"environ {many} de {'plus' if difference > 0 else 'moins'}{per} qu’attendu ({spread})"


def _counts(appraisal: Appraisal, noun: Noun) -> str:
    """Events of both periods, with their months; empty where the same months are not known on both sides."""
    verdict, setting = appraisal.verdict, appraisal.setting
    if verdict.before is None or verdict.after is None:
        return ""
    if verdict.years is None:
        same = f"sur les mêmes {counted(setting.months_after, 'mois', 'mois')} de l’année"
        return f"{counted(verdict.before, *noun)} avant et {integer(verdict.after)} après, {same}"
    before, after = verdict.before / verdict.years, verdict.after / verdict.years
    return f"{counted(before, *noun)} par an avant et {integer(after)} après"


def _effect(appraisal: Appraisal, effect: Effect, noun: Noun) -> str:
    """Events beyond those expected, their interval, the ratio where counts allow, the word, then what was counted."""
    verdict = appraisal.verdict
    per = " depuis le début" if verdict.years is None else " par an"
    amount = _difference(effect, verdict.years or 1.0, noun, per)
    ratio = effect.relative_interval()
    share = (
        f", soit {signed(effect.relative - 1)} ({of_relative(float(ratio.low), float(ratio.high))})"
        if verdict.has_ratio
        else ""
    )
    against = "aux zones comparables" if effect.n_compared else "à la tendance et à la saison d’avant"
    word = f"{WORDS[verdict.word]} par rapport {against}"
    return capital(f"{amount}{share}{_COLON}{word}. {capital(_counts(appraisal, noun))}.")


def _reason(appraisal: Appraisal, noun: Noun) -> str:
    """Why nothing is concluded of an action."""
    verdict, setting = appraisal.verdict, appraisal.setting
    (reason,) = verdict.reasons
    match reason:
        case Reason.FEW_MONTHS:
            return (
                f"car l’action est précédée de {counted(max(0, setting.months_before), 'mois', 'mois')} lus et suivie de "
                f"{integer(setting.months_after)}{_left_out(appraisal)}{_SEMICOLON}il en faut au moins "
                f"{integer(setting.needed_before)} et {integer(setting.needed_after)}"
            )
        case Reason.FEW_EVENTS:
            return f"car il y a moins de {counted(ceil(verdict.minimum), *noun)} avant comme après"
        case Reason.CONTRADICTED:
            names = enumeration([check_name(one.name) for one in verdict.contradicting])
            return f"car des vérifications contredisent l’estimation ({names})"
        case Reason.LITTLE_POWER:
            change, rises = (verdict.effect.detectable if verdict.effect else inf), setting.rises
            used = f"le seuil retenu est de {percent(verdict.threshold)}"
            if change >= (inf if rises else 1):
                return f"car {UNSEEN[rises]} pourrait passer inaperçue{_SEMICOLON}{used}"
            return (
                f"car seule une {CHANGE[rises]} d’au moins {_at_least(change)} a quatre chances sur cinq d’être vue"
                f"{_SEMICOLON}{used}"
            )
        case _:
            return REASONS[reason]


def _setting(appraisal: Appraisal, effect: Effect) -> str:
    """What the verdict rests on: months, comparison, dispersion, number of tests."""
    setting = appraisal.setting
    compared = (
        f"comparée à {counted(setting.n_compared, 'zone', 'zones')}"
        if setting.n_compared
        else "suivie dans le temps, faute d’au moins trois zones comparables"
    )
    together = f"{_SEMICOLON}{integer(setting.n_together)} actions jugées ensemble" if setting.n_together > 1 else ""
    spread = ""
    if effect.between is not None and effect.between > 0:
        spread = f"{_SEMICOLON}ces zones changent d’elles-mêmes d’environ {percent(sqrt(effect.between))}, la marge en tient compte"
    elif effect.dependence > 0:
        spread = f"{_SEMICOLON}les mois qui se suivent se ressemblent, la marge en tient compte"
    return (
        f"L’action est {compared}, {counted(setting.months_before, 'mois', 'mois')} avant et "
        f"{integer(setting.months_after)} après{_left_out(appraisal)}{spread}{together}."
    )


def _at_least(change: float) -> str:
    """A change rounded up to a whole percentage: one under it is not likely to be seen."""
    return percent(ceil(100 * change - 1e-9) / 100)


def _left_out(appraisal: Appraisal) -> str:
    """Months just before the action that are not read, and why."""
    n = appraisal.setting.left_out
    months = counted(n, "mois", "mois")
    return f", sans les {months} d’avant le début, dont le niveau a pu faire choisir le lieu" if n else ""


REASONS = {
    Reason.NOTHING_TREATED: "car aucun fait n’est enregistré dans les zones de l’action",
    Reason.YEAR_BEFORE: "car la conclusion ne tient plus si l’année d’avant le début est lue",
    Reason.FEW_COMPARED: "car trop peu de zones comparables ont des faits avant l’action",
    Reason.NOTHING_COMPARED: "car aucun fait n’est enregistré dans les zones comparables avant l’action",
    Reason.NOTHING_VARIES: "car le même nombre revient chaque mois",
}
DISPLACEMENT_REASONS: Mapping[Reason | None, str] = {
    Reason.NO_FALL: "car aucune baisse n’est établie dans les zones de l’action",
    Reason.NO_RISE: "car aucune hausse n’est établie dans les zones de l’action",
    Reason.FEW_AROUND: "car trop peu de faits sont enregistrés autour",
    Reason.LITTLE_POWER: "car un déplacement égal au gain n’est pas exclu",
}
CHANGE = {False: "baisse", True: "hausse"}
"""What is sought, by whether the action is meant to raise."""
UNSEEN = {False: "même une disparition complète", True: "même une multiplication par cinq"}
CAPPED = {
    "interrupted_time_series": "Sans zone comparable, une évolution n’est jamais dite que probable.",
    "synthetic_control": "Un mélange de zones ne rend une évolution que probable.",
}
NOT_CAUSE = "Le verdict compare ; il ne dit pas que l’action est la seule cause."
FEW_MONTHS_BEFORE = "Moins de deux ans sont lus avant l’action : une évolution n’est alors que probable."

CHECK_NAMES = {
    "pre_trend": "évolution d’avant",
    "placebo_dates": "dates fictives",
    "placebo_places": "zones fictives",
    "buffer": "zones voisines",
    "recording": "changements d’enregistrement",
    "simultaneous": "autres actions au même endroit",
}


def _pre_trend(outcome: Outcome, *, yearly: float, low: float, high: float) -> str:
    """How the gap with comparable zones moved before, as a ratio a year."""
    moved = f"Avant l’action, l’écart avec les zones comparables évoluait de {signed(yearly - 1)} par an"
    margin = of_relative(low, high)
    return (
        f"{moved} ({margin}), ce que le hasard peut expliquer."
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


def _placebo_places(outcome: Outcome, *, n_zones: int, n_as_clear: int) -> str:
    """How many zones without the action changed as clearly."""
    others = counted(n_zones, "autre zone", "autres zones")
    changed = {0: "aucune n’a changé", 1: "une seule a changé"}.get(n_as_clear, f"{integer(n_as_clear)} ont changé")
    return f"Parmi {others} sans l’action, {changed} aussi nettement."


def _buffer(outcome: Outcome, *, without: float, within: float) -> str:
    """Estimate with the zones around left out, and counted among comparable ones."""
    both = (
        f"L’effet estimé est de {signed(without - 1)} sans les zones voisines, de {signed(within - 1)} si elles comptent "
        "parmi les zones comparables"
    )
    end = "la conclusion tient" if outcome is Outcome.PASSED else "la conclusion dépend de ce choix"
    return f"{both} : {end}."


def _recording(outcome: Outcome, *, months: Sequence[date], n_near: int = 0, n_apart: int = 0) -> str:
    """Known changes of what is written down, within the months compared."""
    if not months:
        return "Aucun changement d’enregistrement n’est connu sur ces mois."
    changed = f"L’enregistrement a changé en {enumeration([month(one) for one in months])}"
    near = "" if n_near == len(months) else f"dont {integer(n_near)} fois "
    if n_apart:
        some = "" if n_apart == len(months) else f"dont {integer(n_apart)} fois "
        return f"{changed}, {some}dans une partie seulement des zones étudiées : rien ne le sépare de l’action."
    if outcome is Outcome.FAILED:
        return (
            f"{changed}, {near}à un an du début au plus, et rien ne montre que ses effets sont les mêmes dans toutes les zones."
            if n_near
            else f"{changed}, et rien ne le sépare de l’action."
        )
    return (
        f"{changed}, {near}à un an du début au plus{_SEMICOLON}ses effets diffèrent d’environ {percent(EVEN)} au plus d’une zone comparable à l’autre."
        if n_near
        else f"{changed}, à plus d’un an du début{_SEMICOLON}ce que les zones en font varier est dans la marge."
    )


def _simultaneous(outcome: Outcome, *, names: Sequence[str]) -> str:
    """Other actions that bear on the same facts, in the same zones and the same months."""
    if not names:
        return "Aucune autre action du registre ne porte sur ces faits, au même endroit et dans les mêmes mois."
    others = enumeration([f"« {literal(name)} »" for name in names])
    return (
        f"Au même endroit et dans les mêmes mois, {others} porte sur les mêmes faits : les effets ne se séparent pas."
    )


CHECKS: Mapping[str, Callable[..., str]] = {
    "pre_trend": _pre_trend,
    "placebo_dates": _placebo_dates,
    "placebo_places": _placebo_places,
    "buffer": _buffer,
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
    Outcome.PASSED: "réussie",
    Outcome.FAILED: "contredite",
    Outcome.INFORMATIVE: "à savoir",
}
IMPOSSIBLE = "impossible"
STEP_REASONS = {
    StepReason.PROVEN: "L’évolution voulue est nette face à des zones comparables, et elle l’est encore en comptant les zones voisines.",
    StepReason.LIKELY: "L’évolution va dans le sens voulu ; d’autres mois diront si elle tient.",
    StepReason.FOLLOW_AROUND: "L’évolution va dans le sens voulu, mais une partie des faits s’est déplacée : les zones voisines sont à suivre.",
    StepReason.AROUND_UNSURE: "L’évolution va dans le sens voulu, mais un déplacement égal au gain n’est pas exclu : les zones voisines sont à suivre.",
    StepReason.AROUND_UNSEEN: "L’évolution va dans le sens voulu, mais aucune zone voisine n’est suivie : un déplacement ne se verrait pas.",
    StepReason.MOVED: "Plus de faits se sont déplacés que l’action n’en a évité : elle est à penser avec les zones voisines.",
    StepReason.WRONG_WAY: "L’évolution va à l’inverse du but : comprendre pourquoi avant d’aller plus loin.",
    StepReason.CONTRADICTED: "L’estimation ne résiste pas aux vérifications : revoir la comparaison.",
    StepReason.NEVER_BEFORE: "Trop peu de mois sont lus avant l’action, et attendre n’en ajoutera pas : suivre un indicateur connu depuis plus longtemps.",
}


typeset_module(__name__)
