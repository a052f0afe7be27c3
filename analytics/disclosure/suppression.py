"""What an outsider can work out of the cells that are withheld."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from analytics.statistics.arguments import checked_counts, refuse


def attack_bounds(cells: pd.DataFrame, withheld: Sequence[tuple[Hashable, Hashable]]) -> pd.DataFrame:
    """Work out, as an outsider can, between which values each withheld cell lies.

    Parameters
    ----------
    cells : the true table, >= 0, without its totals; the outsider knows the total of each row and of each column, and
        every cell that is not withheld.
    withheld : (row label, column label) of each withheld cell; may be empty.

    Returns
    -------
    DataFrame
        One row per withheld cell, in the order given: ``row``, ``col``, ``low``, ``high``, in the unit of the cells. A
        cell whose limits are equal is known exactly.

    Raises
    ------
    ValueError
        The table is empty, holds a value that is not a number or is negative, or has two rows or columns of the same
        name; a withheld cell is not one of its cells, or is named twice.

    Notes
    -----
    Two linear programmes per cell (Fischetti & Salazar, 1999), by HiGHS: its smallest and largest value over all tables
    that are not negative and agree with what is known, to the solver's 1e-7. Of counts the limits are whole.
    """
    # It costs half a second that screens, which import the gate of this package, do not owe.
    from scipy.optimize import linprog

    refuse("cells", cells.empty, "is empty")
    refuse("cells", cells.index.duplicated(keep=False), "has rows of the same name")
    refuse("cells", cells.columns.duplicated(keep=False), "has columns of the same name")
    values = np.column_stack([checked_counts(f"cells[{name}]", cells[name]) for name in cells])
    bounds = pd.DataFrame(withheld, columns=["row", "col"])
    rows, cols = cells.index.get_indexer(bounds["row"]), cells.columns.get_indexer(bounds["col"])
    refuse("withheld", (rows < 0) | (cols < 0), "names a cell that is not in the table")
    refuse("withheld", bounds.duplicated(keep=False), "names a cell twice")

    # The outsider knows what is missing from each row and each column: its total less the published cells.
    in_row, in_col = np.arange(len(cells))[:, None] == rows, np.arange(cells.shape[1])[:, None] == cols
    sums = np.vstack([in_row, in_col]).astype(float)
    missing = sums @ values[rows, cols]
    objectives = np.eye(len(bounds))
    bounds["low"] = [linprog(cell, A_eq=sums, b_eq=missing, method="highs").fun for cell in objectives]
    bounds["high"] = [-linprog(-cell, A_eq=sums, b_eq=missing, method="highs").fun for cell in objectives]
    return bounds
