"""Hostile files shown one after the other on Données: what another reader waits, and what all of it holds."""

import asyncio
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.bench import loading, servers, sessions, tabs
from tests.bench.budgets import Measured, duration
from tests.bench.crowd import change_carte
from tests.bench.servers import Server
from tests.bench.sessions import Run
from tests.intake.test_child import hostile

_EVERY = 1
"""Seconds between two changes of the other reader."""
_PATIENCE = 60_000
"""Milliseconds in which a file is answered."""
_ANSWER = '[data-testid="stMain"] [data-testid="stAlert"]'


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Upload every hostile file in a browser, while another reader changes the Carte once a second."""
    files = hostile(_made(folder / "hostile"), "http://127.0.0.1:9", folder / "secret.csv")
    with servers.quietude(loading.commune_to_browse(folder, rows)) as server:
        runs, held, slowest = asyncio.run(_beside(server, files))
    waits = [run.seconds for run in runs]
    median, slow = np.percentile(waits, (50, 95))
    yield Measured("another reader, errors", f"{len(runs)} changes", sum(run.failed for run in runs), 0, "")
    yield Measured("another reader, server time p95", f"median {duration(median)}", 1000 * slow, 200, "ms")
    yield Measured("server and its children, memory", f"{len(files)} files", max(held) / 1e9, 4.5, "GB")
    yield Measured("slowest answer to a file", "from its choice to a sentence", slowest, 30, "s")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _beside(server: Server, files: Sequence[Path]) -> tuple[list[Run], list[int], float]:
    """Every change of the other reader, the bytes held at each, and the seconds of the slowest answer to a file."""
    runs, held = [], []
    async with sessions.visit(server.address, "carte") as reader:
        for turn in range(4):  # Fills what is kept once for all.
            await change_carte(reader, turn)
        uploads = asyncio.create_task(asyncio.to_thread(_uploads, server.address, files))
        while not uploads.done():
            runs.append(await change_carte(reader, len(runs)))
            held.append(_held(server.process.pid))
            await asyncio.sleep(_EVERY)
    return runs, held, max(uploads.result())


def _uploads(address: str, files: Sequence[Path]) -> list[float]:
    """Seconds in which each file is answered, each on a page of its own."""
    seconds = []
    with tabs.browser() as browser:
        for file in files:
            page = browser.new_page()
            page.goto(f"{address}/donnees")
            chooser = page.locator("input[type=file]").first
            chooser.wait_for(state="attached", timeout=_PATIENCE)
            started = page.evaluate("performance.now()")
            chooser.set_input_files(file)
            page.locator(_ANSWER).first.wait_for(timeout=_PATIENCE)
            seconds.append((page.evaluate("performance.now()") - started) / 1000)
            page.close()
    return seconds


def _held(process: int) -> int:
    """Bytes held by a process and by all that it started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family = {process}
    while born := {pid for pid, parent, _ in rows if parent in family} - family:
        family |= born
    return 1024 * sum(size for pid, _, size in rows if pid in family)
