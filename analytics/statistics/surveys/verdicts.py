"""What two waves, or a wave and the facts, allow to conclude; the word follows the interval."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analytics.statistics.arguments import (
    Floats,
    checked_counts,
    checked_numbers,
    checked_positive,
    checked_probabilities,
    checked_share,
    refuse,
)
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.surveys.estimation import Estimate
from analytics.statistics.surveys.proportions import difference_interval
from analytics.statistics.surveys.weighting import column_of
from analytics.statistics.words import LIKELIHOOD, SIGNIFICANCE, ChangeWord, SurveyWord

ENOUGH_ANSWERS = 50
"""Effective answers below which a group is not judged."""
_POWER = 0.8


@dataclass(frozen=True)
class WaveVerdict:
    """What changed in a share between two waves.

    Attributes
    ----------
    before, after : shares, 0 to 1.
    low, high : 95 % limits of ``after - before``; None where the survey has no margin.
    """

    word: ChangeWord | SurveyWord
    before: float
    after: float
    low: float | None = None
    high: float | None = None


def wave_verdict(
    before: Estimate,
    after: Estimate,
    *,
    threshold: float = 0.10,
    minimum: float = ENOUGH_ANSWERS,
    p_adjusted: float | None = None,
    voluntary: bool = False,
) -> WaveVerdict:
    """Judge how a share changed between two waves that asked different people.

    Parameters
    ----------
    before, after : the share in each wave, within 0..1, with its ``n_effective``.
    threshold : change of interest, within 0..1 excluded, fixed before looking; 0.10 means ten points either way.
    minimum : effective answers needed in each wave, > 0.
    p_adjusted : when several questions or zones are judged together, their ``difference_p_value`` after
        ``adjust_p_values``, within 0..1.
    voluntary : whether anyone could answer. Then no margin exists, and nothing is concluded.

    Raises
    ------
    ValueError
        An argument is not finite or out of range.

    Notes
    -----
    The first rule that holds gives the word:

    1. ``voluntary``: not comparable;
    2. fewer than ``minimum`` effective answers in a wave: insufficient data;
    3. Newcombe's 95 % interval excludes 0, and ``p_adjusted``, if given, is at most 0.05: clear rise, clear fall;
    4. the 90 % interval excludes 0, and ``p_adjusted``, if given, is at most 0.10: probable rise, probable fall;
    5. the whole 95 % interval lies within ``threshold`` either way: stable;
    6. a difference of ``threshold`` was detectable: chance;
    7. otherwise: insufficient data.

    Detectable, with a power of 80 %: ``(z(0.975) + z(0.8)) sqrt(p (1 - p) (1 / n1 + 1 / n2))``, ``p`` being the share
    of both waves with two answers more on each side (Agresti & Coull, 1998), so that it is never 0.
    """
    checked_share("threshold", threshold)
    checked_positive("minimum", minimum)
    first, second = (
        float(checked_probabilities(f"{name}.value", wave.value))
        for name, wave in (("before", before), ("after", after))
    )
    if voluntary:
        return WaveVerdict(SurveyWord.NOT_COMPARABLE, first, second)

    n_first, n_second = (
        float(checked_positive(f"{name}.n_effective", wave.n_effective))
        for name, wave in (("before", before), ("after", after))
    )
    adjusted = 0.0 if p_adjusted is None else float(checked_probabilities("p_adjusted", p_adjusted))
    confirmed, supported = adjusted <= SIGNIFICANCE, adjusted <= LIKELIHOOD
    compared = (second * n_second, n_second, first * n_first, n_first)
    sure, likely = difference_interval(*compared, level=0.95), difference_interval(*compared, level=0.90)
    detectable = _detectable_difference(first, n_first, second, n_second)
    rules = (
        (min(n_first, n_second) < minimum, ChangeWord.INSUFFICIENT_DATA),
        (confirmed and sure.low > 0, ChangeWord.CLEAR_RISE),
        (confirmed and sure.high < 0, ChangeWord.CLEAR_FALL),
        (supported and likely.low > 0, ChangeWord.PROBABLE_RISE),
        (supported and likely.high < 0, ChangeWord.PROBABLE_FALL),
        (sure.low >= -threshold and sure.high <= threshold, ChangeWord.STABLE),
        (detectable <= threshold, SurveyWord.CHANCE),
    )
    word = next((word for holds, word in rules if holds), ChangeWord.INSUFFICIENT_DATA)
    return WaveVerdict(word, first, second, float(sure.low), float(sure.high))


def feeling_gap(
    felt: pd.DataFrame,
    recorded: pd.DataFrame,
    rng: np.random.Generator,
    *,
    threshold: float = 0.25,
    minimum: float = ENOUGH_ANSWERS,
    draws: int = 10_000,
) -> pd.DataFrame:
    """Judge, zone by zone, whether what is felt stands where the recorded facts do.

    Parameters
    ----------
    felt : one row per zone, by which it is indexed: ``estimate`` (the higher, the darker), ``standard_error`` (>= 0)
        and ``n_effective`` (> 0).
    recorded : the same zones: ``count`` of facts (>= 0) and ``exposure`` (> 0: residents, dwellings).
    rng : what the simulation draws from.
    threshold : gap of interest, within 0..1 excluded, fixed before looking; 0.25 is a quarter of the ranking.
    minimum : effective answers needed in a zone, > 0.
    draws : simulated rankings, >= 1000.

    Returns
    -------
    DataFrame
        One row per zone, in the order of ``felt``: ``gap``, standardised rank of what is felt less that of the facts,
        within -1..1, above 0 if the feeling is darker; ``low`` and ``high`` at 95 %; ``p_value``; ``p_adjusted`` over
        the zones; ``word``, a ``SurveyWord`` or ``ChangeWord.INSUFFICIENT_DATA``.

    Raises
    ------
    ValueError
        A column is absent, or has a value that is missing or out of range; fewer than two zones, or a zone in one frame
        only, or twice.

    Notes
    -----
    A standardised rank goes from 0 (the quietest zone) to 1. The interval is that of rankings simulated from what is
    known of each zone (Goldstein & Spiegelhalter, 1996): a normal around the estimate, and a gamma of shape
    ``count + 1/2``, which is Poisson's with the prior of Jeffreys. It is extended to the observed gap, which the
    simulation draws to the middle. The first rule that holds gives the word:

    1. fewer than ``minimum`` effective answers: insufficient data;
    2. the interval excludes 0 and ``p_adjusted`` is at most 0.05: darker, brighter;
    3. the whole interval lies within ``threshold`` either way: consistent;
    4. otherwise: insufficient data.
    """
    checked_share("threshold", threshold)
    checked_positive("minimum", minimum)
    refuse("draws", draws < 1_000, "must be at least 1,000")
    for argument, zones in (("felt", felt), ("recorded", recorded)):
        refuse(argument, len(zones) < 2, "must have at least two zones")
        refuse(argument, zones.index.duplicated(keep=False), "has a zone several times")
    refuse("felt", ~felt.index.isin(recorded.index), "has zones that recorded lacks")
    refuse("recorded", ~recorded.index.isin(felt.index), "has zones that felt lacks")

    feelings = pd.DataFrame(
        {
            "estimate": checked_numbers(
                "estimate", column_of(felt, "estimate"), np.isfinite, "must hold finite numbers"
            ),
            "error": checked_counts("standard_error", column_of(felt, "standard_error")),
            "effective": checked_positive("n_effective", column_of(felt, "n_effective")),
        },
        index=felt.index,
    )
    facts = pd.DataFrame(
        {
            "count": checked_counts("count", column_of(recorded, "count")),
            "exposure": checked_positive("exposure", column_of(recorded, "exposure")),
        },
        index=recorded.index,
    )

    # In one order whatever that of the rows: the same generator then gives the same figures.
    both = feelings.join(facts).sort_index()
    shape = (draws, len(both))
    simulated_feelings = rng.normal(both["estimate"], both["error"], shape)
    simulated_facts = rng.gamma(both["count"] + 0.5, 1 / both["exposure"], shape)
    simulated = _standardised_ranks(simulated_feelings) - _standardised_ranks(simulated_facts)
    observed = _standardised_ranks(both["estimate"]) - _standardised_ranks(both["count"] / both["exposure"])
    low, high = np.quantile(simulated, [SIGNIFICANCE / 2, 1 - SIGNIFICANCE / 2], axis=0)
    opposite = np.minimum((simulated <= 0).sum(axis=0), (simulated >= 0).sum(axis=0))
    p_value = np.minimum(1.0, 2 * (opposite + 1) / (draws + 1))
    gaps = pd.DataFrame(
        {
            "gap": observed,
            "low": np.minimum(low, observed),
            "high": np.maximum(high, observed),
            "p_value": p_value,
            "p_adjusted": adjust_p_values(p_value),
        },
        index=both.index,
    )
    enough = both["effective"] >= minimum
    words = [_gap_word(row, answered, threshold) for (_, row), answered in zip(gaps.iterrows(), enough, strict=True)]
    # As objects, or pandas makes plain texts of the codes.
    gaps["word"] = pd.Series(words, gaps.index, dtype=object)
    return gaps.loc[felt.index]


def _gap_word(gap: pd.Series, enough: bool, threshold: float) -> ChangeWord | SurveyWord:
    confirmed = gap["p_adjusted"] <= SIGNIFICANCE
    rules: tuple[tuple[bool, ChangeWord | SurveyWord], ...] = (
        (not enough, ChangeWord.INSUFFICIENT_DATA),
        (confirmed and gap["low"] > 0, SurveyWord.DARKER),
        (confirmed and gap["high"] < 0, SurveyWord.BRIGHTER),
        (gap["low"] >= -threshold and gap["high"] <= threshold, SurveyWord.CONSISTENT),
    )
    return next((word for holds, word in rules if holds), ChangeWord.INSUFFICIENT_DATA)


def _detectable_difference(share_1: float, n_1: float, share_2: float, n_2: float) -> float:
    """Smallest difference of two shares that a comparison of these answers would probably show."""
    pooled = (share_1 * n_1 + share_2 * n_2 + 2) / (n_1 + n_2 + 4)
    quantiles = ndtri(1 - SIGNIFICANCE / 2) + ndtri(_POWER)
    return float(quantiles * np.sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_2)))


def _standardised_ranks(values: ArrayLike) -> Floats:
    """Ranks along the last axis, from 0 to 1; equal values share theirs."""
    # It costs half a second: only who asks for a gap waits for it.
    from scipy.stats import rankdata

    ranks: Floats = (rankdata(values, axis=-1) - 1) / (np.shape(values)[-1] - 1)
    return ranks
