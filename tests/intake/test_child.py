"""Foreign files are read in a process of their own, which a file may break without breaking anything else."""

# A file of another tool is written as that tool does.
# ruff: noqa: E501

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from data.errors import QuietudeError, ReadingStoppedError, StoppedAfterChangeError, UndecidedError
from data.intake import door, examination
from data.intake.child import Child
from data.storage import Scratch
from data.warehouse.publish import publishing

PROJECT = Path(__file__).parents[2]


def fill_memory(n_bytes: int) -> int:
    return len(bytearray(n_bytes))


def refuse() -> None:
    raise UndecidedError(file="f.csv", key="year", question="Quelle année ?", options=("2024", "2025"))


def fail() -> None:
    raise KeyError("a defect")


def call(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass


def scratch(name: str) -> str:
    import tempfile

    path = Path(tempfile.mkdtemp()) / name
    path.write_text("left behind")
    return str(path)


def test_answer_comes_back():
    assert Child("f.csv", 0, fill_memory, 10).answer() == 10


def test_refusal_comes_back_with_its_question():
    with pytest.raises(UndecidedError, match="Quelle année") as refusal:
        Child("f.csv", 0, refuse).answer()
    assert (refusal.value.key, refusal.value.options) == ("year", ("2024", "2025"))


def test_defect_comes_back_with_its_trace():
    with pytest.raises(RuntimeError, match=r"in fail[\s\S]*a defect"):
        Child("f.csv", 0, fail).answer()


@pytest.mark.parametrize(("work", "given"), [(fill_memory, (6 << 30,)), (os.abort, ()), (os._exit, (3,))])
def test_file_that_breaks_its_reader_is_refused(work, given):
    with pytest.raises(ReadingStoppedError, match="La lecture du fichier « f.csv » a été arrêtée".replace(" ", r"\s")):
        Child("f.csv", 0, work, *given).answer()


def test_reading_that_lasts_is_stopped(monkeypatch):
    monkeypatch.setattr("data.intake.child._SECONDS", 0.5)
    with pytest.raises(ReadingStoppedError, match="trop longtemps"):
        Child("f.csv", 0, time.sleep, 60).answer()


def publish_and_wait(commune, *, dry_run):
    with publishing(commune, dry_run=dry_run) as draft:
        draft.changed = True
    time.sleep(60)


@pytest.mark.parametrize(
    ("dry_run", "refusal", "says"),
    [
        (False, StoppedAfterChangeError, "passées entre-temps à la version 000002"),
        (True, ReadingStoppedError, "Rien n’a été modifié"),
    ],
)
def test_reading_that_is_stopped_says_whether_the_data_have_changed(town, monkeypatch, dry_run, refusal, says):
    monkeypatch.setattr("data.intake.child._SECONDS", 5.0)
    with pytest.raises(refusal, match=says.replace(" ", r"\s")):
        Child("f.csv", 0, publish_and_wait, town.commune, dry_run=dry_run, changes=town.commune).answer()


def test_child_ends_when_its_reader_stops_it():
    child = Child("f.csv", 0, time.sleep, 60)
    child.stop()
    assert child._process.exitcode is not None


def test_what_a_child_wrote_outside_the_home_is_gone():
    path = Path(Child("f.csv", 0, scratch, "a").answer())
    assert not path.exists() and not path.parent.parent.exists()


def test_what_a_killed_process_left_outside_the_home_goes_with_the_next_child(tmp_path, monkeypatch):
    code = """
import os, signal
from data.storage import Scratch
(Scratch().path / "brouillon").write_text("Durand")
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, check=False).returncode == -9
    (left,) = tmp_path.iterdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with contextlib.closing(Scratch()) as used:
        assert not left.exists()
        (used.path / "brouillon").write_text("")
        assert Child("f.csv", 0, fill_memory, 10).answer() == 10
        assert [*tmp_path.rglob("*")] == [used.path, used.path / "brouillon"]
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux cuts a process from the network")
def test_rehearsal_has_read_what_files_need_and_leaves_no_thread_nor_file(tmp_path):
    code = """
import sys, tempfile, threading
tempfile.tempdir = sys.argv[1]
import data.intake.rehearsal
from data.warehouse import publish
from data.intake import persons
print(publish._columns_of_today.cache_info().currsize, persons._words.cache_info().currsize, threading.active_count())
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "1"]
    assert not [*tmp_path.iterdir()]


def test_rehearsal_is_left_where_nothing_can_be_written():
    code = "import sys, tempfile; tempfile.tempdir = '/nowhere'; import data.intake.rehearsal"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_child_calls_nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        call(port)
        with pytest.raises(RuntimeError, match="OSError|ConnectionRefused|unreachable"):
            Child("f.csv", 0, call, port).answer()


@pytest.fixture
def counting_server():
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    server.server_close()


SQUARE = {"type": "Polygon", "coordinates": [[[1.4, 43.6], [1.45, 43.6], [1.45, 43.65], [1.4, 43.65], [1.4, 43.6]]]}


def hostile(folder: Path, address: str, secret: Path) -> list[Path]:
    """Files that point at another file of the machine or at another host, or that fill the memory."""
    feature = {"type": "Feature", "properties": {"nom": "A"}, "geometry": SQUARE}
    links = {
        "vrt.geojson": f"<VRTDataset><OGRVRTLayer name='a'><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></VRTDataset>",
        "gdalg.json": json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector convert {secret} out.gpkg"}),
        "crs.geojson": json.dumps(
            {"type": "FeatureCollection", "features": [feature],
             "crs": {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}}
        ),
        "crs_file.geojson": json.dumps(
            {"type": "FeatureCollection", "features": [feature],
             "crs": {"type": "link", "properties": {"href": str(secret), "type": "proj4"}}}
        ),
        "lien.kml": f"<kml xmlns='http://www.opengis.net/kml/2.2'><NetworkLink><Link><href>{address}/k</href></Link></NetworkLink></kml>",
        "lien.gml": f"<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml' xmlns:xlink='http://www.w3.org/1999/xlink'"
        f" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a {address}/a.xsd'>"
        f"<gml:featureMember xlink:href='{address}/m'/></gml:FeatureCollection>",
        "wfs.xml": f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>",
        "entites.xml": f"<!DOCTYPE a [<!ENTITY b SYSTEM 'file://{secret}'>]><a><r><date>&b;</date></r></a>",
        "profond.json": "[" * 100_000 + "]" * 100_000,
        "nombre.json": '[{"date": ' + "9" * 100_000 + "}]",
        "moitie.json": '[{"date": "2024-03-01", "nature": "\\ud800"}]',
        "cles.json": "[{" + ",".join(f'"k{i}": 1' for i in range(20_000)) + "}]",
        "circonflexe.csv": "^date;^nature\n01/03/2024;Tapage\n",
        "balises.csv": "date;<b></b>;nature\n01/03/2024;1;Tapage\n",
    }  # fmt: skip
    paths = []
    for name, text in links.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    far = folder / "loin.xlsx"
    with zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats'
            '.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/a.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/worksheets/a.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" '
            't="str"><v>date</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>',
        )
    many = folder / "entrees.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number}.csv", "")
    bomb = folder / "bombe.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "date;nature\n" + "a" * (300 << 20))
    return [*paths, far, many, bomb]


@pytest.mark.slow
def test_hostile_files_are_taken_or_refused_with_a_sentence(town, counting_server, tmp_path):
    address, requests = counting_server
    secret = tmp_path / "secret.csv"
    secret.write_text("date;nature\n2024-03-01;SECRET-DE-LA-MACHINE\n", encoding="utf-8")
    folder = tmp_path / "hostile"
    folder.mkdir()
    before = town.files()
    for path in hostile(folder, address, secret):
        try:
            answer = str(Child(path.name, path.stat().st_size, examination.examine, town.commune, path).answer())
        except QuietudeError as refusal:
            answer = f"{refusal} {refusal.values}"
        assert "SECRET-DE-LA-MACHINE" not in answer, path.name
    assert requests == []
    assert town.files() == before


def test_preview_waits_for_no_load_and_no_load_for_it(town, table):
    text = table("date;nature;lat;lon", [["2024-03-01", "Tapage", 43.62, 1.42]])
    path = town.write("faits.csv", text)
    from data.warehouse.publish import alone

    with alone(town.commune.home):
        examined = examination.examine(town.commune, path, {"kind": "signalement"})
    assert examined.delivery.loaded == 1
    assert door.take(town.commune, [path], examined.profile)[0][0].loaded == 1
