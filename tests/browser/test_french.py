"""No word of Streamlit is left in English: its own words are read in its scripts, then looked for on every screen."""

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.test_journeys import SCREENS
from tests.contracts.test_texts import CODE, DEFINITIONS, is_french, strings_of_code, strings_of_toml

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
# A text that one of its scripts shows: a child of an element, or an attribute that is seen or heard.
SHOWN = re.compile(
    r"(?:children|title|label|\"aria-label\"|placeholder|content|header|message|body|tooltip|text)\s*:\s*"
    r"(?:[^,{}\"`']{0,40}\?)?([\"`])((?:(?!\1)[^\\\n]){2,200})\1"
)
WORD = re.compile(r"[^\W\d_]{2,}(?![^\W\d_…]*…)")  # A word that is cut is no word.
HOLE = re.compile(r"\$\{[^}]*\}")
# What its scripts write elsewhere: parts of an empty date, and days and months that the browser names.
OTHERS = {"dd", "yyyy", "january", "february", "april", "august", "december", "monday", "sunday", "selected"}
FRENCH = {"ctrl", "dates", "menu", "png"}

SAID = """() => {
  const said = [];
  const silent = "script, style, noscript, [aria-hidden=true][translate=no], [data-testid=stIconMaterial]";
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => node.matches?.(silent) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  for (let node = walker.currentNode; node; node = walker.nextNode())
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
    else for (const name of ["alt", "aria-label", "aria-valuetext", "placeholder", "title"])
      said.push(node.getAttribute(name) ?? "");
  return [...new Set(said)];
}"""


def words(text: str) -> set[str]:
    """Words of a text, in small letters."""
    return {word.lower() for word in WORD.findall(HOLE.sub(" ", text))}


@pytest.fixture(scope="session")
def english() -> set[str]:
    """Words that Streamlit shows, but for those that are French too: a text of ours has them."""
    scripts = (path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    # Libraries that it brings along do not name what they draw for its tests.
    own = [script for script in scripts if re.search(r"[\"`]data-testid[\"`]:[\"`]st", script)]
    theirs = {word for script in own for shown in SHOWN.finditer(script) for word in words(shown[2])}
    french = [text for path in CODE for _, text in strings_of_code(path) if is_french(text)]
    french += [
        text for path in DEFINITIONS for text in strings_of_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    ]
    return theirs - {word for text in french for word in words(text)} - FRENCH | OTHERS


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A browser whose owner never set its language."""
    return {**browser_context_args, "locale": "en-GB"}


def opened(page: Page, settled: Callable[[Page], None]) -> Iterator[None]:
    """Open one after the other all that a screen keeps closed, and stop at each."""
    yield
    for expander in page.locator("[data-testid=stExpander] summary").all():
        if not expander.evaluate("(summary) => summary.parentElement.open"):
            press(expander, page, settled)
    yield
    for closed in (
        page.get_by_test_id("stPopoverButton"),
        page.locator("input[role=combobox]:visible"),
        page.get_by_test_id("stDateInputCalendarButton"),
        page.locator(":is(input[type=text], textarea):not([role=combobox]):visible"),
    ):
        for i in range(min(closed.count(), 3)):
            press(closed.nth(i), page, settled)
            page.keyboard.type("9")
            yield
            page.keyboard.press("Escape")


def press(closed: Locator, page: Page, settled: Callable[[Page], None]) -> None:
    with suppress(PlaywrightTimeoutError):  # What the last one opened, and its reader would see first, may hide it.
        closed.click(timeout=2_000)
        settled(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_word_of_streamlit_is_english(page: Page, app_server, demo_home: Path, settled, english, screen):
    page.goto(f"{app_server(demo_home)}/{screen}")
    settled(page)
    found = {}
    for _ in opened(page, settled):
        found |= {text: words(text) & english for text in page.evaluate(SAID)}
    assert len(found) > 50
    assert {text: left for text, left in found.items() if left} == {}
