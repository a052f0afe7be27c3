"""A choice on each screen but the Carte, from the gesture to the last paint, and the floor's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from analytics.text import feeling, fr, glossary
from tests.bench import loading, servers, tabs
from tests.bench.browsing import FLOOR, in_turn
from tests.bench.budgets import Measured, ratio
from tests.bench.tabs import Change, Tab

_SOUGHT = ("bruit", "vol", "enquête", "écart")


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Make a choice in turn on every screen: those of facts in the large commune, the others in the fictive one."""
    with ExitStack() as opened:
        made = in_turn(_changes(folder, rows, opened))
    seconds = {name: [change.seconds for change in done] for name, done in made.items()}
    floor = seconds.pop("floor")
    for name, ours in seconds.items():
        yield ratio(f"{name} / floor, p50", ours, floor)
        yield ratio(f"{name} / floor, p95", ours, floor, 1.5, percentile=95)


def _changes(folder: Path, rows: int, opened: ExitStack) -> dict[str, Callable[[int], Change]]:
    """Start the servers, open the pages; the n-th choice of each."""
    serve = opened.enter_context
    large = serve(servers.quietude(loading.commune_to_browse(folder, rows))).address
    loading.run(["-m", "data", "demo", "--home", folder / "fictive"])
    fictive = serve(servers.quietude(folder / "fictive")).address
    browser = serve(tabs.browser())

    def page(address: str, drawn: str) -> Tab:
        tab = serve(tabs.new_tab(browser, drawn))
        tab.open(address)
        return tab

    def choice(address: str, drawn: str, menu: str) -> Callable[[int], Change]:
        tab = page(address, drawn)
        options = tab.options(menu)
        return lambda turn: tab.choose(menu, options[(turn + 1) % len(options)])

    files, words = page(f"{fictive}/donnees", ".tableau"), page(f"{fictive}/methode", '[data-testid="stTextInput"]')
    return {
        "floor": choice(serve(servers.floor(folder)).address, FLOOR, fr.CATEGORY),
        "Accueil, champ d’action": choice(large, ".tableau", fr.CHAMP),
        "Évolution, category": choice(f"{large}/evolution", ".scatterlayer path", fr.CATEGORY),
        "Ressenti, question": choice(f"{fictive}/ressenti", ".scatterlayer path", feeling.QUESTION),
        "Actions, champ d’action": choice(f"{fictive}/actions", ".tableau", fr.CHAMP),
        "Données, all months": lambda _: files.toggle(fr.ALL_MONTHS),
        "Méthode, word": lambda turn: words.write(glossary.SEARCH, _SOUGHT[turn % len(_SOUGHT)]),
    }
