"""Files damaged at random: each is taken or refused with a sentence, never a defect, never for long.

``QUIETUDE_FUZZ=10000`` tries as many; without it, a few hundred, always the same.
"""

import gzip
import io
import json
import os
import random
import signal
import zipfile
from contextlib import contextmanager, suppress

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from data.errors import QuietudeError
from data.intake import assistant, door, profiles
from data.warehouse.publish import publishing

_TRIES = int(os.environ.get("QUIETUDE_FUZZ", "300"))
_LONGEST = 10
"""Seconds of processor, after which a file is a trap."""
_EXAMINED = 3
"""Of how many files one is also looked at as if nobody had described it."""
_FIRST = "jour\n2024-03-14\n"
_TOKENS = [
    token.encode()
    for token in ("\0", "\ufeff", '"', '""', ";", ",", "\t", "\r", "\n", "NA", "nan", "-1", "1e999", "0x10",
                  "31/02/2024", "9" * 20, "é", "\u202f", "{", "[", "<", "=1+1", "'; DROP TABLE fact; --", "%s", "\\")
] + [b"\xff\xfe", b"\xe9"]  # fmt: skip
_ROWS = [
    {"date": f"2024-03-{day:02}", "type": nature, "lat": 43.60 + day / 1000, "lon": 1.41, "id": day}
    for day, nature in enumerate(("Tags", "Bruit", "Éclairage", "Vol") * 6, start=1)
]


def _workbook():
    book = openpyxl.Workbook()
    book.active.append(list(_ROWS[0]))
    for row in _ROWS:
        book.active.append(list(row.values()))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _zipped(content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("faits.csv", content)
    return made.getvalue()


def _geopackage(folder):
    points = shapely.points([(row["lon"], row["lat"]) for row in _ROWS])
    gpd.GeoDataFrame(_ROWS, geometry=points, crs=4326).to_file(folder / "faits.gpkg", driver="GPKG")
    return (folder / "faits.gpkg").read_bytes()


def _ssmsi():
    lines = (f"31999;{year};Vols;Infraction;8;1,5e-02;diff;1326;480,5" for year in range(2016, 2025))
    return "\n".join(
        ["CODGEO_2025;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_log", *lines]
    ).encode()


def _table(headers, rows):
    return "\n".join([headers, *(";".join(map(str, row)) for row in rows)]).encode()


def _survey():
    rows = (
        (n, f"2024-03-{n:02} 10:00:00", 3, "fr", 77, "Souvent" if n % 3 else "Jamais", n % 11) for n in range(1, 21)
    )
    return _table("id;submitdate;lastpage;startlanguage;seed;Q1[SQ001];Q2", rows)


def _accidents():
    rows = (
        (f"20240000{n:04}", n, 3, 2024, "07:32", 1, 31, "31999", 1, 1, 1, 1, "", "43,62", "1,42") for n in range(1, 21)
    )
    return _table("Num_Acc;jour;mois;an;hrmn;lum;dep;com;agg;int;atm;col;adr;lat;long", rows)


def _residents():
    return _table("IRIS;COM;P21_POP", ((f"31999010{n}", "31999", f"{1000 + n}.5") for n in range(1, 9)))


def _former_tables():
    return _table("Index;Libellé index;1;31", ((n, f"Index {n}", n, 2 * n) for n in range(1, 20)))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """Sound files, one of each kind, and how each is read."""
    frame = pd.DataFrame(_ROWS)
    text = frame.to_csv(sep=";", index=False)
    events = profiles.describe("signalement", ["date=date", "category=type", "lat=lat", "lon=lon", "id=id"], None)
    pivot = "Quartier;Nature;01/2024;02/2024\nBellevue;Vol;3;4\nCentre-ville;Vol;5;\n"
    requests = "".join(f"<request>{''.join(f'<{k}>{v}</{k}>' for k, v in row.items())}</request>" for row in _ROWS)
    sound = [
        (text.encode(), events),
        (text.encode("cp1252"), events),
        (text.replace(";", ",").encode("utf-8-sig"), events),
        (gzip.compress(text.encode()), events),
        (_zipped(text), events),
        (_workbook(), events),
        (json.dumps(_ROWS).encode(), events),
        ("\n".join(map(json.dumps, _ROWS)).encode(), events),
        (f"<r>{requests}</r>".encode(), events),
        (_geopackage(tmp_path_factory.mktemp("seed")), events),
        (pivot.encode(), profiles.describe("plainte", ["zone_label=Quartier", "category=Nature"], None)),
        (_ssmsi(), None),
        (_survey(), None),
        (_accidents(), None),
        (_residents(), None),
        (_former_tables(), None),
    ]
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    return [*sound, (parquet.getvalue(), events)]


def _damaged(content, dice):
    """Bytes changed, cut, repeated or put in."""
    damaged = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(damaged) + 1)
        length = min(dice.choice((1, 2, 8, 100)), len(damaged) - at)
        match dice.randrange(4):
            case 0:
                damaged[at : at + length] = bytes(dice.randrange(256) for _ in range(length))
            case 1:
                del damaged[at : at + length]
            case 2:
                damaged[at:at] = damaged[at : at + length] * dice.choice((1, 2, 50))
            case 3:
                damaged[at:at] = dice.choice(_TOKENS)
    return bytes(damaged)


@contextmanager
def _soon_over():
    """Stop what lasts too long."""

    def stop(*_):
        raise TimeoutError(f"still at work after {_LONGEST} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def test_damaged_file_is_taken_or_refused_with_a_sentence(town, seeds, tmp_path):
    dice = random.Random(20260401)
    before = town.files()
    path = tmp_path / "envoi-2012.csv"
    n_taken = n_refused = 0
    with publishing(town.commune, dry_run=True) as draft:
        # What a draft is given once stays, whatever is taken back afterwards.
        door.take_into(draft, town.write("premier.csv", _FIRST), profiles.describe("plainte", ["date=jour"]))
        for turn in range(_TRIES):
            content, profile = seeds[turn % len(seeds)]
            path.write_bytes(_damaged(content, dice) if turn >= len(seeds) else content)
            draft.connection.begin()
            try:
                with _soon_over():
                    delivery = door.take_into(draft, path, profile)
                assert delivery.rows_read == delivery.loaded + delivery.duplicate + sum(delivery.rejected.values())
                n_taken += 1
            except QuietudeError as refusal:
                assert turn >= len(seeds), f"{path} is sound: {refusal}"
                assert "Rien n’a été modifié." in str(refusal)
                n_refused += 1
            except Exception as defect:
                (tmp_path / "defect.bin").write_bytes(path.read_bytes())
                raise AssertionError(f"try {turn}: {tmp_path / 'defect.bin'}") from defect
            draft.connection.rollback()
            if turn % _EXAMINED == 0:
                with _soon_over(), suppress(QuietudeError):
                    assistant.examine(town.commune, path)
    assert n_taken > _TRIES / 10 and n_refused > _TRIES / 10
    assert town.files() == before
