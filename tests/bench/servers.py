"""Streamlit processes: Quiétude on a home, and the floor. Each stops with its block."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from analytics.text import fr
from tests.bench import material
from tests.browser.conftest import free_port

_PROJECT = Path(__file__).parents[2]


@contextmanager
def quietude(home: Path) -> Iterator[str]:
    """Serve the commune of ``home``; gives the address."""
    with _streamlit("dashboard.py", folder=_PROJECT, environment={"QUIETUDE_HOME": str(home)}) as address:
        yield address


@contextmanager
def floor(folder: Path) -> Iterator[str]:
    """Serve the stock page, from a folder where no setting of ours is found; gives the address."""
    options = [fr.ALL_CATEGORIES, *material.categories()]
    with _streamlit(Path(__file__).parent / "floor.py", folder=folder, arguments=options) as address:
        yield address


@contextmanager
def _streamlit(
    script: Path | str, *, folder: Path, environment: Mapping[str, str] | None = None, arguments: Sequence[str] = ()
) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    options = {"port": port, "address": "127.0.0.1", "headless": "true"}
    command = [sys.executable, "-m", "streamlit", "run", script, "--browser.gatherUsageStats", "false"]
    command += [part for name, value in options.items() for part in (f"--server.{name}", str(value))]
    server = subprocess.Popen(
        [*command, "--", *arguments],
        cwd=folder, env=os.environ | (environment or {}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        # Streamlit writes its address once it listens; if its output ends before, it could not start.
        if not any(address in line for line in server.stdout):
            raise RuntimeError(f"{script} did not start; run it by hand to see why")
        yield address
    finally:
        server.terminate()
        server.wait()
