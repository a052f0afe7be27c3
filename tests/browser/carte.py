"""The Carte as a reader handles it: its controls, its zones and what they say."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

from pages.app.reader import address

# The centre of a zone, given on the grid of its outline, as a point of the window.
_ON_SCREEN = """
(path, [x, y]) => { const point = new DOMPoint(x, y).matrixTransform(path.getScreenCTM()); return [point.x, point.y]; }
"""
# What a frame paints is there at the next one.
_PAINTED = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
_SAYS = """
(expected) => [...document.querySelectorAll(".atlas path.zone")].every((path) => {
  const [name, ...said] = path.getAttribute("aria-label").split("\\u00a0: ");
  return said.join("\\u00a0: ") === expected[name];
})
"""


def asking(parts: str) -> str:
    """What an address says of parts that are written ``indicateur=signalements&zones=3~7``."""
    named = (part.split("=", 1) for part in parts.split("&") if part)
    return urlencode({"choix": address.text(dict(named))})


@dataclass
class Carte:
    """One tab on the Carte.

    Attributes
    ----------
    settled : waits until nothing changes any more.
    """

    page: Page
    settled: Callable[[], None]

    @property
    def atlas(self) -> Locator:
        return self.page.locator(".atlas")

    @property
    def map(self) -> Locator:
        return self.atlas.locator("svg.map")

    @property
    def zones(self) -> Locator:
        return self.atlas.locator("path.zone")

    @property
    def before_map(self) -> Locator:
        """What the Tab key reaches just before the map."""
        return self.atlas.locator(":is(.filters summary, input[name=mois]):visible").last

    @property
    def slider(self) -> Locator:
        return self.atlas.locator("input[name=mois]")

    @property
    def card(self) -> Locator:
        return self.atlas.locator(".card")

    @property
    def address(self) -> dict[str, list[str]]:
        """What the address says, by part."""
        (said,) = parse_qs(urlsplit(self.page.url).query).get("choix", [""])
        return {part: address.codes(text) for part, text in address.parts(said).items()}

    @property
    def legend(self) -> list[str]:
        return self.atlas.locator("ul.legend li > span").all_inner_texts()

    @property
    def colours(self) -> list[str]:
        """Fill of each zone."""
        return self.zones.evaluate_all("(paths) => paths.map((path) => path.getAttribute('fill'))")

    @property
    def names(self) -> dict[str, str]:
        """Name of each zone, by code."""
        told = self.zones.evaluate_all(
            "(paths) => paths.map((path) => [path.dataset.code, path.getAttribute('aria-label')])"
        )
        return {code: name.split("\u00a0: ")[0] for code, name in told}

    @property
    def sentences(self) -> dict[str, str]:
        """What each zone says, by its name."""
        names = self.zones.evaluate_all("(paths) => paths.map((path) => path.getAttribute('aria-label'))")
        return dict(name.split("\u00a0: ", 1) for name in names)

    @property
    def chosen(self) -> list[str]:
        """Names of the zones chosen, in the order of the map."""
        return [name.split("\u00a0: ")[0] for name in self._labels('[aria-selected="true"]')]

    @property
    def focused(self) -> str | None:
        """Code of the zone that the keyboard is on."""
        return self.map.evaluate(
            "(map) => document.getElementById(map.getAttribute('aria-activedescendant'))?.dataset.code ?? null"
        )

    @property
    def scale(self) -> float:
        """Pixels per unit of the grid."""
        return float(self._transform[2])

    @property
    def place(self) -> tuple[float, ...]:
        """Where the grid lies in its frame: across, down, scale."""
        return tuple(map(float, self._transform))

    @property
    def view(self) -> dict[str, float]:
        """View that the address carries."""
        x, y, k = self.address.get("vue", ["0.5", "0.5", "1"])
        return {"x": float(x), "y": float(y), "k": float(k)}

    @cached_property
    def outline(self) -> dict[str, Any]:
        """The published outline that the map first asked for."""
        asked = self.page.evaluate(
            "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('/geo/'))"
        )
        return self.page.request.get(asked).json()

    def says(self, expected: dict[str, str]) -> None:
        """Wait until each zone says what is expected of it, and fail if one never does."""
        with contextlib.suppress(TimeoutError):
            self.page.wait_for_function(_SAYS, arg=expected)
        assert self.sentences == expected

    @property
    def menus(self) -> Locator:
        """The menus, opened first where they wait behind their name."""
        closed = self.atlas.locator("details.filters:not([open]) > summary")
        if closed.is_visible():
            closed.click()
        return self.atlas.locator(".filters")

    def show(self, display: str) -> None:
        """Choose what the map shows: ``periode``, ``mois``, ``changement`` or ``ecart``."""
        self.menus.locator(f"input[name=affichage][value={display}]").check()
        self.settled()

    def measure(self, name: str) -> None:
        self.menus.locator(f"input[name=mesure][value={name}]").check()
        self.settled()

    def choose(self, menu: str, slug: str | None) -> None:
        """Choose in a menu, such as ``categorie`` or ``champ``."""
        if menu == "comparaison":
            self.open_dates()
        select, before = self.menus.locator(f"select[name={menu}]"), self.page.url
        is_other = select.input_value() != (slug or "")
        select.select_option(slug or "")
        if is_other:
            self.page.wait_for_url(lambda url: url != before)
        self.settled()

    def span(self, name: str, first: str, last: str) -> None:
        """Choose the months of ``periode`` or ``reference``, written ``2025-01``."""
        self.open_dates()
        for rank, month in enumerate((first, last)):
            self.menus.locator(f"select[name={name}]").nth(rank).select_option(month)
            self.settled()

    def open_dates(self) -> None:
        """Open the menu of the months."""
        closed = self.menus.locator("details.dates:not([open]) > summary")
        if closed.count():
            closed.click()

    def press(self, button: str) -> None:
        """Press a button by its name in the form, and let the page follow."""
        self.atlas.locator(f"button[name={button}]").click()
        self.settled()

    def press_button(self, button: str) -> None:
        """Press a button, and wait for the paint only."""
        self.atlas.locator(f"button[name={button}]").click()
        self.page.evaluate(_PAINTED)

    def press_key(self, key: str) -> None:
        """Press a key, and wait for the paint only."""
        self.page.keyboard.press(key)
        self.page.evaluate(_PAINTED)

    def press_link(self, screen: str) -> None:
        """Go to another screen by the menu."""
        self.page.get_by_role("link", name=screen, exact=True).click()
        self.settled()

    def wheel(self, down: int) -> None:
        """Turn the wheel over the middle of the map, until the map has followed."""
        drawn = self.map.locator("> g")
        before = drawn.get_attribute("transform")
        assert before is not None
        self.page.mouse.move(*self.middle())
        self.page.mouse.wheel(0, down)
        expect(drawn).not_to_have_attribute("transform", before)
        self.settled()

    def keys(self, *keys: str) -> None:
        """Press keys, and let the page follow."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settled()

    def enter_by_keyboard(self) -> None:
        """Come to the map as the Tab key does."""
        self.before_map.focus()
        self.page.keyboard.press("Tab")
        expect(self.map).to_be_focused()

    def zone(self, code: str) -> Locator:
        return self.atlas.locator(f'path.zone[data-code="{code}"]')

    def centre_of(self, code: str) -> tuple[float, float]:
        """The point of the window where the label of a zone stands."""
        (at,) = (zone["at"] for zone in self.outline["zones"] if zone["code"] == code)
        x, y = self.zone(code).evaluate(_ON_SCREEN, at)
        return x, y

    def point_of(self, code: str) -> tuple[float, float]:
        """A point of the window within a zone, once the map is in sight."""
        self.map.scroll_into_view_if_needed()
        return self.centre_of(code)

    def click(self, code: str, **options: Any) -> None:
        """Click in a zone."""
        x, y = self.point_of(code)
        for key in options.get("modifiers", ()):
            self.page.keyboard.down(key)
        self.page.mouse.click(x, y)
        for key in options.get("modifiers", ()):
            self.page.keyboard.up(key)
        self.settled()

    def hover(self, code: str) -> str:
        """Move the pointer into a zone, and read its card."""
        self.page.mouse.move(*self.point_of(code))
        expect(self.card).to_be_visible()
        return self.card.inner_text()

    def middle(self) -> tuple[float, float]:
        """The middle of the map in the window."""
        self.map.scroll_into_view_if_needed()
        box = self.map.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def table(self) -> list[dict[str, str]]:
        """Rows of the table under the map, by header."""
        table = self.page.locator(".st-key-carte-map-table")
        if not table.locator("[data-testid=stTable]").is_visible():
            table.get_by_text("Lecture et tableau").click()
            self.settled()
        headers = table.get_by_role("columnheader").all_inner_texts()
        cells = table.locator("tbody tr").evaluate_all(
            "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
        )
        return [dict(zip(headers, row, strict=True)) for row in cells]

    @property
    def _transform(self) -> list[str]:
        return re.findall(r"-?\d[\d.]*(?:e-?\d+)?", self.map.locator("> g").get_attribute("transform"))

    def _labels(self, kind: str) -> list[str]:
        return self.atlas.locator(f"path.zone{kind}").evaluate_all(
            "(paths) => paths.map((path) => path.getAttribute('aria-label'))"
        )
