"""``python -m data``: what it prints, and that several files come in together or not at all."""

import json
import os
import subprocess
import sys

import pytest

EVENTS = "date;type;lat;lon\n2024-03-14;Bruit;43.62;1.42\n2024-05-02;Tags;43.70;1.42\nhier;Tags;43.62;1.42\n"
MAP = ("--map", "date=date", "category=type", "lat=lat", "lon=lon")


def printed(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_load_prints_its_report_when_json_is_asked(town):
    report = printed(town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *MAP, "--json"))
    assert report == {
        "delivery": 1, "source": "signalement", "file": "f.csv", "rows_read": 3, "loaded": 2, "duplicate": 0,
        "rejected": {"date illisible": 1}, "not_located": {"quartier": 1}, "period": ["2024-03-14", "2024-05-02"],
        "snapshot": "000002",
    }  # fmt: skip


def test_load_says_how_many_numbers_are_replaced(town):
    first, second = (town.write(f"{n}.csv", f"mois;n\n2024-03;{n}\n2024-{n:02};5\n") for n in (4, 6))
    mapped = ("--kind", "plainte", "--map", "month=mois", "count=n")
    assert "remplacent" not in town.command("load", first, *mapped).stderr
    assert "Lignes qui remplacent un nombre déjà chargé : 1." in town.command("load", second, *mapped).stderr
    third = town.write("trois.csv", "mois;n\n2024-03;1\n2024-04;1\n2024-07;1\n")
    assert printed(town.command("load", third, *mapped, "--json"))["replaced"] == 2


@pytest.mark.parametrize(
    "pairs",
    [
        ("--map", "date=date", "category=type"),
        ("--map", "date=date", "--map", "category=type"),
        ("--map=date=date", "--map=category=type"),
    ],
)
def test_pairs_are_read_when_one_map_or_several_give_them(town, pairs):
    report = printed(town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *pairs, "--json"))
    assert report["loaded"] == 2
    assert town.facts("category") == [("Bruit",), ("Tags",)]


def test_file_is_a_file_when_its_name_has_an_equals_sign(town):
    report = printed(town.command("load", town.write("a=b.csv", EVENTS), "--kind", "signalement", *MAP, "--json"))
    assert report["file"] == "a=b.csv"


def test_zones_print_their_report_when_json_is_asked(bare_town, squares):
    squares.to_file(bare_town.folder / "z.gpkg")
    report = printed(bare_town.command("zones", bare_town.folder / "z.gpkg", "--level", "quartier", "--json"))
    assert report == {
        "level": "quartier", "zones": 4, "repaired": 0, "crs": "EPSG:4326", "snapshot": "000001",
        "crs_reason": "déclaré par le fichier, confirmé par l’étendue des coordonnées",
    }  # fmt: skip


def test_sentences_go_to_the_other_output_when_json_is_not_asked(town):
    result = town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *MAP)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 lignes lues, 2 chargées" in result.stderr and "date illisible" in result.stderr


def test_nothing_is_published_when_the_run_is_dry(town):
    before = town.files()
    report = printed(
        town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *MAP, "--dry-run", "--json")
    )
    assert (report["loaded"], report["snapshot"]) == (2, "000001")
    assert town.files() == before


def test_files_make_one_snapshot_when_loaded_together(town):
    first, second = town.write("a.csv", EVENTS), town.write("b.csv", EVENTS.replace("2024-03-14", "2024-03-15"))
    report = printed(town.command("load", first, second, "--kind", "signalement", *MAP, "--json"))
    assert [delivery["file"] for delivery in report["deliveries"]] == ["a.csv", "b.csv"]
    # The row that both hold is one fact: files of one command are read one after the other.
    assert [(delivery["loaded"], delivery["duplicate"]) for delivery in report["deliveries"]] == [(2, 0), (1, 1)]
    assert report["snapshot"] == "000002" and town.ask("SELECT count(*) FROM delivery") == [(2,)]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_no_file_is_loaded_when_one_of_them_is_refused(town, refusal, position):
    files = [town.write(f"{i}.csv", EVENTS.replace("14", str(14 + i))) for i in range(2)]
    files.insert(position, town.write("vide.csv", ""))
    before = town.files()
    assert "« vide.csv »" in refusal(town.command("load", *files, "--kind", "signalement", *MAP))
    assert town.files() == before


def test_status_prints_the_state_when_json_is_asked(town):
    town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *MAP)
    state = printed(town.command("status", "--json"))
    (delivery,) = state.pop("deliveries")
    path = state.pop("snapshot_path")
    assert os.path.samefile(path, town.commune.home / "snapshots" / "000002.duckdb")
    assert state == {
        "commune": "Ville-Essai", "snapshot": "000002", "zones": {"quartier": 4}, "facts": 2,
        "not_located": {"quartier": 1},
        "months": ["2024-03", "2024-05"], "missing_months": {"signalement": ["2024-04"]},
        "late_months": {"signalement": []}, "provisional_months": {"signalement": ["2024-05"]},
        "sources": ["signalement"],
        "waves": [], "changed_limits": [],
        "open_files": {
            "contours_iris": 0, "population_iris": 0, "contours_qpv": 0, "ssmsi_communes": 0, "adresses": 0,
        },
    }  # fmt: skip
    assert delivery.pop("loaded_at")
    assert delivery == {
        "delivery": 1, "source": "signalement", "kind": "signalement", "file": "f.csv", "rows_read": 3, "loaded": 2,
        "duplicate": 0, "rejected": 1, "period_first": "2024-03-14", "period_last": "2024-05-02",
    }  # fmt: skip


def test_commands_speak_french_when_a_person_reads_them(town):
    loaded = town.command("load", town.write("f.csv", EVENTS), "--kind", "signalement", *MAP).stderr
    assert "3 lignes lues, 2 chargées, 0 déjà connues" in loaded and "Sans zone : quartier 1." in loaded
    status = town.command("status").stderr
    assert "Zones : quartier 4" in status and "Faits : 2, premier mois : 2024-03, dernier mois : 2024-05" in status
    assert "signalement, mois manquants : 2024-04" in status


def test_status_is_empty_when_nothing_is_published(bare_town):
    assert "version des données : aucune" in bare_town.command("status").stderr
    state = printed(bare_town.command("status", "--json"))
    assert (state["snapshot"], state["facts"], state["months"], state["deliveries"]) == (None, 0, None, [])


def test_status_has_no_month_when_only_zones_are_published(town):
    state = printed(town.command("status", "--json"))
    assert (state["zones"], state["facts"], state["months"]) == ({"quartier": 4}, 0, None)
    assert state["not_located"] == {"quartier": 0}


def test_status_reaches_whole_years_when_no_month_is_known(town):
    town.load("an\n2023\n2024\n", "year=an", kind="plainte")
    state = printed(town.command("status", "--json"))
    assert state["months"] == ["2023-01", "2024-12"] and state["missing_months"] == {"plainte": []}


def test_status_reaches_the_last_year_when_months_and_years_are_mixed(town):
    town.load("an\n2022\n2024\n", "year=an", kind="plainte")
    town.load("date\n2023-05-14\n", "date=date", kind="signalement")
    assert printed(town.command("status", "--json"))["months"] == ["2022-01", "2024-12"]


def test_home_is_the_one_of_the_environment_when_not_named(town, project):
    environment = {**os.environ, "QUIETUDE_HOME": str(town.commune.home)}
    done = subprocess.run(
        [sys.executable, "-m", "data", "status", "--json"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["commune"] == "Ville-Essai"
    assert done.stderr == ""
