"""Actions, changes and places: how often something clear is said where nothing is, and an effect found where one is."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.statistics.comparison import judge_difference
from analytics.statistics.evaluation import (
    ChangeWord,
    DisplacementWord,
    Outcome,
    Step,
    adjust_p_values,
    against_expected,
    appraise,
    is_at_its_peak,
    next_step,
)
from analytics.statistics.rates import overdispersion
from analytics.statistics.trends import change_point, judge_change, pooled_dispersion
from analytics.statistics.words import FALLS, RISES, DifferenceWord
from tests.calibration import towns
from tests.calibration.cases import (
    COVERAGE,
    DETECTION,
    EDGE,
    EXTENDED,
    FALSE_POSITIVES,
    HELD,
    Case,
    Line,
    Range,
    covers,
    each,
)

CLEAR = (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)
PROBABLE = (ChangeWord.PROBABLE_FALL, ChangeWord.PROBABLE_RISE)
CLEARLY = (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.CLEARLY_BELOW)
MOVED = (DisplacementWord.PARTIAL, DisplacementWord.ABOVE_GAIN)
CHECKS = {False: ("recording",), True: ("pre_trend", "placebo_dates", "placebo_places", "buffer", "recording")}
"""Checks that may fail, by whether the action is compared with zones."""
TOWN = "10 a month, season, dispersion 1.3, 36 months before and after"
HARD = "uneven zones whose years, seasons and drifts are their own, lasting shocks to all"
LONGEST = 66
"""Months after the action until which a month to wait for is verified."""


def nothing_done(rng: Generator, *, checks: tuple[str, ...], **drawn: object) -> NDArray[np.float64]:
    """An action without effect: clear word, clear or probable word, interval that holds 1, and checks that fail."""
    study = towns.study(rng, **drawn)
    (ours,) = appraise([replace(study, left_out=12 if is_at_its_peak(study) else 0)])
    outcomes = {check.name: check.outcome for check in ours.checks}
    said = ours.verdict.word
    margin = ours.effect.relative_interval(0.95)
    failed = [outcomes[name] is Outcome.FAILED for name in checks]
    return np.array([said in CLEAR, said in CLEAR + PROBABLE, covers(margin.low, 1, margin.high), *failed], dtype=float)


def fall(rng: Generator, *, method: str | None = None, ratio: float = 0.7, **drawn: object) -> float:
    """A true fall: interval that holds it; NaN where nothing was ever counted."""
    (ours,) = appraise([towns.study(rng, ratio=ratio, **drawn)], methods=[method])
    if ours.effect is None:
        return np.nan
    margin = ours.effect.relative_interval(0.95)
    return float(covers(margin.low, ratio, margin.high))


def followed_up(rng: Generator, *, method: str | None = None, **drawn: object) -> NDArray[np.float64]:
    """An action without effect: quarters within the limits of chance; differences so far whose limits hold none."""
    study = towns.study(rng, **drawn)
    (ours,) = appraise([study], methods=[method])
    if ours.effect is None:
        return np.full(2, np.nan)
    rows = against_expected(study, ours.effect, length=3).dropna()
    within = covers(rows["chance_low"], rows["observed"], rows["chance_high"])
    return np.array([within.mean(), covers(rows["cumulated_low"], 0, rows["cumulated_high"]).mean()])


def at_the_edge(rng: Generator, **drawn: object) -> float:
    """A fall just as large as what is told detectable: interval under 1."""
    study = towns.study(rng, **drawn)
    effect = appraise([study])[0].effect
    if effect is None or effect.detectable >= 1:
        return np.nan
    change = effect.detectable
    fallen = study.months.copy()
    after = fallen.index >= study.start
    fallen.loc[after, [*study.treated]] = rng.binomial(fallen.loc[after, [*study.treated]], 1 - change)
    return float(appraise([replace(study, months=fallen)])[0].effect.high < 1)


def moved(rng: Generator, *, share: float, words: tuple[str, ...], **drawn: object) -> float:
    """A fall by half, of which a share goes around: whether one of the words is said, where a fall is."""
    (ours,) = appraise([towns.study(rng, ratio=0.5, moved=share, **drawn)])
    return float(ours.displacement.word in words) if ours.verdict.word in FALLS else np.nan


def extended(rng: Generator, *, share: float, **drawn: object) -> NDArray[np.bool_]:
    """A fall by half, of which a share goes around: whether it is proposed to extend; whether more is said to move."""
    study = towns.study(rng, ratio=0.5, moved=share, **drawn)
    (ours,) = appraise([study])
    said = ours.displacement.word == DisplacementWord.ABOVE_GAIN
    return np.array([next_step(study, ours).step is Step.EXTEND, said and share <= 1])


def waited(rng: Generator, *, n_after: int, **drawn: object) -> float:
    """An action of which too little is known: whether something is known in the month told; NaN where none is told."""
    study = towns.study(rng, n_after=LONGEST, **drawn)
    early = replace(study, months=study.months.iloc[: study.first + n_after])
    step = next_step(early, appraise([early])[0])
    if step.until is None:
        return np.nan
    then = replace(study, months=study.months[study.months.index < step.until])
    return float(appraise([then])[0].verdict.word != ChangeWord.INSUFFICIENT_DATA)


def peak(rng: Generator, *, n_before: int, town: Mapping[str, float]) -> NDArray[np.bool_]:
    """An action without effect, in the zone of thirty whose last year was the worst of five: clear fall, fall, rise."""
    drawn = towns.study(rng, n_compared=30, n_around=0, n_before=60, n_after=24, town=town)
    before = drawn.months.iloc[:60]
    worst = (before.iloc[-12:].mean() / before.mean()).idxmax()
    chosen = replace(
        drawn,
        months=drawn.months.iloc[60 - n_before :],
        treated=(worst,),
        compared=tuple(drawn.months.columns.drop(worst)),
    )
    said = appraise([replace(chosen, left_out=12 if is_at_its_peak(chosen) else 0)])[0].verdict.word
    return np.array([said == ChangeWord.CLEAR_FALL, said in FALLS, said in RISES])


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


_EITHER = (Range(0.0, 0.10), "« probable » stands for the interval at 90 %: one in ten by design")
_FEW_ZONES = (
    Range(0.93, 1.0),
    "Student's law of few zones is wide where they hardly differ by themselves: never meant under 95 %",
)
_FEW = (Range(0.78, 0.97), "few facts: whole numbers leave room, and zones vary no less than what chance is taken for")
_LASTING = "what lasts from one month to the next hides in the series itself: the word is capped"
_ALONE_AT_THE_EDGE: dict[str, tuple[Range, str]] = {
    TOWN: (Range(0.72, 0.90), _LASTING),
    HARD: (Range(0.58, 0.90), _LASTING),
}
"""What an interrupted series sees of a fall just as large as it is told to see."""
_OWN_YEARS = "a zone alone does not tell a year of its own, or a lasting shock, from a step: its word is capped"
_ALONE = {"clear or probable": (Range(0.0, 0.25), _OWN_YEARS), "interval": (Range(0.70, 0.97), _OWN_YEARS)}
"""What an interrupted series holds in a hard town."""
_METHODS: dict[str, dict[str, int]] = {
    "interrupted series": {"n_compared": 0, "n_around": 0},
    "3 zones": {"n_compared": 3},
    "8 zones": {"n_compared": 8},
    "30 zones": {"n_compared": 30},
    "6 zones of 36": {"n_treated": 6, "n_compared": 30},
}
_MIXED: dict[str, Any] = {"n_compared": 12, "method": "synthetic_control"}
_NEAR = (
    Range(0.90, 1.0),
    "quarters vary as those before did, and the level of all is told from few zones or one series",
)
_TOWNS: dict[str, dict[str, float]] = {TOWN: {}, HARD: dict(towns.HARD)}
_WHEN: dict[str, dict[str, object]] = {
    "36 months before, 36 after": {},
    "24 months before, 12 after": {"n_before": 24, "n_after": 12},
    "a summer: 41 months before, 5 after": {"n_before": 41, "n_after": 6},
}

CASES = [
    *(
        Case(
            f"{method}; {simulated}",
            500,
            each(partial(nothing_done, checks=checks, town=town, **zones)),
            (
                Line("appraise, clear word", FALSE_POSITIVES),
                Line("appraise, clear or probable word", FALSE_POSITIVES, *(alone.get("clear or probable") or _EITHER)),
                Line("appraise, interval, no effect", COVERAGE, *(alone.get("interval") or _FEW_ZONES)),
                *(Line(f"check {name}, failed", FALSE_POSITIVES) for name in checks),
            ),
        )
        for method, zones in _METHODS.items()
        for simulated, town in _TOWNS.items()
        for checks in [CHECKS[zones["n_compared"] > 0]]
        for alone in [_ALONE if town and not zones["n_compared"] else {}]
    ),
    *(
        Case(
            f"{method}, {level} a month; {when}; {HARD}",
            500,
            each(partial(fall, level=level, town=towns.HARD, **zones, **given)),
            (Line("appraise, interval, fall of 30 %", COVERAGE, *_FEW_ZONES),),
        )
        for method, zones in _METHODS.items()
        if zones["n_compared"]
        for level in (1, 25)
        for when, given in _WHEN.items()
    ),
    *(
        Case(
            f"{method}; {simulated}",
            300,
            each(partial(followed_up, town=town, **zones)),
            (
                Line("against_expected, quarters within 95 %", COVERAGE, *_NEAR),
                Line("against_expected, difference so far", COVERAGE, *(alone or _FEW_ZONES)),
            ),
        )
        for method, zones in {**_METHODS, "synthetic control, 12 zones": _MIXED}.items()
        for simulated, town in _TOWNS.items()
        for alone in [_ALONE["interval"] if town and not zones["n_compared"] else ()]
    ),
    Case(
        f"synthetic control, 12 zones, 25 a month; {HARD}",
        500,
        each(partial(fall, level=25, n_compared=12, method="synthetic_control", town=towns.HARD)),
        (Line("appraise, interval, fall of 30 %", COVERAGE),),
    ),
    *(
        Case(
            f"{method}, {level} a month; {simulated}",
            500,
            each(partial(at_the_edge, level=level, town=town, **zones)),
            (
                Line(
                    "appraise, fall told detectable",
                    EDGE,
                    *(known if zones["n_compared"] else _ALONE_AT_THE_EDGE[simulated]),
                ),
            ),
        )
        for method, zones in _METHODS.items()
        for level in (0.7, 25)
        # Of three zones, not even an end of so few facts is told as detectable.
        if zones["n_compared"] > 3 or level > 1
        for simulated, town in _TOWNS.items()
        for known in [_FEW if level < 1 else ()]
    ),
    *(
        Case(
            f"half of the facts fall, {share:.0%} of them move; {level} a month, {n_compared} zones; {simulated}",
            500,
            each(partial(extended, share=share, level=level, n_compared=n_compared, n_around=4, town=town)),
            (
                Line("next_step, extend", EXTENDED),
                Line("displacement_verdict, above the gain, wrongly", FALSE_POSITIVES),
            ),
        )
        for share in (0.9, 1.0, 1.3)
        for level, n_compared in ((10, 8), (60, 20))
        for simulated, town in _TOWNS.items()
    ),
    Case(
        "half of the facts fall, none moves; 60 a month, 12 zones",
        500,
        each(partial(moved, share=0.0, words=MOVED, level=60, n_compared=12)),
        (Line("displacement_verdict, displacement", FALSE_POSITIVES),),
    ),
    Case(
        "more moves to a zone around than the half that falls (160 %); 150 a month",
        300,
        each(partial(moved, share=1.6, words=MOVED, level=150, n_compared=12, n_around=1)),
        (Line("displacement_verdict, displacement", DETECTION),),
    ),
    *(
        Case(
            f"{n_after} months after, {effect}; {level} a month, {n_compared} zones; {simulated}",
            500,
            each(
                partial(waited, n_after=n_after, ratio=ratio, level=level, n_compared=n_compared, n_around=0, town=town)
            ),
            (Line("next_step, month to wait for", HELD),),
        )
        for effect, ratio in {"fall of the size sought": 0.8, "no effect": 1.0}.items()
        for n_after in (3, 8)
        for level, n_compared in ((60, 12), (60, 0))
        for simulated, town in {TOWN: {}, "years that are their own (5 %)": {"interaction": 0.05}}.items()
    ),
    *(
        Case(
            f"worst last year of 31 zones, {n_before} months before; {simulated}",
            500,
            each(partial(peak, n_before=n_before, town=town)),
            (
                Line("appraise, clear fall of a place chosen for its peak", FALSE_POSITIVES),
                Line("appraise, any fall of a place chosen for its peak", FALSE_POSITIVES),
                Line("appraise, any rise of a place chosen for its peak", FALSE_POSITIVES),
            ),
        )
        for n_before in (14, 24, 36, 60)
        for simulated, town in _TOWNS.items()
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
                Line("judge_change, clear or probable words", FALSE_POSITIVES, *_EITHER),
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
