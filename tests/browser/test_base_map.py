"""The base map under the zones, from a small tile server here: asked for only when commune and reader want it."""

import math
import re
import shutil
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


def picture() -> bytes:
    """One grey pixel as PNG."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x90")) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def tiles() -> Iterator[tuple[str, list[str]]]:
    """Address of a tile server, and the paths that it was asked for."""
    asked: list[str] = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802, the name that http.server calls
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture())

        def log_message(self, *_: object) -> None:
            """Say nothing: the paths are kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture(scope="module")
def address(app_server: Callable[[Path], str], demo_home: Path, tiles, tmp_path_factory) -> str:
    home = tmp_path_factory.mktemp("ground") / "home"
    shutil.copytree(demo_home, home)
    with (home / "commune.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[base_map]\nurl = "{tiles[0]}/{{z}}/{{x}}/{{y}}.png"\nattribution = "© Essai"\n')
    return app_server(home)


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Column and row of the tile that holds a point, as every tile server counts them."""
    turn = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * 2**z), int((1 - turn / math.pi) / 2 * 2**z)


def test_no_tile_is_asked_for_until_the_reader_wants_the_ground(page: Page, address, settled, tiles):
    page.goto(f"{address}/carte")
    settled(page)
    assert page.locator(".atlas .ground image").count() == 0
    assert tiles[1] == []


def test_tiles_lie_under_the_zones_and_their_author_is_named(page: Page, address, settled, tiles, project):
    page.goto(f"{address}/carte")
    settled(page)
    page.locator(".atlas .couches summary").click()
    with page.expect_response(re.compile(r"/\d+/\d+/\d+\.png$")):
        page.get_by_label("Fond de plan").check()
    settled(page)
    expect(page.locator(".atlas .credit")).to_have_text("© Essai")
    assert "couches.fond" in page.url
    found = {tuple(map(int, re.findall(r"\d+", path)[:3])) for path in tiles[1]}
    (z,) = {tile[0] for tile in found}
    # A place of the commune: its tile was asked for, and its image covers the mark of that place.
    lon, lat = map(float, (project / "data" / "demo" / "lieux.csv").read_text("utf-8").splitlines()[1].split(";")[2:])
    column, row = tile_of(lon, lat, z)
    assert (z, column, row) in found
    page.get_by_label("Lieux de la commune").check()
    settled(page)
    tile = page.locator(f'.atlas .ground image[data-tile="{z}/{column}/{row}"]').bounding_box()
    mark = page.locator(".atlas .marks g").first.bounding_box()
    assert tile is not None and mark is not None
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    assert tile["x"] <= x <= tile["x"] + tile["width"] and tile["y"] <= y <= tile["y"] + tile["height"]


def test_other_tiles_are_asked_for_when_the_reader_comes_nearer(page: Page, address, settled, tiles):
    page.goto(f"{address}/carte?choix=couches.fond")
    settled(page)
    far = {image.get_attribute("data-tile") for image in page.locator(".atlas .ground image").all()}
    for _ in range(3):
        page.get_by_role("button", name="Agrandir la carte").click()
    settled(page)
    near = {image.get_attribute("data-tile") for image in page.locator(".atlas .ground image").all()}
    assert near and not near & far
    assert max(int(tile.split("/")[0]) for tile in near) > max(int(tile.split("/")[0]) for tile in far)
