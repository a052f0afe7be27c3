"""Milk expenditure in 43 areas, by R sae (Molina & Marhuenda, 2015)."""

import pandas as pd
import pytest

from analytics.statistics.surveys import fay_herriot

FILES = {"reml": "REML", "ml": "ML", "moments": "FH"}
VARIANCES = {"reml": 0.01855022, "ml": 0.01551755, "moments": 0.01642027}
COEFFICIENTS = {
    "reml": (0.968189, 0.132780, 0.226946, -0.241301),
    "ml": (0.967799, 0.127876, 0.226691, -0.242580),
    "moments": (0.967901, 0.129450, 0.226791, -0.242152),
}


@pytest.mark.parametrize("method", ["reml", "ml", "moments"])
def test_areas_are_those_of_sae_when_milk_is_estimated(meet, reference, method):
    folder = reference / "fay_herriot"
    milk = pd.read_csv(folder / "milk.csv")
    published = pd.read_csv(folder / f"milk_{FILES[method]}_r.csv")
    major_areas = pd.get_dummies(milk["MajorArea"], prefix="area", drop_first=True, dtype=float)
    ours = fay_herriot(milk["yi"], milk["SD"] ** 2, major_areas, method)
    meet(f"{method}, variance between areas", VARIANCES[method], ours.variance, 1e-5)
    meet(f"{method}, coefficients", COEFFICIENTS[method], ours.coefficients, 1e-5)
    for column, of_sae in (("estimate", "eblup"), ("mse", "mse")):
        expected, found = published[of_sae].to_numpy(), ours[column].to_numpy()
        meet(f"{method}, {column}, areas 1 to 3", expected[:3], found[:3], 1e-5)
        meet(f"{method}, {column}, largest gap over {len(found)} areas", 0, abs(found - expected).max(), 1e-5)
