"""The facts of the invented town, written in the shape in which each service sends its own."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from data.demo.town import LAMBERT_93, WGS84, Town
from data.demo.truth import PERIOD, SERIES
from data.model import Kind

_NOT_LOCATED = "Non localisé"
_POLICE_NOT_LOCATED = 0.03
_NO_COORDINATES = {Kind.MAIN_COURANTE: 0.03, Kind.SIGNALEMENT: 0.05}
_OUTSIDE = 0.004
_NO_QUARTIER = 0.02
"""Shares, 0 to 1, of what real files lack."""

_EVENING = 19
"""Hour from which facts gather at the end of the week."""
_MOVED = 0.6
"""Share of the evening facts of Monday to Thursday that are given another day instead."""


@dataclass(frozen=True)
class FactFile:
    """A file of facts and the slug of the source profile that reads it."""

    path: Path
    source: str


def write_facts(town: Town, counts: NDArray[np.int64], folder: Path, rng: np.random.Generator) -> tuple[FactFile, ...]:
    """Write the facts of every service into ``folder``.

    Parameters
    ----------
    counts : facts drawn, shape (series, IRIS, months).
    """
    return (
        *_write_plaintes(town, counts, folder, rng),
        _write_main_courante(_events(town, counts, Kind.MAIN_COURANTE, rng), folder, rng),
        _write_signalements(_events(town, counts, Kind.SIGNALEMENT, rng), town, folder, rng),
        _write_mediation(_events(town, counts, Kind.MEDIATION, rng), town, folder, rng),
    )


def _write_plaintes(town: Town, counts: NDArray[np.int64], folder: Path, rng: np.random.Generator) -> list[FactFile]:
    """One table a year, a row per quartier and category, a column per month; some facts have no known place."""
    rows = [row for row, one in enumerate(SERIES) if one.kind is Kind.PLAINTE]
    iris_in_quartier = np.eye(len(town.quartiers), dtype=int)[town.iris["quartier"]]
    located = np.einsum("sim,iq->qsm", counts[rows], iris_in_quartier)
    lost = rng.binomial(located, _POLICE_NOT_LOCATED)
    places = [*town.quartiers["label"], _NOT_LOCATED]
    table = np.concatenate([located - lost, lost.sum(axis=0, keepdims=True)]).reshape(len(places) * len(rows), -1)
    frame = pd.DataFrame(table, columns=[f"{month:%m/%Y}" for month in PERIOD.months()])
    frame.insert(0, "Quartier", np.repeat(places, len(rows)))
    frame.insert(1, "Nature", [SERIES[row].label for row in rows] * len(places))
    files = []
    for year in sorted({month.year for month in PERIOD.months()}):
        path = folder / f"plaintes_police_nationale_{year}.csv"
        kept = ["Quartier", "Nature", *(column for column in frame if column.endswith(f"/{year}"))]
        frame[kept].to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\n")
        files.append(FactFile(path, "plaintes_police_nationale"))
    return files


def _write_main_courante(events: pd.DataFrame, folder: Path, rng: np.random.Generator) -> FactFile:
    """Events in Lambert-93 metres; the coordinates of some were not noted."""
    path = folder / "main_courante_pm.csv"
    known = rng.random(len(events)) >= _NO_COORDINATES[Kind.MAIN_COURANTE]
    pd.DataFrame(
        {
            "N° évènement": [f"{at.year}-{number:05d}" for number, at in enumerate(events["at"], start=1)],
            "Date": events["at"].dt.strftime("%d/%m/%Y"),
            "Heure": events["at"].dt.strftime("%H:%M"),
            "Nature": events["label"],
            "Lieu": events["address"],
            "X": events["x"].where(known),
            "Y": events["y"].where(known),
        }
    ).to_csv(path, sep=";", index=False, encoding="utf-8", lineterminator="\n", float_format="%.1f")
    return FactFile(path, "main_courante_pm")


def _write_signalements(events: pd.DataFrame, town: Town, folder: Path, rng: np.random.Generator) -> FactFile:
    """Events in degrees; some were sent without a position, a few from beyond the limits of the commune."""
    path = folder / "signalements_ville.csv"
    known = rng.random(len(events)) >= _NO_COORDINATES[Kind.SIGNALEMENT]
    outside = rng.random(len(events)) < _OUTSIDE
    points = events[["x", "y"]].to_numpy(copy=True)
    points[outside] = _beyond(town, outside.sum(), rng)
    lon, lat = pyproj.Transformer.from_crs(LAMBERT_93, WGS84, always_xy=True).transform(*points.T)
    pd.DataFrame(
        {
            "id": np.arange(1, len(events) + 1),
            "date_creation": events["at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "type": events["label"],
            "adresse": events["address"].mask(outside, "Limite de commune"),
            "lat": pd.Series(lat).where(known),
            "lon": pd.Series(lon).where(known),
        }
    ).to_csv(path, sep=",", index=False, encoding="utf-8", lineterminator="\n", float_format="%.6f")
    return FactFile(path, "signalements_ville")


def _write_mediation(events: pd.DataFrame, town: Town, folder: Path, rng: np.random.Generator) -> FactFile:
    """Interventions noted by hand: the name of the quartier is written in several ways, or forgotten."""
    path = folder / "mediation_interventions.csv"
    names = town.quartiers["label"].to_numpy()[events["quartier"]]
    ways = rng.choice(len(_SPELLINGS), len(names), p=list(_SPELLINGS.values()))
    spellings = list(_SPELLINGS)
    written = np.array([spellings[way](name) for way, name in zip(ways, names, strict=True)])
    hours = events["at"].dt.hour
    pd.DataFrame(
        {
            "Date": events["at"].dt.strftime("%d/%m/%Y"),
            "Créneau": np.select([hours.between(5, 11), hours.between(12, 17)], ["matin", "après-midi"], "soirée"),
            "Type d'intervention": events["label"],
            "Quartier": np.where(rng.random(len(events)) < _NO_QUARTIER, "", written),
            "Durée (min)": 5 * rng.integers(2, 19, len(events)),
        }
    ).to_csv(path, sep=";", index=False, encoding="utf-8", lineterminator="\n")
    return FactFile(path, "mediation_interventions")


def _plain(name: str) -> str:
    """Spell a name without accents, hyphens or typographic apostrophes."""
    letters = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    return letters.replace("-", " ").replace("’", "'")


_SPELLINGS: dict[Callable[[str], str], float] = {str: 0.82, str.upper: 0.06, str.lower: 0.05, _plain: 0.07}
"""Ways to write a name, with their shares."""


def _events(town: Town, counts: NDArray[np.int64], kind: Kind, rng: np.random.Generator) -> pd.DataFrame:
    """One row per fact of ``kind``, by date: ``at, label, quartier, address, x, y`` (metres, Lambert-93)."""
    rows = np.array([row for row, one in enumerate(SERIES) if one.kind is kind])
    cells = np.repeat(np.arange(counts[rows].size), counts[rows].ravel())
    series, iris, month = np.unravel_index(cells, counts[rows].shape)
    street = rng.integers(0, town.street_names.shape[1], len(cells))
    along, across = rng.random(len(cells)), rng.uniform(-12, 12, len(cells))
    start, end = town.street_ends[iris, street].transpose(1, 0, 2)
    course = end - start
    length = np.hypot(*course.T)[:, None]
    points = start + along[:, None] * course + across[:, None] * course[:, ::-1] * (-1, 1) / length
    events = pd.DataFrame(
        {
            "at": _moments(month, np.array([SERIES[row].hour for row in rows])[series], rng),
            "label": np.array([SERIES[row].label for row in rows])[series],
            "quartier": town.iris["quartier"].to_numpy()[iris],
            "address": _addresses(town.street_names[iris, street], along * length[:, 0]),
            "x": points[:, 0],
            "y": points[:, 1],
        }
    )
    return events.sort_values("at", kind="stable", ignore_index=True)


def _moments(
    month: NDArray[np.intp], usual_hour: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.datetime64]:
    """Moments in the given months, around the usual hour; evening facts gather at the end of the week."""
    first = np.array([*PERIOD.months(), PERIOD.end], dtype="datetime64[D]")
    days = first[month] + (rng.random((2, len(month))) * np.diff(first)[month].astype(int)).astype("timedelta64[D]")
    early_in_week = np.is_busday(days[0], weekmask="1111000")
    moved = early_in_week & (usual_hour >= _EVENING) & (rng.random(len(month)) < _MOVED)
    day = np.where(moved, days[1], days[0])
    seconds = (usual_hour * 3600 + rng.normal(0, 10_000, len(month))).astype(int) % (24 * 3600)
    moments: NDArray[np.datetime64] = day + seconds.astype("timedelta64[s]")
    return moments


def _addresses(streets: NDArray[np.str_], metres: NDArray[np.float64]) -> list[str]:
    """House number and street: a number every ten metres."""
    return [f"{number} {street}" for number, street in zip(1 + metres.astype(int) // 10, streets, strict=True)]


def _beyond(town: Town, number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Points all around the town, outside it by 100 m to 1 km."""
    outline = town.quartiers.union_all(method="coverage")
    middle = np.array(outline.centroid.coords[0])
    reach = outline.hausdorff_distance(outline.centroid) + rng.uniform(100, 1_000, number)
    turn = rng.uniform(0, 2 * np.pi, number)
    points: NDArray[np.float64] = middle + reach[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return points
