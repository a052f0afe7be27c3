"""Means of several zones, with and without the action, before and after: difference in differences."""

import numpy as np
import pandas as pd

from analytics.statistics.arguments import checked_numbers, refuse, refuse_absent, unusable
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.power import POWER_QUANTILES


def difference_in_differences(
    panel: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    treated: str,
    post: str,
    cluster: str | None = None,
    level: float = 0.95,
) -> Effect:
    """Compare what a mean became in the zones with an action to what it became in those without.

    Counts are compared by ``zone_effect``.

    Parameters
    ----------
    panel : one row per unit and time; columns named by the arguments below.
    outcome : any number.
    unit, time : zone and month.
    treated : whether the unit ever receives the action; one value per unit.
    post : whether the action has begun; one value per time.
    cluster : column by which errors are dependent; at least 20 clusters, several of them treated, are wanted for it.
        None: errors come from how the units differ in their changes (see Notes).
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Effect
        A difference of means.

    Raises
    ------
    ValueError
        Empty, a missing column, NaN, a unit twice at the same time, or of two treatments; no unit of either kind; no
        time before the action, or none after.

    Notes
    -----
    Errors without ``cluster``: of means seen at every time, the variance of the changes per unit in each group (Welch,
    1947; periods are averaged first, after Bertrand, Duflo & Mullainathan, 2004), that of the others alone where one
    unit is treated (Donald & Lang, 2007); else ordinary least squares.
    """
    columns = {"unit": unit, "time": time, "outcome": outcome, "treated": treated, "post": post}
    rows = _checked(panel, columns | ({"cluster": cluster} if cluster else {}))
    clustered = cluster is not None
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


def _checked(panel: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Rows under the names of the arguments, or a refusal that tells the faulty ones."""
    refuse_absent("panel", panel, columns.values())
    if panel.empty:
        raise unusable("panel", "is empty", "none")
    rows = pd.DataFrame({name: panel[column].to_numpy() for name, column in columns.items()})
    refuse("panel", rows.isna().any(axis=1).to_numpy(), "has missing values")
    rows["outcome"] = checked_numbers(columns["outcome"], rows["outcome"], np.isfinite, "must hold numbers")
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
