"""No comparison zone: one series before and after, with its trend and its season."""

from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.arguments import (
    Floats,
    aligned,
    checked_counts,
    checked_numbers,
    checked_positive,
    checked_share,
    refuse,
    unusable,
)
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.power import POWER_QUANTILES

Family = Literal["quasipoisson", "poisson", "gaussian"]
_CORRELATIONS = np.linspace(0, 0.95, 20)
_ROUNDS = 4


def interrupted_time_series(
    counts: ArrayLike,
    *,
    start: Any,
    exposure: ArrayLike | None = None,
    period: int = 12,
    harmonics: int = 2,
    slope: bool = False,
    family: Family = "quasipoisson",
    autoregressive: bool = False,
    left_out: int = 0,
    level: float = 0.95,
) -> Effect:
    """Estimate the step of a series at a known date, beyond its trend and its season.

    Parameters
    ----------
    counts : events of each period, >= 0 (any number if ``gaussian``), in order of time; array or Series.
    start : first period of the action: its position from 0, or its label in the index of the Series.
    exposure : what the events are counted over (residents), > 0, as long as ``counts``; counts only.
    period : periods in a year, >= 2.
    harmonics : pairs of sine and cosine that draw the season, >= 0 and at most half of ``period``.
    slope : whether the trend may change too at ``start``: the step is then that of the first period.
    family : ``quasipoisson`` and ``poisson`` for counts, ``gaussian`` for means.
    autoregressive : whether the error of a period depends on that of the period before, as AR(1).
    left_out : periods just before ``start`` that are not read, >= 0.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Effect
        A ratio of rates, or a difference of means per period if ``gaussian``; ``trend`` is per period, on the scale of
        the link; ``dispersion`` is Pearson's statistic over its degrees of freedom. Intervals are normal, or Student's
        where ``autoregressive``, with ``dependence`` the correlation found.

    Raises
    ------
    ValueError
        Empty, NaN, negative; ``start`` outside the series; fewer periods than coefficients plus two; all zeros or a
        constant; a period before or after without which a coefficient cannot be told from another.

    Notes
    -----
    ``log E(events) = a + b time + harmonics + c after + log exposure``, ``time`` counted from 1 (Lopez Bernal, Cummins
    & Gasparrini, 2017). Declare step or slope before looking. Twelve months after, and twenty-four before, are wanted.

    ``autoregressive``: generalised least squares on the working response, its errors correlated by ``rho ** periods
    apart`` (Prais & Winsten, 1954). The residuals of few periods hide a part of the correlation: ``rho`` is the one
    whose residuals would show, in the mean, what these do (Worsley et al., 2002); never below 0.
    """
    values = _values(counts, family)
    n = len(values)
    first = _position(counts, start)
    checked_share("level", level)
    refuse("period", period < 2, "must be at least 2")
    refuse("harmonics", not 0 <= harmonics <= period // 2, "must lie between 0 and half the period")
    refuse("left_out", not 0 <= left_out < first, "must leave a period before the start")
    if exposure is not None and family == "gaussian":
        raise unusable("exposure", "serves counts only")
    over, _ = aligned(exposure=checked_positive("exposure", 1.0 if exposure is None else exposure), counts=values)
    kept = np.r_[0 : first - left_out, first:n]
    whole_design = _design(n, first, period, harmonics, slope)
    design, values, over = whole_design[kept], values[kept], over[kept]
    refuse("counts", len(kept) < design.shape[1] + 2, "has too few periods for this model")
    refuse(
        "counts", np.linalg.matrix_rank(design) < design.shape[1], "has too few periods before or after for this model"
    )
    refuse("counts", np.ptp(values) == 0, "does not vary")

    fitted = _fitted(values, design, over, family)
    coefficients, error, dependence, freedom = np.asarray(fitted.params), float(fitted.bse[2]), 0.0, np.inf
    if autoregressive:
        coefficients, covariance, dependence, _ = _dependent(values, design, over, family, coefficients, kept)
        error = float(np.sqrt(covariance[2, 2]))
        freedom = float(len(kept) - design.shape[1])
    step = float(coefficients[2])
    measure = Measure.DIFFERENCE if family == "gaussian" else Measure.RATIO
    estimate = step if measure is Measure.DIFFERENCE else float(np.exp(step))
    both = limits(measure, estimate, error, level, freedom)
    without = design.copy()
    without[:, 2 : 3 + slope] = 0
    linear = without @ coefficients
    counterfactual = linear if measure is Measure.DIFFERENCE else over * np.exp(linear)
    whole = np.mean if measure is Measure.DIFFERENCE else np.sum
    is_after = kept >= first
    expected = float(whole(counterfactual[is_after]))
    return Effect(
        method="interrupted_time_series",
        measure=measure,
        estimate=estimate,
        standard_error=error,
        z=step / error,
        p_value=two_sided(step / error, freedom),
        low=float(both.low),
        high=float(both.high),
        before=float(whole(values[~is_after])),
        after=float(whole(values[is_after])),
        expected=expected,
        detectable=_detectable(measure, error, expected),
        freedom=freedom,
        dispersion=float(fitted.scale) if family != "poisson" else 1.0,
        dependence=dependence,
        trend=float(coefficients[1]),
        **(_slope(values, design, over, family, fitted) if slope else {}),
    )


def foreseen_error(before: Floats, left_out: int, n_after: int) -> float:
    """Error that the logarithm of the step of monthly counts would have, so many months after, from those before alone.

    Parameters
    ----------
    before : monthly counts, not all alike, at least 24.
    left_out, n_after : months that are not read, and months after the start.
    """
    dependence, variance = _without_step(tuple(before))
    first = len(before) + left_out
    months = np.r_[0 : len(before), first : first + n_after]
    design = _design(first + n_after, first, 12, 2, False)[months]
    whiten = np.linalg.inv(np.linalg.cholesky(dependence ** np.abs(np.subtract.outer(months, months)))) @ design
    return float(np.sqrt(variance / before.mean() * np.linalg.pinv(whiten.T @ whiten)[2, 2]))


def without_step(counts: Floats, first: int, left_out: int, spans: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Monthly counts that trend and season alone give, and the error of the logarithm of the step of spans of months.

    Parameters
    ----------
    counts, first, left_out : as ``interrupted_time_series``, whose errors of months depend on each other.
    spans : months after, shape (spans, months): each is read as if no other followed the start.
    """
    design = _design(len(counts), first, 12, 2, False)
    months = np.arange(len(counts))
    before, kept = months[: first - left_out], np.r_[0 : first - left_out, first : len(counts)]
    over = np.ones(len(kept))
    start = np.asarray(_fitted(counts[kept], design[kept], over, "quasipoisson").params)
    coefficients, _, dependence, variance = _dependent(counts[kept], design[kept], over, "quasipoisson", start, kept)
    expected = np.exp(np.delete(design, 2, axis=1) @ np.delete(coefficients, 2))

    def error(span: NDArray[np.bool_]) -> float:
        read = np.r_[before, months[span]]
        whiten = np.linalg.inv(np.linalg.cholesky(dependence ** np.abs(np.subtract.outer(read, read))))
        regressors = whiten @ (np.sqrt(expected[read])[:, None] * design[read])
        return float(np.sqrt(variance * np.linalg.inv(regressors.T @ regressors)[2, 2]))

    return expected, np.array([error(span) for span in spans])


# The same counts are asked for in a row, once per number of months tried; those of other actions are not kept.
@lru_cache(maxsize=1)
def _without_step(counts: tuple[float, ...]) -> tuple[float, float]:
    """Correlation and variance of the errors of monthly counts, about their trend and season."""
    values, months, over = np.array(counts), np.arange(len(counts)), np.ones(len(counts))
    design = np.delete(_design(len(counts), 0, 12, 2, False), 2, axis=1)
    start = np.asarray(_fitted(values, design, over, "quasipoisson").params)
    _, _, dependence, variance = _dependent(values, design, over, "quasipoisson", start, months)
    return dependence, variance


def _values(counts: ArrayLike, family: str) -> Floats:
    if family not in ("quasipoisson", "poisson", "gaussian"):
        raise unusable("family", "is no known family")
    values = (
        checked_numbers("counts", counts, lambda value: np.ones_like(value, dtype=bool), "must hold numbers")
        if family == "gaussian"
        else checked_counts("counts", counts)
    )
    refuse("counts", values.ndim != 1, "must be one series")
    return values


def _position(counts: ArrayLike, start: Any) -> int:
    n = len(np.asarray(counts))
    if isinstance(start, int | np.integer):
        position = int(start)
    elif isinstance(counts, pd.Series):
        position = int((counts.index < start).sum())
    else:
        raise unusable("start", "names a month, and the series has none")
    if not 0 < position < n:
        raise unusable("start", "leaves a period without a month")
    return position


def _design(n: int, first: int, period: int, harmonics: int, slope: bool) -> Floats:
    """Columns: constant, time, step, change of slope if asked for, then the season."""
    time = np.arange(1, n + 1)
    after = (np.arange(n) >= first).astype(float)
    columns = [np.ones(n), time, after]
    if slope:
        columns.append(after * (time - first))
    for k in range(1, harmonics + 1):
        columns.append(np.sin(2 * np.pi * k * time / period))
        # At half of the period the sine is 0 everywhere: only its cosine can be told.
        columns[-1:] = [np.cos(2 * np.pi * k * time / period)] + ([columns[-1]] if 2 * k < period else [])
    return np.column_stack(columns)


def _fitted(values: Floats, design: Floats, over: Floats, family: str) -> Any:
    import statsmodels.api as sm

    if family == "gaussian":
        return sm.OLS(values, design).fit()
    model = sm.GLM(values, design, family=sm.families.Poisson(), exposure=over)
    return model.fit(scale="X2" if family == "quasipoisson" else None)


def _dependent(
    values: Floats, design: Floats, over: Floats, family: str, coefficients: Floats, periods: NDArray[np.int_]
) -> tuple[Floats, Floats, float, float]:
    """Coefficients by generalised least squares and their covariances; correlation and variance of the errors."""
    apart = np.abs(np.subtract.outer(periods, periods))
    dependence = 0.0
    for _ in range(_ROUNDS):
        if family == "gaussian":
            response, regressors = values, design
        else:
            means = over * np.exp(design @ coefficients)
            # Working response and weights of Poisson's log link; errors then have one variance.
            root = np.sqrt(means)
            response, regressors = root * (design @ coefficients) + (values - means) / root, root[:, None] * design
        dependence = _correlation(response - regressors @ coefficients, regressors, apart)
        whiten = np.linalg.inv(np.linalg.cholesky(dependence**apart))
        solution, *_ = np.linalg.lstsq(whiten @ regressors, whiten @ response)
        coefficients = np.asarray(solution)
    left = whiten @ (response - regressors @ coefficients)
    variance = float(left @ left) / (len(values) - design.shape[1])
    inverse = np.linalg.inv((whiten @ regressors).T @ (whiten @ regressors))
    return coefficients, variance * inverse, dependence, variance


def _correlation(residuals: Floats, regressors: Floats, apart: NDArray[np.int_]) -> float:
    """Correlation of errors one period apart whose residuals show, in the mean, that of these residuals."""
    next_to = (apart == 1).astype(float)
    seen = float(residuals @ next_to @ residuals / (residuals @ residuals))
    hat = regressors @ np.linalg.pinv(regressors)
    residual = np.eye(len(hat)) - hat
    lagged = residual @ next_to @ residual
    # Trace of a product of symmetric matrices: the sum of the products of their cells.
    shown = [
        float((lagged * errors).sum() / (residual * errors).sum()) for errors in (rho**apart for rho in _CORRELATIONS)
    ]
    return float(np.interp(seen, shown, _CORRELATIONS))


def _slope(values: Floats, design: Floats, over: Floats, family: str, fitted: Any) -> dict[str, Any]:
    """Change of slope, and the F test of the models with and without it."""
    from scipy.special import fdtrc

    simpler = _fitted(values, np.delete(design, 3, axis=1), over, family)
    spread = "ssr" if family == "gaussian" else "deviance"
    f = (getattr(simpler, spread) - getattr(fitted, spread)) / fitted.scale
    return {
        "slope": float(fitted.params[3]),
        "slope_standard_error": float(fitted.bse[3]),
        "slope_f": float(f),
        "slope_p_value": float(fdtrc(1, len(values) - design.shape[1], max(f, 0.0))),
    }


def _detectable(measure: Measure, error: float, expected: float) -> float:
    margin = POWER_QUANTILES * error
    if measure is Measure.RATIO:
        return float(-np.expm1(-margin))
    return min(1.0, margin / expected) if expected > 0 else 1.0
