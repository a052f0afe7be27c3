"""A tab of a real browser that knows when it last painted, what its server sent, and how smoothly it moved."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import BROWSERS, QUIET

PAGE = '[data-testid="stMain"], #react-entry-point'
"""What a reader sees of a Streamlit page, or of a Dash one. Menus, tooltips and the running sign are left out."""
_BUSY = ", ".join(
    (
        '[data-testid="stApp"]:not([data-test-script-state="notRunning"])', '[data-stale="true"]',
        '[data-testid="stSkeleton"]', ".stPlotlyChart:not(:has(.main-svg))", '[data-dash-is-loading="true"]',
    )
)  # fmt: skip
# Painted: the frame after the last change of what is looked at. What is only said to those who do not see is left out.
_WATCH = """
(() => {
  const seen = window.seen = { within: %(page)s, acted: 0, heard: 0, painted: 0, bytes: 0 };
  for (const gesture of ["click", "keydown", "input"]) {
    addEventListener(gesture, (event) => { seen.acted ||= event.timeStamp; }, true);
  }

  // What a frame's own callbacks change is painted by that frame; the rest, by the next one.
  const nextFrame = window.requestAnimationFrame.bind(window);
  let inFrame = false;
  window.requestAnimationFrame = (callback) => nextFrame((now) => {
    inFrame = true;
    queueMicrotask(() => queueMicrotask(() => { inFrame = false; }));
    callback(now);
  });
  const note = () => setTimeout(() => { seen.painted = performance.now(); });
  const isSeen = ({ target, attributeName }) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    return element?.closest(seen.within) && !element.closest('[role="status"]') && !attributeName?.startsWith("aria-");
  };
  new MutationObserver((changes) => {
    if (changes.some(isSeen)) inFrame ? note() : nextFrame(note);
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  const hear = (bytes, moment) => { seen.heard = Math.max(seen.heard, moment); seen.bytes += bytes; };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => hear(data.byteLength, performance.now()));
    }
  };
  new PerformanceObserver((list) => {
    for (const { transferSize, responseEnd } of list.getEntries()) hear(transferSize, responseEnd);
  }).observe({ type: "resource", buffered: true });

  // Plotly would ask a stranger for the outlines of the world, even to draw none of them.
  const layers = ["coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits"];
  const none = { type: "GeometryCollection", geometries: [] };
  const objects = Object.fromEntries(layers.map((name) => [name, none]));
  window.PlotlyGeoAssets = { topojson: { world_110m: { type: "Topology", arcs: [], objects } } };
})();
"""
# A script may start and end between two frames, so that its state alone does not tell that the answer has come.
_SETTLED = """
([drawn, busy, quiet]) => {
  const { heard, painted } = window.seen;
  return heard && painted && performance.now() - Math.max(heard, painted) > quiet &&
    document.querySelector(drawn) && !document.querySelector(busy);
}
"""
_BEGIN = "(within) => { Object.assign(seen, { within, acted: 0, heard: 0, painted: 0, bytes: 0 }); }"
# While the promise waits, the page draws as it does for its reader.
_SMOOTH = """
() => {
  const frames = window.frameTimes = [], long = window.longTasks = [];
  window.stopped = false;
  new PerformanceObserver((list) => long.push(...list.getEntries())).observe({ type: "longtask" });
  requestAnimationFrame(function note(now) { frames.push(now); if (!window.stopped) requestAnimationFrame(note); });
}
"""
_SMOOTHNESS = """
() => {
  window.stopped = true;
  const frames = window.frameTimes;
  return [1000 * (frames.length - 1) / (frames.at(-1) - frames[0]), window.longTasks.length];
}
"""
_QUIET = 400
"""Milliseconds without a change before a page counts as painted; never part of a measure."""
_CALM = 250
"""Milliseconds left to a tab in front, an opened menu or a hovered zone, before the gesture that is measured."""
_PASS = 2.0
"""Seconds that a drag takes from one end to the other."""


@dataclass(frozen=True)
class Change:
    """What a gesture cost: seconds from it to the last paint, bytes that the server sent."""

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

    def choose(self, label: str, option: str) -> Change:
        """Choose an option of a Streamlit menu."""
        self.page.bring_to_front()
        self.page.get_by_role("combobox", name=label).fill(option)
        return self._choose(option)

    def options(self, label: str) -> list[str]:
        """Options of a Streamlit menu, as far as it shows them."""
        self.page.bring_to_front()
        self.page.get_by_role("combobox", name=label).click()
        options = self.page.get_by_role("option").all_inner_texts()
        self.page.keyboard.press("Escape")
        return options

    def toggle(self, label: str) -> Change:
        """Press a switch."""
        self.page.bring_to_front()
        return self._timed(self.page.get_by_text(label, exact=True).click, PAGE)

    def write(self, label: str, text: str) -> Change:
        """Write in a field, and press Enter."""
        self.page.bring_to_front()
        field = self.page.get_by_role("textbox", name=label)
        field.fill(text)
        return self._timed(lambda: field.press("Enter"), PAGE)

    def choose_in_dash(self, menu: str, option: str) -> Change:
        """Choose an option of a Dash menu."""
        self.page.bring_to_front()
        self.page.locator(menu).click()
        return self._choose(option)

    def select(self, menu: str, option: str, within: str) -> Change:
        """Choose an option of a menu of the document itself; only what ``within`` selects is waited for."""
        self.page.bring_to_front()
        return self._timed(lambda: self.page.locator(menu).select_option(option), within)

    def press(self, control: str, key: str, within: str) -> Change:
        """Press a key on a control; only what ``within`` selects is waited for."""
        self.page.bring_to_front()
        self.page.locator(control).focus()
        return self._timed(lambda: self.page.keyboard.press(key), within)

    def click(self, drawing: str, across: float, down: float, within: str) -> Change:
        """Click a point of a drawing, given as shares of its width and height."""
        self.page.bring_to_front()
        self.page.locator(drawing).scroll_into_view_if_needed()
        box = self.page.locator(drawing).bounding_box()
        self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])

        def press_button() -> None:
            self.page.mouse.down()
            self.page.mouse.up()

        return self._timed(press_button, within)

    def drag(self, slider: str, passes: int) -> tuple[float, int]:
        """Drag a slider from end to end, to and fro; gives frames per second and the number of long tasks."""
        box = self.page.locator(slider).bounding_box()
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + 2, middle)
        self.page.mouse.down()
        self.page.evaluate(_SMOOTH)
        started = time.perf_counter()
        while (done := (time.perf_counter() - started) / _PASS) < passes:
            across = done % 1 if int(done) % 2 == 0 else 1 - done % 1
            self.page.mouse.move(box["x"] + 2 + across * (box["width"] - 4), middle)
        frames, long_tasks = self.page.evaluate(_SMOOTHNESS)
        self.page.mouse.up()
        return frames, long_tasks

    def _choose(self, option: str) -> Change:
        shown = self.page.get_by_role("option", name=option, exact=True)
        return self._timed(shown.click, PAGE)

    def _timed(self, gesture: Callable[[], None], within: str) -> Change:
        self.page.wait_for_timeout(_CALM)
        self.page.evaluate(_BEGIN, within)
        gesture()
        self._settle()
        return Change(*self.page.evaluate("[(seen.painted - seen.acted) / 1000, seen.bytes]"))

    def _settle(self) -> None:
        self.page.wait_for_function(_SETTLED, arg=[self.drawn, _BUSY, _QUIET], polling=50)


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
    tab.page.add_init_script(_WATCH % {"page": json.dumps(PAGE)})
    yield tab
    context.close()
