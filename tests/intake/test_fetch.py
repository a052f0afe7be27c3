"""Open files fetched from a server of ours, on this machine: cut, busy, wrong, elsewhere, absent, unchanged."""

import dataclasses
import errno
import gzip
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import duckdb
import pytest
from filelock import FileLock

from data import fetch, open_files
from data.errors import BusyError, FullDiskError, ServiceError
from tests.intake import open_shapes as shapes

PATHS = {"contours_iris": "iris.json", "population_iris": "pop.zip", "contours_qpv": "qpv", "ssmsi_communes": "ssmsi",
         "adresses": "adresses-31.csv.gz"}  # fmt: skip


def parquet(folder):
    (folder / "s.csv").write_text(shapes.SSMSI, encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_csv('{folder}/s.csv', decimal_separator=',')) TO '{folder}/s.parquet'")
    return (folder / "s.parquet").read_bytes()


def published(folder):
    """Files of the shapes that publishers give, by the path of their address."""
    archive = shapes.zipped(**{
        "base-ic-evol-struct-pop-2022__CSV": shapes.CENSUS, "meta_base-ic-evol-struct-pop-2022__CSV": "COD_VAR\nA\n",
    })  # fmt: skip
    qpv = shapes.zipped(
        GEOJSON___QP2024_Hexagone_LB93__geojson=shapes.qpv("31999", crs=2154).to_json(),
        GEOJSON___QP2024_France_Hexagonale_Outre_Mer_WGS84__geojson=shapes.qpv("31999", "31001").to_json(),
    )
    iris = json.loads(shapes.iris("code_iris", "code_insee").to_json()) | {"numberMatched": 3}
    return {
        "iris.json": json.dumps(iris).encode(), "pop.zip": archive, "qpv": qpv, "ssmsi": parquet(folder),
        "adresses-31.csv.gz": gzip.compress(shapes.BAN.encode(), mtime=0),
    }  # fmt: skip


@dataclass
class Publisher:
    """What our server answers: files, whole or in part, unless something else is to be answered first.

    Attributes
    ----------
    first : for each coming request, a status, or how many bytes are sent of what is promised.
    etag : None for a server that gives none.
    resumes : whether it knows how to send the rest of a file.
    asked : path and headers of each request.
    """

    files: dict[str, bytes]
    first: list[tuple[str, int]] = field(default_factory=list)
    etag: str | None = '"1"'
    resumes: bool = True
    location: str = ""
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.strip("/")
        self.asked.append((name, {key.lower(): value for key, value in handler.headers.items()}))
        what, number = self.first.pop(0) if self.first else ("whole", 0)
        if what == "status" or name not in self.files:
            status = number or 404
            handler.send_response(status)
            if 300 <= status < 400 and self.location:
                handler.send_header("Location", self.location)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        status, body, headers = self.whole_or_part(name)
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        if self.etag:
            handler.send_header("ETag", self.etag)
        handler.end_headers()
        handler.wfile.write(body[:number] if what == "cut" else body)

    def whole_or_part(self, name: str) -> tuple[int, bytes, dict[str, str]]:
        asked, content = self.asked[-1][1], self.files[name]
        if self.etag and asked.get("if-none-match") == self.etag:
            return 304, b"", {}
        start = int(re.sub(r"\D", "", asked.get("range", "0")))
        if not start or not self.resumes or asked.get("if-range") != self.etag:
            return 200, content, {}
        if start >= len(content):
            return 416, b"", {"Content-Range": f"bytes */{len(content)}"}
        return 206, content[start:], {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}

    def ranges(self) -> list[str | None]:
        return [headers.get("range") for _, headers in self.asked]


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., Publisher]]:
    """Starts servers of this machine, which stop with the test."""
    servers = []
    monkeypatch.setattr("data.intake.services.server._PAUSE", 0)
    monkeypatch.setenv("no_proxy", "*")

    def start(files: dict[str, bytes]) -> Publisher:
        publisher = Publisher(files)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        publisher.url = f"http://127.0.0.1:{server.server_port}"
        return publisher

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def publisher(serve, tmp_path):
    return serve(published(tmp_path))


def listed(town, publisher):
    """The open files of the commune, at our server."""
    return {
        file.slug: dataclasses.replace(file, address=f"{publisher.url}/{PATHS[file.slug]}", hosts=())
        for file in open_files.of_commune(town.commune)
    }


def get(town, publisher, slug="adresses"):
    return fetch.fetch(town.commune, listed(town, publisher)[slug])


def kept(town):
    """Names of the files that were fetched, whole or not, the lock apart."""
    return sorted(path.name for path in (town.commune.home / "telechargements").glob("*") if path.name != "lock")


@pytest.fixture
def command(bare_town, publisher, monkeypatch):
    """The command, whose list leads to our server."""
    files = tuple(listed(bare_town, publisher).values())
    monkeypatch.setattr(open_files, "of_commune", lambda _: files)
    return lambda *arguments: bare_town.command("fetch", *arguments)


# --- From nothing to a map


def test_all_is_fetched_and_loaded_at_once(bare_town, publisher, command):
    result = command("--load")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert "Version des données : 000001" in " ".join(result.stderr.split())
    assert sorted(name for name, _ in publisher.asked) == sorted(PATHS.values())
    assert {one.file.slug: one.number for one in open_files.availability(bare_town.commune)} == {
        "contours_iris": 2, "population_iris": 2, "contours_qpv": 1, "ssmsi_communes": 2, "adresses": 1,
    }  # fmt: skip


def test_commune_without_qpv_has_the_rest(bare_town, publisher, command):
    publisher.files["qpv"] = shapes.zipped(a_WGS84__geojson=shapes.qpv("31001").to_json())
    result = command("--load")
    assert result.exit_code == 0 and "rien n’y est à Ville-Essai" in " ".join(result.stderr.split())
    assert [one.file.slug for one in open_files.availability(bare_town.commune) if not one.number] == ["contours_qpv"]


def test_nothing_is_loaded_unless_asked(bare_town, command):
    assert "fetch --load" in command("contours_iris").stderr
    assert not (bare_town.commune.home / "snapshots" / "current").exists()
    assert kept(bare_town) == ["iris-31999.geojson", "iris-31999.geojson.etag"]


def test_only_what_is_named_is_fetched(publisher, command):
    assert command("adresses", "population_iris").exit_code == 0
    assert [name for name, _ in publisher.asked] == ["adresses-31.csv.gz", "pop.zip"]


def test_unknown_name_is_refused_before_anything_is_asked(publisher, command, refusal):
    assert "Choix : contours_iris, population_iris" in refusal(command("adresses", "adrese"))
    assert publisher.asked == []


# --- Cut, busy, wrong


@pytest.mark.parametrize("sent", [1, 60])
def test_cut_file_is_resumed_where_it_stopped(bare_town, publisher, sent):
    publisher.first = [("cut", sent)]
    fetched = get(bare_town, publisher)
    assert fetched.is_new and fetched.path.read_bytes() == publisher.files["adresses-31.csv.gz"]
    assert publisher.ranges() == [None, f"bytes={sent}-"]
    assert kept(bare_town) == ["adresses-31.csv.gz", "adresses-31.csv.gz.etag"]


def test_file_cut_at_each_attempt_is_completed_by_the_next_command(bare_town, publisher):
    publisher.first = [("cut", 20)] * 3
    with pytest.raises(ServiceError, match="s’interrompt avant la fin"):
        get(bare_town, publisher)
    assert kept(bare_town) == ["adresses-31.csv.gz.part", "adresses-31.csv.gz.part.etag"]
    fetched = get(bare_town, publisher)
    assert publisher.ranges() == [None, "bytes=20-", "bytes=40-", "bytes=60-"]
    assert fetched.path.read_bytes() == publisher.files["adresses-31.csv.gz"]


@pytest.mark.parametrize("change", ["edition", "no tag", "no resumption"])
def test_cut_file_starts_anew_where_its_rest_would_be_of_another(bare_town, publisher, change):
    publisher.etag = None if change == "no tag" else '"1"'
    publisher.resumes = change != "no resumption"
    publisher.first = [("cut", 20)] * 3
    with pytest.raises(ServiceError):
        get(bare_town, publisher)
    publisher.first = []
    if change == "edition":
        publisher.etag = '"2"'
        publisher.files["adresses-31.csv.gz"] = gzip.compress(shapes.BAN.replace("Essai", "Bac").encode(), mtime=0)
    fetched = get(bare_town, publisher)
    assert fetched.path.read_bytes() == publisher.files["adresses-31.csv.gz"]


def test_rest_that_does_not_follow_is_asked_anew(bare_town, publisher):
    """As after a kill between the last byte and the check: the server has nothing beyond the end of the file."""
    whole = publisher.files["adresses-31.csv.gz"]
    folder = bare_town.commune.home / "telechargements"
    folder.mkdir()
    (folder / "adresses-31.csv.gz.part").write_bytes(whole)
    (folder / "adresses-31.csv.gz.part.etag").write_text('"1"')
    assert get(bare_town, publisher).path.read_bytes() == whole
    assert publisher.ranges() == [f"bytes={len(whole)}-", None]


@pytest.mark.parametrize("status", [500, 503, 429])
@pytest.mark.parametrize(("times", "is_fetched"), [(1, True), (2, True), (3, False)])
def test_busy_server_is_asked_a_few_times(bare_town, publisher, status, times, is_fetched):
    publisher.first = [("status", status)] * times
    if is_fetched:
        assert get(bare_town, publisher).is_new
    else:
        with pytest.raises(ServiceError, match=f"code {status}"):
            get(bare_town, publisher)
        assert len(publisher.asked) == 3 and kept(bare_town) == []


def test_file_that_is_gone_is_asked_once_and_its_page_told(bare_town, publisher):
    del publisher.files["adresses-31.csv.gz"]
    with pytest.raises(ServiceError, match="code 404") as refused:
        get(bare_town, publisher)
    assert len(publisher.asked) == 1 and "adresse.data.gouv.fr/outils" in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [b"<html><body>Connectez-vous au r\xc3\xa9seau</body></html>", b"", b"PK\x03\x04torn", shapes.CENSUS.encode(),
     gzip.compress(shapes.BAN.encode())[:-20], b'{"type": "FeatureCollection", "features": []}',
     gzip.compress(shapes.BAN.replace("31999", "31998").encode())],
    ids=["portal", "empty", "torn zip", "another file", "torn gzip", "no feature", "elsewhere"],
)  # fmt: skip
@pytest.mark.parametrize("slug", ["adresses", "contours_iris"])
def test_something_else_is_not_kept_and_what_was_there_stays(bare_town, publisher, content, slug):
    before = get(bare_town, publisher, slug).path.read_bytes()
    publisher.etag, publisher.files[PATHS[slug]] = '"2"', content
    with pytest.raises(ServiceError, match="autre chose que le fichier demandé"):
        get(bare_town, publisher, slug)
    name = listed(bare_town, publisher)[slug].saved_as
    assert kept(bare_town) == [name, f"{name}.etag"]
    assert (bare_town.commune.home / "telechargements" / name).read_bytes() == before


@pytest.mark.parametrize("limit", ["_LARGEST", "_DEADLINE"])
def test_file_that_never_ends_is_given_up(bare_town, publisher, monkeypatch, limit):
    monkeypatch.setattr(fetch, limit, -1)
    with pytest.raises(ServiceError):
        get(bare_town, publisher)


# --- Elsewhere, absent, unchanged


def test_redirection_is_followed_to_the_hosts_that_are_named_alone(bare_town, publisher, serve, tmp_path):
    other = serve(published(tmp_path))
    publisher.location = f"{other.url.replace('127.0.0.1', 'localhost')}/adresses-31.csv.gz"
    publisher.first = [("status", 302)] * 2
    file = listed(bare_town, publisher)["adresses"]
    with pytest.raises(ServiceError, match="renvoie ailleurs"):
        fetch.fetch(bare_town.commune, file)
    assert other.asked == [] and len(publisher.asked) == 1
    assert fetch.fetch(bare_town.commune, dataclasses.replace(file, hosts=("localhost",))).is_new
    assert len(other.asked) == 1


def test_offline_is_told_in_one_sentence_and_nothing_changes(bare_town, publisher, command, refusal, monkeypatch):
    gone = dataclasses.replace(
        listed(bare_town, publisher)["adresses"], address="http://127.0.0.1:1/adresses-31.csv.gz"
    )
    monkeypatch.setattr(open_files, "of_commune", lambda _: (gone,))
    sentence = refusal(command("--load"))
    assert "« 127.0.0.1 » ne répond pas" in sentence and "Rien n’a été modifié" in sentence
    assert kept(bare_town) == []


def test_same_file_is_not_fetched_twice(bare_town, publisher):
    get(bare_town, publisher)
    again = get(bare_town, publisher)
    assert not again.is_new and again.delivery and publisher.asked[-1][1]["if-none-match"] == '"1"'
    publisher.etag = '"2"'
    assert get(bare_town, publisher).is_new


def test_file_that_a_person_put_there_is_replaced_by_the_publisher_s(bare_town, publisher):
    folder = bare_town.commune.home / "telechargements"
    folder.mkdir()
    (folder / "adresses-31.csv.gz").write_bytes(b"brouillon")
    assert get(bare_town, publisher).path.read_bytes() == publisher.files["adresses-31.csv.gz"]


@pytest.mark.parametrize("n_there", [0, 100])
def test_full_disk_is_told_and_leaves_what_was_there(bare_town, publisher, monkeypatch, n_there):
    file = listed(bare_town, publisher)["population_iris"]
    if n_there:
        publisher.first = [("cut", n_there)] + [("status", 503)] * 2
        with pytest.raises(ServiceError):
            fetch.fetch(bare_town.commune, file)
    before, there = bare_town.files(), {*bare_town.commune.home.iterdir()}
    chunks = fetch.server.chunks

    def lacking_room(*arguments, **options):
        yield next(chunks(*arguments, **options))[:100]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(fetch.server, "chunks", lacking_room)
    publisher.asked.clear()
    with pytest.raises(FullDiskError):
        fetch.fetch(bare_town.commune, file)
    assert bare_town.files() == before and {*bare_town.commune.home.iterdir()} == there and len(publisher.asked) == 1
    monkeypatch.setattr(fetch.server, "chunks", chunks)
    assert fetch.fetch(bare_town.commune, file).is_new
    assert publisher.ranges()[-1] == (f"bytes={n_there}-" if n_there else None)


def test_file_that_lacks_room_to_be_read_is_not_said_to_be_another(bare_town, publisher, monkeypatch):
    def full(*_arguments, **_options):
        raise FullDiskError()

    monkeypatch.setattr("data.intake.door.take", full)
    before = bare_town.files()
    with pytest.raises(FullDiskError):
        fetch.fetch(bare_town.commune, listed(bare_town, publisher)["contours_iris"])
    assert bare_town.files() == before


def test_two_at_once_do_not_write_the_same_file(bare_town, publisher):
    folder = bare_town.commune.home / "telechargements"
    folder.mkdir()
    with FileLock(folder / "lock"), pytest.raises(BusyError):
        get(bare_town, publisher)
    assert publisher.asked == []
