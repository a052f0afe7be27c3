"""Shares of answers among a sample brought back to the population: its weights, and what they cost in precision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.statistics.arguments import Floats, checked_positive, checked_probabilities, refuse
from analytics.statistics.surveys.estimation import Estimate
from analytics.statistics.surveys.proportions import proportion_interval
from analytics.statistics.surveys.weighting import UnmetTotalsError, kish_effect, rake

FEW = 5
"""Answers that count, or do not, under which limits are exact: Wilson's are then right on average alone."""
_UNKNOWN = ""
"""Category of those who do not say theirs."""


class Weighted(StrEnum):
    """Where the weights of a sample come from."""

    RAKED = "raked"
    GIVEN = "given"
    NONE = "none"


@dataclass(frozen=True)
class Weighting:
    """Weights of a sample, and how they were made.

    Attributes
    ----------
    weights : on the index of the sample, 1 on average.
    how : where they come from.
    raked : columns whose categories weigh as in the population.
    dropped : columns that could not, as a category of the population has no answer, or as they contradict others.
    """

    weights: pd.Series
    how: Weighted
    raked: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def weigh(sample: pd.DataFrame, margins: Mapping[str, pd.Series], weight: str | None = None) -> Weighting:
    """Weight a sample by all the margins that it can meet.

    Parameters
    ----------
    sample : one row per answer; a category that is missing, or that its margin does not have, is unknown.
    margins : population per category, > 0, by column of the sample; their totals may differ, as only shares count.
    weight : column of the weights to start from, > 0; equal if None.

    Returns
    -------
    Weighting

    Raises
    ------
    ValueError
        The sample is empty; a weight or a population is not a number > 0.

    Notes
    -----
    Nobody is left out: those whose category is unknown keep the share that they have in the sample. When the margins
    cannot all be met, the column whose smallest category has the fewest answers is dropped, until the others can.
    """
    refuse("sample", sample.empty, "is empty")
    start = np.ones(len(sample)) if weight is None else checked_positive(weight, sample[weight])
    start = start / start.mean()
    coded = sample[[*margins]].astype(object)
    totals: dict[str, pd.Series] = {}
    for column, margin in margins.items():
        checked_positive(f"margins[{column}]", margin)
        coded[column] = coded[column].where(coded[column].isin(margin.index), _UNKNOWN)
        unknown = float(start[(coded[column] == _UNKNOWN).to_numpy()].sum())
        known = margin / margin.sum() * (len(sample) - unknown)
        totals[column] = pd.concat([known, pd.Series({_UNKNOWN: unknown})]) if unknown else known
    dropped = [column for column in margins if (coded[column] == _UNKNOWN).all()]
    coded["start"] = start
    while met := [column for column in margins if column not in dropped]:
        try:
            weights = rake(coded, {column: totals[column] for column in met}, "start")
            return Weighting(weights / weights.mean(), Weighted.RAKED, tuple(met), tuple(dropped))
        except UnmetTotalsError:
            dropped.append(min(met, key=lambda column: _fewest(coded[column], totals[column])))
    how = Weighted.NONE if weight is None else Weighted.GIVEN
    return Weighting(pd.Series(start, sample.index, name="weight"), how, (), tuple(dropped))


def estimate_share(counted: ArrayLike, weights: ArrayLike, level: float = 0.95) -> Estimate:
    """Estimate a share of the population from weighted answers.

    Parameters
    ----------
    counted : whether each answer counts.
    weights : of each answer, > 0, on any scale.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Estimate
        ``n_effective`` is ``n`` over the Kish effect of the weights; the limits are Wilson's for that many answers, or
        Clopper and Pearson's where fewer than ``FEW`` of them count, or do not.

    Raises
    ------
    ValueError
        No answer, or a weight that is not a number > 0.

    Notes
    -----
    What raking gains on a share that goes with age, sex or place is not counted: the margin is on the safe side.
    """
    answers: Floats = checked_probabilities("counted", np.asarray(counted, dtype=float))
    weighing = checked_positive("weights", weights)
    n = len(answers)
    effect = kish_effect(weighing)
    effective = n / effect
    value = min(1.0, float(weighing @ answers / weighing.sum()))
    counting = value * effective
    # Equal weights leave five answers a rounding away from five.
    is_extreme = round(min(counting, effective - counting), 6) < FEW
    limits = proportion_interval(counting, effective, level, "clopper_pearson" if is_extreme else "wilson")
    return Estimate(
        value=value,
        standard_error=float(np.sqrt(value * (1 - value) / effective)),
        low=float(limits.low),
        high=float(limits.high),
        design_effect=effect,
        n=n,
        n_effective=effective,
        degrees_of_freedom=n - 1,
    )


def _fewest(answers: pd.Series, totals: pd.Series) -> int:
    """Answers of the category that has the fewest."""
    return int(answers.value_counts().reindex(totals.index, fill_value=0).min())
