"""« Ce quartier est-il différent de la commune ? »: zones beside what its rate would give them, and hot spots."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable, Status, protect
from analytics.figures import Observatory, counts
from analytics.indicators import indicator
from analytics.statistics.rates import funnel_limits, overdispersion
from data.model import Level, Scope, Selection
from data.warehouse import repository

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST_ZONES = 3
"""Under which a zone is not set beside the others."""
PERMUTATIONS = 9_999
"""Fine enough for a hot spot to stand among hundreds of zones judged together."""
SIGNIFICANCE = 0.05


def beside_commune(source: Observatory, scope: Scope, selection: Selection) -> ProtectedTable:
    """Facts of each zone beside those that it would have at the rate of all zones together.

    Returns
    -------
    One row per published zone whose residents (or dwellings) are known: ``zone_code``, ``zone_label``, ``n_events``,
    ``exposure``, ``expected``, ``ratio`` with its 95 % limits ``low`` and ``high``, ``word`` (a ``PlaceWord``, after a
    Benjamini-Hochberg adjustment), ``sentence``, ``dispersion`` (of the zones among themselves). No row under three
    zones, or without a fact.
    """
    from analytics.statistics.comparison import judge_place, place_verdict

    found = counts.table(source, scope, selection, "total").frame
    rows = found[(found["status"] == Status.PUBLISHED) & (found["exposure"] > 0)].drop(columns="status")
    observed, exposure = (rows[name].to_numpy(dtype=float) for name in ("n_events", "exposure"))
    if len(rows) < FEWEST_ZONES or observed.sum() == 0:
        return protect(rows.iloc[:0], counts.policy(source, scope))
    expected = observed.sum() / exposure.sum() * exposure
    dispersion = max(1.0, float(overdispersion(observed, expected).phi))
    asked = indicator(selection.indicator)
    judged = judge_place(observed, expected, dispersion=dispersion)
    said = place_verdict(observed, expected, dispersion=dispersion, noun=(asked.noun_singular, asked.noun))
    rows = rows.assign(
        expected=expected,
        ratio=judged.ratio,
        low=judged.low,
        high=judged.high,
        word=[str(word) for word in np.atleast_1d(judged.word)],
        sentence=[one.sentence for one in said] if isinstance(said, list) else said.sentence,
        dispersion=dispersion,
    )
    return protect(rows, counts.policy(source, scope))


def funnel(table: ProtectedTable) -> pd.DataFrame:
    """Limits of chance around the commune, from the smallest zone to the largest; see ``rates.funnel_limits``."""
    expected = table.frame["expected"].to_numpy(dtype=float)
    steps = np.geomspace(max(expected.min(), 0.5), expected.max(), 60)
    return funnel_limits(steps, dispersion=float(table.frame["dispersion"].iloc[0]))


def hot_spots(source: Observatory, scope: Scope, selection: Selection) -> ProtectedTable | None:
    """Zones around which high, or low, rates gather beyond chance; None where there are too few zones to tell.

    Returns
    -------
    One row per published zone: ``zone_code``, ``zone_label``, ``n_events``, ``exposure``, ``value`` (rate), ``z``
    (Getis and Ord's Gi*), ``p_adjusted``, ``word`` (« point chaud », « point froid » or « ni l’un ni l’autre »).
    """
    from analytics.statistics.spatial import ENOUGH_ZONES, local_g

    found = counts.table(source, scope, selection, "total").frame
    rows = found[(found["status"] == Status.PUBLISHED) & found["value"].notna()].drop(columns="status")
    if selection.level is Level.COMMUNE or len(rows) < ENOUGH_ZONES:
        return None
    graph = adjacency(source, selection.level)
    shaped = rows[rows["zone_code"].isin(graph.unique_ids)].set_index("zone_code", drop=False)
    rates = shaped["value"].astype(float)
    if len(shaped) < ENOUGH_ZONES or np.ptp(rates) == 0:
        return None
    graph = graph if len(shaped) == graph.n else graph.subgraph(shaped.index)
    local = local_g(rates, graph, permutations=PERMUTATIONS).reindex(shaped.index)
    clear = local["p_adjusted"] <= SIGNIFICANCE
    words = np.select(
        [clear & (local["z"] > 0), clear & (local["z"] < 0)], ["point chaud", "point froid"], "ni l’un ni l’autre"
    )
    shaped = shaped.assign(z=local["z"], p_adjusted=local["p_adjusted"], word=words).reset_index(drop=True)
    kept = ["zone_code", "zone_label", "n_events", "exposure", "value", "z", "p_adjusted", "word"]
    return protect(shaped[kept], counts.policy(source, scope))


@lru_cache(4)
def adjacency(source: Observatory, level: Level) -> "Graph":
    """Which zones of a level touch each other, by code."""
    from analytics.statistics.spatial import neighbours

    return neighbours(repository.zone_outlines(source.connection, level))
