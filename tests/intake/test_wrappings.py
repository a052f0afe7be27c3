"""Tables that come wrapped: gzip, zip, workbooks and Parquet, whatever their name says."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from datetime import date, datetime, time

import openpyxl
import pandas as pd
import pytest

EVENT = ("date=Date", "category=Nature", "id=Numéro")
TEXT = "Date;Numéro;Nature\n14/03/2024;12;Tags\n15/03/2024;13;Bruit\n"
ROWS = [("Date", "Numéro", "Nature"), (date(2024, 3, 14), 12, "Tags"), (date(2024, 3, 15), 13.0, "Bruit")]
FACTS = [("2024-03-14", "12", "Tags"), ("2024-03-15", "13", "Bruit")]


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def workbook(merged=(), **sheets):
    """An XLSX of some sheets; a hidden one's name ends with « caché »."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        if name.endswith("caché"):
            sheet.sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def open_document(rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
            if isinstance(cell, date)
            else f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, (int, float))
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped(**{"mimetype": kind, "content__xml": content, "META-INF/manifest__xml": manifest})


def of_excel_2003(rows):
    lines = [
        "".join(f'<Cell><Data ss:Type="String">{str(cell).removesuffix(".0")}</Data></Cell>' for cell in row)
        for row in rows
    ]
    cells = "".join(f"<Row>{line}</Row>" for line in lines)
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    return (
        f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="A"><Table>{cells}</Table></Worksheet></Workbook>'
    )


def parquet(rows):
    made = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).assign(Numéro=lambda frame: frame["Numéro"].astype(int)).to_parquet(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT.encode("cp1252")),
        zipped(export__csv=TEXT),
        zipped(**{"export__csv": TEXT, "__MACOSX/._export__csv": "x", "Thumbs__db": "x"}),
        gzip.compress(zipped(export__csv=TEXT)),
        zipped(export__xlsx=workbook(A=ROWS)),
        workbook(A=ROWS),
        open_document(ROWS),
        parquet(ROWS),
        of_excel_2003(ROWS),
    ],
    ids=[
        "gzip",
        "gzip, western",
        "zip",
        "zip of a Mac",
        "zip in gzip",
        "workbook in zip",
        "xlsx",
        "ods",
        "parquet",
        "xml",
    ],
)
@pytest.mark.parametrize("name", ["export.bin", "export.csv"])
def test_table_is_read_when_it_is_wrapped_whatever_its_name(town, content, name):
    delivery = town.load(content, *EVENT, kind="main_courante", name=name)
    assert (delivery.rows_read, delivery.file) == (2, name)
    assert town.facts("fact_date::VARCHAR, record_id, category") == FACTS


def test_visible_sheet_with_most_cells_is_read(town):
    notes = [("Lisez-moi",), ("Les faits sont dans l’autre onglet",)]
    old = [ROWS[0], *[(date(2019, 1, day), day, "Ancien") for day in range(1, 29)]]
    town.load(workbook(Notes=notes, Faits=ROWS, Archives_caché=old), *EVENT, kind="main_courante")
    assert town.facts("fact_date::VARCHAR, record_id, category") == FACTS


@pytest.mark.parametrize(
    ("when", "day", "hour"),
    [
        (date(2024, 3, 14), "2024-03-14", None),
        (datetime(2024, 3, 14, 21, 5), "2024-03-14", 21),
        (45365, "2024-03-14", None),
        ("14/03/2024", "2024-03-14", None),
    ],
    ids=["date", "date and hour", "serial number", "text"],
)
def test_dates_of_workbooks_are_read_however_they_are_kept(town, when, day, hour):
    town.load(workbook(A=[("Date", "Numéro", "Nature"), (when, 1, "Tags")]), *EVENT, kind="main_courante")
    assert town.facts("fact_date::VARCHAR, hour") == [(day, hour)]


def test_merged_cell_counts_for_all_the_rows_that_it_spans(town):
    rows = [*ROWS, (date(2024, 3, 16), 14, "Vol"), (date(2024, 3, 16), 15, "Vol")]
    town.load(workbook(merged=["C2:C3", "A4:A5"], A=rows), *EVENT, kind="main_courante")
    assert town.facts("fact_date::VARCHAR, record_id, category") == [
        ("2024-03-14", "12", "Tags"),
        ("2024-03-15", "13", "Tags"),
        ("2024-03-16", "14", "Vol"),
        ("2024-03-16", "15", "Vol"),
    ]


def test_hour_of_its_own_column_is_read_from_a_workbook(town):
    rows = [("Date", "Numéro", "Nature", "Heure"), (date(2024, 3, 14), 1, "Tags", time(23, 40))]
    town.load(workbook(A=rows), *EVENT, "time=Heure", kind="main_courante")
    assert town.facts("hour") == [(23,)]


@pytest.mark.parametrize("lines", ["", "Ville d’Essai\n", "Ville d’Essai;;\nExtrait le;14/03/2024;\n\n"])
def test_headers_are_found_under_titles_and_notes(town, lines):
    delivery = town.load(lines + TEXT, *EVENT, kind="main_courante")
    assert delivery.rows_read == 2
    assert town.facts("fact_date::VARCHAR, record_id, category") == FACTS


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress(TEXT.encode())[:-9], "archive gzip"),
        (gzip.compress(b""), "aucune ligne"),
        (zipped(a__csv=TEXT, b__csv=TEXT.replace("Numéro", "Rang")), "Quel fichier de l’archive faut-il lire"),
        (zipped(), "ne se lit pas"),
        (zipped(export__csv=TEXT)[:60], "archive zip"),
        (workbook(A=[]), "aucune ligne"),
        (workbook(A=ROWS)[:-200], "ne se lit pas"),
        (parquet(ROWS)[:-50], "fichier Parquet"),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(TEXT.encode())))), "emboîtées"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "est un document PDF, et non des données"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "est une image"),
        (zipped(**{"word/document__xml": "<w/>", "[Content_Types]__xml": "<t/>"}), "est un document Word"),
        (zipped(**{"ppt/presentation__xml": "<p/>"}), "est une présentation PowerPoint"),
    ],
    ids=["torn gzip", "empty gzip", "two files", "no file", "torn zip", "empty book", "torn book", "torn parquet",
         "nested", "pdf", "picture", "word", "slides"],
)  # fmt: skip
def test_wrapping_is_refused_in_one_sentence_when_it_holds_no_table(town, refusal, content, says):
    path = town.write("envoi.bin", content)
    before = town.files()
    mapping = [part for role in EVENT for part in ("--map", role)]
    sentence = refusal(town.command("load", path, "--kind", "main_courante", *mapping, "--json"))
    assert says in sentence and "Rien n’a été modifié." in sentence and "« envoi.bin »" in sentence
    assert town.files() == before


def test_wrapping_larger_than_any_table_is_refused_before_it_fills_the_disk(town, refusal, monkeypatch):
    from data.errors import OversizedFileError
    from data.intake.readers import archives, wrappings

    monkeypatch.setattr(archives, "_LARGEST", 1000)
    path = town.write("bombe.gz", gzip.compress(TEXT.encode() + b"x" * 1001))
    with pytest.raises(OversizedFileError, match="taille ordinaire"), wrappings.unwrapped(path):
        pass


@pytest.mark.parametrize("n_labels", [1, 2])
def test_headers_are_found_under_rows_of_labels(town, n_labels):
    labels = "Jour du fait;Numéro d’ordre;Nature du fait\n" * n_labels
    delivery = town.load("Ville d’Essai\n" + labels + TEXT, *EVENT, kind="main_courante")
    assert delivery.rows_read == 2
    assert town.facts("fact_date::VARCHAR, record_id, category") == FACTS


def test_headers_are_not_looked_for_among_the_facts(town, refusal):
    path = town.write("faits.csv", "a;b;c\n" * 4 + TEXT)
    mapping = [part for role in EVENT for part in ("--map", role)]
    assert "Ses colonnes sont : a, b, c." in refusal(town.command("load", path, "--kind", "main_courante", *mapping))


def tarred(mode):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        entry = tarfile.TarInfo("faits.csv")
        entry.size = len(TEXT.encode())
        archive.addfile(entry, io.BytesIO(TEXT.encode()))
    return made.getvalue()


SEVEN = b"7z\xbc\xaf\x27\x1c" + bytes(600)
FOREIGN = {
    "tar": tarred("w"), "tar.gz": tarred("w:gz"), "tar.bz2": tarred("w:bz2"), "tar.xz": tarred("w:xz"), "7z": SEVEN,
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(600), "csv.bz2": bz2.compress(TEXT.encode()),
    "csv.xz": lzma.compress(TEXT.encode()), "zip": zipped(a__7z=SEVEN),
}  # fmt: skip


@pytest.mark.parametrize("suffix", FOREIGN)
def test_archive_that_is_no_zip_is_refused_in_one_sentence(town, refusal, suffix):
    path = town.write(f"faits.{suffix}", FOREIGN[suffix])
    before = town.files()
    for command in (("examine", path), ("load", path, "--as-proposed"), ("zones", path, "--level", "quartier")):
        assert "Donnez le fichier qu’elle contient, ou une archive .zip." in refusal(town.command(*command))
    assert town.files() == before


def test_archive_beside_a_table_is_left(town):
    assert town.load(zipped(faits__csv=TEXT, photos__7z=SEVEN), *EVENT, name="a.zip", kind="signalement").loaded == 2
