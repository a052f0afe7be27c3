"""A change, from the gesture to the last paint, in a real browser: the atlas, plain pages, and the floor."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from analytics.indicators import indicators
from analytics.text import fr
from data import reference
from data.model import Level
from tests.bench import loading, material, servers, tabs
from tests.bench.budgets import Measured, ratio
from tests.bench.tabs import Change, Tab

ATLAS, FLOOR = ".atlas[data-ready] path.zone", '[data-testid="stMarkdown"]'
PLAIN = ".choroplethlayer path"
"""What tells that each page shows its subject."""
CATEGORY = ".atlas [name=categorie]"
MONTHS = "choix=affichage.mois"
"""The Carte month by month."""
_ROUNDS = 24
_FIRST_VIEWS = 3
"""Rounds in which the server's changes show a pair of indicator and level for the first time."""
_STEPS = np.array((0.618, 0.755))
"""From one point of the map to the next, across and down, so that they fall all over it."""


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Make the same kinds of change in turn, on every page."""
    with ExitStack() as opened:
        changes = _changes(folder, rows, opened)
        made = in_turn(changes)

    made["first view"], made["server"] = made["server"][:_FIRST_VIEWS], made["server"][_FIRST_VIEWS:]
    seconds = {name: [change.seconds for change in done] for name, done in made.items()}
    for name in ("category", "month", "zone"):
        yield ratio(f"atlas, {name} / floor, p50", seconds[name], seconds["floor"], 0.25)
        yield ratio(f"atlas, {name} / floor, p95", seconds[name], seconds["floor"], 0.30, percentile=95)
    for percentile in (50, 95):
        what = f"atlas, indicator or level / floor, p{percentile}"
        yield ratio(what, seconds["server"], seconds["floor"], 1.0, percentile=percentile)
    yield ratio("atlas, the same for the first time / floor", seconds["first view"], seconds["floor"])
    yield ratio("plain plotly page, category / floor", seconds["plotly"], seconds["floor"])
    yield ratio("Dash page, category / floor", seconds["dash"], seconds["floor"])
    yield ratio("atlas, 10 × the facts, in the browser", seconds["category"], seconds["small category"], 1.1)
    yield ratio("atlas, 10 × the facts, by the server", seconds["server"], seconds["small server"], 1.1)
    kilobytes = {name: np.median([change.size for change in done]) / 1000 for name, done in made.items()}
    against = f"floor: {kilobytes['floor']:.1f} kB"
    yield Measured("atlas, indicator or level, bytes", against, kilobytes["server"], 10, "kB")
    yield Measured("atlas, the same for the first time, bytes", against, kilobytes["first view"], unit="kB")
    yield Measured("atlas, category, bytes", against, kilobytes["category"], unit="kB")
    yield Measured("plain plotly page, bytes", against, kilobytes["plotly"], unit="kB")


def in_turn(changes: Mapping[str, Callable[[int], Change]]) -> dict[str, list[Change]]:
    """Make the changes one after the other, round after round, so that a busy machine slows all of them."""
    made: dict[str, list[Change]] = {name: [] for name in changes}
    for turn in range(_ROUNDS):
        for name, change in changes.items():
            made[name].append(change(turn))
    return made


def _changes(folder: Path, rows: int, opened: ExitStack) -> dict[str, Callable[[int], Change]]:
    """Start the servers, open the pages; the n-th change of each."""
    large, small = (loading.commune_to_browse(folder, n) for n in (rows, rows // 10))
    serve = opened.enter_context
    quietude, tenth = serve(servers.quietude(large)).address, serve(servers.quietude(small)).address
    browser = serve(tabs.browser())

    def page(address: str, drawn: str) -> Tab:
        tab = serve(tabs.new_tab(browser, drawn))
        tab.open(address)
        return tab

    floor = page(serve(servers.floor(folder)).address, FLOOR)
    plotly = page(serve(servers.plotly(folder, large)).address, PLAIN)
    dash = page(serve(servers.dash(folder, large)).address, PLAIN)
    atlas, atlas_of_tenth = (page(f"{address}/carte?{MONTHS}", ATLAS) for address in (quietude, tenth))
    labels = [*material.categories().values()]

    def category(turn: int) -> str:
        return labels[turn % len(labels)]

    return {
        "floor": lambda turn: floor.choose(fr.CATEGORY, category(turn)),
        "category": lambda turn: atlas.select(CATEGORY, category(turn), ".atlas"),
        "small category": lambda turn: atlas_of_tenth.select(CATEGORY, category(turn), ".atlas"),
        "month": lambda turn: atlas.press(".atlas [name=mois]", "ArrowLeft", ".atlas"),
        "zone": lambda turn: _zone(atlas, turn),
        "small zone": lambda turn: _zone(atlas_of_tenth, turn),
        "server": lambda turn: _indicator_or_level(atlas, turn),
        "small server": lambda turn: _indicator_or_level(atlas_of_tenth, turn),
        "plotly": lambda turn: plotly.choose(fr.CATEGORY, category(turn)),
        "dash": lambda turn: dash.choose_in_dash("#category", category(turn)),
    }


def _zone(atlas: Tab, turn: int) -> Change:
    # The middle of the map, where each point is in a zone and no button is.
    across, down = 0.2 + 0.6 * (turn * _STEPS % 1)
    return atlas.click(".atlas svg.map", across, down, ".atlas")


def _indicator_or_level(atlas: Tab, turn: int) -> Change:
    """Change one, then the other, so that four changes lead through the four pairs and back to the first."""
    if turn % 2 == 0:
        slug = ("main_courante", "signalements")[turn // 2 % 2]
        return atlas.select(".atlas [name=indicateur]", indicators()[slug].label, tabs.PAGE)
    return atlas.select(
        ".atlas [name=decoupage]", reference.levels()[(Level.IRIS, Level.QUARTIER)[turn // 2 % 2]].label, tabs.PAGE
    )
