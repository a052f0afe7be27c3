"""Residents of IRIS shared between quartiers, by the table of Lille."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import snapshot
from tests.real.conftest import REAL


def test_lille_shares_each_iris_once(tmp_path):
    """83 of its 193 rows repeat an IRIS; the shapes of its quartiers are drawn here, those of its IRIS are unknown."""
    table = pd.read_csv(REAL / "lille_quartier_iris" / "quartier-iris.csv", dtype=str)
    commune = communes.create(tmp_path / "home", name="Lille", insee_code="59350")
    names = sorted(table["nom"].unique())
    shapes = [shapely.box(3 + i / 100, 50.6, 3.01 + i / 100, 50.65) for i in range(len(names))]
    gpd.GeoDataFrame({"code": names, "nom": names}, geometry=shapes, crs=4326).to_file(tmp_path / "q.gpkg")
    door.take(commune, [tmp_path / "q.gpkg"], ZoneProfile(Level.QUARTIER))
    codes = table["code_iris"].unique()
    census = tmp_path / "insee.csv"
    census.write_text("IRIS;P21_POP\n" + "".join(f"{code};1000\n" for code in codes), encoding="utf-8")
    (_, links), _ = door.take(commune, [census, REAL / "lille_quartier_iris" / "quartier-iris.csv"])
    assert (links.source, links.rows_read, links.loaded, dict(links.rejected)) == ("quartiers_iris", 193, 193, {})
    with snapshot.open_current(commune.home, name="") as connection:
        (total,) = connection.execute("SELECT sum(population) FROM zone WHERE level = 'quartier'").fetchone()
    assert total == pytest.approx(1000 * len(codes))
