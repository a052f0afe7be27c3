"""What is measured, as processes: Quiétude on a home, the floor and the plain pages. Each stops with its block."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from analytics.text import fr
from data.warehouse import snapshot
from tests.bench import material
from tests.browser.conftest import free_port

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]
# Streamlit's own command, in a process that can be told to collect its garbage.
_COLLECTED = "collected"
_STREAMLIT = f"""
import gc, signal
from streamlit.web import cli
signal.signal(signal.SIGUSR1, lambda *_: print({_COLLECTED!r}, gc.collect(), flush=True))
cli.main()
"""


@dataclass(frozen=True)
class Server:
    """A process that listens."""

    address: str
    process: subprocess.Popen

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory."""
        asked = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return 1024 * int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)

    def collect(self) -> None:
        """Have Streamlit free what nothing uses any more, so that its memory says what is used."""
        self.process.send_signal(signal.SIGUSR1)
        next(line for line in self.process.stdout if line.startswith(_COLLECTED))


@contextmanager
def quietude(home: Path) -> Iterator[Server]:
    """Serve the commune of ``home``."""
    with _streamlit("dashboard.py", folder=_PROJECT, environment={"QUIETUDE_HOME": str(home)}) as server:
        yield server


@contextmanager
def floor(folder: Path) -> Iterator[Server]:
    """Serve the stock page, from a folder where no setting of ours is found."""
    options = [fr.ALL_CATEGORIES, *material.categories().values()]
    with _streamlit(_HERE / "floor.py", folder=folder, arguments=options) as server:
        yield server


@contextmanager
def plotly(folder: Path, home: Path) -> Iterator[Server]:
    """Serve the commune of ``home`` with stock Streamlit and its plotly charts."""
    with _streamlit(_HERE / "plotly_page.py", folder=folder, arguments=[_current(home)]) as server:
        yield server


@contextmanager
def dash(folder: Path, home: Path) -> Iterator[Server]:
    """Serve the commune of ``home`` with Dash."""
    port = free_port()
    with _listening([_HERE / "dash_page.py", _current(home), port], port, folder=folder) as server:
        yield server


def _current(home: Path) -> Path:
    return snapshot.path_of(home, snapshot.current_version(home))


@contextmanager
def _streamlit(
    script: Path | str, *, folder: Path, environment: Mapping[str, str] | None = None, arguments: Sequence[object] = ()
) -> Iterator[Server]:
    port = free_port()
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    options |= {"browser.gatherUsageStats": "false"}
    command = ["-c", _STREAMLIT, "run", script]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    with _listening([*command, "--", *arguments], port, folder=folder, environment=environment) as server:
        yield server


@contextmanager
def _listening(
    command: Sequence[object], port: int, *, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=folder, env=os.environ | (environment or {}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        # A server writes its address once it listens; if its output ends before, it could not start.
        if not any(address in line for line in process.stdout):
            raise RuntimeError(f"{command} did not start; run it by hand to see why")
        # Streamlit listens before the application is ready: the answer waits until it is.
        urlopen(address).close()
        yield Server(address, process)
    finally:
        process.terminate()
        process.wait()
