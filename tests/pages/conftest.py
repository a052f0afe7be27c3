"""Communes of every sort that a page may meet, and a page run without a browser."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data import commune as communes
from data import journal as journals
from data.commune import Commune
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.journal import Journal
from data.model import Level

# Two squares, west and east; every point stands in one of them.
EVENTS = "day,category,lat,lon\n" + "".join(
    f"{year}-{month:02}-0{day},Tags,47.01,{2.01 if day % 3 else 2.03}\n"
    for year, n_days in ((2023, 3), (2024, 8))
    for month in range(1, 13)
    for day in range(1, n_days + 1)
)
YEARS = "year,category,lat,lon\n" + "".join(
    f"{year},Tags,47.01,{lon}\n" for year in (2021, 2022, 2023) for lon in (2.01, 2.01, 2.03)
)


def square(code: str, west: float, **properties: object) -> dict[str, object]:
    ring = [[west, 47.0], [west + 0.02, 47.0], [west + 0.02, 47.02], [west, 47.02], [west, 47.0]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": f"Quartier {code}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="session")
def homes(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One home per sort of commune."""
    folder = tmp_path_factory.mktemp("communes")

    def new(sort: str) -> Commune:
        return communes.create(folder / sort, name="Essai-sur-Test", insee_code="18999")

    def with_zones(commune: Commune, **properties: object) -> Commune:
        path = folder / f"{commune.home.name}.geojson"
        features = [square("01", 2.00, **properties), square("02", 2.02, **properties)]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        columns = {name: name for name in properties}
        door.take(commune, [path], ZoneProfile(Level.QUARTIER, code="code", label="nom", **columns))
        return commune

    def with_facts(commune: Commune, text: str, kind: str = "signalement") -> Commune:
        path = folder / f"{commune.home.name}-{kind}.csv"
        path.write_text(text, encoding="utf-8")
        when = text.split(",")[0]
        columns = {"day": "date=day", "year": "year=year"}
        door.take(commune, [path], describe(kind, [columns[when], "category=category", "lat=lat", "lon=lon"]))
        return commune

    known = {"population": 1000, "dwellings": 400}
    eras = with_facts(with_zones(new("two eras"), **known), EVENTS)
    month = "\n".join(line for line in EVENTS.splitlines() if line.startswith(("day", "2024-05")))
    return {
        "demo": demo_home,
        "nothing": folder / "nothing",
        "installed only": new("installed only").home,
        "years only": with_facts(with_zones(new("years only")), YEARS).home,
        "facts without zones": with_facts(new("facts without zones"), EVENTS).home,
        "zones without facts": with_zones(new("zones without facts"), **known).home,
        "no population": with_facts(with_zones(new("no population")), EVENTS).home,
        "one month": with_facts(with_zones(new("one month"), **known), month).home,
        "two eras": with_facts(
            eras, EVENTS.replace("2023-", "1998-").replace("2024-", "1999-"), kind="main_courante"
        ).home,
    }


@pytest.fixture
def open_page(
    project: Path, homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., AppTest]]:
    """Run a page in front of a commune, as its first reader, with the settings of the project."""
    monkeypatch.chdir(project)

    def run(page: str, commune: str, **address: str) -> AppTest:
        monkeypatch.setenv("QUIETUDE_HOME", str(homes[commune]))
        app = AppTest.from_file(project / "pages" / "app" / "main.py", default_timeout=30)
        app.query_params.update(address)
        # ``switch_page`` knows pages made of a file only.
        app._page_hash = calc_hash(page)
        return app.run()

    yield run
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def own(homes: dict[str, Path], demo_home: Path, tmp_path: Path) -> Iterator[Path]:
    """The fictive commune, to write in."""
    homes["own"] = shutil.copytree(demo_home, tmp_path / "home")
    yield homes["own"]
    del homes["own"]


@pytest.fixture
def journal(own: Path) -> Iterator[Journal]:
    with journals.open_journal(own) as opened:
        yield opened
