"""Real files of French and foreign cities, kept beside the clone; they are not ours to copy into the project."""

from pathlib import Path

import pytest

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


@pytest.fixture(autouse=True, scope="session")
def real_files() -> None:
    if not REAL.is_dir():
        pytest.skip("les fichiers réels (../shared/data/real) ne sont pas sur cette machine")
