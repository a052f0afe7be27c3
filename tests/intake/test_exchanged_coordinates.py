"""Files whose columns of latitude and longitude hold one another: put in order and said, or refused when in doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MAPPING = ("date=Date", "lat=Lat", "lon=Lon")
INSIDE, EXCHANGED, ELSEWHERE = "43.61;1.42", "1.42;43.61", "48.85;2.35"
SAID = ("La latitude et la longitude, échangées dans le fichier, ont été remises en ordre.",)


def file(*points):
    return "\n".join(["Date;Lat;Lon", *(f"2024-03-{i + 1:02};{point}" for i, point in enumerate(points))]) + "\n"


def load(town, *points):
    return town.load(file(*points), *MAPPING, kind="signalement")


def test_file_whose_columns_are_exchanged_is_put_in_order_and_it_is_said(town):
    delivery = load(town, EXCHANGED, "1.43;43.57")
    assert (delivery.loaded, delivery.not_located, delivery.notes) == (2, {"quartier": 0}, SAID)
    assert town.facts("lat::DOUBLE, lon::DOUBLE") == [(43.57, 1.43), (43.61, 1.42)]


def test_command_says_it(town):
    path = town.write("faits.csv", file(EXCHANGED))
    mapping = [part for role in MAPPING for part in ("--map", role)]
    assert SAID[0] in town.command("load", path, "--kind", "signalement", *mapping).stderr
    assert '"notes"' not in town.command("load", path, "--kind", "mediation", *mapping, "--json", "--dry-run").stderr


def test_file_in_order_says_nothing(town):
    assert load(town, INSIDE, ELSEWHERE).notes == ()


def test_few_exchanged_rows_are_refused_one_by_one(town):
    delivery = load(town, INSIDE, INSIDE, EXCHANGED)
    assert (delivery.loaded, dict(delivery.rejected)) == (2, {"position à plus de 50 km de la commune": 1})


@pytest.mark.parametrize(("n_inside", "is_refused"), [(1, True), (2, True), (3, False)])
def test_file_is_refused_when_most_rows_are_exchanged_and_some_are_not(town, refusal, n_inside, is_refused):
    path = town.write("faits.csv", file(*[EXCHANGED] * 3, *[INSIDE] * n_inside))
    mapping = [part for role in MAPPING for part in ("--map", role)]
    before = town.files()
    result = town.command("load", path, "--kind", "signalement", *mapping)
    if is_refused:
        assert "échangées, mais pas partout" in refusal(result) and town.files() == before
    else:
        assert result.exit_code == 0


@pytest.mark.parametrize(
    "point", [ELSEWHERE, "", "0;0", "2.35;48.85"], ids=["elsewhere", "empty", "zero", "exchanged elsewhere"]
)
def test_coordinates_that_no_order_puts_in_the_commune_stay_as_they_are(town, point):
    assert load(town, INSIDE, point or ";").notes == ()


def test_mainland_decides_when_no_zone_tells_where_the_commune_is(bare_town):
    assert load(bare_town, EXCHANGED).notes == SAID
    assert load(bare_town, INSIDE, "43.62;1.44").notes == ()
    assert bare_town.facts("lat::DOUBLE") == [(43.61,), (43.62,)]


def test_overseas_coordinates_are_never_taken_for_exchanged_ones(bare_town):
    assert load(bare_town, "-12.8;45.2", "-21.1;55.5", "16.2;-61.5", "4.9;-52.3").notes == ()


@settings(max_examples=15)
@given(st.lists(st.tuples(st.floats(43.551, 43.649), st.floats(1.401, 1.499)), min_size=1, max_size=8))
def test_facts_are_the_same_in_either_order(new_town, points):
    found = []
    for order in (slice(None), slice(None, None, -1)):
        town = new_town()
        load(town, *(";".join(map(repr, point[order])) for point in points))
        found.append(town.facts("quartier, lat, lon"))
    assert found[0] == found[1]
