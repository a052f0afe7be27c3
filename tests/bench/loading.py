"""A load, from a CSV to a published snapshot, against DuckDB alone reading the same CSV; both as whole processes.

Then a month more, what looking at a small file takes, and what its child process costs.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data import commune
from data.intake import door, examination
from data.intake.child import Child
from data.intake.profiles import ZoneProfile
from data.model import Kind, Level
from tests.bench import material
from tests.bench.budgets import Measured, duration, ratio

N_ZONES, N_ZONES_BROWSED = 1000, 180
_RUNS = 4
_MONTHS = 60
_WIDE_ROWS, _WIDE_COLUMNS = 1000, 50
_ROWS = 8300
"""Of a file of 685 kB."""
_BARE = Path(__file__).parent / "bare.py"
_PROJECT = Path(__file__).parents[2]
_ROLES = ("id=id", "date=date_heure", "category=nature", "lat=latitude", "lon=longitude")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one process took: seconds on the clock, seconds of processor, bytes of memory at most."""

    wall: float
    cpu: float
    peak: int


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Alternate bare readings and loads of ``rows`` facts located in a thousand zones; then look at small files."""
    csv = material.write_facts(folder, rows)
    empty = install(folder / "empty", N_ZONES, Level.QUARTIER)
    n_more = rows // _MONTHS
    more = material.write_facts(folder, n_more, rows, material.FIRST_DAY + material.DAYS, days=31)
    bare, loads, months = [], [], []
    for _ in range(_RUNS):
        bare.append(_bare(csv, folder / "bare.duckdb"))
        home = shutil.copytree(empty, folder / "loaded")
        loads.append(_load(home, csv, rows))
        months.append(_load(home, more, n_more))
        shutil.rmtree(home)
    yield ratio("load / bare DuckDB, clock", [run.wall for run in loads], [run.wall for run in bare], 2.5)
    yield ratio("load / bare DuckDB, processor", [run.cpu for run in loads], [run.cpu for run in bare], 2.5)
    peak = max(run.peak for run in loads) / 2**30
    yield Measured("load, peak memory", f"largest of {_RUNS}", peak, 1.5, "GiB")
    month = np.median([run.wall for run in months])
    yield Measured(f"load of a month into a home of {rows:,} facts", f"{n_more:,} facts", month, unit="s")
    yield from _measure_looking(folder, empty)


def _measure_looking(folder: Path, home: Path) -> Iterator[Measured]:
    """Look at a wide file and at a long one, in this process and in a child, whose first start is not counted."""
    wide = material.write_wide(material.write_facts(folder, _WIDE_ROWS), _WIDE_COLUMNS)
    long = material.write_facts(folder, _ROWS)
    looked_at = commune.read(home)

    def in_child() -> object:
        return Child(wide.name, wide.stat().st_size, examination.examine, looked_at, wide).answer()

    of_wide = _seconds(lambda: examination.examine(looked_at, wide))
    of_long = _seconds(lambda: examination.examine(looked_at, long))
    of_child = _seconds(in_child)
    runs = f"median of {_RUNS}"
    yield Measured(f"look at {_WIDE_ROWS:,} rows × {_WIDE_COLUMNS} columns", runs, of_wide, 0.5, "s")
    yield Measured(f"look at {long.stat().st_size / 1000:.0f} kB", runs, of_long, 1, "s")
    seen = f"{duration(of_child)} / {duration(of_wide)}"
    yield Measured("child process beside the same work in this one", seen, of_child - of_wide, 0.3, "s")


def _seconds(call: Callable[[], object]) -> float:
    """Seconds that a call takes, once what it imports and starts is there."""
    call()
    seconds = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))


def commune_to_browse(folder: Path, rows: int, n_zones: int = N_ZONES_BROWSED) -> Path:
    """Home of the commune that the screens show: twelve categories, sixty months, ``n_zones`` quartiers, as many IRIS.

    It holds ``rows`` signalements, and a tenth as many facts of main courante: two indicators and two levels to change.
    Made once for all the families of a run, which only read it.
    """
    home = folder / f"home-{rows}-{n_zones}"
    if not home.exists():
        install(home, n_zones, Level.QUARTIER, Level.IRIS)
        _load(home, material.write_facts(folder, rows), rows)
        _load(home, material.write_facts(folder, rows // 10), rows // 10, Kind.MAIN_COURANTE)
    return home


def install(home: Path, n_zones: int, *levels: Level) -> Path:
    """Install a commune of ``n_zones`` at each level, cut in another way, without a fact."""
    created = commune.create(home, name="Banc d’essai", insee_code="99999", fictive=True)
    for variant, level in enumerate(levels):
        file = material.write_zones(home / f"{level}.geojson", n_zones, variant)
        door.take(created, [file], ZoneProfile(level, code="code", population="population"))
    return home


def _load(home: Path, csv: Path, rows: int, kind: Kind = Kind.SIGNALEMENT) -> Run:
    """Load a CSV of ``rows`` rows; every row must be accounted for, and the repeated ones found."""
    mapping = [part for role in _ROLES for part in ("--map", role)]
    done, output = run(["-m", "data", "load", csv, "--kind", kind, *mapping, "--json", "--home", home])
    report = json.loads(output)
    assert report["loaded"] + report["duplicate"] + sum(report["rejected"].values()) == rows, report
    return done


def _bare(csv: Path, database: Path) -> Run:
    database.unlink(missing_ok=True)
    done, _ = run([_BARE, csv, database])
    return done


def run(arguments: Sequence[object]) -> tuple[Run, str]:
    """Run Python once: what it took, and what it printed."""
    started = time.perf_counter()
    command, pipe = [sys.executable, *map(str, arguments)], subprocess.PIPE
    process = subprocess.Popen(command, cwd=_PROJECT, stdout=pipe, stderr=pipe, text=True)
    output, complaint = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(complaint)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT), output
