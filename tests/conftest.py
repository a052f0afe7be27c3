"""What all tests share: the place of the project, the fictive commune, and property tests that repeat exactly."""

import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

# A small commune, for whoever gives it files: tests of the intake, attacks, real files.
pytest_plugins = ["tests.town"]

# The same examples at each run and no clock: a failure comes from the change, not from luck or a busy machine. Fewer in
# make check, which must be short.
EXAMPLES = int(os.environ.get("QUIETUDE_EXAMPLES", "100"))
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("repeatable")


FAST_FOLDERS = {"contracts", "unit"}
LOADED = {"demo_home", "seeded", "town", "new_town", "command"}
"""Fixtures that load a commune, or run commands: more than a test of ``make check`` may cost."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``fast`` what ``make check`` runs: units and contracts, but for those that load a commune."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        fixtures = set(getattr(item, "fixturenames", ()))
        if folder in FAST_FOLDERS and not fixtures & LOADED and item.get_closest_marker("slow") is None:
            item.add_marker("fast")


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def demo_home(project: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The fictive commune, built once by its command for all the processes of a run; to be read only."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    home = shared / "fictive"
    with FileLock(shared / "fictive.lock"):
        if not home.exists():
            # Named once complete: what a failed build leaves behind is never taken for a commune.
            unfinished = home.with_suffix(".unfinished")
            subprocess.run([sys.executable, "-m", "data", "demo", "--home", unfinished], cwd=project, check=True)
            unfinished.rename(home)
    return home
