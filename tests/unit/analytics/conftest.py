"""A small commune drawn at random once, loaded through the same door as a real one, with its facts kept apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.figures import Observatory, observe
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.model import Level

# South-west corners, in degrees; each side is 0.02. The last quartier has no fact at all.
CORNERS = {"01": (2.00, 47.00), "02": (2.02, 47.00), "03": (2.00, 47.02), "04": (2.02, 47.02)}
SIDE = 0.02
RESIDENTS = {"01": 4000, "02": 2500, "03": 9000, "04": 700}
DWELLINGS = {"01": 1900, "02": 1100, "03": 4200, "04": 300}
OUTSIDE = (2.10, 47.10)
MONTHS = pd.date_range("2022-01-01", "2024-12-01", freq="MS")
SILENT = pd.Timestamp("2023-05-01")

# Each as delivered, with the slug under which the nomenclature knows it; the last is unknown to it.
CATEGORIES: Mapping[str, Mapping[str, str]] = {
    "signalement": {
        "Tags": "graffitis_affiches",
        "Tapage nocturne": "bruit_tapage",
        "Objets célestes": "Objets célestes",
    },
    "plainte": {"Cambriolages de logement": "cambriolages_logement", "Vols avec armes": "vols_avec_armes"},
    "main_courante": {"Tags": "graffitis_affiches"},
}


@dataclass(frozen=True)
class Seeded:
    """What the views read, beside the facts that were given: one row per month (or year), place and category."""

    home: Path
    facts: pd.DataFrame

    @property
    def source(self) -> Observatory:
        return observe(self.home)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    folder = tmp_path_factory.mktemp("seeded")
    town = communes.create(folder / "home", name="Essai-sur-Test", insee_code="18999")
    door.take(
        town,
        [write_quartiers(folder)],
        ZoneProfile(Level.QUARTIER, code="code", label="nom", population="pop", dwellings="log"),
    )
    door.take(town, [write_iris(folder)], ZoneProfile(Level.IRIS, code="code", label="nom"))
    facts = draw(np.random.default_rng(31))
    reports = facts[facts["kind"] == "signalement"]
    reports.loc[reports.index.repeat(reports["n"])].to_csv(folder / "signalements.csv", index=False)
    for kind in ("plainte", "main_courante"):
        facts[facts["kind"] == kind].to_csv(folder / f"{kind}.csv", index=False)
    given = {
        "signalement": ("date=day", "lat=lat", "lon=lon"),
        "plainte": ("month=month", "count=n", "zone_code=quartier"),
        "main_courante": ("year=year", "count=n", "zone_code=quartier"),
    }
    for kind, columns in given.items():
        (file,) = folder.glob(f"{kind}*.csv")
        door.take(town, [file], describe(kind, ["category=category", *columns]))
    slugs = {label: slug for categories in CATEGORIES.values() for label, slug in categories.items()}
    return Seeded(town.home, facts.assign(category=facts["category"].map(slugs), commune=town.insee_code))


def draw(rng: np.random.Generator) -> pd.DataFrame:
    """Facts of three kinds: located by a point or lost, counted per quartier and month, counted per year."""
    rows = []
    for month in MONTHS.drop(SILENT):
        for category in CATEGORIES["signalement"]:
            for quartier, half in (("01", 0), ("01", 1), ("02", 1), ("03", 0), ("lost", 0)):
                west, south = CORNERS.get(quartier, OUTSIDE)
                rows.append(
                    {
                        "kind": "signalement",
                        "start": month,
                        "day": f"{month:%Y-%m}-1{rng.integers(0, 9)}",
                        "category": category,
                        "quartier": None if quartier == "lost" else quartier,
                        "iris": None if quartier == "lost" else f"1899901{quartier[1]}{half}",
                        "lon": west + SIDE * (0.25 + half / 2),
                        "lat": south + SIDE / 2,
                        "n": rng.poisson(3),
                    }
                )
        for category in CATEGORIES["plainte"]:
            for quartier in ("01", "02", "03", None):
                rows.append(
                    {
                        "kind": "plainte",
                        "start": month,
                        "month": f"{month:%Y-%m}",
                        "category": category,
                        "quartier": quartier,
                        "n": rng.poisson(8),
                    }
                )
    for year in (2021, 2022, 2024):
        rows += [
            {"kind": "main_courante", "start": pd.Timestamp(year, 1, 1), "year": str(year), "category": "Tags",
             "quartier": quartier, "n": rng.poisson(40)}
            for quartier in ("01", "02", None)
        ]  # fmt: skip
    drawn = pd.DataFrame(rows)
    return drawn[drawn["n"] > 0].reset_index(drop=True)


def write_quartiers(folder: Path) -> Path:
    return write_zones(
        folder / "quartiers.geojson",
        [
            ({"code": code, "nom": f"Quartier {code}", "pop": RESIDENTS[code], "log": DWELLINGS[code]}, corner, SIDE)
            for code, corner in CORNERS.items()
        ],
    )


def write_iris(folder: Path) -> Path:
    """Two halves of each quartier, without population."""
    return write_zones(
        folder / "iris.geojson",
        [
            ({"code": f"1899901{code[1]}{half}", "nom": "Moitié"}, (west + half * SIDE / 2, south), SIDE / 2)
            for code, (west, south) in CORNERS.items()
            for half in (0, 1)
        ],
    )


def write_zones(path: Path, places: list[tuple[dict[str, object], tuple[float, float], float]]) -> Path:
    features = []
    for properties, (west, south), width in places:
        east, north = west + width, south + SIDE
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
