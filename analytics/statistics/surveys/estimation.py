"""Estimates of a survey with the errors of its design: strata, clusters, finite population, calibrated weights."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analytics.statistics.arguments import Floats, Numbers, checked_numbers, checked_positive, checked_share, refuse
from analytics.statistics.surveys.weighting import Calibration, auxiliaries, column_of, kish_effect, starting_weights


@dataclass(frozen=True)
class Estimate:
    """A figure of the population, estimated from a sample.

    Attributes
    ----------
    value : in the unit of the column; a share is the mean of zeros and ones.
    standard_error : in the same unit.
    low, high : confidence interval by Student's t, with ``degrees_of_freedom``.
    design_effect : variance over that of a simple random sample of as many answers, drawn without replacement if
        ``fpc`` was given. That of the weights alone (Kish) where all answers are equal.
    n : answers.
    n_effective : answers of a simple random sample, drawn with replacement, that has the same standard error; infinite
        where the calibration leaves none.
    degrees_of_freedom : clusters less strata.
    """

    value: float
    standard_error: float
    low: float
    high: float
    design_effect: float
    n: int
    n_effective: float
    degrees_of_freedom: int


def estimate_mean(
    sample: pd.DataFrame,
    column: str,
    *,
    weight: str | None,
    strata: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    calibration: Calibration | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the mean of a column over the population.

    Parameters
    ----------
    sample : one row per answer.
    column : numbers, or booleans for a share.
    weight : column of the weights, > 0; None if all answers count alike.
    strata : column of the strata in which clusters were drawn.
    cluster : column of the clusters drawn (of each stratum, where there are strata); answers were drawn one by one if
        None.
    fpc : column of the number of clusters, or of units where there are no clusters, in the population: of the stratum,
        or in all. Left out, the sample is taken as small beside the population.
    calibration : how the weights were calibrated, if they were.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        The sample is empty; a column is absent, or has a value that is missing or out of range; a stratum has one
        cluster only; ``fpc`` differs within a stratum, or is below the clusters drawn; the weights do not meet the
        totals of their calibration.

    Notes
    -----
    Taylor linearisation, as in R survey: variance between the cluster totals of each stratum, ``n / (n - 1)`` and
    ``1 - n / N`` applied. After calibration the residuals of a regression on the auxiliary columns, by the starting
    weights, take the place of the values (Deville & Särndal, 1992). R's confint() uses a normal quantile unless told
    otherwise; Student's is wider, and right when clusters are few.

    For a part of the sample (one quartier), take the ratio of two columns that are 0 elsewhere rather than fewer rows:
    the number of answers of the part is itself estimated.
    """
    weights = starting_weights(sample, weight)
    design = _Design(strata, cluster, fpc, calibration)
    return _ratio(sample, _numbers(sample, column), np.ones(len(sample)), weights, design, level)


def estimate_ratio(
    sample: pd.DataFrame,
    numerator: str,
    denominator: str,
    *,
    weight: str | None,
    strata: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    calibration: Calibration | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the ratio of the totals of two columns; see ``estimate_mean``.

    Raises
    ------
    ValueError
        See ``estimate_mean``; the weighted total of the denominator is not > 0.
    """
    weights = starting_weights(sample, weight)
    above, below = _numbers(sample, numerator), _numbers(sample, denominator)
    refuse(denominator, not weights @ below > 0, "must have a total above 0")
    return _ratio(sample, above, below, weights, _Design(strata, cluster, fpc, calibration), level)


def estimate_total(
    sample: pd.DataFrame,
    column: str,
    *,
    weight: str | None,
    strata: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    calibration: Calibration | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the total of a column over the population; see ``estimate_mean``.

    Raises
    ------
    ValueError
        See ``estimate_mean``.
    """
    weights, values = starting_weights(sample, weight), _numbers(sample, column)
    return _estimate(
        sample, float(weights @ values), values, weights, _Design(strata, cluster, fpc, calibration), level
    )


@dataclass(frozen=True)
class _Design:
    """How the answers were drawn, by names of columns, and how they were calibrated."""

    strata: str | None
    cluster: str | None
    fpc: str | None
    calibration: Calibration | None


def _ratio(
    sample: pd.DataFrame, above: Floats, below: Floats, weights: Floats, design: _Design, level: float
) -> Estimate:
    total = weights @ below
    value = float(weights @ above / total)
    return _estimate(sample, value, _deviations(above, value * below) / total, weights, design, level)


def _estimate(
    sample: pd.DataFrame, value: float, influence: Floats, weights: Floats, design: _Design, level: float
) -> Estimate:
    """Estimate whose error is that of the weighted total of ``influence``, the linearised variable."""
    confidence = float(checked_share("level", level))
    calibration = design.calibration
    residuals = influence if calibration is None else _residuals(sample, influence, weights, calibration)
    variance, freedom = _variance_of_total(sample, weights * residuals, design)

    n, population = len(sample), weights.sum()
    spread = weights @ _deviations(influence, weights @ influence / population) ** 2 / population * n / (n - 1)
    of_simple_sample = population**2 * spread / n
    with_replacement = float(variance / of_simple_sample) if of_simple_sample > 0 else kish_effect(weights)
    share_drawn = n / population if design.fpc is not None and population > n else 0.0
    error = float(np.sqrt(variance))
    margin = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    return Estimate(
        value=value,
        standard_error=error,
        low=value - margin,
        high=value + margin,
        design_effect=with_replacement / (1 - share_drawn),
        n=n,
        n_effective=n / with_replacement if with_replacement > 0 else np.inf,
        degrees_of_freedom=freedom,
    )


def _variance_of_total(sample: pd.DataFrame, values: Floats, design: _Design) -> tuple[float, int]:
    """Variance of the sum of ``values`` between the clusters of each stratum, and its degrees of freedom."""
    n = len(sample)
    rows = pd.DataFrame(
        {
            "stratum": np.zeros(n) if design.strata is None else pd.factorize(column_of(sample, design.strata))[0],
            "cluster": np.arange(n) if design.cluster is None else pd.factorize(column_of(sample, design.cluster))[0],
            "value": values,
            "available": np.inf if design.fpc is None else checked_positive(design.fpc, column_of(sample, design.fpc)),
        }
    )
    strata = rows.groupby("stratum")
    drawn = strata["cluster"].transform("nunique")
    refuse(design.strata or design.cluster or "sample", drawn.to_numpy() < 2, "has one drawn unit only in a stratum")
    if design.fpc is not None:
        refuse(design.fpc, strata["available"].transform("nunique").to_numpy() > 1, "varies within a stratum")
        refuse(design.fpc, (rows["available"] < drawn).to_numpy(), "is below the number of clusters drawn")

    clusters = rows.groupby(["stratum", "cluster"])["value"].sum().groupby("stratum")
    sizes = clusters.size()
    variances = sizes * (1 - sizes / strata["available"].first()) * clusters.var()
    return float(variances.sum()), int(sizes.sum() - len(sizes))


def _residuals(sample: pd.DataFrame, influence: Floats, weights: Floats, calibration: Calibration) -> Floats:
    """What the auxiliary columns of a calibration leave unexplained."""
    known, targets = auxiliaries(sample, calibration.totals)
    distance = np.abs(weights @ known - targets)
    refuse(
        "calibration",
        distance > 1e-6 * np.maximum(np.abs(targets), weights @ np.abs(known)),
        "did not give these weights",
    )
    root = np.sqrt(starting_weights(sample, calibration.weight))
    slopes = np.linalg.lstsq(root[:, None] * known, root * influence)[0]
    return _deviations(influence, known @ slopes)


def _deviations(values: Floats, fitted: Numbers) -> Floats:
    """Differences, exactly 0 where only rounding makes one: equal answers have no error of sampling."""
    differences = values - fitted
    return np.where(np.abs(differences) <= 1e-12 * np.abs(values).max(), 0.0, differences)


def _numbers(sample: pd.DataFrame, column: str) -> Floats:
    return checked_numbers(column, column_of(sample, column), np.isfinite, "must hold finite numbers")
