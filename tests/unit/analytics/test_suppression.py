"""What an outsider can work out of withheld cells: properties and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure import attack_bounds

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


@pytest.mark.slow
@given(seeds, st.data())
def test_bounds_widen_when_more_cells_are_withheld(seed, data):
    cells = table(seed)
    withheld = some_cells(cells, data)
    fewer = attack_bounds(cells, withheld[: len(withheld) // 2])
    more = attack_bounds(cells, withheld).head(len(fewer))
    assert (more["low"] <= fewer["low"] + 1e-6).all()
    assert (more["high"] >= fewer["high"] - 1e-6).all()


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: attack_bounds(pd.DataFrame(), []), "cells", "all"),
        (lambda: attack_bounds(table(1).mask(table(1) > 0, -1), []), "c0", ".*"),
        (lambda: attack_bounds(table(1).astype(float).assign(c1=[1, np.nan, 2, np.inf]), []), "c1", "1, 3"),
        (lambda: attack_bounds(table(1).set_axis(["a", "b", "a", "c"]), []), "cells", "0, 2"),
        (lambda: attack_bounds(table(1).set_axis(["a", "b", "b"], axis=1), []), "cells", "1, 2"),
        (lambda: attack_bounds(table(1), [("r0", "c0"), ("r9", "c0")]), "withheld", "1"),
        (lambda: attack_bounds(table(1), [("r0", "c9")]), "withheld", "0"),
        (lambda: attack_bounds(table(1), [("r0", "c0"), ("r0", "c0")]), "withheld", "0, 1"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        call()
