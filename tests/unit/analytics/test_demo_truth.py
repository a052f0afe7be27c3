"""The fictive commune, whose truth is written down: what is said of its actions agrees with it, or says nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.figures import observe
from analytics.statistics.evaluation import Appraisal, ChangeWord, DisplacementWord, Study, appraise
from data.demo import town as towns
from data.demo import truth
from data.demo.truth import PERIOD, SERIES, TRUE_EFFECTS, Nature, TrueEffect
from data.model import Level
from data.warehouse import repository

ACTIONS = [effect for effect in TRUE_EFFECTS if effect.nature is Nature.ACTION]
SLUGS = [action.slug for action in ACTIONS]
MONTHS = pd.date_range(PERIOD.start, periods=PERIOD.n_months, freq="MS")
FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
TRUE_OF = {
    ChangeWord.CLEAR_FALL: (0, 1),
    ChangeWord.PROBABLE_FALL: (0, 1),
    ChangeWord.CLEAR_RISE: (1, np.inf),
    ChangeWord.PROBABLE_RISE: (1, np.inf),
    ChangeWord.STABLE: (0.8, 1.2),
    ChangeWord.BOUNDED: (0.7, 1.3),
    ChangeWord.NO_LARGE_RISE: (0, 1.3),
    ChangeWord.NO_LARGE_FALL: (0.7, np.inf),
    ChangeWord.INSUFFICIENT_DATA: (0, np.inf),
}
"""Ratios of which each word is true."""
CLEAR = (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)


@pytest.fixture(scope="module")
def place() -> towns.Town:
    return towns.draw()


@pytest.fixture(scope="module")
def appraised(demo_home: Path, place: towns.Town) -> dict[str, Appraisal]:
    """What is said of the actions together, on the facts of the published snapshot."""
    source = observe(demo_home)
    label = repository.zones(source.connection, Level.QUARTIER).set_index("zone_code")["zone_label"]

    def months(action: TrueEffect) -> pd.DataFrame:
        rows = pd.concat(repository.cube(source.connection, kind=kind, level=Level.QUARTIER) for kind in action.kinds)
        rows = rows[rows["category"].isin(action.categories)]
        counts = rows.pivot_table(index="period_start", columns="zone_code", values="n_events", aggfunc="sum")
        return counts.reindex(index=MONTHS, columns=label.index).fillna(0).rename(columns=label)

    studies = [study(action, months(action), place) for action in ACTIONS]
    return dict(zip(SLUGS, appraise(studies), strict=True))


def study(action: TrueEffect, months: pd.DataFrame, place: towns.Town) -> Study:
    """An action beside all quartiers but its neighbours, where it may have moved facts."""
    labels = place.quartiers["label"]
    rows = labels.index[labels.isin(action.quartiers)]
    near = {labels[row] for treated in rows for row in place.neighbours(treated)} - set(action.quartiers)
    return Study(
        months,
        treated=action.quartiers,
        compared=tuple(label for label in labels if label not in near.union(action.quartiers)),
        start=pd.Timestamp(action.start),
        around=tuple(sorted(near)),
    )


def drawn(action: TrueEffect, counts: np.ndarray, place: towns.Town) -> pd.DataFrame:
    """Counts of an action's facts per month and quartier; ``counts`` has shape (series, IRIS, months)."""
    series = [one.kind in action.kinds and one.slug in action.categories for one in SERIES]
    by_iris = pd.DataFrame(counts[series].sum(axis=0).T, MONTHS)
    return by_iris.T.groupby(place.quartiers["label"].to_numpy()[place.iris["quartier"]]).sum().T


@pytest.mark.parametrize("action", ACTIONS, ids=SLUGS)
def test_verdict_agrees_with_the_truth_or_says_that_data_are_insufficient(appraised, action):
    low, high = TRUE_OF[appraised[action.slug].verdict.word]
    assert low <= action.rate_ratio <= high


@pytest.mark.parametrize("action", ACTIONS, ids=SLUGS)
def test_interval_holds_the_true_ratio(appraised, action):
    margin = appraised[action.slug].effect.relative_interval()
    assert margin.low <= action.rate_ratio <= margin.high


@pytest.mark.parametrize("action", ACTIONS, ids=SLUGS)
def test_displacement_agrees_with_the_truth_or_says_that_data_are_insufficient(appraised, action):
    true = DisplacementWord.PARTIAL if action.displaced_share else DisplacementWord.NONE_SEEN
    assert appraised[action.slug].displacement.word in (true, DisplacementWord.INSUFFICIENT_DATA)


def test_mediation_is_found_and_cameras_are_not(appraised):
    assert appraised["mediation_tanneries"].verdict.word in FALLS
    assert appraised["video_centre"].verdict.word not in FALLS


@pytest.mark.slow
def test_wrong_clear_words_are_as_rare_as_said_in_other_draws(place):
    """Thirty draws of the same town: at most one clear word in twenty is wrong, plus three errors."""
    wrong = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        counts = truth.draw_counts(truth.rates(place, rng), rng)
        said = appraise([study(action, drawn(action, counts, place), place) for action in ACTIONS])
        for action, ours in zip(ACTIONS, said, strict=True):
            true = {ChangeWord.CLEAR_FALL} if action.rate_ratio < 1 else set()
            wrong.append(ours.verdict.word in set(CLEAR) - true)
    assert np.mean(wrong) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(wrong))
