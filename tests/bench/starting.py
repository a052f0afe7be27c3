"""From a server's start, and from a visit, to the Carte painted, against the floor's."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import loading, servers, tabs
from tests.bench.browsing import CARTE, FLOOR
from tests.bench.budgets import Measured, ratio

_RUNS = 4


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Alternate starts of the floor and of Quiétude; each is then visited a second time, by a browser that knows nothing."""
    home = loading.commune_to_browse(folder, rows)
    floor, carte = [], []
    with tabs.browser() as browser:
        for _ in range(_RUNS):
            floor.append(_start(browser, lambda: servers.floor(folder), "/", FLOOR))
            carte.append(_start(browser, lambda: servers.quietude(home), "/carte", CARTE))
    for position, what in enumerate(("server started → Carte painted", "first visit → Carte painted", "later visit → Carte painted")):
        yield ratio(what, [run[position] for run in carte], [run[position] for run in floor], 1.2)


def _start(browser: Browser, serve: Callable[[], AbstractContextManager[str]], path: str, drawn: str) -> tuple[float, ...]:
    """Seconds from the server's start to the paint, from the first visit to it, and from the second visit to its own."""
    started = time.time()
    with serve() as address:
        listening, painted = _visit(browser, address + path, drawn)
        again, painted_again = _visit(browser, address + path, drawn)
    return painted - started, painted - listening, painted_again - again


def _visit(browser: Browser, address: str, drawn: str) -> tuple[float, float]:
    with tabs.new_tab(browser, drawn) as tab:
        return time.time(), tab.open(address)
