"""Names that designate no zone: mapped once by a person, and known in the next files of the same source."""

import shutil
from dataclasses import replace

import pytest

from data.intake import door, examination, profiles
from data.intake.zones import names
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.publish import publishing

LONG = "Secteur du centre commercial et de la gare routière, parking compris"
NAMES = {
    "long": LONG,
    "signs": 'Îlot "Sud" #3 : ex-ZUP',
    "short": "CTV",
    "former": "Ancienne caserne",
}
SHIPPED = "id,date_creation,type,lat,lon,quartier\n"
"""Headers of the reports of the town, which a profile of the product reads."""


def answered(**zones):
    return {names.answer_key(NAMES.get(key, key)): zone for key, zone in zones.items()}


def events(*cells, day=1):
    rows = (f'2024-03-{n:02};Tapage;"{cell.replace(chr(34), chr(34) * 2)}"\n' for n, cell in enumerate(cells, day))
    return "Date;Nature;Secteur\n" + "".join(rows)


def take(town, text, answers=None, name="faits.csv"):
    given = {"kind": "main_courante", "level": "quartier", **(answers or {})}
    (delivery,), _ = examination.load_as_proposed(town.commune, [town.write(name, text)], [given])
    return delivery


def quartiers(town):
    return [zone for (zone,) in town.ask("SELECT quartier FROM located_fact ORDER BY fact_date")]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_mapped_once_and_known_in_the_next_file(town, name):
    # The zones of the town are named too, so that the column is known to be that of zones.
    first = events("Bellevue", NAMES[name], "L’Écluse")
    assert dict(take(town, first, name="essai.csv").unmatched_zones) == {NAMES[name]: 1}
    town.command("undo", "1")
    assert not take(town, first, answered(**{name: "Centre-ville"})).unmatched_zones
    assert quartiers(town) == ["02", "03", "04"]
    following = take(town, events("Bellevue", NAMES[name].upper(), day=11), name="suite.csv")
    assert (following.unmatched_zones, following.not_located) == ({}, {"quartier": 0})


def test_answers_are_kept_when_the_source_is_known_already(town):
    take(town, events("Bellevue", "L’Écluse"))
    assert not (town.commune.home / "reponses.toml").exists()
    before = (town.commune.home / "sources" / "main_courante.toml").read_bytes()
    take(town, events(LONG, "Bellevue", day=11), answered(long="04"), name="deux.csv")
    assert (town.commune.home / "sources" / "main_courante.toml").read_bytes() == before
    (third,), _ = door.take(town.commune, [town.write("trois.csv", events(LONG, day=21))])
    assert third.not_located == {"quartier": 0} and quartiers(town)[-1] == "04"


def test_answers_are_kept_when_the_product_knows_the_source(town):
    path = town.write("signalements.csv", SHIPPED + "n1,2025-12-01 10:00:00,Tags et graffitis,43.61,1.42,CTV\n")
    examined = examination.examine(town.commune, path, answered(short="Bellevue"))
    assert not examined.profile.own
    examination.load_as_proposed(town.commune, [path], [answered(short="Bellevue")])
    assert profiles.read_answers(town.commune.home) == {examined.profile.source: {"zone:CTV": "Bellevue"}}
    assert not profiles.read_profiles(town.commune.home)[examined.profile.source].own


def test_name_left_aside_is_not_listed_again(town):
    take(town, events("Bellevue", "Hors commune"), {names.answer_key("Hors commune"): names.NO_ZONE})
    following = take(town, events("HORS  COMMUNE", "Bellevue", "Ailleurs", day=11), name="suite.csv")
    assert dict(following.unmatched_zones) == {"Ailleurs": 1}
    assert following.not_located == {"quartier": 2}


def test_name_is_listed_again_when_its_zone_no_longer_exists(town):
    assert dict(take(town, events("Bellevue", "CTV"), answered(short="Quartier disparu")).unmatched_zones) == {"CTV": 1}


def test_spellings_of_one_name_are_one_name(town):
    delivery = take(
        town,
        events("Bellevue", "L’Écluse", "Centre-ville", "hors commune", "Hors Commune", "HORS COMMUNE", "Hors Commune"),
    )
    assert dict(delivery.unmatched_zones) == {"Hors Commune": 4}


@pytest.mark.parametrize(("n", "listed"), [(49, 49), (50, 50), (51, 50)])
def test_names_listed_are_bounded(n, listed):
    assert len(names.unmatched([(f"Îlot {i}", 1) for i in range(n)], {})) == listed


def test_name_of_a_person_is_neither_listed_nor_kept(town):
    assert names.unmatched([("Claude Dupont", 3), ("Îlot Sud", 1)], {}) == {"Îlot Sud": 1}
    take(town, events("Bellevue", "Îlot Sud"), {"zone:Claude Dupont": "Bellevue", "zone:Îlot Sud": "04"})
    take(town, events("Îlot Sud", day=11), {"zone:Claude Dupont": "Bellevue", "zone:îlot sud": "03"}, name="deux.csv")
    for path in town.commune.home.rglob("*"):
        assert not path.is_file() or b"Dupont" not in path.read_bytes(), path


def test_choices_have_the_zone_that_a_name_resembles_first(town):
    with snapshot.open_current(town.commune.home, name="") as connection:
        choices = names.choices(connection, Level.QUARTIER, ["Belevue", "CTV"])
    assert choices["Belevue"] == ["Bellevue", "Centre-ville", "Les Aubépines", "L’Écluse"]
    assert choices["CTV"][0] == "Bellevue" and len(choices["CTV"]) == 4


def test_refused_load_keeps_no_answer(town, monkeypatch):
    take(town, events("Bellevue", "L’Écluse"))
    before = town.files()
    monkeypatch.setattr("data.warehouse.publish._publish", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        take(town, events(LONG, day=11), answered(long="04"), name="deux.csv")
    assert {name: one for name, one in town.files().items() if name in before} == before
    assert profiles.read_answers(town.commune.home) == {}


# --- a name that is mapped after its first file


@pytest.mark.parametrize("identified", [False, True])
def test_events_gain_their_zone_when_their_name_is_mapped_later(town, identified):
    def file(*cells):
        rows = (f"{f'n{n}' if identified else ''};2024-03-05;Tapage;{cell}\n" for n, cell in enumerate(cells))
        return "Numéro;Date;Nature;Secteur\n" + "".join(rows)

    mapping = ("date=Date", "category=Nature", "zone_label=Secteur", *(("id=Numéro",) if identified else ()))
    profile = profiles.describe("main_courante", mapping)
    first = ("Bellevue", "CTV", "CTV", "Ailleurs")
    door.take(town.commune, [town.write("un.csv", file(*first))], profile)
    before = town.facts("quartier")
    mapped = replace(profile, answers=answered(short="03"))
    (later,), _ = door.take(town.commune, [town.write("deux.csv", file(*first, "CTV"))], mapped)
    assert (later.loaded, later.duplicate) == (3, 2)
    assert "Faits déjà chargés sans zone, qui en ont maintenant une : 2." in later.notes
    assert town.facts("quartier") == [("02",), ("03",), ("03",), ("03",), (None,)]
    (again,), _ = door.take(town.commune, [town.write("trois.csv", file(*first))], mapped)
    assert (again.loaded, again.duplicate) == (0, 4)
    for delivery in ("3", "2"):
        assert town.command("undo", delivery).exit_code == 0
    assert town.facts("quartier") == before


def counted(**numbers):
    rows = (f"2024-03;Vol;{NAMES.get(name, name)};{n}\n" for name, n in numbers.items())
    return "Mois;Nature;Quartier;Nombre\n" + "".join(rows)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"short": "03", "former": "04"}, {"02": 7, "03": 5, "04": 3}), ({"short": "03"}, {None: 3, "02": 7, "03": 5})],
)
def test_counts_are_not_counted_twice_when_their_name_is_mapped_later(town, answers, expected):
    profile = profiles.describe("plainte", ("month=Mois", "category=Nature", "zone_label=Quartier", "count=Nombre"))
    door.take(town.commune, [town.write("un.csv", counted(Bellevue=7, short=5, former=3))], profile)
    mapped = replace(profile, answers=answered(**answers))
    door.take(town.commune, [town.write("deux.csv", counted(Bellevue=7, short=5, former=3))], mapped)
    by_zone = "SELECT quartier, sum(count)::INT FROM located_fact GROUP BY ALL"
    assert dict(town.ask(by_zone)) == expected
    assert town.command("undo", "2").exit_code == 0
    assert dict(town.ask(by_zone)) == {None: 8, "02": 7}


REVISED = {
    "more": (counted(Bellevue=7, short=6), {"02": 7, "03": 6}),
    "less": (counted(Bellevue=8, short=4), {"02": 8, "03": 4}),
    "none without a zone": (counted(Bellevue=7, short=6, former=3), {"02": 7, "03": 6, "04": 3}),
    # A file that leaves out what the former one gave is another part of the commune.
    "another part": (counted(**{"L’Écluse": 2}, short=6), {None: 5, "02": 7, "03": 6, "04": 2}),
    "a name alone": (counted(short=6), {None: 5, "02": 7, "03": 6}),
}


@pytest.mark.parametrize("revised", REVISED)
def test_count_that_is_mapped_and_revised_is_counted_once(town, revised):
    profile = profiles.describe("plainte", ("month=Mois", "category=Nature", "zone_label=Quartier", "count=Nombre"))
    door.take(town.commune, [town.write("un.csv", counted(Bellevue=7, short=5))], profile)
    text, expected = REVISED[revised]
    mapped = replace(profile, answers=answered(short="03", former="04"))
    door.take(town.commune, [town.write("deux.csv", text)], mapped)
    by_zone = "SELECT quartier, sum(count)::INT FROM located_fact GROUP BY ALL"
    assert dict(town.ask(by_zone)) == expected
    assert town.command("undo", "2").exit_code == 0
    assert dict(town.ask(by_zone)) == {None: 5, "02": 7}


@pytest.mark.parametrize(
    ("again", "expected"), [("Bellevue", {"02": 7, "03": 2}), ("L’Écluse", {None: 1, "02": 7, "03": 2, "04": 7})]
)
def test_category_that_has_no_other_zone_is_known_by_the_others_of_its_month(town, again, expected):
    profile = profiles.describe("plainte", ("month=Mois", "category=Nature", "zone_label=Quartier", "count=Nombre"))
    rows = "Mois;Nature;Quartier;Nombre\n2024-03;Vol;{};7\n2024-03;Tags;CTV;{}\n"
    door.take(town.commune, [town.write("un.csv", rows.format("Bellevue", 1))], profile)
    mapped = replace(profile, answers=answered(short="03"))
    door.take(town.commune, [town.write("deux.csv", rows.format(again, 2))], mapped)
    assert dict(town.ask("SELECT quartier, sum(count)::INT FROM located_fact GROUP BY ALL")) == expected


# --- answers to a survey


def test_survey_names_are_listed_and_mapped(town):
    rows = "".join(f"{n};2025-05-{n:02};{'Oui' if n % 2 else 'Non'};{zone}\n" for n, zone in enumerate(
        ["Bellevue", "CTV", "CTV", "L’Écluse", "Centre-ville", "Les Aubépines"], 1))  # fmt: skip
    path = town.write("enquete.csv", "id;Date;Vous sentez-vous en sécurité le soir ?;Quartier\n" + rows)
    profile = profiles.of_survey(
        "enquete", "Enquête", "habitants", {"id": ("id",), "submitted": ("Date",), "zone_label": ("Quartier",)},
        Level.QUARTIER,
    )  # fmt: skip
    (delivery,), _ = door.take(town.commune, [path], profile, dry_run=True)
    assert dict(delivery.unmatched_zones) == {"CTV": 2}
    mapped = replace(profile, answers=answered(short="03"))
    (delivery,), _ = door.take(town.commune, [shutil.copy(path, town.folder / "e2.csv")], mapped, dry_run=True)
    assert (delivery.unmatched_zones, delivery.not_located) == ({}, {"quartier": 0})


@pytest.mark.parametrize("n_unknown", [1, 4, 9])
def test_column_of_a_place_is_read_when_few_of_its_names_are_known(town, n_unknown):
    unknown = [f"Îlot {letter}" for letter in "ABCDEFGHI"[:n_unknown]]
    delivery = take(town, events("Bellevue", *unknown))
    assert [*delivery.unmatched_zones] == unknown and delivery.not_located == {"quartier": n_unknown}


def test_column_of_a_place_whose_names_are_all_unknown_is_mapped(town):
    path = town.write("faits.csv", events("Îlot A", "Îlot B"))
    delivery = examination.examine(town.commune, path, {"kind": "main_courante"}).delivery
    assert dict(delivery.unmatched_zones) == {"Îlot A": 1, "Îlot B": 1}
    answers = {"kind": "main_courante", names.answer_key("Îlot A"): "Bellevue"}
    delivery = examination.examine(town.commune, path, answers).delivery
    assert (dict(delivery.unmatched_zones), delivery.not_located["quartier"]) == ({"Îlot B": 1}, 1)


@pytest.mark.parametrize(("n", "is_read"), [(20, True), (21, False)])
def test_column_of_a_place_is_left_when_its_unknown_names_are_too_many(town, n, is_read):
    path = town.write("faits.csv", events(*(f"Îlot {chr(65 + i)}" for i in range(n))))
    examined = examination.examine(town.commune, path, {"kind": "main_courante"})
    assert (examined.unread == ()) == is_read == bool(examined.delivery.unmatched_zones)


def test_column_of_a_place_is_left_when_coordinates_say_it(town):
    rows = "".join(f"2024-03-{n:02};Tapage;Îlot A;43.6;1.4\n" for n in range(1, 4))
    path = town.write("faits.csv", "Date;Nature;Secteur;Latitude;Longitude\n" + rows)
    examined = examination.examine(town.commune, path, {"kind": "main_courante"})
    assert "zone_label" not in examined.roles


def on_one_day(*cells):
    return "Date;Nature;Secteur\n" + "".join(f"2024-03-01;Tapage;{cell}\n" for cell in cells)


@pytest.mark.parametrize(
    ("first", "second", "loaded"),
    [
        (["Alpha", "Beta"], ["Gamma", "Delta"], 2),
        (["Alpha", "Beta"], ["ALPHA ", "Beta"], 0),
        (["Alpha"], ["Alpha", "Alpha", "Beta"], 2),
        (["Alpha", "Alpha"], ["Alpha", "Beta"], 1),
        (["Alpha"], [""], 1),
        ([""], ["", "Alpha"], 1),
        (["Bellevue", "Alpha"], ["Bellevue", "Beta"], 1),
    ],
)
def test_facts_of_other_names_without_a_zone_are_other_facts(town, first, second, loaded):
    # Names of the town come first, so that the column is known to be that of zones.
    known = ["Bellevue", "L’Écluse", "Centre-ville"]
    take(town, on_one_day(*known, *first))
    delivery = take(town, on_one_day(*known, *second), name="suite.csv")
    assert (delivery.loaded, delivery.duplicate) == (loaded, len(known) + len(second) - loaded)


@pytest.mark.parametrize(
    ("again", "loaded"), [(["Alpha", "Beta"], 0), (["Gamma", "Delta"], 0), (["Alpha", "Beta", "Gamma"], 1)]
)
def test_facts_of_a_version_that_kept_no_name_are_not_loaded_twice(town, again, loaded):
    known = ["Bellevue", "L’Écluse", "Centre-ville"]
    take(town, on_one_day(*known, "Alpha", "Beta"))
    with publishing(town.commune) as draft:
        draft.connection.execute("UPDATE fact SET unmatched = NULL")
        draft.changed = True
    assert take(town, on_one_day(*known, *again), name="suite.csv").loaded == loaded


def test_fact_gains_the_zone_of_its_own_name(town):
    known = ["Bellevue", "L’Écluse", "Centre-ville"]
    take(town, on_one_day(*known, "Alpha", "Beta"))
    answers = {names.answer_key("Beta"): "Bellevue"}
    later = take(town, on_one_day(*known, "Alpha", "Beta"), answers, name="suite.csv")
    assert "Faits déjà chargés sans zone, qui en ont maintenant une : 1." in later.notes
    assert take(town, on_one_day(*known, "Alpha"), name="encore.csv").loaded == 0
    assert town.ask("SELECT count(*) FROM fact") == [(5,)]
