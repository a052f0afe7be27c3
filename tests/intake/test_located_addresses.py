"""Facts of which a file gives the address: where they are placed, what is kept of it, and what a person reviews."""

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.intake import door
from data.intake.addresses import review
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import repository, snapshot
from data.warehouse.publish import publishing

MAPPING = ("date=date", "address=lieu")
HEADERS = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat\n"
)
# The four squares of the conftest meet at (1.45, 43.60): Lilas lies in 01, Tremble goes from 01 to 02.
NUMBERS = [
    *(("Rue des Lilas", n, 1.41 + n / 1000, 43.62) for n in range(1, 10)),
    *(("Avenue Tremble", n, 1.445 + n / 1000, 43.63) for n in range(1, 10)),
    ("Chemin du Bord", 1, 1.42, 43.64), ("Chemin du Bord", 2, 1.42, 43.66),
]  # fmt: skip


@pytest.fixture
def town(town):
    """The town with its extract."""
    rows = (f"x;;{n};;{street};31999;31999;Ville-Essai;;;;;{lon};{lat}\n" for street, n, lon, lat in NUMBERS)
    result = town.command("addresses", town.write("adresses.csv", HEADERS + "".join(rows)))
    assert result.exit_code == 0, result.output
    return town


def load(town, *places, mapping=MAPPING, name="lieux.csv"):
    rows = "".join(f"2024-03-14;{place}\n" for place in places)
    return town.load("date;lieu\n" + rows, *mapping, kind="signalement", name=name)


def load_zones(town, level=Level.QUARTIER, **shapes):
    gpd.GeoDataFrame({"code": [*shapes]}, geometry=[*shapes.values()], crs=4326).to_file(town.folder / "z.geojson")
    door.take(town.commune, [town.folder / "z.geojson"], ZoneProfile(level))


def reviewed(town):
    with snapshot.open_current(town.commune.home, name="") as connection:
        return [*repository.doubtful_addresses(connection).itertuples(index=False, name=None)]


# --- where they are


def test_number_has_the_zone_of_its_place(town):
    assert load(town, "3 rue des Lilas", "9 av Tremble").not_located == {"quartier": 0}
    assert town.facts("location, quartier, lon::DOUBLE, lat::DOUBLE, street") == [
        ("address", "01", 1.413, 43.62, None),
        ("address", "02", 1.454, 43.63, None),
    ]


def test_street_has_the_zone_that_holds_it_whole(town):
    assert load(town, "rue des Lilas", "99 rue des Lilas").not_located == {"quartier": 0}
    assert town.facts("location, quartier, lon::DOUBLE, street") == [("street", "01", 1.415, "rue lilas")] * 2


@pytest.mark.parametrize("street", ["avenue Tremble", "chemin du Bord"])
def test_street_has_no_zone_when_it_lies_in_several_or_leaves_them(town, street):
    delivery = load(town, street, "rue des Lilas")
    assert (delivery.loaded, delivery.not_located) == (2, {"quartier": 1})
    assert town.ask("SELECT location, lon IS NULL FROM located_fact WHERE quartier IS NULL") == [("street", False)]


def test_street_may_have_a_zone_at_one_level_and_none_at_another(town):
    load_zones(town, Level.QPV, north=shapely.box(1.40, 43.60, 1.50, 43.65))
    assert load(town, "avenue Tremble").not_located == {"quartier": 1, "qpv": 0}
    assert town.facts("quartier, qpv") == [(None, "north")]


@pytest.mark.parametrize(
    "place", ["Ville-Essai", "31999 Ville-Essai", "rue des Tulipes", "rue des Lilas / avenue Tremble"]
)
def test_fact_is_kept_without_a_place_when_its_address_names_no_one_street(town, place):
    delivery = load(town, place)
    assert (delivery.loaded, delivery.not_located) == (1, {"quartier": 1})
    assert town.facts("location, lon, street") == [("none", None, None)]


def test_coordinates_come_before_the_address(town):
    town.load(
        "date;lat;lon;lieu\n2024-03-14;43.57;1.47;3 rue des Lilas\n2024-03-14;0;0;3 rue des Lilas\n",
        "date=date", "lat=lat", "lon=lon", "address=lieu", kind="signalement",
    )  # fmt: skip
    assert town.facts("location, quartier") == [("point", "04"), ("address", "01")]


def test_named_zone_serves_when_the_street_lies_in_several(town):
    rows = "date;lieu;q\n2024-03-14;avenue Tremble;Bellevue\n2024-03-14;rue des Lilas;Bellevue\n"
    town.load(rows, *MAPPING, "zone_label=q", kind="signalement")
    assert town.facts("location, quartier") == [("street", "01"), ("zone", "02")]


def test_address_is_ignored_when_no_extract_is_loaded(bare_town):
    assert load(bare_town, "3 rue des Lilas").loaded == 1
    assert bare_town.facts("location") == [("none",)]
    assert reviewed(bare_town) == []


# --- when zones change


def test_street_keeps_to_its_whole_when_zones_change(town):
    load(town, "rue des Lilas", "avenue Tremble")
    load_zones(town, west=shapely.box(1.40, 43.55, 1.4152, 43.65), east=shapely.box(1.4152, 43.55, 1.50, 43.65))
    assert town.facts("street, quartier") == [("avenue tremble", "east"), ("rue lilas", None)]


def test_street_gains_its_zone_at_a_level_that_comes_afterwards(town):
    load(town, "rue des Lilas", "avenue Tremble", "9 avenue Tremble")
    load_zones(town, Level.IRIS, a=shapely.box(1.40, 43.60, 1.45, 43.65), b=shapely.box(1.45, 43.60, 1.50, 43.65))
    assert town.facts("location, iris") == [("address", "b"), ("street", "a"), ("street", None)]


def test_street_has_no_zone_when_a_newer_extract_no_longer_holds_it(town):
    load(town, "rue des Lilas")
    rows = "x;;1;;Rue Neuve;31999;31999;Ville-Essai;;;;;1.42;43.62\n"
    assert town.command("addresses", town.write("neuf.csv", HEADERS + rows)).exit_code == 0
    assert town.facts("quartier") == [("01",)]
    load_zones(town, all=shapely.box(1.40, 43.55, 1.50, 43.65))
    assert town.facts("quartier") == [(None,)]


def test_facts_of_a_street_are_known_again_in_a_later_file(town):
    load(town, "rue des Lilas", "avenue Tremble", "3 rue des Lilas")
    load_zones(town, all=shapely.box(1.40, 43.55, 1.50, 43.65))
    later = load(town, "3 rue des Lilas", "avenue Tremble", "rue des Lilas", "4 rue des Lilas", name="suite.csv")
    assert (later.loaded, later.duplicate) == (1, 3)


# --- what is kept and what is reviewed


def test_addresses_are_nowhere_in_the_home(town):
    load(town, "3 rue des Lilas chez Rosalinde", "Rosalinde", "7 rue des Lilaz chez Rosalinde", "12 bd Rosalinde")
    for path in town.commune.home.rglob("*"):
        if path.is_file():
            assert b"osalind" not in path.read_bytes(), path


def test_doubtful_streets_are_reviewed_without_their_number(town):
    load(town, "12 bis rue des Lylaz", "7 rue des LYLAZ 31999 Ville-Essai", "sous le pont", "3 rue des Lilas")
    alike, unlike = reviewed(town)
    assert (*alike[:2], round(alike[2], 2), *alike[3:]) == ("rue lylaz", "Rue des Lilas", 0.78, 2, 2)
    assert (unlike[0], unlike[2:]) == ("", (0, 1, 0)) and pd.isna(unlike[1])


def test_rows_set_aside_are_not_reviewed(town):
    load(town, "rue des Lylaz")
    later = town.load(
        "date;lieu\n2024-03-14;rue des Lylaz\nhier;rue des Lylaz\n2024-03-15;rue des Lylaz\n", *MAPPING,
        kind="signalement", name="suite.csv",
    )  # fmt: skip
    assert (later.loaded, later.duplicate, dict(later.rejected)) == (1, 1, {"date illisible": 1})
    assert [(row[0], row[3]) for row in reviewed(town)] == [("rue lylaz", 2)]


# --- files that the national geocoder completed

ANSWER = "longitude,latitude,result_score,result_label,result_type,result_name"


def load_answer(town, *answers, columns="date,lieu", mapping=("date=date",)):
    rows = "".join(f"2024-03-14,ici,{answer}\n" for answer in answers)
    return town.load(f"{columns},{ANSWER}\n{rows}", *mapping, kind="signalement")


@pytest.mark.parametrize(
    ("answer", "location", "quartier"),
    [
        ("1.42,43.62,0.97,x,housenumber,3 Rue des Lilas", "address", "01"),
        ("1.42,43.62,0.97,x,street,Rue Inconnue", "street", "01"),
        ("1.42,43.62,0.97,x,locality,Les Pins", "street", "01"),
        ("1.415,43.62,0.97,x,street,Rue des Lilas", "street", "01"),
        ("1.45,43.63,0.97,x,street,Avenue Tremble", "street", None),
        ("1.42,43.62,0.97,x,municipality,Ville-Essai", "none", None),
        ("1.42,43.62,0.97,x,,", "none", None),
        ("1.42,43.62,0.97,x,inconnu,", "none", None),
        (",,,,,", "none", None),
        ("1.42,43.62,0.49,x,housenumber,3 Rue des Lilas", "none", None),
        ("1.42,43.62,0.5,x,housenumber,3 Rue des Lilas", "address", "01"),
        ("1.42,43.62,,x,housenumber,3 Rue des Lilas", "address", "01"),
    ],
)
def test_answer_is_a_place_when_it_is_precise_enough(town, answer, location, quartier):
    delivery = load_answer(town, answer)
    assert (delivery.loaded, delivery.not_located) == (1, {"quartier": int(quartier is None)})
    assert town.facts("location, quartier") == [(location, quartier)]
    assert town.facts("lon IS NULL") == [(location == "none",)]


def test_answer_is_read_when_the_profile_names_its_columns(town):
    answers = ("1.42,43.62,0.9,x,municipality,x", "1.47,43.57,0.9,x,housenumber,x")
    load_answer(town, *answers, mapping=("date=date", "lat=latitude", "lon=longitude"))
    assert town.facts("location, quartier") == [("address", "04"), ("none", None)]


def test_own_coordinates_come_before_the_answer(town):
    rows = f"date,Y,X,{ANSWER}\n2024-03-14,43.57,1.47,1.42,43.62,0.9,x,municipality,x\n"
    town.load(rows, "date=date", "lat=Y", "lon=X", kind="signalement")
    assert town.facts("location, quartier") == [("point", "04")]


def test_address_serves_when_the_answer_is_the_town(town):
    load_answer(
        town,
        "1.42,43.62,0.97,x,municipality,Ville-Essai",
        columns="date,ailleurs",
        mapping=("date=date", "address=ailleurs"),
    )
    assert town.facts("location") == [("none",)]
    town.load(
        f"date,lieu,{ANSWER}\n2024-03-15,9 av Tremble,1.42,43.62,0.97,x,municipality,x\n",
        *MAPPING,
        kind="signalement",
        name="b.csv",
    )
    query = "SELECT location, quartier FROM located_fact WHERE fact_date = DATE '2024-03-15'"
    assert town.ask(query) == [("address", "02")]


def test_answer_is_read_whatever_the_source(town):
    """A shipped profile that has no coordinates of its own gains those of the geocoder, and keeps the zone it names."""
    rows = (
        "2024-03-14,Conflit,Bellevue,1.42,43.57,0.9,x,housenumber,x\n"
        "2024-03-15,Conflit,Bellevue,1.42,43.57,0.9,x,municipality,x\n"
    )
    delivery = town.load(f"Date,Type d'intervention,Quartier,{ANSWER}\n{rows}")
    assert delivery.source == "mediation_interventions"
    assert town.facts("fact_date::VARCHAR, location, quartier") == [
        ("2024-03-14", "address", "03"), ("2024-03-15", "zone", "02"),
    ]  # fmt: skip


# --- homes of former versions


def test_facts_of_a_former_version_stay_and_new_ones_come(town):
    load(town, "3 rue des Lilas")
    path = snapshot.path_of(town.commune.home, snapshot.current_version(town.commune.home))
    with duckdb.connect(path) as connection:
        for sql in (
            "UPDATE fact SET location = 'point'",
            "ALTER TABLE fact DROP COLUMN street",
            "ALTER TABLE fact DROP COLUMN moved",
            "ALTER TABLE fact ALTER location SET DATA TYPE ENUM ('point', 'zone', 'none')",
            "DROP TABLE address_review",
        ):
            connection.execute(sql)
    load(town, "3 rue des Lilas", "4 rue des Lilas", "rue des Lilas", name="suite.csv")
    assert town.facts("location, quartier") == [("point", "01"), ("address", "01"), ("street", "01")]


# --- addresses that no street bears


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "loaded"),
    [
        (["rue Alpha"], ["rue Beta"], 1),
        (["12 rue Alpha", "rue Beta"], ["14 rue Alpha", "rue Beta"], 1),
        (["12, rue Alpha"], ["12 RUE ALPHA "], 0),
        (["rue Alpha"], ["rue Alpha", "rue Alpha"], 1),
        (["rue Alpha"], [""], 1),
        ([""], ["", "rue Alpha"], 1),
    ],
)
def test_facts_of_other_unknown_addresses_are_other_facts(town, is_published, first, second, loaded):
    if not is_published:
        with publishing(town.commune) as draft:
            draft.connection.execute("DELETE FROM address")
            draft.changed = True
    load(town, *first)
    later = load(town, *second, name="suite.csv")
    assert (later.loaded, later.duplicate) == (loaded, len(second) - loaded)


@pytest.mark.parametrize(("first", "second", "loaded"), [
    ("rue Alpha;Bellevue", "rue Beta;Bellevue", 1),
    ("rue Alpha;Bellevue", "rue Alpha;BELLEVUE", 0),
    ("rue Alpha;Bellevue", "rue Alpha;Centre-ville", 1),
    ("rue Alpha;Îlot A", "rue Alpha;Îlot B", 1),
    ("rue Alpha;Îlot A", "rue Alpha;Îlot A", 0),
    (";Bellevue", ";Quartier Bellevue", 0),
])  # fmt: skip
def test_facts_of_one_zone_and_other_unknown_addresses_are_other_facts(town, first, second, loaded):
    def given(row, name):
        mapping = (*MAPPING, "zone_label=quartier")
        return town.load(f"date;lieu;quartier\n2024-03-14;{row}\n", *mapping, kind="signalement", name=name)

    given(first, "lieux.csv")
    assert given(second, "suite.csv").loaded == loaded


def test_facts_of_a_version_that_kept_no_address_are_not_loaded_twice(town):
    load(town, "rue Alpha", "rue Beta")
    with publishing(town.commune) as draft:
        draft.connection.execute("UPDATE fact SET unmatched = NULL")
        draft.changed = True
    assert load(town, "rue Alpha", "rue Beta", "rue Gamma", name="suite.csv").loaded == 1


def test_facts_of_a_street_that_a_person_has_decided_are_known(town):
    load(town, "3 rue Lylaz", "5 rue Lylaz")
    decided = review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    assert decided.n_placed == 2
    assert load(town, "3 rue Lylaz", "5 rue Lylaz", "7 rue Lylaz", name="suite.csv").loaded == 1
