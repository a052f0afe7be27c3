"""Thirty readers at once, each changing something every five seconds: what each waits for the server, and weighs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np

from analytics.text import fr
from tests.bench import loading, material, servers, sessions
from tests.bench.budgets import Measured, duration
from tests.bench.servers import Server
from tests.bench.sessions import Run, Session

_READERS, _EVERY, _CHANGES = 30, 5, 12
"""Readers; seconds between two changes of one; changes of each, that is a minute."""
_FIRST = 10
"""Readers whose memory is not counted."""
MEGABYTE = 1e6

Change = Callable[[Session, int], Awaitable[Run]]
"""The n-th change of a session."""


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Send the same crowd to Quiétude, then to the plain plotly page."""
    home = loading.commune_to_browse(folder, rows)
    with servers.quietude(home) as server:
        runs, each = asyncio.run(_crowd(server, "carte", change_carte))
    failed, waits = sum(run.failed for run in runs), [run.seconds for run in runs]
    yield Measured(f"{_READERS} sessions, errors", f"{len(runs)} changes", failed, 0, "")
    yield _wait(f"{_READERS} sessions, server time p95", waits, 200)
    yield Measured(f"{_READERS} sessions, memory of each", "", each / MEGABYTE, 2, "MB")
    with servers.plotly(folder, home) as server:
        runs, each = asyncio.run(_crowd(server, "", change_plain))
    yield _wait("plain plotly page, server time p95", [run.seconds for run in runs])
    yield Measured("plain plotly page, memory of each", "", each / MEGABYTE, unit="MB")


async def change_carte(session: Session, turn: int) -> Run:
    """Choose a category in the atlas, then an indicator, then a category again, then a level."""
    if turn % 2 == 0:
        return await session.choose_in_atlas(categorie=_in_turn(list(material.categories()), turn // 2))
    part = ("indicateur", "decoupage")[turn // 2 % 2]
    return await session.choose_in_atlas(**{part: _in_turn(session.options[part], turn // 4)})


async def change_plain(session: Session, turn: int) -> Run:
    """Choose each category of the plain page in turn."""
    return await session.choose(fr.CATEGORY, _in_turn(session.options[fr.CATEGORY], turn))


async def _crowd(server: Server, page: str, change: Change) -> tuple[list[Run], float]:
    """Every change of every reader, and the bytes that each session adds to what the server holds."""
    async with AsyncExitStack() as opened:
        readers, held = [], []
        for rank in range(_READERS):
            readers.append(await opened.enter_async_context(sessions.visit(server.address, page)))
            for turn in range(_CHANGES):
                await change(readers[-1], rank + turn)
            server.collect()
            held.append(server.memory)
        # The first ones fill what is kept once for all.
        each, _ = np.polyfit(range(_READERS - _FIRST), held[_FIRST:], 1)
        runs = await asyncio.gather(*(_changes(reader, change, rank) for rank, reader in enumerate(readers)))
    return [run for made in runs for run in made], each


async def _changes(session: Session, change: Change, rank: int) -> list[Run]:
    # One reader after the other, as people do, not all in the same instant.
    await asyncio.sleep(rank * _EVERY / _READERS)
    runs = []
    for turn in range(_CHANGES):
        pause = asyncio.create_task(asyncio.sleep(_EVERY))
        runs.append(await change(session, rank + turn))
        await pause
    return runs


def _wait(what: str, waits: list[float], budget: float | None = None) -> Measured:
    median, slow = np.percentile(waits, (50, 95))
    return Measured(what, f"median {duration(median)}", 1000 * slow, budget, "ms")


def _in_turn(options: list[str], turn: int) -> str:
    return options[turn % len(options)]
