"""Actions, changes and places: how often something clear is said where nothing is, and an effect found where one is."""

from functools import partial

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.statistics.comparison import judge_difference
from analytics.statistics.evaluation import (
    ChangeWord,
    DisplacementWord,
    Outcome,
    adjust_p_values,
    appraise,
    difference_in_differences,
)
from analytics.statistics.rates import overdispersion
from analytics.statistics.trends import change_point, judge_change, pooled_dispersion
from analytics.statistics.words import FALLS, DifferenceWord
from tests.calibration import towns
from tests.calibration.cases import COVERAGE, DETECTION, FALSE_POSITIVES, Case, Line, Range, covers, each
from tests.calibration.intervals import NAMES, panel

CLEAR = (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)
PROBABLE = (ChangeWord.PROBABLE_FALL, ChangeWord.PROBABLE_RISE)
CLEARLY = (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.CLEARLY_BELOW)
MOVED = (DisplacementWord.PARTIAL, DisplacementWord.ABOVE_GAIN)
CHECKS = {
    "interrupted": ("autocorrelation", "recording"),
    "compared": (
        "pre_trend",
        "placebo_dates",
        "placebo_places",
        "leave_one_out",
        "buffer",
        "autocorrelation",
        "recording",
    ),
}
"""Checks that may fail, by what the action is judged on."""
TOWN = "10 a month, season, dispersion 1.3, 36 months before and after"


def nothing_done(rng: Generator, *, checks: tuple[str, ...], **zones: int) -> NDArray[np.float64]:
    """An action without effect: clear word, clear or probable word, interval that holds 1, and checks that fail."""
    (ours,) = appraise([towns.study(rng, **zones)])
    outcomes = {check.name: check.outcome for check in ours.checks}
    said = ours.verdict.word
    margin = ours.effect.relative_interval(0.95)
    failed = [outcomes[name] is Outcome.FAILED for name in checks]
    return np.array([said in CLEAR, said in CLEAR + PROBABLE, covers(margin.low, 1, margin.high), *failed], dtype=float)


def fall(rng: Generator, *, level: float, **zones: int) -> NDArray[np.float64]:
    """A true fall of 30 %: interval that holds it; where told detectable, interval under 1, then word of a fall."""
    (ours,) = appraise([towns.study(rng, ratio=0.7, level=level, **zones)])
    margin = ours.effect.relative_interval(0.95)
    told = ours.effect.detectable <= 0.30
    found = [margin.high < 1, ours.verdict.word in FALLS] if told else [np.nan, np.nan]
    return np.array([covers(margin.low, 0.7, margin.high), *found], dtype=float)


def moved(rng: Generator, *, share: float, words: tuple[str, ...], **zones: float) -> float:
    """A fall by half, of which a share goes around: whether one of the words is said, where a fall is."""
    (ours,) = appraise([towns.study(rng, ratio=0.5, moved=share, **zones)])
    return float(ours.displacement.word in words) if ours.verdict.word in FALLS else np.nan


def choice_of_zones(rng: Generator, *, n_treated: int, n_compared: int) -> bool:
    """Randomisation p-value at most 0.05."""
    rows = panel(rng, ratio=1.0, n_treated=n_treated, n_compared=n_compared, spread=0.0)
    effect = difference_in_differences(rows, outcome="count", rng=rng, **NAMES)
    return effect.p_value_places <= 0.05


def years(
    rng: Generator, *, n_zones: int, dispersion: float, ratio: float = 1.0, n_changed: int = 0
) -> tuple[list[str], NDArray[np.bool_]]:
    """Words for the last of six years beside the one before, judged together as on screens; where told detectable."""
    mean = np.outer(towns.season(72), towns.LEVEL * rng.lognormal(0, 0.3, n_zones))
    mean[60:, :n_changed] *= ratio
    months = pd.DataFrame(towns.counts(rng, mean, dispersion), towns.dated(72))
    before, after = months[48:60].sum(), months[60:].sum()
    judged = judge_change(before, after, dispersion=pooled_dispersion(months), p_adjusted=adjust_p_values)
    return list(np.atleast_1d(judged.word)), np.atleast_1d(judged.detectable) <= 1 - ratio


def any_clear_year(rng: Generator, **town: float) -> NDArray[np.float64]:
    """Whether any zone has a clear word; share of the zones that have a clear or probable one."""
    words, _ = years(rng, **town)
    return np.array([any(word in CLEAR for word in words), np.mean([word in CLEAR + PROBABLE for word in words])])


def fallen_year(rng: Generator, **town: float) -> float:
    """Whether a zone's fall, told detectable, is said."""
    words, told = years(rng, **town)
    return float(words[0] in FALLS) if told[0] else np.nan


def any_clear_place(rng: Generator, *, n_zones: int, dispersion: float) -> bool:
    """Whether any zone of a commune where all rates are the same is clearly apart."""
    expected = 120 * rng.lognormal(0, 0.5, n_zones)
    observed = towns.counts(rng, expected, dispersion)
    phi = overdispersion(observed, expected).dispersion
    return any(word in CLEARLY for word in judge_difference(observed, expected, dispersion=phi).word)


def far_place(rng: Generator) -> bool:
    """Whether one zone of 180, half again above the commune, is said to be above."""
    expected = np.full(180, 120.0)
    mean = expected.copy()
    mean[0] *= 1.5
    return judge_difference(rng.poisson(mean), expected).word[0] in (
        DifferenceWord.CLEARLY_ABOVE,
        DifferenceWord.PROBABLY_ABOVE,
    )


def no_break(rng: Generator) -> bool:
    """Six years at one level."""
    return change_point(towns.counts(rng, np.full(72, towns.LEVEL)), rng=rng).p_value <= 0.05


def break_found(rng: Generator) -> bool:
    """A fall of 30 % in the middle of six years: found, and within half a year of its date."""
    mean = np.where(np.arange(72) < 36, 2 * towns.LEVEL, 1.4 * towns.LEVEL)
    found = change_point(towns.counts(rng, mean), rng=rng)
    return found.p_value <= 0.05 and abs(found.index - 36) <= 6


_PROBABLE = Range(0.0, 0.10)
_EITHER = "« probable » stands for the interval at 90 %: one in ten by design"
_LJUNG_BOX = (
    Range(0.0, 0.15),
    "Ljung-Box is early on so few months of a fitted model; the check weakens no word, and may only widen a margin",
)
_OVER_EXPECTED = (
    Range(0.95, 1.0),
    "interval of a difference, over the events expected taken as known: too wide of a fall's ratio",
)
_METHODS = {
    "interrupted series": {"n_compared": 0, "n_around": 0},
    "displacement difference, 4 zones": {"n_compared": 4},
    "difference in differences, 8 zones": {"n_compared": 8},
    "difference in differences, 30 zones": {"n_compared": 30},
    "difference in differences, 6 zones of 36, clustered": {"n_treated": 6, "n_compared": 30},
}

CASES = [
    *(
        Case(
            f"{method}; {TOWN}",
            1_000,
            each(partial(nothing_done, checks=checks, **zones)),
            (
                Line("appraise, clear word", FALSE_POSITIVES),
                Line("appraise, clear or probable word", FALSE_POSITIVES, _PROBABLE, _EITHER),
                Line("appraise, interval, no effect", COVERAGE),
                *(
                    Line(f"check {name}, failed", FALSE_POSITIVES, *(_LJUNG_BOX if name == "autocorrelation" else ()))
                    for name in checks
                ),
            ),
        )
        for method, zones in _METHODS.items()
        for checks in [CHECKS["compared" if zones["n_compared"] else "interrupted"]]
    ),
    *(
        Case(
            f"{method}; fall of 30 %, {level} a month",
            500,
            each(partial(fall, level=level, **zones)),
            (
                Line(
                    "appraise, interval, fall of 30 %", COVERAGE, *(_OVER_EXPECTED if "displacement" in method else ())
                ),
                Line("appraise, fall told detectable, before the checks", DETECTION),
                Line("appraise, fall told detectable, word of a fall", DETECTION),
            ),
        )
        for (method, zones), level in zip(_METHODS.items(), (60, 25, 25, 25, 10), strict=True)
    ),
    *(
        Case(
            f"half of the facts fall, none moves; {level} a month, {n_compared} zones",
            1_000,
            each(
                partial(
                    moved,
                    share=0.0,
                    words=(*MOVED, DisplacementWord.DIFFUSED),
                    level=level,
                    n_compared=n_compared,
                    n_around=3,
                )
            ),
            (Line("displacement_verdict, any effect around", FALSE_POSITIVES),),
        )
        for level, n_compared in ((30, 4), (60, 12))
    ),
    Case(
        "70 % of a fall by half moves to a zone around; 150 a month",
        300,
        each(partial(moved, share=0.7, words=MOVED, level=150, n_compared=12, n_around=1)),
        (Line("displacement_verdict, displacement", DETECTION),),
    ),
    *(
        Case(
            f"{n_treated} of {n_treated + n_compared} zones, nothing done",
            1_000,
            each(partial(choice_of_zones, n_treated=n_treated, n_compared=n_compared)),
            (Line("randomisation p at most 0.05", FALSE_POSITIVES),),
        )
        for n_treated, n_compared in ((1, 30), (3, 20))
    ),
    *(
        Case(
            f"{n_zones} zones judged together, 10 a month, dispersion {dispersion}"
            if n_zones > 1
            else f"one zone, 10 a month, dispersion {dispersion}",
            2_000 if n_zones == 1 else 500,
            each(partial(any_clear_year, n_zones=n_zones, dispersion=dispersion)),
            (
                Line("judge_change, any clear word", FALSE_POSITIVES),
                Line("judge_change, clear or probable words", FALSE_POSITIVES, _PROBABLE, _EITHER),
            ),
        )
        for n_zones in (1, 180)
        for dispersion in (1.0, 1.3, 2.0)
    ),
    Case(
        "one zone falls by 30 %, 20 a month, dispersion 1.3",
        2_000,
        each(partial(fallen_year, n_zones=1, dispersion=1.3, ratio=0.7, n_changed=1)),
        (Line("judge_change, fall told detectable", DETECTION),),
    ),
    *(
        Case(
            f"{n_zones} zones of one rate, dispersion {dispersion}",
            500,
            each(partial(any_clear_place, n_zones=n_zones, dispersion=dispersion)),
            (Line("judge_difference, any clear word", FALSE_POSITIVES),),
        )
        for n_zones in (30, 180)
        for dispersion in (1.0, 1.3, 2.0)
    ),
    Case(
        "one zone of 180 half again above, 120 expected",
        500,
        each(far_place),
        (Line("judge_difference, above", DETECTION),),
    ),
    Case("72 months at one level, dispersion 1.3", 2_000, each(no_break), (Line("change_point", FALSE_POSITIVES),)),
    Case(
        "20 a month, then 14, dispersion 1.3",
        500,
        each(break_found),
        (Line("change_point, within six months", DETECTION),),
    ),
]
