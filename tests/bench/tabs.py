"""A tab of a real browser that knows when it last painted and what its server sent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from analytics.text import fr
from tests.browser.conftest import BROWSERS, QUIET

# Painted: the frame after the last change of what a reader sees. Menus, tooltips and the running sign are left out.
_WATCH = """
(() => {
  const content = '[data-testid="stMain"], [data-testid="stSidebar"]';
  const seen = window.seen = { clicked: 0, heard: 0, painted: 0, bytes: 0 };
  addEventListener("click", (event) => Object.assign(seen, { clicked: event.timeStamp, bytes: 0 }), true);

  const elementOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const notePaint = () => requestAnimationFrame(() => setTimeout(() => { seen.painted = performance.now(); }));
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => elementOf(target)?.closest(content))) notePaint();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  const noteMessage = ({ data }) => { seen.heard = performance.now(); seen.bytes += data.byteLength; };
  window.WebSocket = class extends WebSocket {
    constructor(...address) { super(...address); this.addEventListener("message", noteMessage); }
  };
})();
"""
# A script may start and end between two frames, so that its state alone does not tell that the answer has come.
_SETTLED = """
([drawn, quiet]) => {
  const { clicked, heard, painted } = window.seen;
  return Math.min(heard, painted) > clicked && performance.now() - Math.max(heard, painted) > quiet &&
    document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]') &&
    document.querySelector(drawn) &&
    !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') &&
    [...document.querySelectorAll(".stPlotlyChart")].every((chart) => chart.querySelector(".main-svg"));
}
"""
_QUIET = 400
"""Milliseconds without a change before a page counts as painted; never part of a measure."""
_CALM = 250
"""Milliseconds left to the opened menu before the click that is measured."""


@dataclass(frozen=True)
class Change:
    """What a choice cost: seconds from the click to the last paint, bytes that the server sent."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Tab:
    """One page; ``drawn`` selects what tells that it shows its subject."""

    page: Page
    drawn: str

    def open(self, address: str) -> float:
        """Go to an address and wait for the paint; gives its moment, in seconds since the epoch."""
        self.page.goto(address)
        self._settle()
        return self.page.evaluate("(performance.timeOrigin + seen.painted) / 1000")

    def choose(self, category: str) -> Change:
        """Choose a category among those of the page."""
        self.page.bring_to_front()
        self.page.get_by_role("combobox", name=fr.CATEGORY).fill(category)
        self.page.wait_for_timeout(_CALM)
        self.page.get_by_role("option", name=category, exact=True).click()
        self._settle()
        return Change(*self.page.evaluate("[(seen.painted - seen.clicked) / 1000, seen.bytes]"))

    def _settle(self) -> None:
        self.page.wait_for_function(_SETTLED, arg=[self.drawn, _QUIET], polling=50)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser of the tests."""
    as_root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=[*QUIET, "--disable-gpu", *as_root])
        yield browser
        browser.close()


@contextmanager
def new_tab(browser: Browser, drawn: str) -> Iterator[Tab]:
    """Open a page with nothing in its caches."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    tab = Tab(context.new_page(), drawn)
    tab.page.add_init_script(_WATCH)
    yield tab
    context.close()
