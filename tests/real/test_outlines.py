"""Outlines of real cities: drawn without a new overlap nor gap."""

import gzip
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.intake.zones import outline
from tests.real.conftest import REAL
from tests.unit.data.test_outline import TO_METRES, overlap_and_gap, projected, reached, shapes_of

REAL_FILES = {
    "paris_quartiers/quartier_paris.geojson": 80,
    "lyon_iris/iris.geojson": 358,
    "ssmsi_communes_haute_garonne/georef-france-commune.geojson": 586,
    "toulouse_quartiers/quartiers-de-democratie-locale.geojson": 20,
    "strasbourg_iris_quartiers/iris.geojson": 195,
    # These two overlap and leave gaps themselves.
    "marseille_arrondissements/arrondissements.geojson": 16,
    "washington_dc_crimes/Neighborhood_Clusters.shp": 39,
}


@pytest.mark.parametrize(("path", "count"), REAL_FILES.items(), ids=[name.split("/")[0] for name in REAL_FILES])
def test_city_is_drawn_without_new_overlap_nor_gap(path, count):
    degrees = gpd.read_file(REAL / path).to_crs(4326).make_valid().force_2d().to_numpy()
    drawn = outline.draw([str(i) for i in range(count)], degrees)
    shapes = shapes_of(drawn)
    overlap, gap = overlap_and_gap(shapes)
    own_overlap, own_gap = overlap_and_gap(projected(degrees, TO_METRES))
    size = len(gzip.compress(json.dumps(drawn, separators=(",", ":")).encode()))
    print(f"{path}: overlap {overlap - own_overlap:.1e}, gap {gap - own_gap:.1e}, {size} bytes")
    assert shapely.is_valid(shapes).all()
    assert (overlap - own_overlap, gap - own_gap) == pytest.approx((0, 0), abs=1e-4)
    at = np.array([zone["at"] for zone in drawn["zones"]])
    assert shapely.contains_xy(shapes, *at.T).all() and min(zone["room"] for zone in drawn["zones"]) > 15
    assert (reached(drawn) == count).all()
    assert size < 80_000
