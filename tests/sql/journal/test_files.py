"""The register goes out as a spreadsheet and comes back the same, or changed where somebody changed it."""

import csv
import json
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import journal as journals
from data.errors import EmptyFileError, MissingFileError, UnknownColumnError
from data.journal import ActionStatus, Direction, Followed, Unit, Zone
from data.model import Level

TANNERIES = Zone(Level.QUARTIER, "07", "Les Tanneries")
GARE = Zone(Level.QUARTIER, "02", "La Gare")
CENTRE = Zone(Level.IRIS, "319990101", "Centre")


@pytest.fixture
def filled(journal, planned, signed):
    """A journal of two actions: one of which all is said, one of which as little as can be."""
    full = journal.register(
        planned(
            axis="Apaiser", zones=(TANNERIES, CENTRE), end=date(2027, 3, 31), partners=("bailleurs", "associations"),
            cost_euros=92_000, staff=2.5, status=ActionStatus.SUSPENDED,
            indicators=(
                Followed("signalements", "bruit_tapage", Direction.DOWN, 33.0, Unit.PERCENT),
                Followed("mediation", direction=Direction.UP, target=12.5, unit=Unit.NUMBER),
                Followed("plaintes"),
            ),
            mechanism="Une présence ; « régulière »,\nle soir",
        ),
        **signed,
    )  # fmt: skip
    journal.fix_comparison(full, compared=(GARE,), around=(), **signed)
    journal.register(planned(name="Autre"), **signed)
    return journal


def rows_of(path):
    """Cells of an exported table, headers first."""
    if path.suffix == ".xlsx":
        return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def write(path, rows):
    if path.suffix == ".xlsx":
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)


@pytest.fixture(params=["csv", "xlsx"])
def path(request, tmp_path):
    return tmp_path / f"registre.{request.param}"


def test_nothing_changes_when_the_register_comes_back_as_it_went(filled, path, signed):
    before = filled.actions()
    journals.export(filled, path)
    for _ in range(2):
        report = journals.import_register(filled, path, **signed)
        assert report.unchanged == ["Médiation de soirée", "Autre"]
        assert (report.created, report.changed, report.refused, report.ignored) == ([], {}, [], ())
    assert filled.actions() == before


def test_register_is_whole_when_it_is_read_in_another_journal(filled, path, signed, tmp_path, monkeypatch):
    journals.export(filled, path)
    expected = filled.actions()
    monkeypatch.delenv("QUIETUDE_JOURNAL_URL", raising=False)
    elsewhere = journals.commune.create(tmp_path / "other", name="Ailleurs", insee_code="31998").home
    with journals.open_journal(elsewhere) as other:
        assert journals.import_register(other, path, **signed).created == ["Médiation de soirée", "Autre"]
        found = other.actions()
    # Codes of zones are those of a commune: elsewhere, only their names are known.
    blank = {"zones": (), "compared": (), "version": 0}
    assert [replace(one, **blank) for one in found] == [replace(one, **blank) for one in expected]
    assert [zone.label for zone in found[0].zones] == ["Les Tanneries", "Centre"]


def test_dates_and_numbers_of_a_workbook_are_dates_and_numbers(filled, tmp_path):
    journals.export(filled, tmp_path / "r.xlsx")
    headers, first, _ = rows_of(tmp_path / "r.xlsx")
    cells = dict(zip(headers, first, strict=True))
    assert (cells["debut"].date(), cells["cout_euros"], cells["effectif_etp"]) == (date(2026, 4, 1), 92_000, 2.5)


def test_rows_are_created_changed_unchanged_or_refused(filled, path, signed):
    journals.export(filled, path)
    headers, first, second = rows_of(path)
    cost, name, version = headers.index("cout_euros"), headers.index("nom"), headers.index("version")
    changed = [*first]
    changed[cost] = "93 000 €"
    new, refused, twice = ([*second] for _ in range(3))
    new[name], refused[name] = "Nouvelle", "Fautive"
    new[version] = refused[version] = ""
    refused[headers.index("champ")] = "nuit"
    write(path, [headers, changed, second, new, refused, twice])
    report = journals.import_register(filled, path, **signed)
    assert report.changed == {"Médiation de soirée": [("cost_euros", "92000", "93000")]}
    assert (report.unchanged, report.created) == (["Autre"], ["Nouvelle"])
    unknown, again = report.refused
    assert unknown.problem == "le champ d’action « nuit » n’est pas dans la nomenclature"
    assert again.problem.startswith("cette action est déjà à la ligne") and again.line > unknown.line
    action = filled.action(1)
    assert (action.cost_euros, action.version) == (93_000, 3)
    assert [one.field for one in filled.changes(of=action)][-1] == "cost_euros"


def test_row_is_refused_when_its_action_changed_since_it_was_exported(filled, path, signed):
    journals.export(filled, path)
    kept = filled.revise(replace(filled.action(2), lead="Centre social"), by="Ville", at=signed["at"])
    headers, first, second = rows_of(path)
    second[headers.index("cout_euros")] = 5
    write(path, [headers, first, second])
    report = journals.import_register(filled, path, **signed)
    (refused,) = report.refused
    assert "service pilote (par Ville" in refused.problem and report.unchanged == ["Médiation de soirée"]
    assert filled.action(2) == kept


def test_column_that_the_file_lacks_changes_nothing(filled, path, signed):
    headers = ["Nom", "Champ", "Quartiers", "Début", "Fin", "Pilote", "Coût (euros)", "cout_euros"]
    row = ["médiation de SOIRÉE", "Médiation sociale", "Les Tanneries | iris:319990101", "01/04/2026", "31/03/2027",
           "Service médiation", "", "1"]  # fmt: skip
    write(path, [headers, row])
    report = journals.import_register(filled, path, **signed)
    assert report.ignored == ("Coût (euros)",) and report.refused == []
    action = filled.action(1)
    assert (action.cost_euros, action.staff, action.zones) == (1, 2.5, (TANNERIES, CENTRE))
    assert action.name == "médiation de SOIRÉE"


def test_comparison_is_not_changed_by_a_file(filled, path, signed):
    journals.export(filled, path)
    headers, first, second = rows_of(path)
    first[headers.index("zones_comparees")] = ""
    write(path, [headers, first, second])
    (refused,) = journals.import_register(filled, path, **signed).refused
    assert "ne se changent pas ainsi" in refused.problem
    assert filled.action(1).compared == (GARE,)


def test_effect_corrected_in_a_file_is_dated_of_that_day(filled, path, signed):
    journals.export(filled, path)
    headers, first, second = rows_of(path)
    second[headers.index("mecanisme")] = "Autre"
    write(path, [headers, first, second])
    day = signed["at"] + timedelta(days=300)
    assert journals.import_register(filled, path, by="Ville", at=day).changed.keys() == {"Autre"}
    assert filled.action(2).written_on == day.date() and filled.action(2).written_late


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("debut", "avril", "« avril » n’est pas une date"),
        ("debut", "31/02/2026", "« 31/02/2026 » n’est pas une date"),
        ("cout_euros", "cher", "« cher » n’est pas un nombre"),
        ("cout_euros", "inf", "« inf » n’est pas un nombre"),
        ("effectif_etp", "nan", "l’effectif n’est pas un nombre"),
        ("statut", "bof", "« bof » n’est pas un statut"),
        ("indicateurs", "signalements/nuit baisse", "la catégorie « nuit » n’est pas dans la nomenclature"),
        ("quartiers", "La Gare | La Gare", "une zone est nommée deux fois"),
        ("version", "deux", "« deux » n’est pas un nombre"),
        ("pilote", "Madame Petit", "« service pilote » contient un nom de personne"),
        ("quartiers", "La Gare, chez Madame Petit", "le nom d’une zone contient un nom de personne"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_row_is_refused_when_a_cell_cannot_be(filled, tmp_path, signed, column, text, problem):
    path = tmp_path / "registre.csv"
    journals.export(filled, path)
    headers, _, second = rows_of(path)
    second[headers.index(column)] = text
    write(path, [headers, second])
    (refused,) = journals.import_register(filled, path, **signed).refused
    assert problem in refused.problem and refused.line == 2


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "'=1", "''", '=HYPERLINK("http://x")'])
def test_text_that_a_spreadsheet_would_run_goes_out_as_text_and_comes_back(journal, planned, signed, path, text):
    journal.register(planned(mechanism=text), **signed)
    journals.export(journal, path)
    headers, cells = rows_of(path)
    assert cells[headers.index("mecanisme")] == f"'{text}"
    assert journals.import_register(journal, path, **signed).unchanged == ["Médiation de soirée"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_action_comes_back_as_it_went(journal, planned, signed, tmp_path, data):
    text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=30)
    followed = st.builds(
        Followed,
        st.sampled_from(["plaintes", "mediation"]),
        direction=st.sampled_from(Direction),
        target=st.integers(1, 10_000).map(lambda n: n / 100),
        unit=st.sampled_from(Unit),
    )
    drawn = {
        "name": f"Action {data.draw(text)}",
        "lead": data.draw(text.filter(str.strip)),
        "cost_euros": data.draw(st.none() | st.integers(0, 10**12 - 1)),
        "staff": data.draw(st.none() | st.integers(0, 10**6).map(lambda n: n / 100)),
        "indicators": tuple(data.draw(st.lists(followed, max_size=2, unique_by=lambda one: one.indicator))),
    }
    (action,) = journal.actions() or [journal.register(planned(), **signed)]
    kept = journal.revise(replace(action, **drawn), **signed)
    for suffix in ("csv", "xlsx"):
        journals.export(journal, tmp_path / f"r.{suffix}")
        report = journals.import_register(journal, tmp_path / f"r.{suffix}", **signed)
        assert report.unchanged == [kept.name], report


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_file_is_refused_when_it_is_no_register(journal, tmp_path, signed):
    with pytest.raises(MissingFileError):
        journals.import_register(journal, tmp_path / "absent.csv", **signed)
    (tmp_path / "vide.csv").write_text("")
    with pytest.raises(EmptyFileError):
        journals.import_register(journal, tmp_path / "vide.csv", **signed)
    (tmp_path / "autre.csv").write_text("a;b\n1;2\n")
    with pytest.raises(UnknownColumnError, match="nom"):
        journals.import_register(journal, tmp_path / "autre.csv", **signed)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_command_reads_a_register_and_writes_it(bare_town, path):
    rows = [["nom", "champ", "quartiers", "debut", "fin", "pilote", "effet_attendu", "mecanisme"],
            ["A", "insertion", "", "2026-01-01", "", "Ville", "e", "m"],
            ["B", "nuit", "", "2026-01-01", "", "Ville", "e", "m"]]  # fmt: skip
    write(path, rows)
    out = path.with_stem("sortie")
    said = bare_town.command("register", path)
    assert said.exit_code == 0 and bare_town.command("actions", "--export", out).exit_code == 0
    assert "Ajoutées : 1, modifiées : 0, inchangées : 0, refusées : 1." in said.stderr
    assert "Ligne 3 refusée, le champ d’action « nuit »" in said.stderr
    assert [row[0] for row in rows_of(out)] == ["nom", "A"]
    again = json.loads(bare_town.command("register", out, "--json").stdout)
    assert again == {"read": 1, "added": 0, "changed": 0, "refused": [], "notes": []}
    assert json.loads(bare_town.command("actions", "--json").stdout) == {"actions": ["A"]}
    tried = bare_town.command("register", path, "--json", "--dry-run")
    assert json.loads(tried.stdout)["refused"][0]["row"] == 3


def test_command_is_refused_when_there_is_no_such_file(bare_town, refusal, tmp_path):
    assert "introuvable" in refusal(bare_town.command("register", tmp_path / "absent.csv"))
