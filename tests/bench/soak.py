"""A server left alone with its readers for an hour, who come, change things and leave: its memory must stay flat."""

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.bench import loading, servers, sessions
from tests.bench.budgets import Measured
from tests.bench.crowd import MEGABYTE, change_carte
from tests.bench.servers import Server

_READERS, _CHANGES, _EVERY = 4, 30, 1
"""Readers at once; changes of a visit; seconds between two."""
_WARM_UP = 1 / 6
"""Part of the time, ten minutes of an hour, in which caches fill and Streamlit keeps sessions that might come back."""
_SAMPLES = 60
"""Readings of the memory: one a minute, in an hour."""


def measure(folder: Path, rows: int, *, minutes: float = 2) -> Iterator[Measured]:
    """Read the memory of a server all along."""
    with servers.quietude(loading.commune_to_browse(folder, rows)) as server:
        held = np.array(asyncio.run(_held(server, minutes))) / MEGABYTE
    kept = held[int(_WARM_UP * _SAMPLES) :]
    hours = np.arange(len(kept)) * minutes / _SAMPLES / 60
    slope, _ = np.polyfit(hours, kept, 1)
    seen = f"{kept[0]:.0f} → {kept[-1]:.0f} MB, {slope:+.1f} MB/h"
    yield Measured(f"{minutes:g} minutes, memory gained", seen, 100 * (kept[-1] / kept[0] - 1), 5, "%")


async def _held(server: Server, minutes: float) -> list[int]:
    """Bytes that the server holds, read at equal intervals while readers come and go."""
    held = []
    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(_readers(server.address)) for _ in range(_READERS)]
        for _ in range(_SAMPLES):
            await asyncio.sleep(60 * minutes / _SAMPLES)
            held.append(server.memory)
        for reader in readers:
            reader.cancel()
    return held


async def _readers(address: str) -> None:
    """One reader after the other."""
    for visit in itertools.count():
        async with sessions.visit(address, "carte") as session:
            for turn in range(_CHANGES):
                if (await change_carte(session, visit + turn)).failed:
                    raise RuntimeError(f"change {turn} of visit {visit} failed")
                await asyncio.sleep(_EVERY)
