"""Weights that make a sample add up to what is known of the population."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.arguments import Floats, checked_numbers, checked_positive, refuse, unusable

Totals: TypeAlias = Mapping[str, pd.Series | float]

_SAME = 1e-9  # relative difference under which two totals are one, written with different roundings


class UnmetTotalsError(ValueError):
    """No weights of this sample meet the totals of the population, whoever called."""


@dataclass(frozen=True)
class Calibration:
    """How weights were made, which their standard errors depend on.

    Attributes
    ----------
    totals : what the weights add up to, as given to ``rake`` or ``calibrate``.
    weight : column of the weights before; None if they were all equal.
    """

    totals: Totals
    weight: str | None = None


def rake(
    sample: pd.DataFrame,
    margins: Mapping[str, pd.Series],
    weight: str | None = None,
    tolerance: float = 1e-10,
    max_iterations: int = 1_000,
) -> pd.Series:
    """Weight the answers until every category counts for its share of the population.

    Parameters
    ----------
    sample : one row per answer.
    margins : population totals per category, > 0, by column of the sample; all margins have the same total. One margin
        alone is a post-stratification.
    weight : column of the weights to start from, > 0; equal if None.
    tolerance : largest difference accepted from a total, relative to it, > 0.
    max_iterations : adjustments to all margins in turn, >= 1.

    Returns
    -------
    Series
        Weights on the index of the sample; they add up to the population.

    Raises
    ------
    ValueError
        The sample is empty; a column is absent or has a missing value; a category lacks from its margin, or from the
        sample; a weight or total is not a number > 0; totals differ between margins; or no weights meet them all.

    Notes
    -----
    Iterative proportional fitting (Deming & Stephan, 1940), to convergence: R survey stops earlier by default, and
    differs in the fifth digit.
    """
    weights = starting_weights(sample, weight)
    refuse("margins", not margins, "is empty")
    checked_positive("tolerance", tolerance)
    coded = [_coded("margins", sample, column, margin) for column, margin in margins.items()]
    populations = [totals.sum() for _, totals in coded]
    refuse("margins", np.ptp(populations) > _SAME * max(populations), "differ in their totals")

    # Margins that contradict each other drive some weights to 0; the last line sees that they are not met.
    with np.errstate(all="ignore"):
        for _ in range(max_iterations):
            for codes, totals in coded:
                weights = weights * (totals / np.bincount(codes, weights))[codes]
            if all(np.abs(np.bincount(codes, weights) / totals - 1).max() <= tolerance for codes, totals in coded):
                return pd.Series(weights, sample.index, name="weight")
    raise UnmetTotalsError("margins cannot be met together by this sample (rows all)")


def calibrate(
    sample: pd.DataFrame, totals: Totals, weight: str | None, method: Literal["linear", "raking"] = "linear"
) -> pd.Series:
    """Weight the answers so that categories and amounts add up to what is known of the population.

    Parameters
    ----------
    sample : one row per answer.
    totals : by column of the sample, the population total of an amount (a number), or those of categories, > 0 (a
        Series by category).
    weight : column of the weights to start from, > 0; equal if None.
    method : ``linear`` stays closest to the starting weights in the sense of least squares, and may give weights below
        0, which estimates refuse; ``raking`` multiplies them, and keeps them above.

    Returns
    -------
    Series
        Weights on the index of the sample.

    Raises
    ------
    ValueError
        See ``rake``; an amount is not a number; the method is unknown; or no weights meet all totals.

    Notes
    -----
    Deville & Särndal (1992), by Newton's method. ``raking`` with categories alone gives the weights of ``rake``.
    """
    weights = starting_weights(sample, weight)
    known, targets = auxiliaries(sample, totals)
    if method not in ("linear", "raking"):
        raise unusable("method", "is no known method", "none")
    raking = method == "raking"
    scale = np.maximum(np.abs(targets), weights @ np.abs(known))

    def distance(multipliers: Floats) -> float:
        """What is smallest where the totals are met; it is convex, and its slope is what the totals lack."""
        score = known @ multipliers
        return float(weights @ (np.expm1(score) if raking else score + score**2 / 2) - multipliers @ targets)

    multipliers = np.zeros(len(targets))
    # Totals that no weights meet lead to infinity; the last line sees that they are not met.
    with np.errstate(all="ignore"):
        for _ in range(100):
            score = known @ multipliers
            calibrated = weights * (np.exp(score) if raking else 1 + score)
            missing = targets - calibrated @ known
            if (np.abs(missing) <= 1e-10 * scale).all():
                return pd.Series(calibrated, sample.index, name="weight")
            slopes = calibrated if raking else weights
            curvature = known.T @ (slopes[:, None] * known)
            if not np.isfinite(curvature).all():
                break
            step = np.linalg.lstsq(curvature, missing)[0]
            # Half a step, and half again, while a whole one overshoots.
            while not distance(multipliers + step) <= distance(multipliers) and np.abs(step).max() > 1e-12:
                step /= 2
            multipliers += step
    raise UnmetTotalsError("totals cannot be met together by this sample (rows all)")


def kish_effect(weights: ArrayLike) -> float:
    """Say how many times unequal weights multiply the variance of a mean.

    Parameters
    ----------
    weights : > 0, on any scale.

    Returns
    -------
    float
        At least 1, which is for equal weights; answers divided by it are the effective answers.

    Raises
    ------
    ValueError
        Empty, not finite or not > 0.

    Notes
    -----
    Kish (1992): ``n sum(w^2) / sum(w)^2``, for answers unrelated to the weights.
    """
    checked = checked_positive("weights", weights)
    relative = checked / checked.mean()
    return float(np.mean(relative**2))


def starting_weights(sample: pd.DataFrame, weight: str | None) -> Floats:
    """Weights of a sample, or 1 for each answer; an empty sample is refused."""
    refuse("sample", sample.empty, "is empty")
    return np.ones(len(sample)) if weight is None else checked_positive(weight, column_of(sample, weight))


def column_of(sample: pd.DataFrame, column: str) -> pd.Series:
    """Column of a sample; an absent one, and a missing value, are refused."""
    if column not in sample:
        raise unusable(column, "is no column of the sample")
    refuse(column, sample[column].isna().to_numpy(), "has missing values")
    return sample[column]


def auxiliaries(sample: pd.DataFrame, totals: Totals) -> tuple[Floats, Floats]:
    """Matrix of what is known of each answer, one column per category or amount, and the population totals of each."""
    refuse("totals", not totals, "is empty")
    known, targets = [], []
    for column, total in totals.items():
        if isinstance(total, pd.Series):
            codes, of_categories = _coded("totals", sample, column, total)
            known.append(np.eye(len(total))[codes])
            targets.append(of_categories)
        else:
            amounts = checked_numbers(column, column_of(sample, column), np.isfinite, "must hold finite numbers")
            known.append(amounts[:, None])
            targets.append(
                np.atleast_1d(checked_numbers(f"totals[{column}]", total, np.isfinite, "must be a finite number"))
            )
    return np.hstack(known), np.concatenate(targets)


def _coded(argument: str, sample: pd.DataFrame, column: str, totals: pd.Series) -> tuple[NDArray[np.intp], Floats]:
    """Category of each answer as a position in ``totals``, and these totals; either may lack no category."""
    argument = f"{argument}[{column}]"
    checked = checked_positive(argument, totals)
    refuse(argument, totals.index.duplicated(keep=False), "has several totals for one category")
    codes = totals.index.get_indexer(column_of(sample, column))
    refuse(column, codes < 0, "has categories without a population total")
    empty = np.flatnonzero(np.bincount(codes, minlength=len(totals)) == 0)
    if empty.size:
        raise UnmetTotalsError(f"{argument} has categories that no answer is in (rows {', '.join(map(str, empty))})")
    return codes, checked
