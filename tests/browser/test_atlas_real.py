"""The map of real cities, and of a thousand zones: every zone is painted, reached, chosen, and follows the months."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, read_profiles
from data.model import Level
from data.warehouse import repository, snapshot
from tests.bench import material
from tests.browser.carte import Carte
from tests.browser.communes import CATEGORIES, MONTHS

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"

CITIES = {
    Level.QUARTIER: ("Paris", REAL / "paris_quartiers" / "quartier_paris.geojson", 80),
    Level.IRIS: ("Lyon", REAL / "lyon_iris" / "iris.geojson", 358),
    Level.BAILLEUR: ("Haute-Garonne", REAL / "ssmsi_communes_haute_garonne" / "georef-france-commune.geojson", 586),
    Level.QPV: ("a thousand zones", None, 1000),
}
"""One city for each level, so that one commune shows them all."""
ARROWS = ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown")


@pytest.fixture(scope="module")
def address(app_server, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("real")
    commune = communes.create(folder / "home", name="Quatre-Villes", insee_code="18999")
    (commune.home / "sources").mkdir()
    invented_zones = material.write_zones(folder / "zones.geojson", 1000)
    for level, (_, path, _) in CITIES.items():
        if path and not path.exists():
            continue
        # Cities that are far from each other: whoever brings them says that they are the commune’s.
        door.take(commune, [path or invented_zones], ZoneProfile(level, answers={"far": "oui"}))
        profile = f"""
            label = "{level}"
            kind = "signalement"
            shape = "monthly"
            level = "{level}"
            columns = {{month = "mois", category = "nature", zone_code = "zone", count = "nombre"}}
        """
        (commune.home / "sources" / f"{level}.toml").write_text(profile, encoding="utf-8")
        facts = folder / f"{level}.csv"
        with facts.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(invented(commune, level))
        door.take(commune, [facts], read_profiles(commune.home)[str(level)])
    return app_server(commune.home)


def invented(commune: communes.Commune, level: Level) -> Iterator[tuple[object, ...]]:
    """Monthly counts of every zone of a level, each month different."""
    yield "mois", "nature", "zone", "nombre"
    rng = np.random.default_rng(20260101)
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        codes = repository.zones(connection, level)["zone_code"].tolist()
    for month in MONTHS[:12]:
        for category in CATEGORIES.values():
            for code, n in zip(codes, rng.poisson(6, len(codes)).tolist(), strict=True):
                yield month, category, code, n


@pytest.fixture(params=CITIES, ids=[name for name, *_ in CITIES.values()])
def city(request, open_carte, address) -> tuple[Carte, int]:
    _, path, n_zones = CITIES[request.param]
    if path and not path.exists():
        pytest.skip("the real files of ../shared are not beside this clone")
    return open_carte(f"decoupage={request.param}&affichage=mois&mois=2024-06", address), n_zones


def test_every_zone_of_a_city_is_painted_reached_and_chosen(city, page):
    carte, n_zones = city
    expect(carte.zones).to_have_count(n_zones)
    drawn = carte.zones.evaluate_all(
        """(paths) => paths.filter((path) => {
          const { width, height } = path.getBBox();
          return width > 0 && height > 0 && path.getAttribute("fill").match(/^#|^url/);
        }).length"""
    )
    assert drawn == n_zones
    to = [zone["to"] for zone in carte.outline["zones"]]
    codes = [zone["code"] for zone in carte.outline["zones"]]
    assert reached(to, 0) == reached(inverse(to), 0) == set(range(n_zones))
    carte.enter_by_keyboard()
    here = codes.index(carte.focused)
    rng = np.random.default_rng(n_zones)
    for direction in rng.integers(0, 4, 40).tolist():
        page.keyboard.press(ARROWS[direction])
        here = to[here][direction] if to[here][direction] >= 0 else here
        assert carte.focused == codes[here]
    carte.keys("Enter")
    assert carte.chosen == [carte.names[codes[here]]]
    assert carte.address["zones"] == [codes[here]]
    carte.press("fit")
    zone, frame = carte.zone(codes[here]).bounding_box(), carte.map.bounding_box()
    assert zone["x"] >= frame["x"] and zone["x"] + zone["width"] <= frame["x"] + frame["width"]
    legend, before = carte.legend, carte.colours
    carte.slider.focus()
    carte.keys("ArrowRight")
    assert carte.slider.get_attribute("aria-valuetext") == "juillet 2024"
    changed = sum(one != other for one, other in zip(before, carte.colours, strict=True))
    assert changed > n_zones / 3 and carte.legend == legend
    assert len(carte.sentences) == n_zones


def inverse(to: list[list[int]]) -> list[list[int]]:
    """Zones from which an arrow leads to each."""
    back: list[list[int]] = [[] for _ in to]
    for zone, targets in enumerate(to):
        for target in targets:
            if target >= 0:
                back[target].append(zone)
    return back


def reached(to: list[list[int]], start: int) -> set[int]:
    """Zones that arrows reach from one."""
    found, waiting = {start}, [start]
    while waiting:
        for target in to[waiting.pop()]:
            if target >= 0 and target not in found:
                found.add(target)
                waiting.append(target)
    return found
