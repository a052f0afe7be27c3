"""Alerts beside R's ``surveillance`` (Salmon, Schumacher & Höhle, 2016), and beside the same models in statsmodels.

The figures of R are those that its tests of ``farringtonFlexible`` print (``test-farringtonFlexible.R``, where 0.05 is
the probability of both tails). They print no whole series: quarters that we invent are fitted by statsmodels instead,
an independent computation of the same formula, not a published one.
"""

import numpy as np
import pytest
import statsmodels.api as sm

from analytics.statistics.trends import alerts, watch

QUIET = [62, 75, 90, 70, 58, 80, 99, 66, 71, 69, 95, 77, 60, 84, 88, 73, 65, 78, 101, 68]
RAISED = [30, 42, 47, 36, 39, 44, 60, 43, 45, 57, 66, 52, 50, 66, 81, 60, 61, 73, 88, 70]
STRUCK = [40, 35, 50, 44, 38, 41, 48, 120, 43, 37, 52, 40, 39, 42, 55, 45, 41, 36, 49, 47]


def test_weights_of_aberrations_are_those_of_surveillance(meet):
    weights = alerts.aberration_weights([0] * 5 + [2] * 5, threshold=0)
    meet("algo.farrington.assign.weights, checked by hand in R's tests", [1.6, 0.4], weights[[0, -1]], 1e-12)


@pytest.mark.parametrize(
    ("dispersion", "limits", "chance"), [(1.5, (1, 11), 0.03763657), (1 + 1e-9, (1, 10), 0.01369527)]
)
def test_negative_binomial_is_that_of_surveillance(meet, dispersion, limits, chance):
    usual = alerts.usual_counts(5.0, 5.0 * dispersion, level=0.95)
    case = f"algo.farrington.threshold.noufaily, nbPlugin, mean 5, phi {dispersion:g}"
    meet(f"{case}, limits", limits, [usual.low, usual.high], 0)
    meet(f"{case}, probability of 11", chance, alerts.chance_of(11, 5.0, 5.0 * dispersion), 1e-6)


@pytest.mark.parametrize(("past", "has_trend"), [(QUIET, False), (RAISED, True), (STRUCK, False)])
def test_quarter_to_come_is_that_of_statsmodels(meet, past, has_trend):
    """Season as a factor; the weights, the dispersion and the trend as Noufaily et al. (2013) tell them."""
    counts, quarter = np.array(past, dtype=float), np.arange(21)
    season = (quarter[:, None] % 4 == np.arange(4)).astype(float)
    design = np.column_stack([season, quarter]) if has_trend else season
    weights = np.ones(20)
    for _ in range(2):
        fitted = sm.GLM(counts, design[:-1], sm.families.Poisson(), var_weights=weights).fit(tol=1e-12)
        dispersion = max(1.0, fitted.pearson_chi2 / fitted.df_resid)
        leverages = fitted.get_hat_matrix_diag(observed=False)
        residuals = 1.5 * (counts ** (2 / 3) - fitted.mu ** (2 / 3)) / fitted.mu ** (1 / 6)
        standardised = residuals / np.sqrt(dispersion * (1 - leverages))
        raw = np.where(standardised > 2.58, np.abs(standardised) ** -2, 1.0)
        weights = raw * 20 / raw.sum()
    expected = fitted.predict(design[-1:])[0]
    leverage = design[-1] @ fitted.normalized_cov_params @ design[-1]
    variance = expected * dispersion + expected**2 * dispersion * leverage
    ours = watch(np.array(past)[:, None], [90])
    assert bool(ours.has_trend[0]) == has_trend
    meet(f"statsmodels, quasi-Poisson{' with a trend' * has_trend}, expected", expected, ours.expected[0], 1e-6)
    usual = alerts.usual_counts(expected, variance)
    meet("statsmodels, usual limits", [usual.low, usual.high], [ours.low[0], ours.high[0]], 0)
