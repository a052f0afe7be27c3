"""Minimum wages and employment in New Jersey and Pennsylvania (Card & Krueger, 1994)."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.evaluation import difference_in_differences

NAMES = {"outcome": "fte", "unit": "id", "time": "d", "treated": "nj", "post": "d"}


@pytest.fixture
def stores(reference):
    return pd.read_csv(reference / "did" / "card_krueger.csv").dropna(subset=["fte"])


def test_means_are_those_of_table_3_when_read(meet, stores):
    by_cell = stores.groupby(["nj", "d"])["fte"]
    meet("mean FTE, PA then NJ", (23.33, 21.17, 20.44, 21.03), by_cell.mean(), 0.006)
    meet("mean FTE, recomputed", (23.331169, 21.165584, 20.439408, 21.027429), by_cell.mean(), 1e-5)
    meet("errors of those means", (1.35, 0.94, 0.51, 0.52), by_cell.sem(), 0.005)
    meet("errors, recomputed", (1.351149, 0.943221, 0.508261, 0.520309), by_cell.sem(), 1e-5)


def test_difference_is_that_of_the_paper_when_all_stores_are_read(meet, stores):
    ours = difference_in_differences(stores, **NAMES)
    meet("DiD, all stores (rounded means)", 2.76, ours.estimate, 0.01)
    meet("DiD, all stores, recomputed", 2.753606, ours.estimate, 1e-5)
    meet("DiD, all stores, error of least squares", 1.688409, ours.standard_error, 1e-4)
    clustered = difference_in_differences(stores, **NAMES, cluster="id")
    meet("DiD, all stores, error by store", 1.306607, clustered.standard_error, 1e-4)


def test_difference_is_that_of_the_paper_when_stores_are_seen_twice(meet, stores):
    twice = stores[stores.groupby("id")["fte"].transform("size") == 2]
    ours = difference_in_differences(twice, **NAMES)
    meet("DiD, balanced stores", (2.75, 1.34), (ours.estimate, ours.standard_error), 0.005)
    meet("DiD, balanced, recomputed", (2.75, 1.342341), (ours.estimate, ours.standard_error), 1e-5)
    assert (ours.n_treated, ours.n_compared) == (309, 75)
    assert np.isfinite(ours.freedom)
