"""Shares of answers among a sample brought back to the population: its weights, and what they cost in precision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analytics.statistics.arguments import Floats, checked_positive, checked_probabilities, refuse
from analytics.statistics.surveys.estimation import Estimate
from analytics.statistics.surveys.proportions import proportion_interval
from analytics.statistics.surveys.weighting import UnmetTotalsError, kish_effect, rake

FEW = 5
"""Answers that count, or do not, under which limits are exact: Wilson's are then right on average alone."""
_SURE = 0.975
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


def estimate_share(
    counted: ArrayLike, weights: ArrayLike, level: float = 0.95, *, clusters: ArrayLike | None = None
) -> Estimate:
    """Estimate a share of the population from weighted answers.

    Parameters
    ----------
    counted : whether each answer counts.
    weights : of each answer, > 0, on any scale.
    level : confidence level, within 0..1 excluded.
    clusters : of each answer, the number of those drawn together; they were drawn one by one if None.

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
    Those drawn together resemble each other: ``C`` clusters have the residuals ``z = Σ weight (counted - share) / Σ
    weight`` and the variance ``C / (C - 1) Σz²`` (Taylor, as R survey), which says how many answers they are worth,
    times ``(t(n - 1) / t(C - 1))²`` (Korn & Graubard, 1998); never more than answers drawn one by one, and no more than
    ``C`` where all answer alike. One cluster is worth one answer.

    What raking gains on a share that goes with age, sex or place is not counted: the margin is on the safe side.
    """
    answers: Floats = checked_probabilities("counted", np.asarray(counted, dtype=float))
    weighing = checked_positive("weights", weights)
    n = len(answers)
    effect = kish_effect(weighing)
    value = min(1.0, float(weighing @ answers / weighing.sum()))
    freedom = n - 1
    if clusters is not None:
        residuals = pd.Series(weighing * (answers - value) / weighing.sum()).groupby(np.asarray(clusters)).sum()
        freedom = len(residuals) - 1
        effect = max(effect, _cluster_effect(value, residuals.to_numpy(), n))
    effective = n / effect
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
        degrees_of_freedom=max(freedom, 1),
    )


def _cluster_effect(share: float, residuals: Floats, n: int) -> float:
    """How many times fewer answers drawn one by one are worth ``n`` drawn by clusters, of these residuals."""
    n_clusters = len(residuals)
    if n_clusters < 2:
        return float(n)
    if not 0 < share < 1:
        return n / n_clusters
    variance = n_clusters / (n_clusters - 1) * float((residuals**2).sum())
    quantiles = stdtrit(n_clusters - 1, _SURE) / stdtrit(n - 1, _SURE)
    return float(min(n, n * variance / (share * (1 - share)) * quantiles**2))


def _fewest(answers: pd.Series, totals: pd.Series) -> int:
    """Answers of the category that has the fewest."""
    return int(answers.value_counts().reindex(totals.index, fill_value=0).min())
