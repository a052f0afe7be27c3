"""What holds before any screen is drawn: the French document, its headers, what is served and what is not."""

import gzip
import http.client
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
from playwright.sync_api import BrowserContext, Page, expect
from streamlit import config

from data import commune

SHAPES = b'{"size": [10000, 1], "zones": []}'


@pytest.fixture(scope="module")
def address(app_server: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("home")
    (home / "geo").mkdir()
    for n_digits in (7, 8, 64, 65):
        shapes = home / "geo" / f"quartier-{'a' * n_digits}.json"
        shapes.write_bytes(SHAPES)
        shapes.with_suffix(".json.gz").write_bytes(gzip.compress(SHAPES))
    (home / "commune.json").write_bytes(SHAPES)
    return app_server(home)


@pytest.fixture
def ask(address: str) -> Callable[..., tuple[http.client.HTTPResponse, bytes]]:
    """Ask the server without the politeness of a browser: the path goes out as it is, the body comes back as it is."""

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    return ask


@pytest.mark.parametrize("path", ["/", "/carte", "/inconnue", "/in.connue", "/deux/niveaux"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_document_is_french_from_its_first_byte_when_any_address_is_asked(ask, path, encoding):
    response, body = ask(path, Accept_Encoding=encoding)
    document = body.decode()
    assert response.status == 200
    assert int(response.headers["Content-Length"]) == len(body)
    assert '<html lang="fr">' in document
    assert "<title>Quiétude</title>" in document
    assert 'lang="en"' not in document
    assert "JavaScript to run this app" not in document


def test_document_has_the_same_headers_when_only_they_are_asked(ask):
    head, nothing = ask("/", method="HEAD")
    get, _ = ask("/")
    assert nothing == b""
    assert {name: head.headers[name] for name in head.headers if name != "date"} == {
        name: get.headers[name] for name in get.headers if name != "date"
    }


def test_document_is_whole_when_a_part_is_asked(ask):
    response, body = ask("/", Range="bytes=0-9")
    assert (response.status, body) == (200, ask("/")[1])


@pytest.mark.parametrize("path", ["/", "/sante", "/geo/absent", "/app/static/francais.js", "/static/absent.js"])
def test_security_headers_are_there_when_anything_is_asked(ask, path):
    headers = ask(path)[0].headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert re.search(r"https?:|\*", policy) is None
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_images_of_the_base_map_are_allowed_and_nothing_else_when_the_commune_has_one(app_server, tmp_path):
    commune.create(tmp_path, name="Ville-Essai", insee_code="31999")
    with (tmp_path / "commune.toml").open("a", encoding="utf-8") as settings:
        settings.write('[base_map]\nurl = "https://tuiles.ville.fr/{z}/{x}/{y}.png"\nattribution = "© Ville"\n')
    connection = http.client.HTTPConnection(urlsplit(app_server(tmp_path)).netloc, timeout=60)
    connection.request("GET", "/sante")
    policy = connection.getresponse().headers["Content-Security-Policy"].split("; ")
    connection.close()
    assert [words for words in policy if "http" in words] == ["img-src 'self' data: blob: https://tuiles.ville.fr"]


def test_health_answers_when_the_server_runs(ask):
    response, body = ask("/sante")
    assert (response.status, body) == (200, b'{"etat":"ok"}')


def test_first_screen_is_found_with_its_filters_when_its_name_is_asked(ask):
    response, _ = ask("/accueil?zones=Gare")
    assert (response.status, response.headers["Location"]) == (307, "/?zones=Gare")


@pytest.mark.parametrize("n_digits", [8, 64])
def test_shapes_are_served_once_and_for_all_when_their_name_is_published(ask, n_digits):
    plain, body = ask(f"/geo/quartier-{'a' * n_digits}")
    compressed, small = ask(f"/geo/quartier-{'a' * n_digits}", Accept_Encoding="gzip")
    assert body == gzip.decompress(small) == SHAPES
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    for response in (plain, compressed):
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        f"/geo/quartier-{'a' * 7}",
        f"/geo/quartier-{'a' * 65}",
        f"/geo/quartier-{'b' * 8}",
        f"/geo/quartier-{'a' * 8}.json",
        f"/geo/quartier-{'a' * 8}%0a",
        f"/geo/QUARTIER-{'a' * 8}",
        "/geo/..%2fcommune",
        "/geo/%2e%2e/commune",
        "/geo/%2e%2e%2fcommune",
        "/geo/..%5ccommune",
    ],
)
def test_shapes_are_refused_when_the_name_is_not_a_published_one(ask, path):
    response, body = ask(path)
    assert response.status in {400, 404}
    assert SHAPES not in body


@pytest.mark.parametrize("path", ["/app/static/", "/app/static/topojson", "/app/static/../server.py"])
def test_folder_keeps_its_secrets_when_it_is_asked(ask, path):
    response, body = ask(path)
    assert response.status in {400, 404}
    assert len(body) < 50


def test_server_listens_to_this_machine_only_when_it_is_asked_by_another_name(address):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    upgrade = {"Host": "ailleurs.example", "Connection": "Upgrade", "Upgrade": "websocket"}
    key = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    connection.request("GET", "/_stcore/stream", headers=upgrade | key)
    assert connection.getresponse().status == 403
    connection.close()


def test_settings_are_all_known_when_streamlit_reads_them(project):
    sections = tomllib.loads((project / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    ours = {f"{section}.{name}" for section, settings in sections.items() for name in settings}
    assert ours - set(config.get_config_options()) == set()


def test_translated_words_are_still_streamlit_words(project):
    script = (project / "pages" / "app" / "static" / "francais.js").read_text(encoding="utf-8")
    words = re.findall(r'^ +"([^"]+)":', script, re.MULTILINE)
    bundle = Path(streamlit.__file__).parent / "static" / "static" / "js"
    interface = "".join(path.read_text(encoding="utf-8") for path in bundle.glob("*.js"))
    assert len(words) > 50
    assert [word for word in words if word not in interface] == []


@pytest.mark.parametrize("path", ["/", "/carte?zone=absente"])
def test_page_opens_without_error_nor_other_host(page: Page, settled, address, path):
    page.goto(address + path)
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "fr"


def test_unknown_page_says_so_in_french_when_it_is_asked(context: BrowserContext, address):
    # A tab without our watch: Streamlit writes the missing page as an error in the console.
    page = context.new_page()
    page.goto(f"{address}/inconnue")
    expect(page.get_by_role("heading", name="Page introuvable")).to_be_visible()
    expect(page.get_by_text("Cette adresse ne mène à aucune page.")).to_be_visible()


def test_words_of_streamlit_turn_french_when_they_appear(page: Page, settled, address):
    page.goto(address)
    settled(page)
    for english, french in {
        "No results": "Aucun résultat",
        "Select 3 matches": "Choisir les 3 résultats",
        "Gare": "Gare",
        "Remove Gare": "Retirer Gare",
    }.items():
        page.evaluate("document.body.append(Object.assign(document.createElement('p'), {className: 'essai'}))")
        trial = page.locator(".essai").last
        trial.evaluate("(p, word) => { p.textContent = word }", english)
        expect(trial).to_have_text(french)
        trial.evaluate("(p, word) => { p.firstChild.data = word }", english)
        expect(trial).to_have_text(french)
        trial.evaluate("(p, word) => { p.title = word }", english)
        expect(trial).to_have_attribute("title", french)


def test_policy_stops_the_page_when_it_would_call_another_host(context: BrowserContext, address):
    # A tab without our watch, which fails on exactly what this test provokes.
    page = context.new_page()
    page.goto(address)
    stopped = page.evaluate("""() => new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI));
        fetch("https://ailleurs.example/").catch(() => {});
    })""")
    assert stopped.startswith("https://ailleurs.example")


WORDS_ON_SCREEN = """
() => {
  const isIcon = (element) => element.matches("[data-testid=stIconMaterial]")
  const isUnseen = (element) => getComputedStyle(element).clipPath !== "none" || isIcon(element)
  const count = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.split(/\\s+/).filter(Boolean).length
    if (node.nodeType !== Node.ELEMENT_NODE || isUnseen(node)) return 0
    // What has no box of its own never counts as visible, whatever it holds.
    if (getComputedStyle(node).display !== "contents" && !node.checkVisibility({ visibilityProperty: true })) return 0
    return [...node.childNodes].reduce((sum, child) => sum + count(child), 0)
  }
  return count(document.querySelector("[data-testid=stMain]"))
}
"""


# Whole years, and quarters: without a comparison, with a map, with a map and the menu of indicators.
@pytest.mark.parametrize(
    ("months", "map_and_menu"),
    [
        *((f"{year}-01~{year}-12", (year in (2021, 2022), False)) for year in range(2020, 2026)),
        ("2024-03~2024-05", (False, False)),
        ("2025-07~2025-09", (True, False)),
        ("2023-04~2023-06", (True, True)),
    ],
)
def test_first_screen_is_short_with_its_map_and_without(page, app_server, demo_home, settled, months, map_and_menu):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app_server(demo_home)}/?choix=periode.{months}")
    settled(page)
    menu = page.get_by_role("combobox", name="Indicateur")
    assert (page.locator(".atlas").count(), menu.count()) == map_and_menu
    assert 200 < page.evaluate(WORDS_ON_SCREEN) <= 400
    assert page.get_by_test_id("stMainBlockContainer").bounding_box()["height"] <= 1300


def test_first_screen_is_drawn_without_the_script_of_charts(page, app_server, demo_home, settled):
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(app_server(demo_home))
    settled(page)
    assert "/app/static/markup.js" in asked and "/plotly.js" not in asked
    page.goto(f"{app_server(demo_home)}/evolution")
    settled(page)
    assert "/plotly.js" in asked
