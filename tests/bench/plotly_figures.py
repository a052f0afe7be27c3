"""What the two plain pages show, made at each change as plotly's own examples make it: a map, a line, three figures."""

import json
from dataclasses import dataclass

import duckdb
import plotly.graph_objects as go
import shapely

_ZONES = "SELECT zone_code, population, geometry FROM zone WHERE level = 'quartier'"
_CATEGORIES = "SELECT DISTINCT delivered FROM category_map ORDER BY delivered"
_MONTHS = """
SELECT zone_code, period_start, CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
JOIN (SELECT DISTINCT category FROM category_map WHERE delivered = $category) USING (category)
WHERE level = 'quartier' AND kind = 'signalement' AND zone_code IS NOT NULL
GROUP BY ALL
ORDER BY ALL
"""
_YEAR = 12


@dataclass(frozen=True)
class Shown:
    """The last twelve months of a category: facts, facts per thousand people, change on the year before (percent)."""

    map: go.Figure
    line: go.Figure
    facts: int
    rate: float
    change: float


class Snapshot:
    """A published snapshot, and the shapes of its quartiers."""

    def __init__(self, path: str) -> None:
        self._connection = duckdb.connect(path, read_only=True)
        zones = self._connection.sql(_ZONES).fetchall()
        self._people = {code: people for code, people, _ in zones}
        self._shapes = {"type": "FeatureCollection", "features": [_feature(code, wkb) for code, _, wkb in zones]}
        self.categories = [category for (category,) in self._connection.sql(_CATEGORIES).fetchall()]

    def shown(self, category: str) -> Shown:
        """Count a category."""
        counted = self._connection.cursor().execute(_MONTHS, {"category": category}).df()
        months = counted.groupby("period_start")["n_events"].sum()
        recent = counted[counted["period_start"].isin(months.index[-_YEAR:])]
        of_zone = recent.groupby("zone_code")["n_events"].sum()
        rates = [1000 * of_zone.get(code, 0) / people for code, people in self._people.items()]
        facts, before = int(months.iloc[-_YEAR:].sum()), int(months.iloc[-2 * _YEAR : -_YEAR].sum())
        people = sum(self._people.values())
        return Shown(
            go.Figure(
                go.Choropleth(geojson=self._shapes, locations=list(self._people), z=rates, colorscale="Blues"),
                {"geo": {"visible": False, "fitbounds": "locations"}, "margin": {"t": 0, "b": 0, "l": 0, "r": 0}},
            ),
            go.Figure(go.Scatter(x=months.index, y=months), {"height": 250, "margin": {"t": 0, "b": 0}}),
            facts,
            1000 * facts / people,
            100 * (facts / before - 1),
        )


def _feature(code: str, wkb: bytes) -> dict:
    # Plotly takes a ring wound the other way for the whole world but the zone.
    shape = shapely.orient_polygons(shapely.from_wkb(wkb), exterior_cw=True)
    return {"type": "Feature", "id": code, "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
