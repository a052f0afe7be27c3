"""Bodily accidents of the national file (BAAC), in the editions that are published.

Rows are synthetic; headers and spellings are those of the editions of 2016, 2021 and 2022.
"""

import dataclasses

import duckdb
import pytest

from data.intake import door
from data.warehouse import snapshot

OLD = "Num_Acc,an,mois,jour,hrmn,lum,agg,int,atm,col,com,adr,gps,lat,long,dep"
NEW = '"Num_Acc";"jour";"mois";"an";"hrmn";"lum";"dep";"com";"agg";"int";"atm";"col";"adr";"lat";"long"'
KNOWN = [("2016-06-05", 17, 1, "01", "accident", "Accident corporel de la circulation")]
COLUMNS = "fact_date::VARCHAR, hour, count, quartier, kind, category"


def old(number="201600000299", year=16, clock="1700", com="999", lat="4362000", lon="0142000", dep="310"):
    return f"{number},{year},6,5,{clock},1,2,1,1,6,{com},rue de l'Écluse,M,{lat},{lon},{dep}"


def new(number="202100000001", year=2021, clock="07:32", com="31999", lat="43,6200000", lon="1,4200000", dep="31"):
    return f'"{number}";"5";"6";"{year}";"{clock}";"2";"{dep}";"{com}";"1";"1";"1";"1";"CD 981";"{lat}";"{lon}"'


def file(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def load_for(town, code, content):
    """Load the file as the commune of another code would."""
    commune = dataclasses.replace(town.commune, insee_code=code)
    (delivery,), _ = door.take(commune, [town.write("accidents.csv", content)])
    return delivery


def test_accident_is_the_same_whatever_the_edition(town):
    town.load(file(OLD, old()).encode("cp1252"))
    assert town.facts(COLUMNS) == KNOWN
    town.load(file(NEW.replace("Num_Acc", "Accident_Id"), new(year=2016, clock="17:00")), name="2022.csv")
    assert town.facts(COLUMNS) == KNOWN * 2
    assert town.ask("SELECT DISTINCT source, lon::DOUBLE, lat::DOUBLE FROM fact") == [("accidents_baac", 1.42, 43.62)]


def test_only_accidents_of_the_commune_are_read(town):
    rows = [new(), new("2", com="31555"), new("3", com="1999", dep="1"), new("4", com="31998")]
    delivery = town.load(file(NEW, *rows))
    assert (delivery.source, delivery.rows_read, delivery.loaded, dict(delivery.rejected)) == (
        "accidents_baac",
        1,
        1,
        {},
    )


def test_file_is_refused_when_it_has_no_accident_of_the_commune(town, refusal):
    before = town.files()
    path = town.write("ailleurs.csv", file(NEW, new(com="31555")))
    assert "aucune n’est de la commune" in refusal(town.command("load", path))
    assert town.files() == before


@pytest.mark.parametrize(
    ("code", "dep", "com"),
    [
        ("01004", "1", "1004"), ("01004", "10", "4"), ("10004", "100", "4"), ("2A004", "201", "4"),
        ("2B033", "202", "33"),
        ("2A004", "2A", "2A004"), ("97411", "974", "411"), ("75056", "75", "75118"), ("75056", "750", "118"),
        ("69123", "69", "69383"), ("13055", "130", "55"), ("13055", "13", "13055"), ("62767", "620", "767"),
    ],
)  # fmt: skip
def test_commune_is_found_whatever_zeros_were_lost(town, code, dep, com):
    assert load_for(town, code, file(OLD, old(dep=dep, com=com))).loaded == 1


@pytest.mark.parametrize(
    ("code", "dep", "com"), [("01004", "100", "4"), ("69123", "69", "69029"), ("75056", "92", "92075")]
)
def test_commune_is_not_taken_for_another(town, refusal, code, dep, com):
    from data.errors import NoUsableRowError

    with pytest.raises(NoUsableRowError):
        load_for(town, code, file(OLD, old(dep=dep, com=com)))


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("5", 0),
        ("30", 0),
        ("130", 1),
        ("0130", 1),
        ("2359", 23),
        ("07:32", 7),
        ("7:32", 7),
        ("", None),
        (" ", None),
        ("99:99", None),
    ],
)
def test_hour_is_read_with_or_without_its_colon_and_its_zeros(town, clock, hour):
    town.load(file(OLD, old(clock=clock)))
    assert town.facts("hour") == [(hour,)]


@pytest.mark.parametrize(("year", "kept"), [("5", 2005), ("05", 2005), ("18", 2018), ("2019", 2019)])
def test_year_has_one_two_or_four_digits(town, year, kept):
    town.load(file(OLD, old(year=year)))
    assert town.facts("year(fact_date)") == [(kept,)]


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("", ""), ("0000000", "0000000"), ("4362000", "")])
def test_accident_without_coordinates_is_kept_and_not_located(town, lat, lon):
    delivery = town.load(file(OLD, old(lat=lat, lon=lon)))
    assert (delivery.loaded, delivery.not_located["quartier"]) == (1, 1)


def test_accident_published_twice_counts_once(town):
    town.load(file(NEW, new(), new("2")))
    again = town.load(file(NEW, new("2", clock="08:00"), new("3")), name="suite.csv")
    assert (again.loaded, again.duplicate) == (1, 1)


def test_row_is_refused_with_its_reason(town):
    delivery = town.load(file(NEW, new(), new("2", year="20x1"), new("3", lat="48,85", lon="2,35")))
    assert dict(delivery.rejected) == {"date illisible": 1, "position à plus de 50 km de la commune": 1}


def test_three_columns_make_a_date_in_any_file(town):
    town.load("j;m;a;nature\n3;4;2024;Tags\n", "day=j", "month=m", "year=a", "category=nature", kind="main_courante")
    assert town.facts("fact_date::VARCHAR, date_precision") == [("2024-04-03", "day")]


def test_day_is_refused_without_its_month_and_year(town, refusal):
    path = town.write("faits.csv", "j;a;nature\n3;2024;Tags\n")
    mapping = [part for role in ("day=j", "year=a", "category=nature") for part in ("--map", role)]
    assert "« day » ne suffit pas" in refusal(town.command("load", path, "--kind", "main_courante", *mapping))


def test_snapshot_from_before_accidents_is_brought_up_to_date(town):
    town.load("Date;Nature\n2024-03-04;Tags\n", "date=Date", "category=Nature", kind="main_courante")
    path = snapshot.path_of(town.commune.home, snapshot.current_version(town.commune.home))
    with duckdb.connect(path) as connection:
        for table in ("fact", "superseded_fact"):
            former = "ENUM ('plainte', 'signalement', 'main_courante', 'mediation')"
            connection.execute(f"ALTER TABLE {table} ALTER kind SET DATA TYPE {former}")
    town.load(file(NEW, new()), name="accidents.csv")
    assert town.facts("kind") == [("main_courante",), ("accident",)]
    of_kind = "SELECT data_type FROM duckdb_columns() WHERE column_name = 'kind'"
    types = town.ask(f"{of_kind} AND table_name IN ('fact', 'superseded_fact')")
    assert len(types) == 2 and len(set(types)) == 1
