"""Invented communes whose every count is known: nine square quartiers, and the monthly counts that a test gives."""

import csv
import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.model import Level

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
CODES = [f"{i:02}" for i in range(1, 10)]
CATEGORIES = {"graffitis_affiches": "Tags, graffitis et affiches", "bruit_tapage": "Bruit et tapage"}
SIDE = 0.02
"""Degrees."""

Counts = Mapping[tuple[str, str, str], int]
"""Facts by category, zone and month."""


def usual() -> dict[tuple[str, str, str], int]:
    """From 20 to 60 facts in each cell, never the same everywhere."""
    cells = product(CATEGORIES, CODES, MONTHS)
    return {cell: 20 + 7 * i % 41 for i, cell in enumerate(cells)}


def install(home: Path, counts: Counts, *, labels: Mapping[str, str] | None = None, threshold: int = 5) -> Path:
    """Make a commune with these counts, and give its home."""
    commune = communes.create(home, name="Essai-sur-Test", insee_code="18999")
    settings = home / "commune.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("threshold = 5", f"threshold = {threshold}"))
    commune = communes.read(home)
    names = {code: f"Quartier {code}" for code in CODES} | dict(labels or {})
    features = [_square(code, names[code], *divmod(i, 3)) for i, code in enumerate(CODES)]
    outline = home / "quartiers.geojson"
    outline.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    door.take(commune, [outline], ZoneProfile(Level.QUARTIER, code="code", label="nom", population="population"))
    facts = home / "signalements.csv"
    with facts.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["mois", "nature", "quartier", "nombre"])
        table.writerows(
            [month, CATEGORIES.get(category, category), zone, n] for (category, zone, month), n in counts.items()
        )
    columns = ["month=mois", "category=nature", "zone_code=quartier", "count=nombre"]
    door.take(commune, [facts], describe("signalement", columns, "quartier"))
    return home


def _square(code: str, label: str, row: int, column: int) -> dict[str, object]:
    west, north = 2 + SIDE * column, 47 - SIDE * row
    ring = [(west, north), (west + SIDE, north), (west + SIDE, north - SIDE), (west, north - SIDE), (west, north)]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": label, "population": 900 + 100 * row + 10 * column},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
