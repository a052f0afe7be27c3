"""Errors of dependent observations (Petersen, 2009): the library that our regressions are fitted with."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm


@pytest.mark.parametrize(
    ("case", "groups", "published", "recomputed"),
    [
        ("least squares", None, 0.0286, 0.02858329),
        ("White HC1", [], 0.0284, 0.02839516),
        ("by firm", ["firm"], 0.0506, 0.05059573),
        ("by year", ["year"], 0.0334, 0.03338891),
        ("by firm and year", ["firm", "year"], 0.0536, 0.05355802),
    ],
)
def test_error_is_that_of_petersen(meet, reference, case, groups, published, recomputed):
    rows = pd.read_csv(reference / "cluster_se" / "petersen.csv")
    model = sm.OLS(rows["y"], sm.add_constant(rows[["x"]]))
    match groups:
        case None:
            fitted = model.fit()
        case []:
            fitted = model.fit(cov_type="HC1")
        case _:
            fitted = model.fit(cov_type="cluster", cov_kwds={"groups": np.squeeze(rows[groups].to_numpy())})
    meet(f"error of x, {case}", published, fitted.bse["x"], 5e-5)
    meet(f"error of x, {case}, recomputed", recomputed, fitted.bse["x"], 1e-6)
    meet("coefficient of x", 1.03483344, fitted.params["x"], 1e-6)
