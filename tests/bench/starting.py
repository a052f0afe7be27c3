"""From a server's start, and from a visit, to the Carte painted, against the floor's."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import loading, servers, tabs
from tests.bench.browsing import ATLAS, FLOOR
from tests.bench.budgets import Measured, ratio
from tests.bench.servers import Server

_RUNS = 4


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Alternate starts of the floor and of Quiétude; each is then visited again, by a browser that knows nothing."""
    home = loading.commune_to_browse(folder, rows)
    floor, carte = [], []
    with tabs.browser() as browser:
        for _ in range(_RUNS):
            floor.append(_start(browser, servers.floor(folder), "/", FLOOR))
            carte.append(_start(browser, servers.quietude(home), "/carte", ATLAS))
    moments = "server started", "first visit", "later visit"
    for moment, ours, its in zip(moments, zip(*carte, strict=True), zip(*floor, strict=True), strict=True):
        yield ratio(f"{moment} → Carte painted", ours, its, 1.2)


def _start(
    browser: Browser, server: AbstractContextManager[Server], path: str, drawn: str
) -> tuple[float, float, float]:
    """Seconds from the server's start to the paint, from the first visit to it, and from the later visit to its own.

    The first visit begins once the server answers.
    """
    started = time.time()
    with server as here:
        visited, painted = _visit(browser, here.address + path, drawn)
        again, painted_again = _visit(browser, here.address + path, drawn)
    return painted - started, painted - visited, painted_again - again


def _visit(browser: Browser, address: str, drawn: str) -> tuple[float, float]:
    with tabs.new_tab(browser, drawn) as tab:
        return time.time(), tab.open(address)
