"""Streets that files misspell: a person decides once, for the facts that are loaded and for the files to come."""

import json

import pytest
import shapely

from data.intake.addresses import review, spellings
from data.intake.facts import locating
from data.model import Level
from data.warehouse import snapshot
from tests.intake.test_located_addresses import HEADERS, load, load_zones

STREETS = {
    "Rue des Lilas": (1.41, 43.62),
    "Boulevard du Général Leclerc": (1.46, 43.62),
    "Place du 8 mai 1945": (1.41, 43.57),
    "Impasse Bougainvillier": (1.46, 43.57),
    "Martin Durand": (1.41, 43.63),
}
MISSPELLED = {
    "rue des Lylaz": ("rue lylaz", "Rue des Lilas", "01"),
    "17 bis bd gal Leqlair": ("boulevard general leqlair", "Boulevard du Général Leclerc", "02"),
    "4 pl. du 8 mey 1945": ("place 8 mey 1945", "Place du 8 mai 1945", "03"),
    "imp. Bougenvilie": ("impasse bougenvilie", "Impasse Bougainvillier", "04"),
}


@pytest.fixture
def town(town):
    """The town, its streets (one per quartier, and one that crosses two)."""
    numbers = [(street, 1, *at) for street, at in STREETS.items()]
    numbers += [("Avenue Tremble", n, 1.445 + n / 1000, 43.63) for n in range(1, 10)]
    rows = (f"x;;{n};;{street};31999;31999;Ville-Essai;;;;;{lon};{lat}\n" for street, n, lon, lat in numbers)
    result = town.command("addresses", town.write("adresses.csv", HEADERS + "".join(rows)))
    assert result.exit_code == 0, result.output
    return town


def doubts(town):
    with snapshot.open_current(town.commune.home, name="") as connection:
        waiting = review.doubts(connection, spellings.read(town.commune.home))
    return [(one.name, one.suggestion, one.n_facts) for one in waiting]


def quartiers(town):
    return town.facts("location, quartier")


@pytest.mark.parametrize("written", MISSPELLED)
def test_decision_places_the_facts_loaded_and_the_next_ones_and_is_taken_back(town, written):
    name, street, quartier = MISSPELLED[written]
    load(town, written, "rue des Lilas")
    waiting = town.facts("location, quartier, street, lon")
    assert doubts(town) == [(name, street, 1)]
    decided = review.decide(town.commune, {name: street})
    assert (decided.n_placed, decided.n_unplaced, doubts(town)) == (1, 0, [])
    assert ("street", quartier) in quartiers(town)
    later = load(town, f"{written} 31999 Ville-Essai", written, name="suite.csv")
    # One is known already: the same day, nature and street.
    assert (later.loaded, later.duplicate, later.not_located) == (1, 1, {"quartier": 0})
    assert town.command("undo", "2").exit_code == 0
    review.decide(town.commune, {name: None})
    assert town.facts("location, quartier, street, lon") == waiting
    assert doubts(town) == [(name, street, 1)] and spellings.read(town.commune.home) == {}


def test_decision_gives_the_zones_that_all_facts_placed_again_would_have(town):
    lines = (
        "date;lieu;q\n2024-03-14;rue des Lylaz;Bellevue\n2024-03-15;{};\n2024-03-16;rue des Lilas;\n2024-03-17;{};\n"
    )
    for text in ("rue des Lylaz", "avenue Tranble"):
        town.load(
            lines.format(text, "imp. Bougenvilie"), "date=date", "address=lieu", "zone_label=q", kind="signalement"
        )
    choices = {"rue lylaz": "Rue des Lilas", "avenue tranble": "Avenue Tremble"}
    for streets in (choices, {"rue lylaz": None, "avenue tranble": spellings.NO_STREET}, choices):
        review.decide(town.commune, streets)
        decided = town.facts("*")
        with review.publishing(town.commune) as draft:
            locating.locate_again(draft.connection, spellings.read(town.commune.home))
            draft.changed = True
        assert town.facts("*") == decided


def test_fact_placed_by_a_decision_follows_its_street_when_zones_change(town):
    load(town, "rue des Lylaz")
    review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    load_zones(town, Level.IRIS, a=shapely.box(1.40, 43.60, 1.45, 43.65))
    load_zones(town, east=shapely.box(1.42, 43.55, 1.50, 43.65))
    assert town.facts("location, quartier, iris") == [("street", None, "a")]


def test_street_that_crosses_zones_leaves_its_facts_without_one(town):
    load(town, "avenue Tranble")
    decided = review.decide(town.commune, {"avenue tranble": "Avenue Tremble"})
    assert (decided.n_placed, decided.n_unplaced, quartiers(town)) == (0, 1, [("street", None)])
    assert doubts(town) == []


def test_street_left_aside_is_not_listed_again(town):
    load(town, "rue des Lylaz", "rue des Lylaz", "imp. Bougenvilie")
    assert [one[0] for one in doubts(town)] == ["rue lylaz", "impasse bougenvilie"]
    review.decide(town.commune, {"rue lylaz": spellings.NO_STREET})
    assert [one[0] for one in doubts(town)] == ["impasse bougenvilie"]
    load(town, "rue des Lylaz", "rue des Lylaz", "rue des Lylaz", name="suite.csv")
    assert [one[0] for one in doubts(town)] == ["impasse bougenvilie"] and ("street", "01") not in quartiers(town)


def test_streets_of_most_facts_are_listed_first(town):
    load(town, "rue des Lylaz", "imp. Bougenvilie", "imp. Bougenvilie")
    assert [one[0] for one in doubts(town)] == ["impasse bougenvilie", "rue lylaz"]


def test_named_zone_comes_before_a_decision(town):
    rows = "date;lieu;q\n2024-03-14;rue des Lylaz;Bellevue\n2024-03-14;rue des Lylaz;\n"
    town.load(rows, "date=date", "address=lieu", "zone_label=q", kind="signalement")
    assert doubts(town) == [("rue lylaz", "Rue des Lilas", 1)]
    review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    assert quartiers(town) == [("street", "01"), ("zone", "02")]


@pytest.mark.parametrize(
    "place",
    ["rue des Lylaz chez Dupont", "boulevard general leqlair, Dupont", "Martin Dupont", "résidence Dupont Lylaz"],
)
def test_what_may_name_someone_is_neither_listed_nor_kept(town, place):
    load(town, f"12 {place}", place)
    assert doubts(town) == []
    for path in town.commune.home.rglob("*"):
        assert not path.is_file() or b"dupont" not in path.read_bytes().lower(), path


def test_facts_of_a_former_version_are_placed_when_their_file_gives_them_again(town):
    load(town, "rue des Lylaz", "imp. Bougenvilie")
    with review.publishing(town.commune) as draft:
        draft.connection.execute("UPDATE fact SET street = NULL")
        draft.changed = True
    decided = review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    assert (decided.n_placed, decided.n_unplaced) == (0, 0)
    later = load(town, "rue des Lylaz", "imp. Bougenvilie", "rue des Lylaz", name="suite.csv")
    assert (later.loaded, later.duplicate) == (2, 1)
    assert quartiers(town) == [("street", "01"), ("street", "01"), ("none", None)]


def test_names_that_a_former_version_kept_are_not_listed_when_they_say_more(town):
    load(town, "rue des Lylaz")
    with review.publishing(town.commune) as draft:
        draft.connection.execute("UPDATE address_review SET street = 'rue lylaz chez dupont'")
        draft.changed = True
    assert doubts(town) == []


def test_nothing_is_decided_when_the_snapshot_is_not_published(town, monkeypatch):
    load(town, "rue des Lylaz")
    before = town.files()
    monkeypatch.setattr("data.warehouse.publish._publish", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    assert {name: one for name, one in town.files().items() if name in before} == before
    assert spellings.read(town.commune.home) == {}


def test_decision_that_no_snapshot_follows_is_asked_again(town):
    load(town, "rue des Lylaz")
    (town.commune.home / "rues.toml").write_text('"rue lylaz" = "Rue des Lilas"', encoding="utf-8")
    assert [one[0] for one in doubts(town)] == ["rue lylaz"]
    review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})
    assert (doubts(town), quartiers(town)) == ([], [("street", "01")])


def test_streets_are_listed_and_decided_on_the_command_line(town):
    load(town, "rue des Lylaz", "imp. Bougenvilie", "imp. Bougenvilie")
    listed = json.loads(town.command("streets", "--json").stdout)
    assert [one["name"] for one in listed["waiting"]] == ["impasse bougenvilie", "rue lylaz"]
    assert "peut-être « Rue des Lilas », faits : 1." in town.command("streets").stderr
    answers = ("--answer", "rue lylaz=Rue des Lilas", "--answer", "impasse bougenvilie=sans zone")
    done = json.loads(town.command("streets", *answers, "--json").stdout)
    assert (done["waiting"], done["n_placed"], done["n_unplaced"]) == ([], 1, 0)
    assert done["decided"] == {"rue lylaz": "Rue des Lilas", "impasse bougenvilie": ""}
    assert ("street", "01") in quartiers(town)
    back = json.loads(town.command("streets", "--answer", "rue lylaz=plus tard", "--json").stdout)
    assert [one["name"] for one in back["waiting"]] == ["rue lylaz"] and ("street", "01") not in quartiers(town)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("rue lylaz=Rue des Roses", "« Rue des Roses » n’est pas un choix possible"),
        ("rue roses=Rue des Lilas", "« rue roses » n’est pas un choix possible"),
        ("rue lylaz", "ne répond à rien"),
    ],
)
def test_choice_that_is_none_is_refused(town, refusal, answer, says):
    load(town, "rue des Lylaz")
    before = town.files()
    assert says in refusal(town.command("streets", "--answer", answer))
    assert town.files() == before


def test_no_street_waits_before_any_file(bare_town):
    assert "Aucune rue n’attend de choix." in bare_town.command("streets").stderr
    assert bare_town.command("streets", "--answer", "rue lylaz=sans zone").exit_code == 2
