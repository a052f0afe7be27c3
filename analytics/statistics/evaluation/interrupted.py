"""No comparison zone: one series before and after, with its trend and its season."""

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

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


def interrupted_time_series(
    counts: ArrayLike,
    *,
    start: Any,
    exposure: ArrayLike | None = None,
    period: int = 12,
    harmonics: int = 2,
    slope: bool = False,
    family: Family = "quasipoisson",
    newey_west_lags: int | None = None,
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
    newey_west_lags : lags of the errors that depend on the periods before; None where they do not.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Effect
        A ratio of rates, or a difference of means per period if ``gaussian``; ``trend`` is per period, on the scale of
        the link; ``dispersion`` is Pearson's statistic over its degrees of freedom. Intervals are normal.

    Raises
    ------
    ValueError
        Empty, NaN, negative; ``start`` outside the series; fewer periods than coefficients plus two; all zeros or a
        constant; a period before or after without which a coefficient cannot be told from another.

    Notes
    -----
    ``log E(events) = a + b time + harmonics + c after + log exposure``, ``time`` counted from 1 (Lopez Bernal, Cummins
    & Gasparrini, 2017). Declare step or slope before looking. Twelve months after, and twenty-four before, are wanted.
    """
    values = _values(counts, family)
    n = len(values)
    first = _position(counts, start)
    checked_share("level", level)
    refuse("period", period < 2, "must be at least 2")
    refuse("harmonics", not 0 <= harmonics <= period // 2, "must lie between 0 and half the period")
    lags = newey_west_lags
    refuse("newey_west_lags", lags is not None and not 0 < lags < n, "must lie between 1 and the number of periods")
    if exposure is not None and family == "gaussian":
        raise unusable("exposure", "serves counts only")
    over, _ = aligned(exposure=checked_positive("exposure", 1.0 if exposure is None else exposure), counts=values)
    design = _design(n, first, period, harmonics, slope)
    refuse("counts", n < design.shape[1] + 2, "has too few periods for this model")
    refuse(
        "counts", np.linalg.matrix_rank(design) < design.shape[1], "has too few periods before or after for this model"
    )
    refuse("counts", np.ptp(values) == 0, "does not vary")

    fitted = _fitted(values, design, over, family, lags)
    step, error = float(fitted.params[2]), float(fitted.bse[2])
    measure = Measure.DIFFERENCE if family == "gaussian" else Measure.RATIO
    estimate = step if measure is Measure.DIFFERENCE else float(np.exp(step))
    both = limits(measure, estimate, error, level)
    without = design.copy()
    without[first:, 2 : 3 + slope] = 0
    linear = without @ np.asarray(fitted.params)
    counterfactual = linear if measure is Measure.DIFFERENCE else over * np.exp(linear)
    whole = np.mean if measure is Measure.DIFFERENCE else np.sum
    expected = float(whole(counterfactual[first:]))
    return Effect(
        method="interrupted_time_series",
        measure=measure,
        estimate=estimate,
        standard_error=error,
        z=step / error,
        p_value=two_sided(step / error),
        low=float(both.low),
        high=float(both.high),
        before=float(whole(values[:first])),
        after=float(whole(values[first:])),
        expected=expected,
        detectable=_detectable(measure, error, expected),
        dispersion=float(fitted.scale) if family != "poisson" else 1.0,
        trend=float(fitted.params[1]),
        **(_slope(values, design, over, family, fitted) if slope else {}),
    )


def interrupted_residuals(counts: ArrayLike, start: int) -> Floats:
    """Pearson residuals of the usual model of a monthly series of counts: trend, step at ``start``, two harmonics.

    Raises
    ------
    ValueError
        As ``interrupted_time_series``.
    """
    values = checked_counts("counts", counts)
    design = _design(len(values), start, 12, 2, False)
    residuals: Floats = np.asarray(_fitted(values, design, np.ones(len(values)), "quasipoisson", None).resid_pearson)
    return residuals


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


def _fitted(values: Floats, design: Floats, over: Floats, family: str, lags: int | None) -> Any:
    import statsmodels.api as sm

    errors: dict[str, Any] = {} if lags is None else {"cov_type": "HAC", "cov_kwds": {"maxlags": lags}}
    if family == "gaussian":
        return sm.OLS(values, design).fit(**errors)
    model = sm.GLM(values, design, family=sm.families.Poisson(), exposure=over)
    return model.fit(scale="X2" if family == "quasipoisson" else None, **errors)


def _slope(values: Floats, design: Floats, over: Floats, family: str, fitted: Any) -> dict[str, Any]:
    """Change of slope, and the F test of the models with and without it."""
    from scipy.special import fdtrc

    simpler = _fitted(values, np.delete(design, 3, axis=1), over, family, None)
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
