"""Whether months depend on those before them."""

from analytics.statistics.arguments import Floats

LAGS = 6
"""Months over which the dependence is tested."""


def dependence(residuals: Floats) -> float | None:
    """P-value of residuals that do not follow each other over six months; None where they are too few, or all 0.

    Notes
    -----
    Ljung & Box (1978).
    """
    if len(residuals) <= 2 * LAGS or not residuals.any():
        return None
    from statsmodels.stats.diagnostic import acorr_ljungbox

    return float(acorr_ljungbox(residuals, lags=[LAGS])["lb_pvalue"].iloc[0])
