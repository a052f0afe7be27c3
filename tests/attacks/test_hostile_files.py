"""Forty hostile files: the same four facts, each time with something wrong, and once with everything."""

import gzip
import io
import zipfile

import openpyxl
import pytest

MAPPING = ("date=Date", "category=Nature", "zone_label=Quartier", "count=Nombre")
HEADERS = ("Date", "Nature", "Quartier", "Nombre")
ROWS = [
    ("14/03/2024", "Bruit", "Les Aubépines", "3"),
    ("15/03/2024", "Dégradation d’abri", "Bellevue", "1"),
    ("16/03/2024", "Bruit", "Centre-ville", "12"),
    ("31/12/2024", "Vol", "L’Écluse", "2"),
]
FACTS = [
    ("2024-03-14", "Bruit", "01", 3),
    ("2024-03-15", "Dégradation d’abri", "02", 1),
    ("2024-03-16", "Bruit", "03", 12),
    ("2024-12-31", "Vol", "04", 2),
]
DAYS = [row[0] for row in ROWS]
REFUSED = "Rien n’a été modifié."


def text(rows=ROWS, headers=HEADERS, separator=";", end="\n", quote=""):
    return "".join(
        separator.join(f"{quote}{cell}{quote}" for cell in row) + end for row in ([headers] if headers else []) + rows
    )


def changed(column, change):
    """The rows with a column written otherwise."""
    place = HEADERS.index(column)
    return [(*row[:place], change(row[place]), *row[place + 1 :]) for row in ROWS]


def date(write):
    return text(changed("Date", lambda day: write(*day.split("/"))))


def workbook(rows, *, first=None, merged=(), hidden=()):
    book = openpyxl.Workbook()
    if first:
        for row in first:
            book.active.append(row)
        book.create_sheet("Faits")
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for column in hidden:
        sheet.column_dimensions[column].hidden = True
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def archive(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return made.getvalue()


HARMLESS = {
    "utf-8 with a mark": text().encode("utf-8-sig"),
    "western": text().encode("cp1252"),
    "unicode text of a spreadsheet": text(separator="\t").encode("utf-16"),
    "tabs": text(separator="\t"),
    "commas": text(separator=","),
    "bars": text(separator="|"),
    "all quoted": text(quote='"'),
    "windows ends": text(end="\r\n"),
    "old mac ends": text(end="\r"),
    "spaces around headers": text(headers=tuple(f"  {name} " for name in HEADERS)),
    "capital headers": text(headers=tuple(name.upper() for name in HEADERS)),
    "headers twice the same": text([(*row, "x") for row in ROWS], (*HEADERS, "Date")),
    "empty header": text([(*row, "x") for row in ROWS], (*HEADERS, "")),
    "a separator too many": text(end=";\n"),
    "a separator too many under the headers": text(headers=None, end=";\n", rows=[HEADERS[:-1] + ("Nombre",), *ROWS]),
    "titles and a date above": "Ville d’Essai;;;\nExtrait le;01/04/2025;;\n\n" + text(),
    "labels above": text(headers=("Jour", "Nature du fait", "Lieu", "Faits")) .split("\n")[0] + "\n" + text(),
    "blank lines": text().replace("\n", "\n\n"),
    "rows of blanks": text([*ROWS[:2], ("", "", "", ""), *ROWS[2:]]),
    "a note below": text() + "\nSource : police municipale\n",
    "totals": text([*ROWS[:2], ("", "Total", "", "4"), *ROWS[2:], ("", "", "TOTAL GÉNÉRAL", "18")]),
    "iso days": date(lambda d, m, y: f"{y}-{m}-{d}"),
    "short years": date(lambda d, m, y: f"{d}/{m}/{y[2:]}"),
    "days without zeros": date(lambda d, m, y: f"{int(d)}/{int(m)}/{y}"),
    "dots": date(lambda d, m, y: f"{d}.{m}.{y}"),
    "hours": date(lambda d, m, y: f"{d}/{m}/{y} 22:05"),
    "zones of time": date(lambda d, m, y: f"{y}-{m}-{d}T12:00:00+01:00"),
    "days in letters": date(lambda d, m, y: f"{int(d)} {'mars' if m == '03' else 'décembre'} {y}"),
    "serial days": text(changed("Date", dict(zip(DAYS, ("45365", "45366", "45367", "45657"), strict=True)).get)),
    "zones in capitals": text(changed("Quartier", lambda name: name.upper().replace("É", "E"))),
    "zones with their kind": text(changed("Quartier", lambda name: f"Quartier {name}")),
    "zones with spaces": text(changed("Quartier", lambda name: f" {name.replace(' ', '  ')} ")),
    "decimal counts": text(changed("Nombre", lambda number: f"{number},00")),
    "spaces in counts": text(changed("Nombre", lambda number: f"\u202f{number} ")),
    "gzip under a false name": gzip.compress(text().encode()),
    "zip with what a computer adds": archive(**{"faits.csv": text(), "__MACOSX/._faits.csv": "x"}),
    "workbook whose first sheet is a note": workbook([HEADERS, *ROWS], first=[("Lisez-moi",)]),
    "workbook with titles and merged cells": workbook(
        [("Faits de 2024",), HEADERS, *ROWS], merged=["A1:D1"]
    ),
    "workbook with a hidden column": workbook([HEADERS, *ROWS], hidden=["B"]),
    "formulas as text": text([(*row, "=1+1") for row in ROWS], (*HEADERS, "=cmd|' /C calc'!A0")),
    "a thousand columns": text([row + ("",) * 996 for row in ROWS], HEADERS + tuple(f"c{n}" for n in range(996))),
}  # fmt: skip
REFUSALS = {
    "nothing": b"",
    "blanks": b"\n \n;;;\n",
    "headers alone": text([]),
    "one word": b"bonjour",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a page": "<html><body><table><tr><td>1</td></tr></table><br></body></html>",
    "two tables": archive(a=text(), b=text(headers=("Date", "Nature", "Quartier", "Total"))),
    "no table": archive(),
    "a torn archive": gzip.compress(text().encode())[:-12],
    "a torn workbook": workbook([HEADERS, *ROWS])[:-300],
    "another table": text(headers=("a", "b", "c", "d")),
    "no day": text(changed("Date", lambda _: "ND")),
    "days that are not": text(changed("Date", lambda _: "31/02/2024")),
    "days to come": text(changed("Date", lambda _: "01/01/2999")),
    "no count": text(changed("Nombre", lambda _: "NA")),
    "counts that are not": text(changed("Nombre", lambda _: "-1")),
    "names": text(changed("Nature", lambda _: "Mme Martin")),
    "an endless line": "Date;Nature;Quartier;Nombre\n" + "x" * 3_000_000,
    "zeros": bytes(5000),
}


def command(town, path):
    return town.command(
        "load", path, "--kind", "main_courante", *(part for role in MAPPING for part in ("--map", role)), "--json"
    )


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_facts_are_the_same_whatever_is_odd_in_the_file(town, content):
    path = town.write("envoi.csv", content)
    done = command(town, path)
    assert done.exit_code == 0, done.output
    assert town.facts("fact_date::VARCHAR, category, quartier, count") == FACTS


@pytest.mark.parametrize("content", REFUSALS.values(), ids=REFUSALS)
def test_file_is_refused_in_one_sentence_and_changes_nothing(town, refusal, content):
    path = town.write("envoi.csv", content)
    before = town.files()
    sentence = refusal(command(town, path))
    assert REFUSED in sentence and "envoi.csv" in sentence and "Martin" not in sentence
    assert town.files() == before


def test_facts_are_the_same_when_everything_is_odd_at_once(town):
    rows = [
        (f"{int(day[:2])}/{day[3:5]}/{day[8:]}", nature, f" Quartier {zone.upper()}", f"{count},0", "")
        for day, nature, zone, count in ROWS
    ]
    rows.insert(2, ("", "", "", "", ""))
    rows.append(("", "Total", "", "18", ""))
    odd = "Ville d’Essai;;;;\r\nExtrait le;01/04/2025;;;\r\n" + text(
        rows, tuple(f" {name.upper()} " for name in HEADERS) + ("",), end=";\r\n", quote='"'
    )
    made = archive(**{"Thumbs.db": "x", "Relevé.TXT": gzip.compress(odd.encode("cp1252"))})
    done = command(town, town.write("envoi.csv", made))
    assert done.exit_code == 0, done.output
    assert town.facts("fact_date::VARCHAR, category, quartier, count") == FACTS
