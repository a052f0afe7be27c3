"""Milk expenditure in 43 areas, by R sae (Molina & Marhuenda, 2015)."""

import numpy as np
import pandas as pd
import pytest

from analytics.surveys import fay_herriot

FILES = {"reml": "REML", "ml": "ML", "moments": "FH"}
VARIANCES = {"reml": 0.01855022, "ml": 0.01551755, "moments": 0.01642027}
COEFFICIENTS = {
    "reml": (0.968189, 0.132780, 0.226946, -0.241301),
    "ml": (0.967799, 0.127876, 0.226691, -0.242580),
    "moments": (0.967901, 0.129450, 0.226791, -0.242152),
}


@pytest.mark.parametrize("method", ["reml", "ml", "moments"])
def test_areas_are_those_of_sae_when_milk_is_estimated(reference, method):
    folder = reference / "fay_herriot"
    milk = pd.read_csv(folder / "milk.csv")
    published = pd.read_csv(folder / f"milk_{FILES[method]}_r.csv")
    major_areas = pd.get_dummies(milk["MajorArea"], prefix="area", drop_first=True, dtype=float)
    ours = fay_herriot(milk["yi"], milk["SD"] ** 2, major_areas, method)
    for case, expected, found in (
        ("variance", VARIANCES[method], ours.variance),
        ("coefficients", COEFFICIENTS[method], ours.coefficients.to_numpy()),
        ("estimates", published["eblup"].to_numpy(), ours["estimate"].to_numpy()),
        ("mean squared errors", published["mse"].to_numpy(), ours["mse"].to_numpy()),
    ):
        difference = np.abs(np.subtract(found, expected)).max()
        first = np.ravel(expected)[0], np.ravel(found)[0]
        print(f"{method}, {case}: published {first[0]:.8f}, ours {first[1]:.8f}, difference {difference:.1e}")
        assert found == pytest.approx(expected, abs=1e-5)
