"""One zone with an action and many without: their mixture that moved as it did before."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.statistics.arguments import Floats, checked_numbers, refuse, refuse_absent, unusable

COMPARABLE_FIT = 5.0
"""Zones whose error before the action is more than this many times that of the zone judged, or less than one over it,
say little by their rank: too badly or too well fitted."""


@dataclass(frozen=True)
class SyntheticControl:
    """What a zone would have been, as a mixture of others, and how it differs.

    Attributes
    ----------
    weights : Series per donor, >= 0, of sum 1.
    gaps : Series per time: outcome minus that of the mixture.
    mean_effect : mean gap from ``start`` on, in the unit of the outcome.
    pre_mspe : mean square of the gaps before.
    placebo_rank : rank, 1 the highest, of the ratio of mean square gaps after to before, among the zone and its donors,
        each treated in turn as if it had the action.
    n_donors : donors; the ranks are out of one more.
    comparable_rank, n_comparable : the same rank among the zones fitted about as well (``COMPARABLE_FIT``), and how
        many they are, the zone included.
    """

    weights: pd.Series
    gaps: pd.Series
    mean_effect: float
    pre_mspe: float
    placebo_rank: int
    n_donors: int
    comparable_rank: int
    n_comparable: int


def synthetic_control(
    panel: pd.DataFrame, *, outcome: str, unit: str, time: str, treated_unit: Any, start: Any
) -> SyntheticControl:
    """Find the mixture of other zones that is nearest to a zone before its action, and follow both after.

    Parameters
    ----------
    panel : one row per unit and time; columns named by the arguments below.
    outcome : any number; rates rather than counts, as the mixture has the size of its donors.
    unit, time : zone and date; every zone at every date.
    treated_unit : the zone with the action. All others are donors: leave out those with an action of their own.
    start : first date of the action.

    Returns
    -------
    SyntheticControl

    Raises
    ------
    ValueError
        Empty, a missing column, NaN, a zone twice at one date or not at all, an unknown zone, fewer than two donors, no
        date before or after ``start``.

    Notes
    -----
    Least squares on the outcomes before ``start``, weights >= 0 of sum 1 (the outcome-only problem, whose fit is
    unique; Arkhangelsky et al., 2021; Doudchenko & Imbens, 2016). With gaps ``C = donors - zone`` per date, the
    solution is that of non-negative least squares ``|C v|^2 + (sum v - 1)^2`` brought back to a sum of 1: for a given
    direction the best size costs ``|C w|^2 / (1 + |C w|^2)``, which grows with ``|C w|``. Weights with covariates
    (Abadie, Diamond & Hainmueller, 2010, table 2) are another problem, not convex, which general optimisers do not
    solve alike: these weights differ from theirs. Conclude nothing where ``pre_mspe`` is large against the outcome.
    """
    wide = _wide(panel, outcome, unit, time)
    if treated_unit not in wide.columns:
        raise unusable("treated_unit", "is no unit of the panel")
    before = np.asarray(wide.index < start)
    refuse("start", not before.any() or before.all(), "leaves a period without a date")
    refuse("panel", wide.shape[1] < 3, "has fewer than two other units")
    columns = [treated_unit, *wide.columns.drop(treated_unit)]
    values = wide[columns].to_numpy(dtype=float)
    weights = mixtures(values[before])
    gaps = values - values @ weights
    fit, after = ((gaps[period] ** 2).mean(axis=0) for period in (before, ~before))
    ratio = np.divide(after, fit, out=np.full_like(fit, np.inf), where=fit > 0)
    comparable = (fit <= COMPARABLE_FIT * fit[0]) & (fit >= fit[0] / COMPARABLE_FIT)
    return SyntheticControl(
        weights=pd.Series(weights[1:, 0], columns[1:], name="weight"),
        gaps=pd.Series(gaps[:, 0], wide.index, name="gap"),
        mean_effect=float(gaps[~before, 0].mean()),
        pre_mspe=float(fit[0]),
        placebo_rank=int((ratio > ratio[0]).sum()) + 1,
        n_donors=len(columns) - 1,
        comparable_rank=int((ratio[comparable] > ratio[0]).sum()) + 1,
        n_comparable=int(comparable.sum()),
    )


def mixtures(before: Floats) -> Floats:
    """Weights of the mixture of the other zones that is nearest to each; see ``synthetic_control``.

    Parameters
    ----------
    before : outcomes before the action, shape (dates, zones).

    Returns
    -------
    Shape (zones, zones): a column per zone, of sum 1, 0 for itself.
    """
    from scipy.optimize import nnls

    weights = np.zeros((before.shape[1], before.shape[1]))
    for zone in range(before.shape[1]):
        gaps = np.delete(before - before[:, [zone]], zone, axis=1)
        # The scale of the gaps changes nothing to the answer, and much to its precision.
        scale = np.sqrt(np.mean(gaps**2)) or 1.0
        sizes, _ = nnls(np.vstack([gaps / scale, np.ones(gaps.shape[1])]), np.append(np.zeros(len(gaps)), 1.0))
        weights[np.arange(len(weights)) != zone, zone] = sizes / sizes.sum()
    return weights


def _wide(panel: pd.DataFrame, outcome: str, unit: str, time: str) -> pd.DataFrame:
    """One row per time, one column per unit."""
    refuse_absent("panel", panel, (outcome, unit, time))
    if panel.empty:
        raise unusable("panel", "is empty", "none")
    checked_numbers(outcome, panel[outcome], lambda value: np.ones_like(value, dtype=bool), "must hold numbers")
    refuse("panel", panel[[unit, time]].isna().any(axis=1).to_numpy(), "has missing values")
    refuse("panel", panel.duplicated([unit, time], keep=False).to_numpy(), "has a unit twice at the same time")
    wide = panel.pivot_table(index=time, columns=unit, values=outcome, aggfunc="first")
    refuse("panel", wide.isna().any(axis=None), "lacks a unit at one of its times")
    return wide
