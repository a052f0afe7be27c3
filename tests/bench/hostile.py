"""Hostile files shown one after the other on Données: what another reader waits, and what all of it holds."""

import asyncio
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.bench import loading, servers, sessions
from tests.bench.budgets import Measured, duration
from tests.bench.crowd import change_carte
from tests.bench.servers import Server
from tests.bench.sessions import Run
from tests.intake.test_child import hostile

_EVERY, _KNOWN = 0.5, 40
"""Seconds between two changes of the other reader; changes after which all that it chooses was seen once."""


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Upload every hostile file, while another reader changes the Carte twice a second; neither has a browser here."""
    files = hostile(_made(folder / "hostile"), "http://127.0.0.1:9", folder / "secret.csv")
    with servers.quietude(loading.commune_to_browse(folder, rows)) as server:
        runs, held, slowest = asyncio.run(_beside(server, files))
    waits = [run.seconds for run in runs]
    median, slow = np.percentile(waits, (50, 95))
    yield Measured("another reader, errors", f"{len(runs)} changes", sum(run.failed for run in runs), 0, "")
    yield Measured("another reader, server time p95", f"median {duration(median)}", 1000 * slow, 200, "ms")
    yield Measured("server and its children, memory", f"{len(files)} files", max(held) / 1e9, 4.5, "GB")
    yield Measured("slowest answer to a file", "from its upload to the end of the page", slowest, 30, "s")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _beside(server: Server, files: Sequence[Path]) -> tuple[list[Run], list[int], float]:
    """Every change of the other reader, the bytes held at each, and the seconds of the slowest answer to a file."""
    runs, held = [], []
    async with sessions.visit(server.address, "carte") as reader:
        for turn in range(_KNOWN):  # Fills what is kept once for all.
            await change_carte(reader, turn)
        uploads = asyncio.create_task(_uploads(server.address, files))
        while not uploads.done():
            runs.append(await change_carte(reader, len(runs)))
            held.append(_held(server.process.pid))
            await asyncio.sleep(_EVERY)
    return runs, held, max(uploads.result())


async def _uploads(address: str, files: Sequence[Path]) -> list[float]:
    """Seconds in which each file is answered, each on a page of its own."""
    seconds = []
    for file in files:
        async with sessions.visit(address, "donnees") as page:
            seconds.append((await page.give(file)).seconds)
    return seconds


def _held(process: int) -> int:
    """Bytes held by a process and by all that it started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family = {process}
    while born := {pid for pid, parent, _ in rows if parent in family} - family:
        family |= born
    return 1024 * sum(size for pid, _, size in rows if pid in family)
