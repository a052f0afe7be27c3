"""What a protected reader is not told is in no byte that reaches the browser: sockets, files and pictures alike."""

import gzip
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from analytics.text import fr
from tests.browser import communes
from tests.browser.carte import Carte, asking
from tests.browser.conftest import watched

TAGS, BRUIT = communes.CATEGORIES
JUNE = "2025-06"
FIRST, SECOND, FIFTH = "01", "02", "05"


def counts(**changed: int) -> dict[tuple[str, str, str], int]:
    """The usual counts, but for tags in June 2025: small ones in two zones, and those that a test gives."""
    given = {FIRST: 3, SECOND: 4} | {name.removeprefix("z"): n for name, n in changed.items()}
    return communes.usual() | {(TAGS, zone, JUNE): n for zone, n in given.items()}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two communes that differ in what is withheld only, and one in what is published."""
    folder = tmp_path_factory.mktemp("secrets")
    return {
        "one": communes.install(folder / "one", counts()),
        "other": communes.install(folder / "other", counts(z01=4, z02=3)),
        "published": communes.install(folder / "published", counts(z05=33)),
    }


@pytest.fixture(scope="module")
def received(homes, app_server, browser, browser_context_args, settled) -> Callable[..., "Received"]:
    """All that a browser receives from a commune while an élu·e goes through the displays of the Carte, or opens it."""
    known: dict[str, Received] = {}

    def visit(name: str, look: Callable[..., None] = look_around) -> Received:
        if name not in known:
            address = app_server(homes[name], "tests/browser/elu_app.py")
            with closing(browser.new_context(**browser_context_args)) as context:
                page = context.new_page()
                with watched(page):
                    known[name] = Received(page)
                    look(Carte(page, lambda: settled(page)), address)
                    known[name].collect()
        return known[name]

    return visit


class Received:
    """What came through the sockets, as messages, and from the addresses, as bytes."""

    def __init__(self, page):
        self.messages: set[bytes] = set()
        self.bytes_held: list[bytes] = []
        self.bodies: dict[str, bytes] = {}
        self._page = page
        self._addresses: set[str] = set()
        page.on("websocket", lambda socket: socket.on("framereceived", self._note))
        page.on("request", lambda request: self._addresses.add(request.url))

    def collect(self) -> None:
        """Ask again for all that the tab asked for: what it read of it is then in our hands, whatever it kept."""
        for address in self._addresses:
            scheme, _, path, *_ = urlsplit(address)
            # What the page makes for itself (blob) comes from nowhere; Streamlit's own files are everybody's.
            if scheme == "http" and not path.startswith("/static/"):
                self.bodies[path] = self._page.request.get(address).body()

    def _note(self, frame: bytes) -> None:
        message = ForwardMsg.FromString(frame)
        # The rest says how runs go, and repeats by its name what came before.
        if message.WhichOneof("type") != "delta":
            return
        component = message.delta.new_element.bidi_component
        if component.bytes:
            self.bytes_held.append(component.bytes)
        if component.json:
            # When the reader last chose, which the browser said and which comes back to it.
            component.json = re.sub(r'"sent": ?\d+', '"sent": 0', component.json)
        if message.delta.new_element.WhichOneof("type") == "download_button":
            # Drawn by Streamlit each time.
            message.delta.new_element.download_button.deferred_file_id = ""
        message.hash = ""
        self.messages.add(message.SerializeToString(deterministic=True))


def go(carte: Carte, address: str, query: str = "") -> None:
    carte.page.goto(f"{address}/carte?{asking(query)}")
    carte.settled()


def look_around(carte: Carte, address: str) -> None:
    """Show every display, by period, month, category, zone and cut, and the tables."""
    go(carte, address)
    carte.table()
    for display in ("ecart", "changement", "mois"):
        carte.show(display)
    carte.choose("categorie", TAGS)
    carte.slider.fill(str(communes.MONTHS.index(JUNE)))
    carte.settled()
    for zone in (FIRST, SECOND):
        carte.click(zone)
    carte.show("changement")
    carte.choose("categorie", None)
    go(carte, address, f"periode={JUNE}~{JUNE}&zones={FIRST}&mesure=nombre")
    carte.table()
    carte.show("ecart")
    go(carte, address, f"decoupage=commune&affichage=mois&mois={JUNE}")


def cubes(received: Received) -> list[tuple[dict, np.ndarray]]:
    """Header and cells of each cube that came through the sockets."""
    found = []
    # The name of a cube comes first, which its content gives.
    for content in {gzip.decompress(held[16:]) for held in received.bytes_held}:
        length = int.from_bytes(content[:4], "little")
        header = json.loads(content[4 : 4 + length])
        cells = np.frombuffer(content[4 + length :], dtype="<u4" if header["wide"] else "<u2").astype(int)
        shape = (len(header["categories"]), len(header["zones"]), len(header["buckets"]))
        found.append((header, cells.reshape(shape)))
    return found


def test_two_communes_are_the_same_to_a_reader_when_only_withheld_counts_differ(received):
    one, other = received("one"), received("other")
    assert len(one.messages) > 50 and len(one.bytes_held) >= 2
    assert any(path.startswith("/geo/") for path in one.bodies)
    texts = [
        [str(ForwardMsg.FromString(message)) for message in sorted(a.messages - b.messages)]
        for a, b in ((one, other), (other, one))
    ]
    assert texts == [[], []]
    assert one.bodies == other.bodies
    assert sorted(one.bytes_held) == sorted(other.bytes_held)


def test_a_published_count_that_differs_is_seen_to_differ(received):
    one, published = received("one"), received("published", go)
    # Of what the Carte gives as it opens, some was never received from the other commune.
    assert not published.messages <= one.messages
    assert not {*published.bytes_held} <= {*one.bytes_held}


def test_cubes_hold_a_mark_in_place_of_every_small_count_and_of_what_would_tell_it(received):
    truth = counts()
    met = cubes(received("one"))
    assert {len(header["zones"]) for header, _ in met} == {1, 10}
    for header, cells in met:
        marker = 0xFFFFFFFF if header["wide"] else 0xFFFF
        zones = [zone["code"] for zone in header["zones"][:-1]]
        for c, category in enumerate(header["categories"]):
            for m, month in enumerate(header["steps"]):
                by_zone = [truth[category["slug"], zone, month["id"]] for zone in communes.CODES]
                is_secret = any(0 < count < 5 for count in by_zone)
                # Beside its parts, a whole would give the lone small one back; alone too, as they are one menu away.
                assert cells[c, -1, m] == (marker if is_secret else sum(by_zone))
                for z, zone in enumerate(zones):
                    count = truth[category["slug"], zone, month["id"]]
                    assert cells[c, z, m] == (marker if 0 < count < 5 else count)


@pytest.mark.parametrize("threshold", [4, 6])
def test_counts_are_told_from_the_threshold_on_and_never_under_five(tmp_path, app_server, open_carte, threshold):
    given = {"01": 4, "02": 5, "03": 6, "04": 7, "05": 0}
    home = communes.install(
        tmp_path / "home", counts(**{f"z{zone}": n for zone, n in given.items()}), threshold=threshold
    )
    address = app_server(home, "tests/browser/elu_app.py")
    carte = open_carte(f"affichage=mois&mois={JUNE}&categorie={TAGS}&mesure=nombre", address)
    said = carte.sentences
    for zone, count in given.items():
        sentence = said[f"Quartier {zone}"]
        if 0 < count < max(5, threshold):
            assert sentence == fr.ATLAS["withheld"]
        else:
            assert sentence.startswith(f"{count}\u00a0signalement")
    assert fr.ATLAS["withheldLabel"] in carte.legend
    assert carte.zone("01").get_attribute("fill") == "url(#atlas-withheld)"
    expect(carte.atlas.locator(".figures strong")).to_have_text("–")
    # The saved picture, the line and the figures say no more than the map.
    rows = {row["Zone"]: row["Nombre"] for row in carte.table()}
    assert rows["Quartier 01"] == "non communiqué"
