"""Where the published cases lie, and how ours are told beside them; they are not ours to copy into the project."""

from pathlib import Path

import numpy as np
import pytest

REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "reference"


@pytest.fixture
def reference() -> Path:
    if not REFERENCE.is_dir():
        pytest.skip("les cas publiés (../shared/data/reference) ne sont pas sur cette machine")
    return REFERENCE


@pytest.fixture
def meet():
    """Print a published figure, or several, beside ours, and hold ours to it."""

    def meet(case, published, ours, tolerance):
        far = np.max(np.abs(np.asarray(ours, dtype=float) - np.asarray(published, dtype=float)))
        told = np.array2string(np.asarray(ours, dtype=float), max_line_width=1_000, precision=8, separator=", ")
        print(f"{case}: published {published}, ours {told}, difference {far:.1e}")
        assert far <= tolerance

    return meet


def pytest_terminal_summary(terminalreporter):
    """One line per case, although pytest keeps what passing tests print to itself."""
    terminalreporter.section("published cases")
    for report in terminalreporter.getreports("passed"):
        terminalreporter.write("".join(f"{line}\n" for line in report.capstdout.splitlines()))
