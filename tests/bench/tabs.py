"""A tab of a real browser that knows when it last painted, and what came to it on the wire."""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from analytics.text import fr
from tests.browser.conftest import BROWSERS, QUIET

# Painted: the frame after the last change of what a reader sees. Menus, tooltips and the sign that a script runs are left out.
_WATCH = """
(() => {
  const content = '[data-testid="stMain"], [data-testid="stSidebar"]';
  const moments = window.moments = { clicked: 0, ended: 0, painted: 0 };
  const elementOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const notePaint = () => requestAnimationFrame(() => setTimeout(() => { moments.painted = performance.now(); }));
  addEventListener("click", (event) => { moments.clicked = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => elementOf(target)?.closest(content))) notePaint();
    const state = "data-test-script-state";
    if (changes.some(({ target, attributeName }) => attributeName === state && target.getAttribute(state) === "notRunning"))
      moments.ended = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();
"""
_SETTLED = """
([drawn, quiet]) => {
  const { clicked, ended, painted } = window.moments;
  return ended > clicked && painted > clicked && performance.now() - Math.max(ended, painted) > quiet &&
    document.querySelector(drawn) && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') &&
    [...document.querySelectorAll(".stPlotlyChart")].every((chart) => chart.querySelector(".main-svg"));
}
"""
_QUIET = 400
"""Milliseconds without a change before a page counts as painted; never part of a measure."""
_CALM = 250
"""Milliseconds left to the opened menu before the click that is measured."""


@dataclass
class Tab:
    """One page.

    Attributes
    ----------
    drawn : selector of what tells that the page shows its subject.
    received : bytes of each frame of its websocket.
    """

    page: Page
    drawn: str
    received: list[int] = field(default_factory=list)

    def open(self, address: str) -> float:
        """Go to an address and wait for the paint; gives its moment, in seconds since the epoch."""
        self.page.goto(address)
        self._settle()
        return self.page.evaluate("(performance.timeOrigin + window.moments.painted) / 1000")

    def choose(self, option: str) -> tuple[float, int]:
        """Choose a category; gives the seconds from the click to the paint, and the bytes received for it."""
        self.page.bring_to_front()
        self.page.get_by_role("combobox", name=fr.CATEGORY).fill(option)
        self.page.wait_for_timeout(_CALM)
        self.received.clear()
        self.page.get_by_role("option", name=option, exact=True).click()
        self._settle()
        return self.page.evaluate("(window.moments.painted - window.moments.clicked) / 1000"), sum(self.received)

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
    wire = context.new_cdp_session(tab.page)
    wire.send("Network.enable")
    wire.on("Network.webSocketFrameReceived", lambda event: tab.received.append(_size(event["response"])))
    yield tab
    context.close()


def _size(frame: dict[str, object]) -> int:
    text = str(frame["payloadData"])
    # Opcode 1 is text; the protocol hands anything else over in base 64.
    return len(text.encode()) if frame["opcode"] == 1 else len(base64.b64decode(text))
