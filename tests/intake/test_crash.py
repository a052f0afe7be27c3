"""A load that is killed leaves the snapshot of before or the one of after, never anything between."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from data.warehouse import snapshot
from tests.town import content

KILLS = 5
ROWS = 600_000
COMMAND = ("--kind", "signalement", "--map", "date=date", "category=type", "lat=lat", "lon=lon", "id=id")


@pytest.fixture(scope="module")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough for a load to last: a kill then falls within each of its stages."""
    rng = np.random.default_rng(11)
    days = np.datetime64("2023-01-01") + rng.integers(0, 365, ROWS).astype("timedelta64[D]")
    lat, lon = rng.uniform(43.5, 43.7, ROWS), rng.uniform(1.35, 1.55, ROWS)
    path = tmp_path_factory.mktemp("big") / "faits.csv"
    rows = (f"{i};{day};Bruit;{y:.6f};{x:.6f}\n" for i, day, y, x in zip(range(ROWS), days, lat, lon, strict=True))
    with path.open("w", encoding="utf-8") as file:
        file.write("id;date;type;lat;lon\n")
        file.writelines(rows)
    return path


def start(project: Path, home: Path, file: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "data", "load", file, *COMMAND, "--home", home]
    return subprocess.Popen(command, cwd=project)


def test_snapshot_is_that_of_before_or_of_after_when_a_load_is_killed(project, prepared_home, big_file, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(prepared_home, before)
    after = tmp_path / "after"
    shutil.copytree(before, after)
    started = time.monotonic()
    assert start(project, after, big_file).wait() == 0
    duration = time.monotonic() - started
    states = content(before), content(after)
    assert states[0] != states[1] and states[1]["fact"][0] == ROWS

    home = tmp_path / "home"
    shutil.copytree(before, home)
    # One moment in each fifth of a load, from its very start to past its usual end.
    moments = (np.arange(KILLS) + np.random.default_rng(12).uniform(size=KILLS)) * duration * 1.05 / KILLS
    interrupted = 0
    for moment in moments:
        process = start(project, home, big_file)
        # The wait ends at the chosen moment or with the process, whichever comes first.
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            interrupted += 1
        found = content(home)
        assert found in states
        if found == states[1]:
            shutil.rmtree(home)
            shutil.copytree(before, home)
    assert interrupted >= KILLS // 2

    assert start(project, home, big_file).wait() == 0
    assert content(home) == states[1]
    left = {path.name for path in snapshot.folder(home).iterdir() if not path.stem.isdigit()}
    assert left <= {"current", "lock", "spill"}
