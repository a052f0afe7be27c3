"""A real browser before a real server: how both start, and what a tab tolerates: no error and no other host."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.carte import Carte, asking

# The same places as in the Makefile; where none has a browser, Playwright starts the one that it installed.
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# So that the browser itself, at its start, looks for no update and calls no host.
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
HERE = {"127.0.0.1", "localhost"}

# Drawn means: the script has ended, nothing on screen is left from the run before, every chart and atlas has its
# picture, and the page has stayed so for 0.4 s, in which a click would have started the next run, and the atlas spoken.
DRAWN = """
() => new Promise((resolve) => {
  const isDrawn = () =>
    document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]') &&
    !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]') &&
    [...document.querySelectorAll('[data-testid="stBidiComponentRegular"], .chart')].every(
      (chart) => chart.closest('[class*="st-key-held-"]') ||
        chart.querySelector(".main-svg, .atlas[data-ready], .markup > *"));
  const settle = () => { clearTimeout(timer); timer = setTimeout(() => isDrawn() ? resolve(true) : settle(), 400); };
  let timer;
  new MutationObserver(settle).observe(document, { subtree: true, childList: true, attributes: true });
  settle();
})
"""

# Where the machine is busy, a run of a screen may begin after those 0.4 s and outlast the 5 s that Playwright allows;
# a screen may take longer to be drawn than its 30 s.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    as_root = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    return {
        **browser_type_launch_args,
        "executable_path": installed,
        "args": [*QUIET, "--disable-gpu", "--disable-quic", *as_root],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "fr-FR", "viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def app_server(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start Quiétude on a home, once for each, and return its address."""
    with ExitStack() as servers:

        @cache
        def start(home: Path, entry: str = "dashboard.py") -> str:
            port = free_port()
            log = tmp_path_factory.mktemp("server") / "log.txt"
            settings = {"QUIETUDE_HOME": home, "STREAMLIT_SERVER_PORT": port, "STREAMLIT_SERVER_HEADLESS": "true"}
            server = servers.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "streamlit", "run", entry],
                    cwd=project,
                    env=os.environ | {name: str(value) for name, value in settings.items()},
                    stdout=subprocess.PIPE,
                    stderr=servers.enter_context(log.open("w")),
                    text=True,
                )
            )
            servers.callback(server.terminate)
            # Streamlit writes its address once it listens; if its output ends before, it could not start.
            address = f"http://127.0.0.1:{port}"
            assert any(address in line for line in server.stdout), log.read_text()
            return address

        yield start


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def watched(page: Page) -> Iterator[None]:
    """Fail at the end on any error in the console of a tab, and on any request to another host."""
    problems: list[str] = []

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text}")

    def note_host(url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).hostname not in HERE:
            problems.append(f"outside: {url}")

    page.on("console", note_error)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("request", lambda request: note_host(request.url))
    page.on("websocket", lambda websocket: note_host(websocket.url))
    yield
    assert problems == []


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A tab that is watched."""
    with watched(page):
        yield page


@pytest.fixture(params=[(1280, 800), (390, 844), (1920, 1080)], ids=["desk", "phone", "projector"])
def page_of_each_size(page: Page, request: pytest.FixtureRequest) -> Page:
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    return page


@pytest.fixture(scope="session")
def settled() -> Callable[[Page], None]:
    """Wait until Streamlit has run and the charts are painted."""

    def wait(page: Page) -> None:
        page.wait_for_function(DRAWN, timeout=PATIENCE)

    return wait


@pytest.fixture
def open_carte(
    page: Page, app_server: Callable[..., str], demo_home: Path, settled: Callable[[Page], None]
) -> Callable[..., Carte]:
    """Open the Carte, by default of the fictive commune, with what its address asks."""

    def go(parts: str = "", address: str = "") -> Carte:
        page.goto(f"{address or app_server(demo_home)}/carte?{asking(parts)}")
        settled(page)
        return Carte(page, lambda: settled(page))

    return go


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """List a page's accessibility defects but the minor ones, and every defect of the atlas, with the elements."""

    def violations(page: Page) -> list[str]:
        found = []
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"][-1] for node in violation["nodes"]]
            if violation["impact"] not in {"moderate", "serious", "critical"}:
                targets = [
                    target for target in targets if page.locator(f".atlas :is({target}), .atlas{target}").count()
                ]
            if targets:
                found.append(f"{violation['id']}: {', '.join(targets)}")
        return found

    return violations


@pytest.fixture(scope="module")
def own_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune of one's own to write in."""
    home = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(demo_home, home)
    return home


@pytest.fixture
def opened(page, app_server, own_home, settled):
    """Open an address of it."""

    def go(path):
        page.goto(f"{app_server(own_home)}{path}")
        settled(page)
        return page

    return go


@pytest.fixture
def projected(page: Page, app_server, demo_home, settled):
    """Open a screen as a room sees it."""

    def go(screen: str, choice: str = "") -> Page:
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(f"{app_server(demo_home)}/{screen}?projection=true&choix={choice}")
        settled(page)
        return page

    return go


@pytest.fixture
def press(page: Page, settled):
    """Press keys, one after the other."""

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            settled(page)

    return press
