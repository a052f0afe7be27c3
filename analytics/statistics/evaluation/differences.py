"""Several zones, with and without the action, before and after: difference in differences."""

from math import comb, exp, sqrt

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import stdtrit

from analytics.statistics.arguments import (
    Floats,
    checked_counts,
    checked_numbers,
    checked_positive,
    refuse,
    refuse_absent,
    unusable,
)
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.power import POWER_QUANTILES, minimal_detectable_effect

ASSIGNMENTS = 999
"""Random choices of treated zones, where there are more than this many."""
_ZERO_CELL = 0.5
"""Added to all four totals when one is empty, so that their logarithms exist (Haldane, 1956; Anscombe, 1956)."""


def difference_in_differences(
    panel: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    treated: str,
    post: str,
    exposure: str | None = None,
    family: str = "poisson",
    cluster: str | None = None,
    rng: Generator | None = None,
    level: float = 0.95,
) -> Effect:
    """Compare what changed in the zones with an action to what changed in those without.

    Parameters
    ----------
    panel : one row per unit and time; columns named by the arguments below.
    outcome : events, >= 0 (``poisson``), or any number (``gaussian``).
    unit, time : zone and month.
    treated : whether the unit ever receives the action; one value per unit.
    post : whether the action has begun; one value per time.
    exposure : what the events are counted over (residents, days), > 0; ``poisson`` only.
    family : ``poisson`` for counts, ``gaussian`` for means.
    cluster : column by which errors are dependent; at least 20 clusters, several of them treated, are wanted for it.
        None: errors come from how the units differ in their changes (see Notes).
    rng : draws random choices of treated units when there are too many to try all.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Effect
        A ratio of rates (``poisson``) or a difference of means (``gaussian``). ``p_value_places`` is the share of the
        choices of as many units among all whose change is as clear; it cannot be lower than one over their number.

    Raises
    ------
    ValueError
        Empty, a missing column, NaN, a negative count or an exposure that is not positive, a unit twice at the same
        time, or of two treatments; no unit of either kind; no time before the action, or none after; a unit not seen at
        every time (``poisson``); no event among treated units, or among the others.

    Notes
    -----
    ``log E(events) = group + time + effect x treated x post + log exposure``: area and month effects in place of group
    and period ones give the same estimate, as totals of each group and period are sufficient where exposures do not
    change with time. Hence the model is fitted on totals per unit and period. Where one of the four totals is 0, one
    half is added to each.

    Errors without ``cluster``: of counts, Poisson's times a dispersion, Pearson's statistic of units x periods about
    what their group did, over ``units - 2`` degrees of freedom, and Student's law with as many; never floored at 1, so
    that its intervals are exact whatever the dispersion. Of means seen at every time, the variance of the changes per
    unit in each group (Welch, 1947; periods are averaged first, after Bertrand, Duflo & Mullainathan, 2004), that of
    the others alone where one unit is treated (Donald & Lang, 2007). Of means not seen at every time, ordinary least
    squares.
    """
    columns = {"unit": unit, "time": time, "outcome": outcome, "treated": treated, "post": post}
    optional = {"exposure": exposure, "cluster": cluster}
    columns |= {name: column for name, column in optional.items() if column is not None}
    rows = _checked(panel, columns, family)
    if family == "gaussian":
        return _of_means(rows, cluster is not None, level)
    return _of_counts(rows, cluster is not None, rng, level)


def _of_counts(rows: pd.DataFrame, clustered: bool, rng: Generator | None, level: float) -> Effect:
    seen = rows.groupby(["unit", "time"]).ngroups
    refuse("panel", seen != rows["unit"].nunique() * rows["time"].nunique(), "lacks a unit at one of its times")
    totals = rows.groupby(["unit", "post"], sort=True).agg(
        outcome=("outcome", "sum"),
        exposure=("exposure", "sum"),
        treated=("treated", "first"),
        cluster=("cluster", "first"),
    )
    # Sorted by unit then period, hence of shape (units, periods): before, then after.
    events, exposures = (totals[name].to_numpy(dtype=float).reshape(-1, 2) for name in ("outcome", "exposure"))
    is_treated = totals["treated"].to_numpy(dtype=bool)[::2]
    refuse("outcome", not events[is_treated].any(), "has no event in the treated units")
    refuse("outcome", not events[~is_treated].any(), "has no event in the compared units")
    cells = np.array([[events[group].sum(axis=0), exposures[group].sum(axis=0)] for group in (is_treated, ~is_treated)])
    log_ratio, unscaled = (float(value) for value in log_rate_ratio(cells[0], cells[1]))
    dispersion, freedom = unit_dispersion(events, exposures, is_treated)
    if clustered:
        error, freedom = _clustered_error(totals)
    else:
        error = sqrt(dispersion * unscaled)
    ratio = exp(log_ratio)
    both = limits(Measure.RATIO, ratio, error, level, freedom)
    (before, after), _ = cells[0]
    compared = cells[1, 0] + _ZERO_CELL * (cells[1, 0] == 0).any()
    # Student's law asks for more than the normal one that the formula knows.
    wide = max(dispersion, 1.0) * float((stdtrit(freedom, 0.975) + stdtrit(freedom, 0.8)) / POWER_QUANTILES) ** 2
    return Effect(
        method="difference_in_differences",
        measure=Measure.RATIO,
        estimate=ratio,
        standard_error=error,
        z=log_ratio / error,
        p_value=two_sided(log_ratio / error, freedom),
        low=float(both.low),
        high=float(both.high),
        before=float(before),
        after=float(after),
        expected=float(after / ratio) if after else float((after + _ZERO_CELL) / ratio),
        detectable=float(
            minimal_detectable_effect(
                before,
                exposure_ratio=float(cells[0, 1, 1] / cells[0, 1, 0] * _growth(cells[1])),
                dispersion=wide,
                comparison_variance=wide * float(np.sum(1 / compared)),
            )
        ),
        freedom=freedom,
        dispersion=dispersion,
        n_treated=int(is_treated.sum()),
        n_compared=int((~is_treated).sum()),
        p_value_places=_share_as_clear(events, exposures, is_treated, rng),
    )


def log_rate_ratio(acted: Floats, compared: Floats) -> tuple[Floats, Floats]:
    """Logarithm of the ratio of two changes of rate, and its variance for Poisson counts.

    Parameters
    ----------
    acted, compared : shape (2, 2, …): events then exposures, before then after.

    Returns
    -------
    Two arrays of the shape beyond the first two axes.
    """
    events = np.stack([acted[0], compared[0]])
    events = events + _ZERO_CELL * (events == 0).any(axis=(0, 1))
    rates = np.log(events / np.stack([acted[1], compared[1]]))
    return (rates[0, 1] - rates[0, 0]) - (rates[1, 1] - rates[1, 0]), (1 / events).sum(axis=(0, 1))


def unit_dispersion(events: Floats, exposures: Floats, is_treated: NDArray[np.bool_]) -> tuple[float, float]:
    """How many times more than Poisson the units differ in their changes, and its degrees of freedom.

    Parameters
    ----------
    events, exposures : shape (units, 2), before then after.
    is_treated : shape (units,).

    Returns
    -------
    Dispersion, and ``units with events - groups with any``. With no degree of freedom, 1 and infinity: Poisson.
    """
    excess, freedom = 0.0, 0
    for group in (is_treated, ~is_treated):
        seen = events[group].sum(axis=1) > 0
        counts, over = events[group][seen], exposures[group][seen]
        if len(counts) < 2:
            continue
        weights = over * (counts.sum(axis=0) / over.sum(axis=0))
        expected = counts.sum(axis=1, keepdims=True) * weights / weights.sum(axis=1, keepdims=True)
        excess += float(
            np.divide((counts - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0).sum()
        )
        freedom += len(counts) - 1
    if freedom == 0 or excess == 0:
        return 1.0, np.inf
    return excess / freedom, float(freedom)


def _clustered_error(totals: pd.DataFrame) -> tuple[float, float]:
    """Robust error of the log ratio, and its degrees of freedom; see ``_freedom_of_clusters``."""
    import statsmodels.api as sm

    post = totals.index.get_level_values("post").to_numpy(dtype=float)
    acted = totals["treated"].to_numpy(dtype=float)
    design = np.column_stack([np.ones(len(totals)), acted, post, acted * post])
    fitted = sm.GLM(
        totals["outcome"].to_numpy(dtype=float),
        design,
        family=sm.families.Poisson(),
        exposure=totals["exposure"].to_numpy(dtype=float),
    ).fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(totals["cluster"])[0]})
    return float(fitted.bse[-1]), _freedom_of_clusters(totals)


def _of_means(rows: pd.DataFrame, clustered: bool, level: float) -> Effect:
    means = rows.groupby(["treated", "post"])["outcome"].mean()
    estimate = float((means[True, True] - means[True, False]) - (means[False, True] - means[False, False]))
    balanced = rows.groupby("unit")["time"].size().eq(rows["time"].nunique()).all()
    error, freedom = _welch_error(rows) if balanced and not clustered else _regression_error(rows, clustered)
    refuse("outcome", error == 0, "does not vary")
    both = limits(Measure.DIFFERENCE, estimate, error, level, freedom)
    before, after = float(means[True, False]), float(means[True, True])
    expected = after - estimate
    units = rows.groupby("unit")["treated"].first()
    return Effect(
        method="difference_in_differences",
        measure=Measure.DIFFERENCE,
        estimate=estimate,
        standard_error=error,
        z=estimate / error,
        p_value=two_sided(estimate / error, freedom),
        low=float(both.low),
        high=float(both.high),
        before=before,
        after=after,
        expected=expected,
        detectable=min(1.0, POWER_QUANTILES * error / expected) if expected > 0 else 1.0,
        freedom=freedom,
        n_treated=int(units.sum()),
        n_compared=int((~units).sum()),
    )


def _welch_error(rows: pd.DataFrame) -> tuple[float, float]:
    """Error of the difference of mean changes per unit, and its degrees of freedom (Welch & Satterthwaite)."""
    mean = rows.pivot_table(index="unit", columns="post", values="outcome")
    change = mean[True] - mean[False]
    by_group = change.groupby(rows.groupby("unit")["treated"].first()).agg(["var", "size"])
    refuse("panel", by_group["size"].max() < 2, "has fewer than two units on each side")
    # A unit alone on its side is taken to vary as those of the other side do.
    spread = by_group["var"].fillna(by_group["var"].max()) / by_group["size"]
    known = by_group["size"] - 1
    freedom = (
        spread.sum() ** 2 / (spread**2 / known.where(known > 0, np.inf)).sum() if (known > 0).all() else known.max()
    )
    return float(np.sqrt(spread.sum())), float(freedom)


def _regression_error(rows: pd.DataFrame, clustered: bool) -> tuple[float, float]:
    import statsmodels.api as sm

    acted, post = rows["treated"].to_numpy(dtype=float), rows["post"].to_numpy(dtype=float)
    model = sm.OLS(
        rows["outcome"].to_numpy(dtype=float), np.column_stack([np.ones(len(rows)), acted, post, acted * post])
    )
    if not clustered:
        fitted = model.fit()
        return float(fitted.bse[-1]), float(fitted.df_resid)
    groups = pd.factorize(rows["cluster"])[0]
    error = float(model.fit(cov_type="cluster", cov_kwds={"groups": groups}).bse[-1])
    return error, _freedom_of_clusters(rows)


def _freedom_of_clusters(rows: pd.DataFrame) -> float:
    """Clusters less one of the group that has fewest: robust errors know no more than that group tells."""
    return float(rows.groupby("treated")["cluster"].nunique().min() - 1)


def _share_as_clear(
    events: Floats, exposures: Floats, is_treated: NDArray[np.bool_], rng: Generator | None
) -> float | None:
    """Share of the choices of as many units, the true one included, whose change is as clear as the true one."""
    n_units, n_treated = len(events), int(is_treated.sum())
    if n_units < 3:
        return None
    if n_treated == 1:
        choices = np.eye(n_units)
    elif rng is None:
        return None
    else:
        n_choices = min(ASSIGNMENTS, comb(n_units, n_treated))
        choices = np.array([rng.permutation(is_treated) for _ in range(n_choices)], dtype=float)
    both = np.stack([events, exposures])
    acted = np.einsum("cu,kup->kpc", choices, both)
    whole = both.sum(axis=1)[:, :, None]
    log_ratio, variance = log_rate_ratio(acted, whole - acted)
    clear = np.abs(log_ratio) / np.sqrt(variance)
    truth = np.einsum("u,kup->kp", is_treated.astype(float), both)
    true_ratio, true_variance = log_rate_ratio(truth, whole[:, :, 0] - truth)
    as_clear = clear >= abs(true_ratio) / np.sqrt(true_variance) - 1e-12
    if n_treated == 1:
        return float(as_clear.mean())
    return float((1 + as_clear.sum()) / (1 + len(choices)))


def _growth(compared: Floats) -> float:
    """Rate after over rate before in the comparison zones, 1 where it cannot be told."""
    events, over = compared
    return float((events[1] / over[1]) / (events[0] / over[0])) if events.all() else 1.0


def _checked(panel: pd.DataFrame, columns: dict[str, str], family: str) -> pd.DataFrame:
    """Rows under the names of the arguments, or a refusal that tells the faulty ones."""
    if family not in ("poisson", "gaussian"):
        raise unusable("family", "is no known family")
    refuse_absent("panel", panel, columns.values())
    if panel.empty:
        raise unusable("panel", "is empty", "none")
    rows = pd.DataFrame({name: panel[column].to_numpy() for name, column in columns.items()})
    refuse("panel", rows.isna().any(axis=1).to_numpy(), "has missing values")
    rows["outcome"] = (checked_counts if family == "poisson" else _any_number)(columns["outcome"], rows["outcome"])
    rows["exposure"] = checked_positive(columns["exposure"], rows["exposure"]) if "exposure" in columns else 1.0
    rows["cluster"] = rows["cluster"] if "cluster" in columns else rows["unit"]
    rows[["treated", "post"]] = rows[["treated", "post"]].astype(bool)
    refuse("panel", rows.duplicated(["unit", "time"], keep=False).to_numpy(), "has a unit twice at the same time")
    for name, by in (("treated", "unit"), ("post", "time")):
        mixed = rows.groupby(by)[name].transform("nunique").gt(1).to_numpy()
        refuse(columns[name], mixed, "changes within a unit" if by == "unit" else "differs at one time")
    for name, kind in (("treated", "treated unit"), ("post", "time after the start")):
        refuse(columns[name], not rows[name].any(), f"names no {kind}")
    refuse(columns["treated"], rows["treated"].all(), "leaves no compared unit")
    refuse(columns["post"], rows["post"].all(), "leaves no time before the action")
    cells = rows.groupby(["treated", "post"]).size()
    refuse("panel", len(cells) < 4, "lacks one of the periods in a group of units")
    return rows


def _any_number(argument: str, values: pd.Series) -> Floats:
    return checked_numbers(argument, values, lambda value: np.ones_like(value, dtype=bool), "must hold numbers")
