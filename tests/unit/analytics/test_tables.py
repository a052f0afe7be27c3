"""Tables that are read, downloaded and printed by the command."""

import csv
import io
import json
import shutil
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.disclosure import Policy, Status, protect
from analytics.export import tables
from analytics.figures import Release, benchmark, changes, counts, observe, zones_compared
from analytics.figures.comparability import Comparison
from analytics.text import chips, fr
from analytics.text.markdown import literal
from data import commune as communes
from data.model import Level, Period, Scope, Selection
from data.warehouse import snapshot
from tests.scopes import full

STRICT = Policy.of(Scope.PUBLIC, 5)


def protected(**columns):
    return protect(
        pd.DataFrame(
            {
                "zone_code": ["01", "02", "03"],
                "zone_label": ["bruit_tapage", "Zone ; deux", "Trois"],
                "category": ["bruit_tapage", "inconnue", "bruit_tapage"],
                "period_start": pd.Timestamp("2024-01-01"),
                "period_end": pd.to_datetime(["2025-01-01", "2024-02-01", "2024-05-01"]),
                "n_events": pd.array([1234, 3, None], dtype="Int64"),
                "value": [12.345, 1.5, np.nan],
                **columns,
            }
        ),
        STRICT,
    )


LABELS = {"bruit_tapage": "Bruit et tapage"}


def test_table_is_in_french_with_the_reason_of_each_silence():
    frame = tables.readable(protected(), ["zone_label", "category", "period", "n_events", "value"], LABELS)
    assert frame.columns.tolist() == ["Zone", "Catégorie", "Période", "Nombre", "Taux"]
    assert frame.to_numpy().tolist() == [
        # A name is text: in Markdown, none of its signs is a mark.
        [r"bruit\_tapage", "Bruit et tapage", "2024", "1\u202f234", "12,3"],
        ["Zone ; deux", "inconnue", "janvier 2024", "non communiqué", "non communiqué"],
        ["Trois", "Bruit et tapage", "de janvier à avril 2024", "pas de données", "pas de données"],
    ]


def test_provisional_months_are_marked_in_the_table():
    frame = protected(period_start=pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]))
    shown = tables.readable(frame, ["period"], {}, [date(2024, 2, 1)])
    assert [period.endswith(" (provisoire)") for period in shown["Période"]] == [False, True, False]


def test_word_of_a_withheld_change_is_not_said():
    table = protected(word=["clear_rise", "stable", "stable"])
    assert tables.readable(table, ["word"], {})["Changement"].tolist() == [
        chips.badge("clear_rise"), "non communiqué", "pas de données",
    ]  # fmt: skip


def test_rate_is_a_dash_when_only_the_population_is_missing():
    table = protected(value=[np.nan, 1.5, np.nan])
    assert tables.readable(table, ["n_events", "value"], {}).iloc[0].tolist() == ["1\u202f234", "–"]


def test_download_is_what_french_spreadsheets_expect():
    content = tables.csv(protected(), LABELS, f"{literal('*Nord* www.a.fr')}, 12 plaintes. **Stable**.")
    assert content.startswith(b"\xef\xbb\xbf# *Nord* www.a.fr, 12 plaintes. Stable.\r\n")
    text = content.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == 5
    frame = pd.read_csv(io.StringIO(text), sep=";", decimal=",", skiprows=1, dtype={"Code": str})
    assert frame["Code"].tolist() == ["01", "02", "03"]
    assert frame["Zone"].tolist() == ["bruit_tapage", "Zone ; deux", "Trois"]
    assert frame["Catégorie"].tolist() == ["Bruit et tapage", "inconnue", "Bruit et tapage"]
    assert frame["Statut"].tolist() == ["publié", "non communiqué", "pas de données"]
    assert frame["Fin (exclue)"].tolist() == ["2025-01-01", "2024-02-01", "2024-05-01"]
    np.testing.assert_array_equal(frame["Nombre"], [1234, np.nan, np.nan])
    np.testing.assert_array_equal(frame["Taux"], [12.345, np.nan, np.nan])


def test_note_of_a_download_runs_nothing_whatever_a_name_in_it_holds():
    text = tables.csv(protected(), LABELS, literal('« x;=1;"=2"\r=3\n@4 »\u00a0; 12 plaintes.')).decode("utf-8-sig")
    first, header, *_ = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert first == ["# « x", "'=1", '\'"=2" =3 @4 »\u00a0', " 12 plaintes."] and "Zone" in header


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
def test_label_that_a_spreadsheet_would_run_is_downloaded_as_text(start):
    text = tables.csv(protected(), LABELS | {"bruit_tapage": start}, "").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
    assert f"'{start}" in cells and start not in cells


def test_every_column_of_every_view_has_a_french_header(seeded, demo_home):
    source = seeded.source
    selection = Selection("signalements", Level.QUARTIER, Period(date(2024, 6, 1), date(2025, 1, 1)))
    release = Release(source, Scope.ELU)
    for table in (
        counts.table(release, selection, "month"),
        changes.table(release, (selection,)),
        zones_compared.table(release, selection),
        changes.with_commune(release, selection, Comparison.with_years_before(selection.period)),
        counts.composition(release, selection, "01"),
        benchmark.table(Release(observe(demo_home), Scope.ELU), "degradations"),
    ):
        assert set(table.frame["status"]) <= set(fr.STATUSES)
    assert set(fr.STATUSES) == {status.value for status in Status}


# --- Command line


@pytest.fixture
def command(seeded):
    def run(*arguments, home=seeded.home):
        return CliRunner().invoke(app, ["table", *arguments, "--home", str(home)])

    return run


def read(result):
    assert (result.exit_code, result.stderr) == (0, "")
    return pd.read_csv(io.StringIO(result.stdout), dtype={"zone_code": str})


def test_command_prints_the_table_of_the_view(command, seeded):
    frame = read(command("signalements", "--by", "month", "--from", "2023-04", "--to", "2023-06"))
    assert frame.columns.tolist() == counts.COLUMNS
    period = Period(date(2023, 4, 1), date(2023, 7, 1))
    selection = Selection("signalements", Level.QUARTIER, period)
    view = counts.table(full(seeded.source), selection, "month").frame
    assert frame["period_start"].unique().tolist() == ["2023-04-01", "2023-05-01", "2023-06-01"]
    np.testing.assert_array_equal(frame["n_events"], view["n_events"].astype(float))
    np.testing.assert_allclose(frame["value_high"], view["value_high"])
    assert frame["status"].tolist() == view["status"].tolist()


def test_command_writes_a_zone_named_as_a_formula_as_text(command, seeded, tmp_path):
    home = shutil.copytree(seeded.home, tmp_path / "home")
    with duckdb.connect(snapshot.path_of(home, snapshot.current_version(home))) as base:
        base.execute("UPDATE zone SET label = '=1+1' || zone_code")
    labels = read(command("signalements", home=home))["zone_label"]
    assert len(labels) and labels.str.startswith("'=1+1").all()


def test_command_takes_all_that_is_covered_when_no_period_is_given(command):
    for level in ("quartier", "iris", "commune"):
        frame = read(command("signalements", "--level", level))
        assert set(frame["period_start"]) == {"2022-01-01"}
        assert set(frame["period_end"]) == {"2025-01-01"}


@pytest.mark.parametrize(
    ("by", "starts"),
    [("total", ["2022-11-01"]), ("year", ["2022-11-01", "2023-01-01"]),
     ("month", ["2022-11-01", "2022-12-01", "2023-01-01"])],
)  # fmt: skip
def test_command_cuts_time_as_asked_whatever_the_order_of_the_ends(command, by, starts):
    for ends in (("2022-11", "2023-01"), ("2023-01", "2022-11")):
        frame = read(command("plaintes", "--by", by, "--from", ends[0], "--to", ends[1]))
        assert frame["period_start"].unique().tolist() == starts


def test_command_says_no_data_at_a_level_without_located_facts(command):
    assert set(read(command("plaintes", "--level", "iris"))["status"]) == {"no_data"}


def test_command_prints_the_same_as_json(command):
    arguments = ("plaintes", "--category", "vols_avec_armes", "--champ", "soutien_victimes", "--by", "year")
    rows = json.loads(command(*arguments, "--format", "json").stdout)
    frame = read(command(*arguments))
    assert [list(row) for row in rows] == [counts.COLUMNS] * len(frame)
    np.testing.assert_array_equal([row["n_events"] for row in rows], frame["n_events"])
    assert rows[0]["zone_label"] == "Quartier 01"


@pytest.mark.parametrize(("scope", "withheld"), [("public", True), ("partenaire", True), ("elu", True),
                                                 ("coordination", False), ("administration", False)])  # fmt: skip
def test_command_withholds_small_counts_from_protected_scopes(command, scope, withheld):
    arguments = ("signalements", "--by", "month", "--category", "bruit_tapage")
    full = read(command(*arguments))
    frame = read(command(*arguments, "--scope", scope))
    small = full["n_events"].between(1, 4)
    assert small.any()
    assert (frame["status"] == "primary").equals(small & withheld)
    assert frame.loc[small, ["n_events", "value"]].isna().all(axis=None) == withheld


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("vols",), "« vols » n’existe pas"),
        (("plaintes", "--level", "canton"), "« canton » n’est pas un choix possible"),
        (("plaintes", "--level", "qpv"), "« qpv » ne sont pas chargées"),
        (("plaintes", "--by", "week"), "« week » n’est pas un choix possible"),
        (("plaintes", "--scope", "tous"), "« tous » n’est pas un choix possible"),
        (("plaintes", "--format", "xlsx"), "« xlsx » n’est pas un choix possible"),
        (("plaintes", "--from", "2024"), "« 2024 » n’est pas un mois"),
        (("plaintes", "--to", "2024-13"), "« 2024-13 » n’est pas un mois"),
        (("plaintes", "--category", "licorne"), "« licorne » n’est pas dans la nomenclature"),
        (("plaintes", "--champ", "licorne"), "« licorne » n’est pas dans la nomenclature"),
        (("mediation",), "Aucune donnée"),
    ],
)
def test_command_is_refused_in_one_french_sentence_and_prints_nothing(command, arguments, said):
    result = command(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    (sentence,) = result.stderr.splitlines()
    assert said in " ".join(sentence.split())
    assert "Rien n’a été" in sentence


@pytest.mark.parametrize("installed", [False, True])
def test_command_is_refused_when_there_is_nothing_to_read(command, tmp_path, installed):
    if installed:
        communes.create(tmp_path, name="Vide", insee_code="18999")
    result = command("plaintes", home=tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert ("Vide" if installed else "Aucune commune") in result.stderr
