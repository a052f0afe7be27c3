"""Files where a row is a fact: which profile reads them, and which rows are facts already known."""

import pytest

from data.errors import MappingError, UnknownSourceError

EVENTS = {"kind": "signalement"}
POINTS = ("date=date", "category=type", "lat=lat", "lon=lon")
HEADERS = "date;type;lat;lon\n"
NOISE = "2024-03-14;Bruit;43.62;1.42\n"
TAG = "2024-03-15;Tags;43.57;1.47\n"


def outcome(delivery):
    return delivery.rows_read, delivery.loaded, delivery.duplicate, sum(delivery.rejected.values())


# --- which profile


def test_source_is_recognised_when_its_columns_are_there(town):
    delivery = town.load("id;date_creation;type;lat;lon;note\n7;14/03/2024 21:05;Tapage;43.62;1.42;x\n")
    assert delivery.source == "signalements_ville"
    assert town.facts("kind, source, category, hour, quartier, record_id") == [
        ("signalement", "signalements_ville", "Tapage", 21, "01", "7")
    ]


def test_own_profile_is_used_when_the_home_has_one(town):
    folder = town.commune.home / "sources"
    folder.mkdir()
    (folder / "bailleur_exemple.toml").write_text(
        'label = "Bailleur"\nkind = "signalement"\nshape = "events"\n[columns]\ndate = "Jour"\ncategory = "Fait"\n',
        encoding="utf-8",
    )
    assert town.load("Jour;Fait\n14/03/2024;Tags\n").source == "bailleur_exemple"


def test_file_is_refused_when_two_profiles_fit(town):
    folder = town.commune.home / "sources"
    folder.mkdir()
    for name in ("un", "deux"):
        text = f'label = "{name}"\nkind = "signalement"\nshape = "events"\n[columns]\ndate = "Jour"\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownSourceError, match="deux, un"):
        town.load("Jour;Fait\n14/03/2024;Tags\n")


def test_named_source_wins_when_several_fit(town):
    folder = town.commune.home / "sources"
    folder.mkdir()
    for name in ("un", "deux"):
        text = f'label = "{name}"\nkind = "mediation"\nshape = "events"\n[columns]\ndate = "Jour"\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    assert town.load("Jour;Fait\n14/03/2024;Tags\n", source="deux").source == "deux"


@pytest.mark.parametrize("kind", ["plainte", "signalement", "main_courante", "mediation"])
def test_facts_have_their_kind_when_it_is_given(town, kind):
    town.load(HEADERS + NOISE, *POINTS, kind=kind)
    assert town.facts("kind") == [(kind,)]


def test_columns_are_found_when_their_names_hold_dots_quotes_and_spaces(town):
    headers = '"date de l\'acte";"unité.de.compte";"a ""b"" c"\n'
    town.load(
        headers + "2024-03-14;vol;détail\n",
        "date=date de l'acte",
        "category=unité.de.compte",
        'subcategory=a "b" c',
        **EVENTS,
    )
    assert town.facts("category, subcategory") == [("vol", "détail")]


def test_category_is_stated_unknown_when_the_cell_is_empty(town):
    town.load(HEADERS + "2024-03-14; ;43.62;1.42\n", *POINTS, **EVENTS)
    assert town.facts("category") == [("Non précisé",)]


def test_category_meets_the_nomenclature_when_a_spelling_is_known(town):
    town.load(
        HEADERS + "2024-03-14;TAPAGE NOCTURNE;43.62;1.42\n2024-03-14;Inconnue au bataillon;43.62;1.42\n",
        *POINTS,
        **EVENTS,
    )
    assert dict(town.ask("SELECT delivered, category FROM category_map")) == {
        "TAPAGE NOCTURNE": "bruit_tapage", "Inconnue au bataillon": "Inconnue au bataillon",
    }  # fmt: skip


def test_description_is_refused_when_source_and_kind_are_both_given(town):
    with pytest.raises(MappingError, match="s’excluent"):
        town.load(HEADERS + NOISE, *POINTS, source="signalements_ville", **EVENTS)


def test_description_is_refused_when_a_map_comes_without_kind(town):
    with pytest.raises(MappingError, match="--kind"):
        town.load(HEADERS + NOISE, *POINTS)


def test_description_is_refused_when_a_map_comes_with_a_source(town):
    with pytest.raises(MappingError, match="--map"):
        town.load(
            "id;date_creation;type;lat;lon\n7;14/03/2024;Tapage;43.62;1.42\n",
            "category=id",
            source="signalements_ville",
        )


# --- facts already known, without identifier


def test_equal_rows_are_as_many_facts_when_they_stand_in_one_file(town):
    assert outcome(town.load(HEADERS + NOISE * 2, *POINTS, **EVENTS)) == (2, 2, 0, 0)
    assert town.ask("SELECT sum(count) FROM fact") == [(2,)]


def test_nothing_changes_when_the_same_file_comes_twice(town):
    town.load(HEADERS + NOISE * 2, *POINTS, **EVENTS)
    before = town.files()
    again = town.load(HEADERS + NOISE * 2, *POINTS, name="autre_nom.csv", **EVENTS)
    assert outcome(again) == (2, 0, 2, 0) and again.delivery == 1
    assert town.files() == before


@pytest.mark.parametrize(("copies", "loaded"), [(1, 0), (2, 0), (3, 1), (5, 3)])
def test_equal_rows_count_once_more_when_a_later_file_holds_more_of_them(town, copies, loaded):
    town.load(HEADERS + NOISE * 2, *POINTS, **EVENTS)
    later = town.load(HEADERS + NOISE * copies + TAG, *POINTS, name="suite.csv", **EVENTS)
    assert outcome(later) == (copies + 1, loaded + 1, copies - loaded, 0)
    assert dict(town.ask("SELECT category, count(*) FROM fact GROUP BY category")) == {"Bruit": 2 + loaded, "Tags": 1}


@pytest.mark.parametrize(
    "other",
    [
        "2024-03-15;Bruit;43.62;1.42\n",
        "2024-03-14;Tags;43.62;1.42\n",
        "2024-03-14;Bruit;43.6202;1.42\n",
        "2024-03-14;Bruit;;\n",
    ],
    ids=["day", "category", "point", "no point"],
)
def test_row_is_a_new_fact_when_one_thing_differs(town, other):
    town.load(HEADERS + NOISE, *POINTS, **EVENTS)
    assert outcome(town.load(HEADERS + NOISE + other, *POINTS, name="suite.csv", **EVENTS)) == (2, 1, 1, 0)


def test_same_rows_are_new_facts_when_another_source_gives_them(town):
    town.load(HEADERS + NOISE, *POINTS, **EVENTS)
    assert outcome(town.load(HEADERS + NOISE, *POINTS, kind="mediation")) == (1, 1, 0, 0)


# --- facts already known, with an identifier

NUMBERED = ("date=date", "id=numero")


def test_identifier_is_known_again_when_a_later_file_overlaps(town):
    town.load("numero;date\nA1;2024-03-14\nA2;2024-03-14\n", *NUMBERED, **EVENTS)
    later = town.load("numero;date\nA2;2024-03-14\nA3;2024-03-14\n", *NUMBERED, name="suite.csv", **EVENTS)
    assert outcome(later) == (2, 1, 1, 0)
    assert town.facts("record_id") == [("A1",), ("A2",), ("A3",)]


def test_repeated_identifier_is_another_fact_unless_the_whole_row_repeats(town):
    rows = ["A1;2024-03-14", "A1;2024-03-20", "A1;2024-03-14", "A2;2024-03-14"]
    delivery = town.load("\n".join(["numero;date", *rows]), *NUMBERED, **EVENTS)
    assert outcome(delivery) == (4, 3, 0, 1)
    assert dict(delivery.rejected) == {"ligne répétée dans le fichier": 1}
    later = town.load("numero;date\nA1;2024-03-20\nA3;2024-03-20\n", *NUMBERED, name="suite.csv", **EVENTS)
    assert outcome(later) == (2, 1, 1, 0)


@pytest.mark.parametrize("written", ["2,02401E+11", "2.02401E+11", "2E+11"])
def test_number_that_a_spreadsheet_rounded_is_no_identifier(town, written):
    rows = [f"{written};2024-03-{day:02}" for day in (14, 14, 15)]
    assert outcome(town.load("\n".join(["numero;date", *rows]), *NUMBERED, **EVENTS)) == (3, 3, 0, 0)


def test_first_usable_row_is_kept_when_the_first_with_its_identifier_is_rejected(town):
    delivery = town.load("numero;date\nA1;hier\nA1;2024-03-20\n", *NUMBERED, **EVENTS)
    assert outcome(delivery) == (2, 1, 0, 1)


def test_rows_are_compared_whole_when_the_identifier_is_left_empty(town):
    town.load("numero;date\n;2024-03-14\n;2024-03-14\nA1;2024-03-14\n", *NUMBERED, **EVENTS)
    later = town.load("numero;date\n;2024-03-14\n;2024-03-15\nA1;2024-03-14\n", *NUMBERED, name="suite.csv", **EVENTS)
    assert outcome(later) == (3, 1, 2, 0)


def test_date_of_another_spelling_is_read_and_the_row_keeps_its_other_reason(town):
    rows = (
        "14 mars 2024;Bruit;abc;1.42\n"
        "hier;Bruit;abc;1.42\n"
        "14 mars 1850;Bruit;43.62;1.42\n"
        "15 mars 2024 à 22 h 05;Bruit;43.62;1.42\n"
        "2024-03-16 10:00;Bruit;43.62;1.42\n"
        ";Bruit;43.62;1.42\n"
    )
    town.load(HEADERS + "2024-03-14 10:00;Bruit;43.62;1.42\n" * 3 + rows, *POINTS, **EVENTS)
    assert town.ask("SELECT reason FROM rejection ORDER BY row_number") == [
        ("coordonnées illisibles",),
        ("date illisible",),
        ("date impossible (avant 1900 ou à venir)",),
        ("date absente",),
    ]
    assert town.ask("SELECT day(fact_date), hour FROM fact WHERE fact_date > '2024-03-14' ORDER BY 1") == [
        (15, 22), (16, 10),
    ]  # fmt: skip


# --- what is said of a delivery


def test_delivery_is_described_when_rows_have_every_outcome(town):
    rows = "A1;2024-03-14;43.62;1.42\nA1;2024-03-14;43.62;1.42\nA2;2024-05-02;43.70;1.42\nA3;hier;43.62;1.42\n"
    delivery = town.load("numero;date;lat;lon\n" + rows, *NUMBERED, "lat=lat", "lon=lon", **EVENTS)
    assert (delivery.delivery, delivery.source, delivery.file) == (1, "signalement", "faits.csv")
    assert outcome(delivery) == (4, 2, 0, 2)
    assert dict(delivery.rejected) == {"date illisible": 1, "ligne répétée dans le fichier": 1}
    assert dict(delivery.not_located) == {"quartier": 1}
    assert delivery.period == ("2024-03-14", "2024-05-02")


def test_period_is_that_of_the_facts_taken_when_a_far_row_is_older(town):
    delivery = town.load(HEADERS + NOISE + "1999-01-05;Bruit;48.85;2.35\n", *POINTS, **EVENTS)
    assert delivery.period == ("2024-03-14", "2024-03-14")


def test_rejection_tells_the_row_and_the_reason_and_nothing_of_its_content(town):
    secret = "Madame Untel"
    town.load(
        HEADERS + NOISE + f"hier;{secret};43.62;1.42\n" + TAG + f"2024-03-14;{secret};abc;1.42\n", *POINTS, **EVENTS
    )
    assert town.ask("SELECT * FROM rejection ORDER BY row_number") == [
        (1, 3, "date illisible"),
        (1, 5, "coordonnées illisibles"),
    ]
    assert all(secret.encode() not in path.read_bytes() for path in town.commune.home.rglob("*") if path.is_file())


def test_rejection_tells_the_row_of_the_file_when_torn_lines_and_breaks_in_cells_come_before(town):
    rows = (
        "2024-03-14;torn\n"
        + '2024-03-14;"Bruit\nnocturne";43.62;1.42\n'
        + "hier;Bruit;43.62;1.42\n"
        + "2024-03-14;torn\n"
    )
    town.load(HEADERS + rows, *POINTS, **EVENTS)
    assert dict(town.ask("SELECT row_number, reason FROM rejection")) == {
        2: "ligne incomplète ou mal fermée", 4: "date illisible", 5: "ligne incomplète ou mal fermée",
    }  # fmt: skip


def test_rejection_tells_the_row_of_the_file_when_it_is_read_in_several_pieces(town):
    rows = [f"2024-03-{1 + n % 28:02};Tapage nocturne du quartier {n % 90:02} en semaine" for n in range(600_000)]
    undated = range(7, 600_000, 50_000)
    named = range(9, 600_000, 50_000)
    torn = range(11, 600_000, 50_000)
    for n in undated:
        rows[n] = "hier;Tapage nocturne"
    for n in named:
        rows[n] = "2024-03-01;Tapage, voir lea.martin@exemple.fr"
    for n in torn:
        rows[n] = "2024-03-01"
    delivery = town.load("\n".join(["date;type", *rows]), "date=date", "category=type", kind="signalement")
    assert delivery.rows_read == 600_000 and delivery.rejected == {
        "date illisible": len(undated), "donnée personnelle": len(named), "ligne incomplète ou mal fermée": len(torn),
    }  # fmt: skip
    refused = dict.fromkeys((n + 2 for n in undated), "date illisible")
    refused |= dict.fromkeys((n + 2 for n in named), "donnée personnelle")
    refused |= dict.fromkeys((n + 2 for n in torn), "ligne incomplète ou mal fermée")
    assert dict(town.ask("SELECT row_number, reason FROM rejection")) == refused


@pytest.mark.parametrize("over", ["", "Police municipale\n", "Police municipale\n\nExtrait du 3 mars\n"])
def test_rejection_tells_the_row_that_a_spreadsheet_shows_when_titles_stand_over_the_headers(town, over):
    rows = "hier;Bruit;43.62;1.42\n" + NOISE + "2024-03-14;torn\n" + NOISE * 2 + "hier;Bruit;43.62;1.42\n"
    text = over + HEADERS + rows
    town.load(text, *POINTS, **EVENTS)
    lines = text.splitlines()
    unread = [number for number, line in enumerate(lines, 1) if line.startswith("hier") or line.endswith("torn")]
    assert [
        row for (row,) in town.ask("SELECT row_number FROM rejection WHERE reason NOT LIKE '%répétée%' ORDER BY ALL")
    ] == unread


def test_personal_columns_stay_in_the_file_when_no_role_names_them(town):
    secret = "Untel-Dupont"
    town.load(f"date;plaignant\n2024-03-14;{secret}\n", "date=date", **EVENTS)
    assert all(secret.encode() not in path.read_bytes() for path in town.commune.home.rglob("*") if path.is_file())
