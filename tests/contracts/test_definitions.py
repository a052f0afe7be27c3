"""Definitions are complete and agree with one another: indicators, sources, nomenclatures, SQL statements."""

import ast
import re
import tomllib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics.indicators import indicators
from data import errors, reference
from data.intake import profiles
from data.intake.shape import shapes
from data.model import Kind
from data.warehouse import statements

PROJECT = Path(__file__).parents[2]
INDICATORS = sorted((PROJECT / "analytics" / "indicators").glob("*.toml"))
SOURCES = sorted((PROJECT / "data" / "intake" / "sources").glob("*.toml"))
NOMENCLATURES = sorted((PROJECT / "data" / "reference").glob("*.toml"))
SQL = sorted((PROJECT / "data").rglob("*.sql"))
PYTHON = sorted((PROJECT / "data").rglob("*.py"))


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def nomenclature(tmp_path_factory: pytest.TempPathFactory) -> reference.Nomenclature:
    return reference.read(tmp_path_factory.mktemp("no_home"))


def texts(value: object) -> list[str]:
    """Every text of a definition."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


# --- indicators


@pytest.mark.parametrize("path", INDICATORS, ids=named)
def test_indicator_says_all_it_must(path):
    entry = read(path)
    filled = ("label", "definition", "unit", "noun", "noun_singular", "source", "owner", "caveats")
    assert [key for key in filled if not entry[key]] == []
    assert all(text.endswith(".") for text in (entry["definition"], *entry["caveats"]))
    assert entry["per"] > 0 and entry["denominator"] in ("population", "dwellings")


@pytest.mark.parametrize("path", INDICATORS, ids=named)
def test_indicator_is_reviewed_and_will_be_again(path):
    entry = read(path)
    assert isinstance(entry["reviewed"], date) and isinstance(entry["next_review"], date)
    assert entry["reviewed"] < entry["next_review"]


@pytest.mark.parametrize("path", INDICATORS, ids=named)
def test_indicator_counts_categories_that_exist(path, nomenclature):
    assert set(read(path)["categories"]) <= set(nomenclature.categories)


def test_indicators_are_told_apart_in_menus():
    known = indicators().values()
    for values in ([one.label for one in known], [one.rank for one in known], [one.noun for one in known]):
        assert len(set(values)) == len(INDICATORS)


def test_every_kind_of_fact_has_an_indicator():
    assert {one.kind for one in indicators().values()} == set(Kind)


# --- sources


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_source_says_how_its_file_is_read(path, tmp_path):
    profile = profiles.read_profiles(tmp_path)[path.stem]
    assert profile.label and profile.columns
    assert set(profile.columns) <= set(shapes()[profile.shape].roles) and all(profile.columns.values())


def test_sources_are_told_apart(tmp_path):
    """By their labels in menus, and by their columns in files: none could be taken for another."""
    known = profiles.read_profiles(tmp_path)
    assert len({profile.label for profile in known.values()}) == len(known)
    for slug, profile in known.items():
        questions = [question.columns for question in profile.questions.values()]
        headers = [header for header, *_ in (*profile.columns.values(), *profile.signs, *questions)]
        # A file of a tool is a survey by what it asks.
        headers += ["Votre avis ?"] * (profile.shape == "survey")
        # A crossed table has columns of months.
        headers += ["01/2024"] * (profile.shape == "pivot")
        # The former tables of the police have a column per département.
        headers += ["Ain"] * (profile.shape == "etat_4001")
        assert profiles.recognise(headers, known, file="fichier").source == slug


def test_every_kind_of_fact_has_a_source(tmp_path):
    assert {profile.kind for profile in profiles.read_profiles(tmp_path).values()} - {None} == set(Kind)


# --- nomenclatures


def test_category_serves_champs_that_exist(nomenclature):
    faults = {
        slug
        for slug, one in nomenclature.categories.items()
        if not one.champs or set(one.champs) - set(nomenclature.champs)
    }
    assert faults == set()


def test_partners_are_the_ten_families_of_the_council(nomenclature):
    assert len(nomenclature.partners) == 10
    assert all(one.label and one.definition.endswith(".") for one in nomenclature.partners.values())


def test_every_champ_is_served_by_a_category(nomenclature):
    assert [champ for champ in nomenclature.champs if not nomenclature.of_champ(champ)] == []


def test_questions_are_about_themes_that_exist(nomenclature, tmp_path):
    questions = [one for profile in profiles.read_profiles(tmp_path).values() for one in profile.questions.values()]
    assert {one.theme for one in questions} - {None} <= set(nomenclature.themes)


@pytest.mark.parametrize("path", NOMENCLATURES, ids=named)
def test_entries_are_told_apart(path):
    entries = read(path)
    assert len({reference.normalise(entry["label"]) for entry in entries.values()}) == len(entries)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", slug) for slug in entries)


def test_spelling_leads_to_one_category(nomenclature):
    owners: dict[str, set[str]] = {}
    for slug, category in nomenclature.categories.items():
        for spelling in (slug, category.label, *category.aliases):
            owners.setdefault(reference.normalise(spelling), set()).add(slug)
    assert {spelling: slugs for spelling, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("path", [*INDICATORS, *NOMENCLATURES], ids=named)
def test_texts_have_french_apostrophes(path):
    """But for aliases and columns, which are spelled as files spell them."""
    shown = [
        {key: value for key, value in entry.items() if key != "aliases"} for entry in map(as_entry, read(path).values())
    ]
    assert [text for text in texts(shown) if "'" in text] == []


def as_entry(value: object) -> dict:
    return value if isinstance(value, dict) else {"text": value}


# --- SQL


@pytest.mark.parametrize("path", SQL, ids=named)
def test_statement_stands_alone_under_its_grain(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert len(duckdb.extract_statements(text)) == 1


def statements_named(path: Path, code: str) -> set[Path]:
    """SQL files that a module names: as texts where they are files, and whatever it hands to ``statement``."""
    if "\nstatement = statements_of(__file__)" not in code:
        return set()
    folder = path.parent
    nodes = [*ast.walk(ast.parse(code))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    texts |= {f"queries/{name}" for name in re.findall(r'_(?:ask|days)\(\s*connection,\s*"(\w+)"', code)}
    files = {file for text in texts if "\n" not in text and (file := folder / f"{text}.sql") in SQL}
    return files | {folder / f"{name}.sql" for name in re.findall(r'\bstatement\(\s*"([\w/]+)"', code)}


def test_statement_is_named_where_it_is_run_and_nowhere_missing():
    run = {file for path in PYTHON for file in statements_named(path, path.read_text(encoding="utf-8"))}
    assert run == {path for path in SQL if path.parent.name not in ("tables", "upgrades")}


@pytest.mark.parametrize("code", ['statement("no_such")', 'connection.execute(statement(\n    "no_such"\n))'])
def test_statement_that_no_file_holds_is_noticed(code):
    module = PROJECT / "data" / "intake" / "load.py"
    assert statements_named(module, f"\nstatement = statements_of(__file__)\n{code}") - {*SQL}


def test_tables_are_described_column_by_column_in_their_own_file():
    with duckdb.connect() as connection:
        for table in statements.tables():
            connection.execute(table)
        made = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert made == {path.stem for path in SQL if path.parent.name == "tables"}


def test_every_table_of_the_snapshot_is_in_the_architecture():
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tables = {path.stem for path in SQL if path.parent.name == "tables"} | {"monthly_count"}
    assert {table for table in tables if f"`{table}`" not in text} == set()


# --- refusals

REFUSALS = [
    one for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, errors.QuietudeError) and one is not errors.QuietudeError
]  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_refusal_says_that_nothing_was_lost_unless_something_has_changed(refusal):
    sentence = " ".join(refusal.sentence.split())
    is_kept = re.search(r"(Rien n’a été (modifié|perdu)|Aucune donnée n’a été modifiée)", sentence)
    assert bool(is_kept) != issubclass(refusal, errors.ChangedError)
    assert "'" not in sentence and sentence.endswith((".", "}"))
