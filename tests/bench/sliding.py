"""The month slider of the atlas, dragged by a real mouse: frames per second, and tasks that held the page."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench import loading, servers, tabs
from tests.bench.browsing import ATLAS, MONTHS
from tests.bench.budgets import Measured

_FRAMES = {180: 50, 358: 50, 586: None, 1000: 30}
"""Zones, and the frames per second that they must keep."""
_PASSES = 4


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Drag it on communes of more and more zones."""
    with tabs.browser() as browser:
        for n_zones, budget in _FRAMES.items():
            # What is drawn depends on the zones, not on the facts: the largest communes hold fewer.
            n_facts = rows if n_zones == loading.N_ZONES_BROWSED else rows // 10
            home = loading.commune_to_browse(folder, n_facts, n_zones)
            with servers.quietude(home) as server, tabs.new_tab(browser, ATLAS) as tab:
                tab.open(f"{server.address}/carte?{MONTHS}")
                frames, long_tasks = tab.drag(".atlas [name=mois]", _PASSES)
            yield Measured(f"dragging, {n_zones} zones", "", frames, budget, "frames/s", at_least=True)
            yield Measured(f"dragging, {n_zones} zones, long tasks", "", long_tasks, 0, "")
