"""Estimates of areas with few answers, each strengthened by what the others tell."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.statistics.arguments import Floats, aligned, checked_numbers, checked_positive, refuse, unusable


class SmallAreas(pd.DataFrame):  # type: ignore[misc]
    """One row per area: ``estimate`` and ``mse``, its mean squared error.

    Attributes
    ----------
    variance : of the areas around the regression, >= 0.
    coefficients : of the regression, by name; ``constant`` first where it was added.
    """

    # How pandas is told of attributes that are not columns.
    _metadata = ["variance", "coefficients"]
    variance: float
    coefficients: pd.Series


def fay_herriot(
    direct: ArrayLike, variance: ArrayLike, covariates: pd.DataFrame, method: Literal["reml", "ml", "moments"] = "reml"
) -> SmallAreas:
    """Combine the direct estimate of each area with what a regression on covariates predicts for it.

    Parameters
    ----------
    direct : estimate of each area from its own answers.
    variance : its sampling variance, > 0 (the square of the standard error), taken as known.
    covariates : one row per area, in the same order and with the same index if ``direct`` has one; one column per
        covariate. A constant is added unless they hold one already, alone or as a sum of categories.
    method : how the variance between areas is estimated: by likelihood (``reml`` or ``ml``), or by ``moments``, which
        do not take it as normal.

    Returns
    -------
    SmallAreas
        On the index of the covariates. The weight of the direct estimate is ``variance between areas / (variance
        between areas + its own)``: areas with few answers follow the regression.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others; indices differ; covariates
        are redundant, or as many as the areas; the method is unknown.

    Notes
    -----
    Fay & Herriot (1979); Fisher scoring to 1e-10. Mean squared error of Prasad & Rao (1990), corrected for the bias of
    ``ml`` (Datta & Lahiri, 2000) and of ``moments`` (Datta, Rao & Smith, 2005), as mseFH of R sae, which stops earlier.
    Below 15 to 20 areas the variance between them is hardly known.
    """
    estimates, sampling = aligned(
        direct=np.atleast_1d(checked_numbers("direct", direct, np.isfinite, "must hold finite numbers")),
        variance=np.atleast_1d(checked_positive("variance", variance)),
    )
    if method not in ("reml", "ml", "moments"):
        raise unusable("method", "is no known method", "none")
    for argument, given in (("direct", direct), ("variance", variance)):
        if isinstance(given, pd.Series) and not given.index.equals(covariates.index):
            raise unusable(argument, "has other areas than the covariates")
    n = len(estimates)
    names, design = _design(covariates, n)
    if method == "moments":
        between = _variance_by_moments(estimates, sampling, design)
    else:
        between = _variance_by_likelihood(estimates, sampling, design, restricted=method == "reml")

    precision = 1 / (between + sampling)
    of_coefficients = np.linalg.inv(design.T * precision @ design)
    coefficients = of_coefficients @ (design.T * precision) @ estimates
    own = between * precision
    regression = design @ coefficients
    # Prasad & Rao's three parts: the area itself, the coefficients, and the variance between areas.
    once, twice = np.sum(precision), np.sum(precision**2)
    match method:
        case "reml":
            of_between, bias = 2 / twice, 0.0
        case "ml":
            of_between, bias = 2 / twice, -np.trace(of_coefficients @ (design.T * precision**2 @ design)) / twice
        case "moments":
            of_between, bias = 2 * n / once**2, 2 * (n * twice - once**2) / once**3
    area = own * sampling
    fit = (1 - own) ** 2 * np.einsum("ij,jk,ik->i", design, of_coefficients, design)
    mse = area + fit + 2 * sampling**2 * precision**3 * of_between - bias * (1 - own) ** 2
    areas = SmallAreas({"estimate": own * estimates + (1 - own) * regression, "mse": mse}, index=covariates.index)
    areas.variance = between
    areas.coefficients = pd.Series(coefficients, names)
    return areas


def _design(covariates: pd.DataFrame, n_areas: int) -> tuple[list[str], Floats]:
    """Names and values of the regressors, the constant among them."""
    refuse("covariates", covariates.columns.duplicated(keep=False), "has columns of the same name")
    columns = {
        str(name): checked_numbers(f"covariates[{name}]", covariates[name], np.isfinite, "must hold finite numbers")
        for name in covariates
    }
    constant = {"constant": np.ones(len(covariates))}
    rank_with, rank = (_rank({**added, **columns}) for added in (constant, {}))
    if rank_with > rank:
        columns = {**constant, **columns}
    design = np.column_stack(list(columns.values()))
    if len(design) != n_areas:
        raise unusable("direct, covariates", "differ in length")
    refuse("covariates", n_areas <= design.shape[1], "must have fewer columns than areas")
    refuse("covariates", max(rank, rank_with) < design.shape[1], "has redundant columns")
    return list(columns), design


def _rank(columns: dict[str, Floats]) -> int:
    return int(np.linalg.matrix_rank(np.column_stack(list(columns.values())))) if columns else 0


def _variance_by_moments(estimates: Floats, sampling: Floats, design: Floats) -> float:
    """Variance between areas, >= 0, that makes the weighted squares of the residuals as large as they should be."""
    from scipy.optimize import brentq

    def excess(between: float) -> float:
        root = 1 / np.sqrt(between + sampling)
        weighted, values = root[:, None] * design, root * estimates
        residuals = values - weighted @ np.linalg.lstsq(weighted, values)[0]
        return float(residuals @ residuals - (len(design) - design.shape[1]))

    if excess(0.0) <= 0:
        return 0.0
    # Even if all that differs were variance between areas, it would not exceed the sum of squares.
    return float(brentq(excess, 0.0, float(np.sum((estimates - estimates.mean()) ** 2)), xtol=1e-14))


def _variance_by_likelihood(estimates: Floats, sampling: Floats, design: Floats, *, restricted: bool) -> float:
    """Variance between areas, >= 0, at the maximum of the likelihood (restricted or not)."""

    def likelihood(between: float) -> tuple[float, float, float]:
        """Its logarithm, slope and expected curvature."""
        precision = 1 / (between + sampling)
        information = design.T * precision @ design
        projection = np.diag(precision) - (design.T * precision).T @ np.linalg.solve(information, design.T * precision)
        residuals = projection @ estimates
        value = np.log(precision).sum() - estimates @ residuals
        spread = projection if restricted else np.diag(precision)
        if restricted:
            value -= np.linalg.slogdet(information).logabsdet
        slope = residuals @ residuals - np.trace(spread)
        return value / 2, slope / 2, np.sum(spread**2) / 2

    between = float(np.median(sampling))
    for _ in range(200):
        value, slope, curvature = likelihood(between)
        step = max(slope / curvature, -between)
        # Half a step, and half again, while a whole one overshoots the maximum.
        while abs(step) > 1e-10 * (between + sampling.min()) and likelihood(between + step)[0] < value:
            step /= 2
        between += step
        if abs(step) <= 1e-10 * (between + sampling.min()):
            break
    return float(between)
