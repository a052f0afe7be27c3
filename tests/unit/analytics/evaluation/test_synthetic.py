"""Synthetic control: mixtures, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analytics.statistics.evaluation import synthetic_control

NAMES = {"outcome": "rate", "unit": "zone", "time": "year"}


def panel(seed=0, n_zones=8, n_years=24, effect=0.0, start=16):
    rng = np.random.default_rng(seed)
    level = rng.normal(10, 2, n_zones) + np.cumsum(rng.normal(0, 0.5, (n_years, 1)), axis=0) * rng.uniform(
        0.5, 1.5, n_zones
    )
    level[start:, 0] += effect
    wide = pd.DataFrame(level + rng.normal(0, 0.1, level.shape), range(n_years), [f"z{i}" for i in range(n_zones)])
    return wide.rename_axis("year").reset_index().melt("year", var_name="zone", value_name="rate")


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_mixture_is_as_near_as_a_general_optimiser_finds(seed):
    rows = panel(seed)
    ours = synthetic_control(rows, **NAMES, treated_unit="z0", start=16)
    assert ours.weights.min() >= 0
    assert ours.weights.sum() == pytest.approx(1)
    wide = rows.pivot_table(index="year", columns="zone", values="rate").loc[:15]
    gaps = wide.drop(columns="z0").to_numpy() - wide[["z0"]].to_numpy()
    theirs = minimize(
        lambda w: np.mean((gaps @ w) ** 2), np.full(7, 1 / 7), bounds=[(0, 1)] * 7, method="SLSQP",
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
    )  # fmt: skip
    assert ours.pre_mspe <= theirs.fun + 1e-6


def test_effect_is_found_and_ranks_first_when_it_is_there():
    ours = synthetic_control(panel(effect=-5.0), **NAMES, treated_unit="z0", start=16)
    assert ours.mean_effect == pytest.approx(-5, abs=1)
    assert ours.placebo_rank == 1
    assert ours.n_donors == 7


@pytest.mark.parametrize(
    ("spoil", "options"),
    [
        (lambda rows: rows.iloc[:0], {}),
        (lambda rows: rows.drop(columns="rate"), {}),
        (lambda rows: rows.assign(rate=np.nan), {}),
        (lambda rows: rows.iloc[1:], {}),
        (lambda rows: pd.concat([rows, rows.iloc[[0]]]), {}),
        (lambda rows: rows[rows["zone"].isin(["z0", "z1"])], {}),
        (lambda rows: rows, {"treated_unit": "ailleurs"}),
        (lambda rows: rows, {"start": 0}),
        (lambda rows: rows, {"start": 99}),
    ],
)
def test_panel_is_refused_when_unusable(spoil, options):
    with pytest.raises(ValueError, match=r"\(rows "):
        synthetic_control(spoil(panel()), **NAMES, **({"treated_unit": "z0", "start": 16} | options))
