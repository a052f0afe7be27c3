"""The fictive commune: invented zones, facts and answers, in files shaped like those that communes receive.

Its public places are in files like those that a commune keeps; its actions, in its journal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.demo import town, truth
from data.demo.fact_files import FactFile, write_facts
from data.demo.meetings import write_journal
from data.demo.official import write_benchmark, write_population
from data.demo.surveys import write_surveys
from data.demo.town import INSEE_CODE, NAME
from data.demo.truth import TRUE_EFFECTS, TrueEffect
from data.demo.zone_files import ZoneFile, write_zones
from data.storage import write_whole

__all__ = [
    "INSEE_CODE",
    "NAME",
    "TRUE_EFFECTS",
    "DemoFiles",
    "FactFile",
    "TrueEffect",
    "ZoneFile",
    "write_files",
    "write_journal",
    "write_home_files",
]

_SEED = 9
"""A draw where each effect shows about as large as it is; one draw in twenty misleads, as real data do."""


@dataclass(frozen=True)
class DemoFiles:
    """The files written, in the order in which they are to be loaded."""

    zones: tuple[ZoneFile, ...]
    facts: tuple[FactFile, ...]
    surveys: tuple[Path, ...]
    benchmark: Path
    others: tuple[Path, ...]


def write_files(folder: Path, *, seed: int = _SEED, on_progress: Callable[[str], None] | None = None) -> DemoFiles:
    """Write every file of the fictive commune into ``folder``.

    Parameters
    ----------
    folder : made if need be; files of the same names are replaced.
    seed : the same seed writes the same bytes; the town is the same whatever the seed.
    on_progress : called with what is about to be written, in French.
    """
    tell = on_progress or (lambda step: None)
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)

    tell("Tracé de la ville et de ses zones")
    invented = town.draw()
    zones = write_zones(invented, folder)

    tell("Six années de faits")
    expected = truth.rates(invented, rng)
    counts = truth.draw_counts(expected, rng)
    facts = write_facts(invented, counts, folder, rng)

    tell("Enquêtes et statistiques nationales")
    surveys = write_surveys(invented, expected, folder, rng)
    population = write_population(invented, folder, rng)
    benchmark = write_benchmark(invented, counts, folder, rng)
    return DemoFiles(zones, facts, surveys, benchmark, (population,))


def write_home_files(home: Path) -> None:
    """Put the places and the changes of recording of the fictive commune in its home."""
    for name in ("lieux.csv", "ruptures.csv"):
        write_whole(home / name, Path(__file__).with_name(name).read_bytes())
