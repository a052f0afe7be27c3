"""What an outsider can work out of withheld cells, rules for amounts, noise by cell key: properties and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure import (
    attack_bounds,
    cell_key_noise,
    dominance_rule,
    p_percent_rule,
    perturbation_table,
    threshold_rule,
)
from data.errors import InputError

seeds = st.integers(0, 2**32 - 1)


def table(seed, n_rows=4, n_cols=3):
    counts = np.random.default_rng(seed).integers(0, 50, (n_rows, n_cols))
    return pd.DataFrame(counts, [f"r{i}" for i in range(n_rows)], [f"c{i}" for i in range(n_cols)])


def some_cells(cells, data):
    every = [(row, col) for row in cells.index for col in cells.columns]
    return data.draw(st.lists(st.sampled_from(every), unique=True, max_size=len(every)))


# Attack


@given(seeds, st.integers(1, 5), st.integers(1, 4), st.data())
def test_bounds_contain_the_truth_when_any_cells_are_withheld(seed, n_rows, n_cols, data):
    cells = table(seed, n_rows, n_cols)
    bounds = attack_bounds(cells, some_cells(cells, data))
    truth = np.array([cells.loc[row, col] for row, col in zip(bounds["row"], bounds["col"], strict=True)])
    assert (bounds["low"].to_numpy() >= -1e-7).all()
    assert ((bounds["low"] <= truth + 1e-6) & (truth <= bounds["high"] + 1e-6)).all()


@given(seeds, st.data())
def test_bounds_widen_when_more_cells_are_withheld(seed, data):
    cells = table(seed)
    withheld = some_cells(cells, data)
    fewer = attack_bounds(cells, withheld[: len(withheld) // 2])
    more = attack_bounds(cells, withheld).head(len(fewer))
    assert (more["low"] <= fewer["low"] + 1e-6).all()
    assert (more["high"] >= fewer["high"] - 1e-6).all()


@given(seeds, st.data())
def test_bounds_stay_when_rows_and_cells_are_permuted(seed, data):
    cells = table(seed)
    withheld = some_cells(cells, data)
    mixed = cells.sample(frac=1, random_state=1)[["c2", "c0", "c1"]]
    keys = ["row", "col"]
    ours, again = attack_bounds(cells, withheld), attack_bounds(mixed, withheld[::-1])
    pd.testing.assert_frame_equal(ours.sort_values(keys, ignore_index=True), again.sort_values(keys, ignore_index=True))


def test_lone_cell_is_told_when_nothing_else_is_withheld():
    cells = table(1)
    bounds = attack_bounds(cells, [("r1", "c2")])
    assert bounds[["low", "high"]].to_numpy().tolist() == [[pytest.approx(cells.loc["r1", "c2"])] * 2]


def test_cell_is_told_although_each_row_and_column_has_two_when_it_alone_ties_two_blocks():
    """What counting two per row and column does not see: sums of rows less sums of columns isolate the cell."""
    cells = table(2, 4, 4)
    blocks = [(f"r{i}", f"c{j}") for i in (0, 1) for j in (0, 1)] + [(f"r{i}", f"c{j}") for i in (2, 3) for j in (2, 3)]
    bounds = attack_bounds(cells, [*blocks, ("r0", "c2")]).iloc[-1]
    assert bounds["low"] == pytest.approx(bounds["high"]) == pytest.approx(cells.loc["r0", "c2"])


def test_nothing_is_worked_out_when_nothing_is_withheld():
    assert attack_bounds(table(1), []).to_dict("list") == {"row": [], "col": [], "low": [], "high": []}


# Rules


@pytest.mark.parametrize(("n", "few"), [(4, True), (5, False), (6, False)])
def test_cell_has_too_few_contributors_when_below_the_threshold(n, few):
    assert threshold_rule(np.ones(n), 5) is few


@pytest.mark.parametrize(("rest", "sensitive"), [(9.9, True), (10.0, False), (10.1, False)])
def test_second_contributor_learns_too_much_when_the_rest_is_under_p_per_cent(rest, sensitive):
    assert p_percent_rule([rest, 100.0, 50.0], 10) is sensitive


@pytest.mark.parametrize(("second", "sensitive"), [(9.9, False), (10.0, False), (10.2, True)])
def test_cell_is_dominated_when_the_largest_exceed_k_per_cent(second, sensitive):
    assert dominance_rule([50.0, second, 5.0, 5.0, 5.0, 5.0], 2, 75) is sensitive


def test_cell_of_one_contributor_is_sensitive_whatever_the_rule():
    assert p_percent_rule([12.0], 5)
    assert dominance_rule([12.0], 2, 75)


def test_empty_amounts_are_not_sensitive_as_nobody_is_in_them():
    assert not p_percent_rule([0.0, 0.0], 5)
    assert not dominance_rule([0.0, 0.0], 2, 75)


# Noise


@given(st.integers(1, 6), st.floats(0.05, 0.4))
def test_noise_keeps_its_mean_and_variance_when_it_exists(maximum, variance):
    probabilities = perturbation_table(maximum, variance)
    noises = probabilities.columns.to_numpy()
    assert probabilities.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (probabilities @ noises).to_numpy() == pytest.approx(0, abs=1e-9)
    assert (probabilities @ noises**2).to_numpy()[1:] == pytest.approx(variance)
    for count, row in probabilities.iterrows():
        assert (row[noises < -count] == 0).all()
        assert (np.diff(row[noises >= 0]) <= 1e-9).all()
        assert (np.diff(row[(noises <= 0) & (noises >= -count)]) >= -1e-9).all()


def test_counts_never_become_negative_and_keep_their_mean_when_keys_are_drawn():
    table, rng = perturbation_table(3, 1.0), np.random.default_rng(20_240_601)
    for count in range(6):
        noise = cell_key_noise(np.full(40_000, count), rng.random(40_000), table)
        assert noise.min() >= -count
        assert noise.mean() == pytest.approx(0, abs=0.02)
        assert noise.var() == pytest.approx(1.0 if count else 0.0, abs=0.05)


@pytest.mark.parametrize(
    ("key", "noise"), [(0.0, -1), (0.3624, -1), (0.3626, 0), (0.7249, 0), (0.7251, 1), (0.9124, 1), (0.9126, 2)]
)
def test_noise_changes_where_the_cumulative_probabilities_do(key, noise):
    assert cell_key_noise(1, key, perturbation_table(2, 0.9)) == noise


def test_largest_noise_is_given_when_the_key_is_just_under_1():
    below = np.nextafter(1, 0)
    assert cell_key_noise([0, 1, 2, 900], below, perturbation_table(2, 0.9)).tolist() == [0, 2, 2, 2]


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: attack_bounds(pd.DataFrame(), []), "cells", "toutes"),
        (lambda: attack_bounds(table(1).mask(table(1) > 0, -1), []), "c0", ".*"),
        (lambda: attack_bounds(table(1).astype(float).assign(c1=[1, np.nan, 2, np.inf]), []), "c1", "1, 3"),
        (lambda: attack_bounds(table(1).set_axis(["a", "b", "a", "c"]), []), "cells", "0, 2"),
        (lambda: attack_bounds(table(1).set_axis(["a", "b", "b"], axis=1), []), "cells", "1, 2"),
        (lambda: attack_bounds(table(1), [("r0", "c0"), ("r9", "c0")]), "withheld", "1"),
        (lambda: attack_bounds(table(1), [("r0", "c9")]), "withheld", "0"),
        (lambda: attack_bounds(table(1), [("r0", "c0"), ("r0", "c0")]), "withheld", "0, 1"),
        (lambda: threshold_rule([], 3), "contributions", "aucune"),
        (lambda: threshold_rule([1, -1], 3), "contributions", "1"),
        (lambda: threshold_rule([1], 0), "threshold", "toutes"),
        (lambda: p_percent_rule([1, np.nan], 5), "contributions", "1"),
        (lambda: p_percent_rule([1, 2], 0), "p", "toutes"),
        (lambda: dominance_rule([1, 2], 0, 75), "n", "toutes"),
        (lambda: dominance_rule([1, 2], 2, 100), "k", "toutes"),
        (lambda: perturbation_table(0, 0.9), "maximum", "toutes"),
        (lambda: perturbation_table(2.5, 0.9), "maximum", "toutes"),
        (lambda: perturbation_table(2, 0), "variance", "toutes"),
        (lambda: perturbation_table(2, 4.1), "variance", "aucune"),
        (lambda: cell_key_noise([1, -1], 0.5, perturbation_table(2, 1)), "count", "1"),
        (lambda: cell_key_noise([1, 2.5], 0.5, perturbation_table(2, 1)), "count", "1"),
        (lambda: cell_key_noise(1, [0.2, 1.0, -0.1], perturbation_table(2, 1)), "key", "1, 2"),
        (lambda: cell_key_noise([1, 2], [0.1, 0.2, 0.3], perturbation_table(2, 1)), "count, key", "toutes"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(InputError, match=rf"\b{argument}\b.*\({rows}\)"):
        call()
