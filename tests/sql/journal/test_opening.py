"""The journal comes to be: its tables made or brought up to this version, and the former register taken over."""

import contextlib
import sqlite3
from datetime import date

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from data import journal as journals
from data.errors import HomeFileError, JournalError, NewerJournalError, NoCommuneError, UnknownColumnError
from data.journal import ActionStatus, Meeting, Zone, opening
from data.journal.tables import Base
from data.model import Level

HEADERS = "nom;champ;axe;quartiers;debut;fin;pilote;cout_euros;effet_attendu;mecanisme"
LINE = (
    "Médiation;mediation_sociale;Apaiser;Les Tanneries | 07;2023-04-01;2024-12-31;Ville;92000;Moins de bruit;Présence"
)


@pytest.fixture
def database(home):
    engine = opening.engine_of(home)
    yield engine
    engine.dispose()


def keep(home, *lines, encoding="utf-8"):
    (home / "actions.csv").write_text("\n".join(lines) + "\n", encoding=encoding)


def test_migrations_make_the_tables_that_the_code_reads(journal, database):
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_journal_of_the_first_version_keeps_what_it_holds(home, database):
    config = Config()
    config.set_main_option("script_location", str(opening._MIGRATIONS))
    with opening.writing(database).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO meeting VALUES (1, 1, '2026-01-20', 'Plénière', 'Bilan')"))
    with journals.open_journal(home) as journal:
        assert journal.meetings() == (
            Meeting(number=1, version=1, day=date(2026, 1, 20), label="Plénière", note="Bilan"),
        )


def test_engine_is_the_one_asked_for(home, engine, journal, database):
    assert database.dialect.name == engine
    assert (home / "journal.sqlite").exists() is (engine == "sqlite")


def test_sqlite_keeps_what_it_says_it_keeps(tmp_path, monkeypatch):
    monkeypatch.delenv("QUIETUDE_JOURNAL_URL", raising=False)
    with opening.engine_of(tmp_path).connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [connection.scalar(text(f"PRAGMA {name}")) for name in asked] == ["wal", 2, 1, 30_000]


def test_journal_is_as_it_was_when_it_is_opened_again(home, journal, planned, signed):
    kept = journal.register(planned(), **signed)
    keep(home, HEADERS, LINE)
    with journals.open_journal(home) as again:
        assert again.actions() == (kept,)


def test_half_made_journal_is_made_whole_or_not_at_all(home, database, monkeypatch):
    keep(home, HEADERS, LINE.replace("mediation_sociale", "nuit"))
    with pytest.raises(HomeFileError):
        journals.open_journal(home)
    assert inspect(database).get_table_names() == []
    keep(home, HEADERS, LINE)
    with journals.open_journal(home) as journal:
        assert len(journal.actions()) == 1


def test_journal_is_refused_when_it_is_of_a_later_version(home, journal, database):
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerJournalError, match="9999"):
        journals.open_journal(home)


def test_journal_is_in_the_home_whatever_its_name(tmp_path, monkeypatch):
    monkeypatch.delenv("QUIETUDE_JOURNAL_URL", raising=False)
    home = journals.commune.create(tmp_path / "à 50% ? #1", name="Ville-Essai", insee_code="31999").home
    journals.open_journal(home).close()
    assert (home / "journal.sqlite").exists()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_journal_is_refused_when_its_file_is_no_database(home):
    (home / "journal.sqlite").write_text("Ce n’est pas une base de données. " * 100)
    with pytest.raises(JournalError, match="ne répond pas"):
        journals.open_journal(home)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_write_is_refused_when_another_never_ends(home, journal, planned, signed, monkeypatch):
    monkeypatch.setattr(opening, "_PATIENCE", 0.05)
    other = sqlite3.connect(home / "journal.sqlite", isolation_level=None)
    with contextlib.closing(other), journals.open_journal(home) as impatient:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            impatient.register(planned(), **signed)
        # Who reads does not wait.
        assert impatient.actions() == ()
        other.execute("ROLLBACK")
        assert impatient.register(planned(), **signed).number == 1


@pytest.mark.parametrize(
    "url", ["adresse", "mysql://x@y/z", "oracle+nothing://x", "postgresql+psycopg://x@/y?host=/nowhere"]
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_journal_is_refused_when_its_address_is_not_one(home, monkeypatch, url):
    monkeypatch.setenv("QUIETUDE_JOURNAL_URL", url)
    with pytest.raises(JournalError):
        journals.open_journal(home)


def test_journal_belongs_to_a_commune(tmp_path):
    with pytest.raises(NoCommuneError):
        journals.open_journal(tmp_path)
    assert [*tmp_path.iterdir()] == []


# --- The former register


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_register_is_taken_over(home, encoding):
    keep(home, HEADERS, LINE, "", "Sans fin;insertion;;;2020-09-01;;Mission locale;;e;m", encoding=encoding)
    with journals.open_journal(home) as journal:
        first, second = journal.actions()
        assert {change.by for change in journal.changes()} == {"Reprise du registre"}
    assert (first.name, first.champ, first.axis, first.cost_euros) == (
        "Médiation",
        "mediation_sociale",
        "Apaiser",
        92_000,
    )
    assert first.zones == (Zone(Level.QUARTIER, "", "Les Tanneries"), Zone(Level.QUARTIER, "", "07"))
    assert (first.start, first.end, first.status) == (date(2023, 4, 1), date(2024, 12, 31), ActionStatus.ENDED)
    assert (second.end, second.zones, second.cost_euros, second.status) == (None, (), None, ActionStatus.RUNNING)
    # Nothing in it says when its effect was written: that is the day it came.
    assert first.written_late


def test_zones_of_the_register_are_those_of_the_commune_when_they_are_loaded(town, monkeypatch):
    monkeypatch.delenv("QUIETUDE_JOURNAL_URL", raising=False)
    keep(town.commune.home, HEADERS, LINE.replace("Les Tanneries | 07", "bellevue | 01 | quartier:04 | Ailleurs"))
    with journals.open_journal(town.commune.home) as journal:
        (action,) = journal.actions()
    assert [(zone.code, zone.label) for zone in action.zones] == [
        ("02", "Bellevue"), ("01", "Les Aubépines"), ("04", "L’Écluse"), ("", "Ailleurs"),
    ]  # fmt: skip


def test_register_with_a_champ_of_the_commune_is_taken_over(home):
    keep(home, HEADERS, LINE.replace("mediation_sociale", "Vie nocturne"))
    (home / "nomenclature").mkdir()
    own = '[nuit]\nlabel = "Vie nocturne"\ndefinition = "Ce qui se passe la nuit."\n'
    (home / "nomenclature" / "champs.toml").write_text(own, encoding="utf-8")
    with journals.open_journal(home) as journal:
        assert journal.actions()[0].champ == "nuit"


def test_register_without_a_line_gives_no_action(home):
    keep(home, HEADERS)
    with journals.open_journal(home) as journal:
        assert journal.actions() == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (LINE.replace("Médiation", " "), "« nom » est vide"),
        (LINE.replace("mediation_sociale", "inconnu"), "le champ d’action « inconnu » n’est pas dans la nomenclature"),
        (LINE.replace("2023-04-01", ""), "« début » est vide"),
        (LINE.replace("2024-12-31", "2023-02-29"), "« 2023-02-29 » n’est pas une date"),
        (LINE.replace("2024-12-31", "2023-03-31"), "la fin précède le début"),
        (LINE.replace("Ville", ""), "« service pilote » est vide"),
        (f"{LINE};de trop", "elle a plus de cellules que de colonnes"),
    ],
)
def test_register_is_refused_by_its_line_when_it_is_faulty(home, line, problem):
    keep(home, HEADERS, LINE.replace("Médiation", "Autre"), line)
    with pytest.raises(HomeFileError) as refused:
        journals.open_journal(home)
    assert f"« actions.csv » ne se lit pas : ligne 3, {problem}" in str(refused.value).replace("\xa0", " ")


def test_register_is_refused_when_a_column_is_missing(home):
    keep(home, HEADERS.replace("debut;", ""), LINE)
    with pytest.raises(UnknownColumnError, match="debut"):
        journals.open_journal(home)
