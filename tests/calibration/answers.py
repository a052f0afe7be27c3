"""Surveys: intervals of shares and estimates, verdicts of waves and gaps."""

from functools import cache, partial

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.evaluation import ChangeWord
from analytics.statistics.surveys import (
    Calibration,
    Estimate,
    SurveyWord,
    calibrate,
    difference_interval,
    estimate_mean,
    estimate_ratio,
    estimate_share,
    estimate_total,
    fay_herriot,
    feeling_gap,
    proportion_interval,
    rake,
    wave_verdict,
)
from tests.calibration.cases import COVERAGE, DETECTION, FALSE_POSITIVES, Case, Line, Range, covers, each
from tests.calibration.intervals import EXACT

STRATA, CLUSTERS, DRAWN, HOUSEHOLDS = 4, 60, 8, 15
"""Of the town asked: quartiers, streets in each, streets drawn, households of a street (on average)."""


def share(rng: Generator, n: int, *, method: str, truth: float) -> ArrayLike:
    """A hundred answers of equal weight."""
    margin = proportion_interval(rng.binomial(100, truth, n), 100, method=method)
    return covers(margin.low, truth, margin.high)


def difference(rng: Generator, n: int) -> ArrayLike:
    """Two independent samples."""
    margin = difference_interval(rng.binomial(150, 0.40, n), 150, rng.binomial(200, 0.30, n), 200)
    return covers(margin.low, 0.10, margin.high)


@cache
def town() -> pd.DataFrame:
    """Everyone who could answer: streets of a quartier resemble each other, and age and sex weigh on answers."""
    rng = np.random.default_rng(1)
    sizes = rng.poisson(HOUSEHOLDS - 5, (STRATA, CLUSTERS)) + 5
    rows = pd.DataFrame(
        [(i, f"{i}-{j}") for i in range(STRATA) for j in range(CLUSTERS) for _ in range(sizes[i, j])],
        columns=["quartier", "street"],
    )
    of_street = rows["street"].map(
        dict(zip(rows["street"].unique(), rng.normal(0, 0.5, STRATA * CLUSTERS), strict=True))
    )
    rows["age"] = rng.choice(["young", "middle", "old"], len(rows), p=[0.3, 0.4, 0.3])
    rows["sex"] = rng.choice(["f", "m"], len(rows))
    rows["people"] = 1 + rng.poisson(1.2, len(rows))
    score = of_street + 0.3 * rows["quartier"] + 0.6 * (rows["age"] == "old") + 0.3 * (rows["sex"] == "f")
    rows["unsafe"] = (score + rng.normal(0, 1, len(rows)) > 1).astype(float)
    rows["facts"] = rng.poisson(0.3 * rows["people"] * np.exp(of_street)).astype(float)
    rows["streets"] = CLUSTERS
    return rows


def by_streets(rng: Generator) -> NDArray[np.bool_]:
    """Streets drawn in each quartier, all their households asked: mean, total, ratio."""
    people = town()
    drawn = [f"{i}-{j}" for i in range(STRATA) for j in rng.choice(CLUSTERS, DRAWN, replace=False)]
    sample = people[people["street"].isin(drawn)].assign(weight=CLUSTERS / DRAWN)
    design = {"weight": "weight", "strata": "quartier", "cluster": "street", "fpc": "streets"}
    estimates = {
        people["unsafe"].mean(): estimate_mean(sample, "unsafe", **design),
        people["facts"].sum(): estimate_total(sample, "facts", **design),
        people["facts"].sum() / people["people"].sum(): estimate_ratio(sample, "facts", "people", **design),
    }
    return np.array([covers(estimate.low, truth, estimate.high) for truth, estimate in estimates.items()])


def by_answers(rng: Generator) -> NDArray[np.bool_]:
    """Households that answer the less as they are young, weighted by known totals: raked, then calibrated."""
    people = town().assign(all=len(town()))
    answers = people["age"].map({"young": 0.5, "middle": 1.0, "old": 1.5})
    sample = people.loc[rng.choice(people.index, 300, replace=False, p=answers / answers.sum())]
    margins = {name: people[name].value_counts() for name in ("age", "sex")}
    amounts = {**margins, "people": float(people["people"].sum())}
    found = []
    for totals, weights in ((margins, rake(sample, margins)), (amounts, calibrate(sample, amounts, None, "raking"))):
        weighted = sample.assign(weight=weights)
        estimate = estimate_mean(weighted, "unsafe", weight="weight", calibration=Calibration(totals))
        found.append(covers(estimate.low, people["unsafe"].mean(), estimate.high))
    return np.array(found)


def small_areas(rng: Generator, *, n_areas: int) -> float:
    """Zones that differ as much as their direct estimates err; share of them within 1.96 root of the error."""
    known = rng.normal(0, 1, n_areas)
    truth = 2 + known + rng.normal(0, 0.7, n_areas)
    variance = rng.uniform(0.2, 0.8, n_areas)
    areas = fay_herriot(truth + rng.normal(0, np.sqrt(variance)), variance, pd.DataFrame({"known": known}))
    margin = 1.96 * np.sqrt(areas["mse"])
    return float(covers(areas["estimate"] - margin, truth, areas["estimate"] + margin).mean())


def clustered_share(rng: Generator, *, truth: float, alike: float, streets: int) -> bool:
    """Ten answers in each street drawn, whose shares differ from street to street: their correlation is ``alike``."""
    spread = 1 / alike - 1
    of_street = rng.beta(truth * spread, (1 - truth) * spread, streets).repeat(10)
    drawn = np.arange(streets).repeat(10)
    found = estimate_share(rng.random(10 * streets) < of_street, rng.lognormal(0, 0.3, 10 * streets), clusters=drawn)
    return bool(covers(found.low, truth, found.high))


def waves(rng: Generator, *, before: float, after: float, n: int, words: tuple[str, ...]) -> bool:
    """Two waves of unequal weights."""
    return wave_verdict(_wave(rng, before, n), _wave(rng, after, n)).word in words


def _wave(rng: Generator, truth: float, n: int) -> Estimate:
    sample = pd.DataFrame({"unsafe": rng.random(n) < truth, "weight": rng.lognormal(0, 0.4, n)})
    return estimate_mean(sample, "unsafe", weight="weight")


def told_difference(rng: Generator) -> bool:
    """A rise by what 300 effective answers a wave are told to detect, ten points or a little more, is said."""
    return waves(rng, before=0.30, after=0.42, n=350, words=(ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE))


def same_ranks(rng: Generator, *, apart: bool) -> float:
    """Zones whose feeling follows the facts exactly: share of them said to be darker or brighter.

    ``apart``: ranks are well apart; else all zones are the same.
    """
    n_zones = 20
    level = rng.permutation(np.linspace(30, 200, n_zones)) if apart else np.full(n_zones, 100.0)
    feeling = np.log(level)
    felt = pd.DataFrame(
        {"estimate": feeling + rng.normal(0, 0.15, n_zones), "standard_error": 0.15, "n_effective": 80.0}
    )
    recorded = pd.DataFrame({"count": rng.poisson(level), "exposure": 1.0})
    words = feeling_gap(felt, recorded, rng, draws=1_000)["word"]
    return float(words.isin((SurveyWord.DARKER, SurveyWord.BRIGHTER)).mean())


CASES = [
    *(
        Case(
            f"100 answers, true share {truth:.0%}",
            20_000,
            partial(share, method=method, truth=truth),
            (Line(f"proportion_interval, {method}", COVERAGE, *known),),
        )
        for method, truth, known in (
            ("wilson", 0.30, ()),
            ("clopper_pearson", 0.30, ()),
            ("clopper_pearson", 0.05, (Range(0.95, 0.99), EXACT)),
            ("korn_graubard", 0.30, ()),
        )
    ),
    Case("40 % of 150, 30 % of 200", 20_000, difference, (Line("difference_interval", COVERAGE),)),
    Case(
        f"{DRAWN} streets of {CLUSTERS} in each of {STRATA} quartiers",
        1_000,
        each(by_streets),
        (Line("estimate_mean", COVERAGE), Line("estimate_total", COVERAGE), Line("estimate_ratio", COVERAGE)),
    ),
    *(
        Case(
            f"{streets} streets of 10 answers, that resemble each other ({alike}), true share {truth:.0%}",
            2_000,
            each(partial(clustered_share, truth=truth, alike=alike, streets=streets)),
            (Line("estimate_share, by clusters", COVERAGE, *known),),
        )
        for streets, alike, truth, known in (
            (15, 0.1, 0.30, ()),
            (40, 0.1, 0.30, ()),
            (40, 0.3, 0.60, ()),
            (40, 0.05, 0.08, ()),
        )
    ),
    Case(
        "300 answers, the young answer less",
        1_000,
        each(by_answers),
        (Line("estimate_mean, raked", COVERAGE), Line("estimate_mean, calibrated", COVERAGE)),
    ),
    *(
        Case(
            f"{n_areas} zones, ± 1.96 root of mse",
            2_000,
            each(partial(small_areas, n_areas=n_areas)),
            (Line("fay_herriot", COVERAGE),),
        )
        for n_areas in (20, 60)
    ),
    Case(
        "30 % in both waves, 250 answers each, unequal weights",
        1_000,
        each(partial(waves, before=0.3, after=0.3, n=250, words=(ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE))),
        (Line("wave_verdict, clear word", FALSE_POSITIVES),),
    ),
    Case(
        "30 %, then 42 %, 350 answers each, unequal weights",
        500,
        each(told_difference),
        (Line("wave_verdict, rise", DETECTION),),
    ),
    *(
        Case(
            "20 zones, feeling follows the facts" if apart else "20 zones all alike",
            300,
            each(partial(same_ranks, apart=apart)),
            (Line("feeling_gap, darker or brighter", FALSE_POSITIVES),),
        )
        for apart in (True, False)
    ),
]
