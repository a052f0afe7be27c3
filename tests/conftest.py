"""What all tests share: the place of the project, the fictive commune, and property tests that repeat exactly."""

import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

# The same examples at each run and no clock: a failure comes from the change, not from luck or a busy machine.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def demo_home(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictive commune, built once by its command; to be read only."""
    home = tmp_path_factory.mktemp("fictive")
    subprocess.run([sys.executable, "-m", "data", "demo", "--home", home], cwd=project, check=True)
    return home
