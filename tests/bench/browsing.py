"""A change of category, from the click to the last paint, in a real browser, against the floor; and its bytes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from tests.bench import loading, material, servers, tabs
from tests.bench.budgets import Measured, ratio

_ROUNDS = 2
"""Each round chooses every category once: the first asks each question anew, the next ones are remembered."""
CARTE, EVOLUTION, FLOOR = ".choroplethlayer path", ".scatterlayer path", '[data-testid="stMarkdown"]'
"""What tells that each page shows its subject."""


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Choose the same categories in turn on the floor, the Carte, Évolution, and the Carte of a tenth of the facts."""
    with ExitStack() as opened:
        floor = opened.enter_context(servers.floor(folder))
        large = opened.enter_context(servers.quietude(loading.commune_to_browse(folder, rows)))
        small = opened.enter_context(servers.quietude(loading.commune_to_browse(folder, rows // 10)))
        browser = opened.enter_context(tabs.browser())
        pages = {
            "floor": (floor, FLOOR),
            "carte": (f"{large}/carte", CARTE),
            "evolution": (f"{large}/evolution", EVOLUTION),
            "small": (f"{small}/carte", CARTE),
        }
        tab = {}
        for name, (address, drawn) in pages.items():
            tab[name] = opened.enter_context(tabs.new_tab(browser, drawn))
            tab[name].open(address)
        changes = {name: [] for name in tab}
        for category in material.categories() * _ROUNDS:
            for name in tab:
                changes[name].append(tab[name].choose(category))

    seconds = {name: [change.seconds for change in made] for name, made in changes.items()}
    for name, title in (("carte", "Carte"), ("evolution", "Évolution")):
        for percentile in (50, 95):
            what = f"{title} / floor, p{percentile}"
            yield ratio(what, seconds[name], seconds["floor"], 2.0, percentile=percentile)
    yield ratio("Carte, 10 × the facts, p50", seconds["carte"], seconds["small"], 1.1)
    kilobytes = {name: np.median([change.size for change in made]) / 1000 for name, made in changes.items()}
    for name, title in (("carte", "Carte"), ("evolution", "Évolution")):
        what = f"{title}, bytes per change"
        yield Measured(what, f"floor: {kilobytes['floor']:.1f} kB", kilobytes[name], 10, "kB")
