"""Zones that may serve to evaluate an action: those that resembled its own before it, and those around."""

from collections.abc import Collection, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.statistics.arguments import Floats, checked_counts, checked_positive, refuse, unusable
from analytics.statistics.spatial.neighbourhood import in_metres, neighbours

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries
    from libpysal.graph import Graph

YEAR = 12
OTHER_KIND = 1.0
"""How much further a zone of another type is: as much as one standard deviation of every feature."""


def similar_zones(
    panel: pd.DataFrame,
    *,
    unit: str,
    time: str,
    outcome: str,
    treated: Hashable | Collection[Hashable],
    start: Any,
    exposure: str | None = None,
    dwellings: pd.Series | None = None,
    kinds: Mapping[Hashable, str] | pd.Series | None = None,
    exclude: Collection[Hashable] = (),
    n: int | None = None,
) -> pd.DataFrame:
    """Zones that resembled those of an action before it began, the likest first.

    Only months before ``start`` are read. With those after, the result would choose what it is compared with: a zone
    that happened to move alike would be taken for a likeness, and hide the effect.

    Parameters
    ----------
    panel : one row per zone and month; columns named by the arguments below. A month not delivered has no row.
    unit, time : zone and month: dates, or numbers that count months.
    outcome : events, >= 0.
    treated : the zone of the action, or all of its zones, then taken together.
    start : first month of the action, as in ``time``.
    exposure : what events are counted over (residents, dwellings), > 0, which is also the population of the zone.
        Without it, zones are compared by their counts, and population is left out.
    dwellings : of each zone, > 0, where they too tell how large it is.
    kinds : type of each zone (old centre, large housing estate…), where known; one that is not known is not the same.
    exclude : zones that may not serve: around the action (``buffer_zones``), or under another action.
    n : how many zones to give, >= 1; all by default.

    Returns
    -------
    DataFrame
        One row per zone, by growing distance, then by code: ``zone``; ``distance``, 0 for a twin; what it was before
        ``start``: ``level`` (events per month and unit of exposure), ``trend`` (change in a year, as a share of the
        level), ``correlation`` of its months with those of the action's zones (-1..1; 0 where either never varies),
        ``population``, ``kind``; and the reasons, against the zones of the action: ``level_ratio``, ``trend_gap``,
        ``population_ratio``, ``dwellings_ratio``, ``same_kind``. What is not given is NaN or None.

    Raises
    ------
    ValueError
        Empty, a missing column, NaN, a negative count or an exposure that is not positive, a zone twice in one month,
        zones of the action that are not in the panel, no other zone, fewer than 12 months before ``start`` that all
        zones have.

    Notes
    -----
    ``distance`` is the root of the mean square of: the gaps of log level, of trend, of log population and of log
    dwellings, each over its standard deviation among the zones that may serve and that of the action; and ``1 -
    correlation``. Another type adds 1 to the mean square. The trend is the slope of least squares, with a level per
    calendar month from 24 months on. Half an event is added to every count of the log level, so that a quiet zone has
    one.
    """
    acted = {treated} if isinstance(treated, str) or not isinstance(treated, Collection) else set(treated)
    refuse("n", n is not None and n < 1, "must be at least 1")
    counts, exposures = _months_before(panel, unit, time, outcome, exposure, start, set(exclude) - acted)
    if not acted or not acted <= set(counts.columns):
        absent = ", ".join(map(str, acted - set(counts.columns)))
        raise unusable("treated", "names zones that are not in the panel", absent or "none")
    refuse("panel", len(acted) == counts.shape[1], "has no other zone to compare")

    own = [zone for zone in counts.columns if zone in acted]
    model = counts[own].sum(axis=1) / exposures[own].sum(axis=1)
    others = _features(counts.drop(columns=own), exposures.drop(columns=own), model)
    together = _features(counts[own].sum(axis=1).to_frame(), exposures[own].sum(axis=1).to_frame(), model).iloc[0]
    together["population"] /= len(own)
    kind = pd.Series({} if kinds is None else kinds, dtype=object).reindex(counts.columns)
    others["kind"] = kind.loc[others.index]
    others["level_ratio"] = others["nonzero_level"] / together["nonzero_level"]
    others["trend_gap"] = others["trend"] - together["trend"]
    others["population_ratio"] = others["population"] / together["population"]
    others["dwellings_ratio"] = np.nan if dwellings is None else dwellings / dwellings[own].mean()
    others["same_kind"] = others["kind"].isin(kind.loc[own]).astype(object).where(others["kind"].notna(), None)

    gaps = [np.log(others["level_ratio"]), others["trend_gap"]]
    gaps += [np.log(others["population_ratio"])] if exposure is not None else []
    gaps += [np.log(others["dwellings_ratio"])] if dwellings is not None else []
    squares = [_standardised(gap) ** 2 for gap in gaps]
    squares.append((1 - others["correlation"]) ** 2)
    mean_square = sum(squares) / len(squares)
    if kinds is not None:
        mean_square += np.where(others["same_kind"].eq(True), 0.0, OTHER_KIND**2)
    others.insert(0, "distance", np.sqrt(mean_square))
    if exposure is None:
        others[["population", "population_ratio"]] = np.nan
    ordered = others.drop(columns="nonzero_level").sort_values("distance", kind="stable")
    return ordered.rename_axis("zone").reset_index().head(len(ordered) if n is None else n)


def zones_of_like_size(sizes: pd.DataFrame, zone: Hashable) -> pd.DataFrame:
    """Zones as large as another, the likest first, where nothing is known of their facts.

    Parameters
    ----------
    sizes : one row per zone, indexed by its code; one column per measure of its size (residents, dwellings), > 0.

    Returns
    -------
    DataFrame
        One row per other zone, by growing distance, then in the order given: ``zone``, ``distance`` (as that of
        ``similar_zones``, of the sizes alone) and each measure as ``<measure>_ratio``, against the zone.

    Raises
    ------
    ValueError
        Sizes that are not positive, a zone that is not among them, no other zone.
    """
    checked_positive("sizes", sizes)
    refuse("zone", zone not in sizes.index, "is not among those of sizes")
    refuse("sizes", len(sizes) < 2, "has no other zone to compare")
    ratios = sizes.drop(index=zone) / sizes.loc[zone]
    squares = [_standardised(np.log(ratios[measure])) ** 2 for measure in ratios]
    found = ratios.add_suffix("_ratio").assign(distance=np.sqrt(sum(squares) / len(squares)))
    return found.sort_values("distance", kind="stable").rename_axis("zone").reset_index()


def buffer_zones(
    zones: "Graph | GeoDataFrame | GeoSeries",
    treated: Hashable | Collection[Hashable],
    *,
    distance_m: float | None = None,
) -> list[Hashable]:
    """Zones around those of an action, where facts could have moved.

    Fix them before the action begins, as its comparison: adjacent quarters, or those within 300 to 500 m.

    Parameters
    ----------
    zones : the neighbours of each zone, or outlines indexed by the code of the zone.
    treated : the zone of the action, or all of its zones.
    distance_m : metres, > 0, between outlines, itself included; by default adjacent zones alone. Wants outlines:
        degrees are projected (UTM) first, others are read as metres.

    Returns
    -------
    list
        Their codes, in the order of ``zones``, without those of the action; empty where it is an island.

    Raises
    ------
    ValueError
        Zones of the action that are not among ``zones``, a distance with a graph, outlines that ``neighbours`` refuses.
    """
    from libpysal.graph import Graph

    graph = zones if isinstance(zones, Graph) else neighbours(zones)
    acted = {treated} if isinstance(treated, str) or not isinstance(treated, Collection) else set(treated)
    unknown = acted - set(graph.unique_ids)
    if unknown:
        raise unusable("treated", "names unknown zones", ", ".join(map(str, unknown)))
    codes = graph.unique_ids
    if distance_m is None:
        links = graph.adjacency[graph.adjacency > 0].index.to_frame(index=False)
        around = codes.isin(links.loc[links["focal"].isin(acted), "neighbor"]) | codes.isin(
            links.loc[links["neighbor"].isin(acted), "focal"]
        )
    elif zones is graph:
        raise unusable("distance_m", "needs the outlines of the zones")
    else:
        outlines = in_metres(zones.geometry)
        reach = float(checked_positive("distance_m", distance_m))
        around = (outlines.distance(outlines.loc[list(acted)].union_all()) <= reach).to_numpy()
    return list(codes[around & ~codes.isin(acted)])


def _features(counts: pd.DataFrame, exposures: pd.DataFrame, model: pd.Series) -> pd.DataFrame:
    """One row per zone: its level, trend, months against those of the model, and population."""
    # Arrays: pandas would go through the zones one by one.
    events, over, months = counts.to_numpy(), exposures.to_numpy(), counts.index.to_numpy(dtype=float)
    rates, total = events / over, events.sum(axis=0)
    season = np.eye(YEAR)[months.astype(int) % YEAR] if len(months) >= 2 * YEAR else np.ones((len(months), 1))
    slope = np.linalg.lstsq(np.column_stack([months - months.mean(), season]), rates)[0][0]
    trend = np.divide(YEAR * slope, rates.mean(axis=0), out=np.zeros(len(total)), where=total > 0)
    return pd.DataFrame(
        {
            "level": total / over.sum(axis=0),
            "nonzero_level": (total + 0.5) / over.sum(axis=0),
            "trend": trend,
            "correlation": _correlations(rates, model.to_numpy()),
            "population": over.mean(axis=0),
        },
        index=counts.columns,
    )


def _correlations(rates: Floats, model: Floats) -> Floats:
    """Pearson's of each column with the model, 0 where one of both never varies."""
    own, of_model = rates - rates.mean(axis=0), model - model.mean()
    sizes = np.sqrt((own**2).sum(axis=0) * (of_model**2).sum())
    pearson: Floats = np.divide(of_model @ own, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    return pearson.clip(-1, 1)


def _standardised(gap: pd.Series) -> pd.Series:
    """Gaps from the zones of the action, over the standard deviation of all, these included; 0 where none differs."""
    spread = float(np.std(np.append(gap, 0.0)))
    return gap / (spread or 1.0)


def _months_before(
    panel: pd.DataFrame, unit: str, time: str, outcome: str, exposure: str | None, start: Any, dropped: set[Hashable]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and exposures before ``start``: a row per month that all zones have, numbered; a column per zone."""
    columns = [column for column in (unit, time, outcome, exposure) if column is not None]
    absent = [column for column in columns if column not in panel]
    if absent:
        raise unusable("panel", f"lacks the columns {', '.join(absent)}")
    if panel.empty:
        raise unusable("panel", "is empty", "none")
    refuse("panel", panel[[unit, time]].isna().any(axis=1).to_numpy(), "has missing values")
    checked_counts(outcome, panel[outcome])
    if exposure is not None:
        checked_positive(exposure, panel[exposure])
    refuse("panel", panel.duplicated([unit, time], keep=False).to_numpy(), "has a zone twice in one month")
    try:
        rows = panel[(panel[time] < start) & ~panel[unit].isin(list(dropped))]
    except (TypeError, ValueError):
        raise unusable("start", "cannot be compared with the months of the panel") from None
    wide = rows.pivot_table(index=time, columns=unit, values=columns[2:], aggfunc="first").dropna()
    refuse("panel", len(wide) < YEAR, "has fewer than twelve months common to all zones before the action")
    wide.index = _numbered(time, wide.index)
    counts = wide[outcome].astype(float)
    return counts, wide[exposure].astype(float) if exposure is not None else counts * 0 + 1


def _numbered(time: str, months: pd.Index) -> pd.Index:
    """Months as numbers that follow each other."""
    if pd.api.types.is_numeric_dtype(months):
        return months
    try:
        dated = pd.PeriodIndex(months, freq="M")
    except (TypeError, ValueError):
        raise unusable(time, "must hold months") from None
    return pd.Index(dated.year * YEAR + dated.month)
