"""What the State publishes of recorded crime, in the three generations of its files."""

import dataclasses

import duckdb
import pytest

from data.errors import MappingError, UnknownSourceError
from data.intake import door, examination
from data.intake.profiles import ZoneProfile

OLD = (
    "classe;annee;CODGEO_2024;unité.de.compte;valeur.publiée;faits;tauxpourmille;complementinfoval;complementinfotaux;"
    "POP;millPOP;LOG;millLOG"
)
NEW = (
    "CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_pop_millesime;"
    "insee_log;insee_log_millesime;complement_info_nombre;complement_info_taux"
)
FIGURES = "territory, year, indicator, unit, count, rate, population, dwellings"


def figures(town):
    return town.ask(f"SELECT {FIGURES} FROM benchmark ORDER BY ALL")


def new(*rows):
    return "\n".join([NEW, *rows]) + "\n"


def of(code="31999", year=2024, indicator="Cambriolages", count=8, rate="16,5", shown="diff", people=1326):
    return f"{code};{year};{indicator};Infraction;{count};{rate};{shown};{people};2022;480,5;2022;7,4;3,2"


def test_figures_are_the_same_whatever_the_generation_of_the_file(town):
    town.load(new(of()))
    expected = [("31999", 2024, "Cambriolages", "Infraction", 8, 16.5, 1326, 480.5)]
    assert figures(town) == expected
    old = f"{OLD}\nCambriolages;24;31999;Infraction;diff;8;1,65e+01;NA;NA;1326;22;480,5;22\n"
    assert town.load("\ufeff" + old).duplicate == 1
    assert figures(town) == expected


def test_what_is_not_published_stays_unknown_and_never_takes_the_mean_of_others(town):
    town.load(new(of(count="NA", rate="NA", shown="ndiff")))
    assert figures(town) == [("31999", 2024, "Cambriolages", "Infraction", None, None, 1326, 480.5)]


def test_zero_is_a_figure(town):
    town.load(new(of(count=0, rate="0")))
    assert [row[4:6] for row in figures(town)] == [(0, 0.0)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (of(code="Foix"), "territoire illisible"),
        (of(year="hier"), "année illisible"),
        (of(indicator=""), "indicateur absent"),
        (of(shown="peut-être"), "mention de diffusion illisible"),
        (of(count="NA"), "nombre illisible"),
        (of(count="2,5"), "nombre illisible"),
        (of(count="-1"), "nombre illisible"),
    ],
    ids=["territory", "year", "indicator", "published", "absent count", "part of a fact", "negative"],
)
def test_row_is_refused_with_its_reason(town, row, reason, monkeypatch):
    named = dataclasses.replace(town.commune, similar=("0Foix",))
    (delivery,), _ = door.take(named, [town.write("faits.csv", new(of(), row))])
    assert (delivery.loaded, dict(delivery.rejected)) == (1, {reason: 1})


def test_communes_of_another_size_are_not_read(town):
    (people,) = town.ask("SELECT population FROM zone WHERE level = 'commune'")[0]
    assert people is None
    rows = [of(code="31001", people=1000), of(code="31002", people=999), of(code="31999", people=1326)]
    assert town.load(new(*rows)).rows_read == 1
    assert [row[0] for row in figures(town)] == ["31999"]


@pytest.mark.parametrize(("people", "is_similar"), [(749, False), (750, True), (1330, True), (1331, False)])
def test_commune_is_similar_when_about_as_many_live_there(town, squares, people, is_similar):
    from data.model import Level

    path = town.folder / "quartiers.geojson"
    squares.assign(habitants=250).to_file(path, driver="GeoJSON")
    door.take(town.commune, [path], ZoneProfile(Level.QUARTIER, population="habitants"))
    town.load(new(of(), of(code="31001", people=people)))
    assert ["31001" in row for row in figures(town)].count(True) == is_similar


def test_similar_communes_are_those_that_the_settings_name(town):
    named = dataclasses.replace(town.commune, similar=("01004",))
    door.take(named, [town.write("faits.csv", new(of(), of(code="1004"), of(code="31002")))])
    assert [row[0] for row in figures(town)] == ["01004", "31999"]


def test_later_edition_replaces_what_it_revises(town):
    town.load(new(of(count=8), of(year=2023, count=5)))
    delivery = town.load(new(of(count=9), of(year=2023, count=5)))
    assert (delivery.loaded, delivery.duplicate, delivery.replaced) == (1, 1, 1)
    assert [row[4] for row in figures(town)] == [5, 9]


def test_row_given_twice_counts_once(town):
    assert town.load(new(of(), of())).duplicate == 1
    assert len(figures(town)) == 1


def test_parquet_is_read_like_text(town):
    path = town.folder / "base.parquet"
    source = town.write("base.csv", new(of(), of(year=2023)))
    with duckdb.connect() as connection:
        connection.read_csv(str(source), sep=";", decimal=",").write_parquet(str(path))
    (delivery,), _ = door.take(town.commune, [path])
    assert (delivery.source, delivery.loaded) == ("ssmsi_communes", 2)
    assert [row[5] for row in figures(town)] == [16.5, 16.5]


def by(part, *values):
    return "\n".join([f"{NEW};{part}", *(f"{of()};{value}" for value in values)]) + "\n"


@pytest.mark.parametrize(
    ("part", "values"),
    [("Mois", (1, 2)), ("Trimestre", ("T1", "T2")), ("semestre", ("S1", "S2")), ("mois de constatation", ("01", "02"))],
)
def test_figures_that_are_not_by_year_are_not_those_of_the_year(town, part, values):
    before = town.files()
    with pytest.raises(UnknownSourceError, match="pas par année"):
        town.load(by(part, *values))
    assert town.files() == before


@pytest.mark.parametrize(("part", "values"), [("Trimestre", ("T1", "T2")), ("Semestre", ("S1", "S2"))])
def test_figures_by_quarter_are_refused_as_proposed(town, part, values):
    path = town.write("chiffres.csv", by(part, *values))
    with pytest.raises(MappingError, match=f"données par {part.lower()}"):
        examination.load_as_proposed(town.commune, [path], [{"kind": "plainte"}])


def test_empty_column_of_months_says_nothing_of_the_year(town):
    assert town.load(by("Mois", "")).loaded == 1
