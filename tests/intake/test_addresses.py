"""Addresses that files give without coordinates: which street and number they mean, and where the fact then lies."""

import gzip

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake.addresses.gazetteer import Gazetteer, street_name

# Made-up streets of Ville-Essai: number -> place, in the squares of the conftest (01 is north-west, 02 north-east).
STREETS = {
    "Rue des Lilas": {(n, ""): (1.41 + n / 1000, 43.62) for n in range(2, 21, 2)} | {(12, "bis"): (1.4221, 43.62)},
    "Avenue du Général Tremble": {(n, ""): (1.44 + n / 1000, 43.63) for n in range(1, 20)},
    "Rue Saint-Hubert": {(3, ""): (1.47, 43.57)},
    "Rue Mirabel": {(7, ""): (1.42, 43.57)},
    "Avenue Mirabel": {(7, ""): (1.42, 43.58)},
    "Rue Mirabelle": {(7, ""): (1.47, 43.62)},
    "Rue du 8 Mai 1945": {(1, ""): (1.42, 43.56)},
    "La Pommeraie": {(5, ""): (1.48, 43.57)},
    "Rue de Ville-Essai": {(9, ""): (1.48, 43.58)},
}
HEADERS = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles\n"
)


def extract(streets=STREETS, code="31999", postcode="31999", town="Ville-Essai", former=""):
    """Text of an extract of the national base."""
    lines = (
        f"{code}_0001_{number:05d};;{number};{suffix};{street};{postcode};{code};{town};;{former};;;{lon};{lat};"
        f"entrée;;;{town.upper()};;commune;commune;1;\n"
        for street, numbers in streets.items()
        for (number, suffix), (lon, lat) in numbers.items()
    )
    return HEADERS + "".join(lines)


def addresses(streets=STREETS, postcode="31999", town="Ville-Essai", former=None):
    return pd.DataFrame(
        [
            (street, postcode, town, former, number, suffix, lon, lat)
            for street, numbers in streets.items()
            for (number, suffix), (lon, lat) in numbers.items()
        ],
        columns=["label", "postcode", "town", "former_town", "number", "suffix", "lon", "lat"],
    )


GAZETTEER = Gazetteer(addresses())


def matched(text, gazetteer=GAZETTEER):
    (row,) = gazetteer.match([text]).itertuples(index=False)
    return row


def place(text, gazetteer=GAZETTEER):
    row = matched(text, gazetteer)
    return row.precision, row.lon, row.lat


# --- which number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 rue des Lilas", (12, "")),
        ("12 RUE DES LILAS", (12, "")),
        ("12, rue des Lilas", (12, "")),
        ("n° 12 rue des Lilas", (12, "")),
        ("0012 r. des lilas", (12, "")),
        ("12 rue Lilas", (12, "")),
        ("12bis rue des Lilas", (12, "bis")),
        ("12 bis rue des Lilas", (12, "bis")),
        ("12 B rue des Lilas", (12, "bis")),
        ("12B, rue des Lilas", (12, "bis")),
        ("12 ter rue des Lilas", (12, "")),
        ("12-14 rue des Lilas", (12, "")),
        ("12/14 rue des Lilas", (12, "")),
        ("12 à 14 rue des Lilas", (12, "")),
        ("12 et 14 rue des Lilas", (12, "")),
        ("rue des Lilas 12", (12, "")),
        ("rue des Lilas, n°12", (12, "")),
        ("rue des Lilas 12 bis", (12, "bis")),
        ("Résidence Les Pins, apt 4, 12 rue des Lilas", (12, "")),
        ("devant le 12 rue des Lilas", (12, "")),
        ("12 rue des Lilas 31999 Ville-Essai", (12, "")),
        ("12 rue des Lilas, Ville Essai", (12, "")),
        ("12 rue des Lilas 31099 Ville-Essai Cedex 9", (12, "")),
        ("12 rue des Lilas 31999 VILLE-ESSAI CEDEX 4", (12, "")),
        ("31999 Ville-Essai, 12 rue des Lilas", (12, "")),
        ("12 rue des Lilas 31999 Ville-Essai, bâtiment B", (12, "")),
        ("12 rue des Lilas 31999", (12, "")),
        ("12 rue des Lila", (12, "")),
    ],
)
def test_number_has_its_place_however_it_is_written(text, number):
    assert place(text) == ("housenumber", *STREETS["Rue des Lilas"][number])


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("3 av. du Gal Tremble", "Avenue du Général Tremble", 3),
        ("3 AVE GENERAL TREMBLE", "Avenue du Général Tremble", 3),
        ("3 rue St Hubert", "Rue Saint-Hubert", 3),
        ("1 rue du 8 mai 1945", "Rue du 8 Mai 1945", 1),
        ("rue du 8 mai 1945, 1", "Rue du 8 Mai 1945", 1),
        ("5 la pommeraie", "La Pommeraie", 5),
        ("9 rue de Ville-Essai", "Rue de Ville-Essai", 9),
        ("9 rue de Ville-Essai 31999 Ville-Essai", "Rue de Ville-Essai", 9),
    ],
)
def test_street_is_found_when_abbreviated_or_named_like_a_date_or_the_town(text, street, number):
    assert place(text) == ("housenumber", *STREETS[street][number, ""])


@pytest.mark.parametrize(
    "text", ["rue des Lilas", "99 rue des Lilas", "RUE DES LILAS 31999 VILLE-ESSAI", "0 rue des lilas"]
)
def test_street_has_its_middle_number_when_the_number_is_unknown(text):
    assert place(text) == ("street", *STREETS["Rue des Lilas"][12, ""])


# --- which street, or none


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "31999", "Ville-Essai", "31999 VILLE-ESSAI", "Ville-Essai cedex", "12", "12 rue", "rue", "?",
        "rue des Lilas / rue Saint-Hubert", "angle rue des Lilas et rue Saint-Hubert", "1 rue du 9 mai 1945",
        "rue des Tulipes", "12 rue des Tulipes", "sur le parking", "12 Lilas Ville-Essai",
        "12 rue des Lilas 31999 Autre-Ville", "12 rue des Lilas 31700 Autre-Ville", "3 avenue du Général Tremble, Albi",
        "3 avenue du Général Tremble 31999 Albi",
    ],
)  # fmt: skip
def test_no_place_is_given_when_no_one_street_is_named(text):
    row = matched(text)
    assert (row.precision, row.street) == ("none", -1)
    assert pd.isna(row.lon) and pd.isna(row.lat)


def test_two_streets_are_no_match_when_equally_similar():
    gazetteer = Gazetteer(
        addresses({"Rue Alba Nord": {(1, ""): (1.41, 43.62)}, "Rue Alba Mord": {(1, ""): (1.47, 43.62)}})
    )
    row = matched("1 rue Alba Lord", gazetteer)
    assert (row.precision, row.suggestion is not None) == ("none", True) and row.score > 0.9
    assert place("1 rue Alba Nord", gazetteer) == ("housenumber", 1.41, 43.62)


def test_similarity_must_reach_its_threshold():
    """Names of ten letters: one letter of difference is 0.9 (taken), two are 0.8 (proposed)."""
    gazetteer = Gazetteer(addresses({"Rue Alcyon": {(1, ""): (1.41, 43.62)}}))
    taken, proposed, unlike = (matched(f"1 {name}", gazetteer) for name in ("rue Alcyox", "rue Alcyxx", "rue Xxxxxx"))
    assert (taken.precision, round(taken.score, 6), taken.suggestion) == ("housenumber", 0.9, None)
    assert (proposed.precision, round(proposed.score, 6)) == ("none", 0.8)
    assert (proposed.written, proposed.suggestion) == ("rue alcyxx", "Rue Alcyon")
    assert (unlike.precision, unlike.written, unlike.suggestion) == ("none", "", None)


@pytest.mark.parametrize(
    "text", ["12 bis rue des Lylaa", "12B rue des Lylaa", "rue des Lylaa, 12", "apt 7, 3 rue des Lylaa"]
)
def test_number_is_left_out_of_what_a_person_reviews(text):
    row = matched(text)
    assert (row.precision, row.written, row.suggestion) == ("none", "rue lylaa", "Rue des Lilas")


def test_whole_text_is_left_out_of_the_review_when_it_names_no_street():
    assert matched("chez M. Dupont, 06 12 34 56 78").written == ""


# --- homonyms


def homonyms():
    north = addresses({"Rue de l’Église": {(1, ""): (1.41, 43.64), (2, ""): (1.42, 43.64)}}, "31998", former="Nord")
    south = addresses({"Rue de l’Église": {(2, ""): (1.42, 43.56), (5, ""): (1.42, 43.57)}}, "31999", former="Sud")
    return Gazetteer(pd.concat([north, south]))


def test_postcode_tells_homonyms_apart():
    assert place("2 rue de l'église 31998 Nord", homonyms()) == ("housenumber", 1.42, 43.64)
    assert place("2 rue de l'église 31999 Sud", homonyms()) == ("housenumber", 1.42, 43.56)
    assert place("5 rue de l'église", homonyms()) == ("housenumber", 1.42, 43.57)


def test_number_is_unknown_when_homonyms_share_it_far_apart():
    assert matched("2 rue de l'église", homonyms()).precision == "street"


# --- properties

TEXTS = st.lists(
    st.sampled_from(["12", "12 bis", "rue", "r.", "av", "Bd", "des", "l’", "Lilas", "St", "Gal", "8", "mai", ","]),
    max_size=7,
).map(" ".join)  # fmt: skip
WRITTEN = st.sampled_from([*STREETS, "rue des Lila", "av Gal Tremble", "rue Mirabele", "rue de nulle part"])
NUMBERS = st.sampled_from(["", "7 ", "12 ", "12 bis ", "3, "])


@given(st.one_of(TEXTS, st.text(max_size=30)))
def test_name_is_the_same_when_made_comparable_twice(text):
    assert street_name(street_name(text)) == street_name(text)


@given(
    number=NUMBERS,
    street=WRITTEN,
    end=st.sampled_from(["", " Ville-Essai", ", 31999 Ville-Essai", " 31999 VILLE ESSAI CEDEX"]),
)
def test_match_is_the_same_whatever_the_town_the_case_and_the_accents(number, street, end):
    expected = GAZETTEER.match([number + street])
    plain = street.translate(str.maketrans("éè’-", "ee' "))
    texts = [text + end for text in (number + street, (number + street).upper(), number + plain)]
    for found in (GAZETTEER.match([text]) for text in texts):
        pd.testing.assert_frame_equal(found, expected)


@given(st.lists(TEXTS, max_size=6))
def test_match_depends_on_no_other_text(texts):
    together = GAZETTEER.match(texts)
    assert len(together) == len(texts)
    for position, text in enumerate(texts):
        pd.testing.assert_frame_equal(together.iloc[[position]].reset_index(drop=True), GAZETTEER.match([text]))


def test_no_text_matches_when_no_extract_is_loaded():
    assert matched("12 rue des Lilas", Gazetteer(addresses({}))).precision == "none"


# --- the extract


def load_extract(town, content, name="adresses-31.csv"):
    return town.command("addresses", town.write(name, content), "--json")


def test_extract_is_kept_for_this_commune_alone(town):
    others = extract({"Rue des Lilas": {(1, ""): (2.0, 44.0)}}, code="31000", town="Ailleurs").removeprefix(HEADERS)
    report = load_extract(town, extract() + others)
    assert report.exit_code == 0, report.output
    n = sum(map(len, STREETS.values()))
    assert f'"streets": {len(STREETS)}, "numbers": {n}, "unusable": 0' in report.stdout
    assert town.ask("SELECT count(*), count(DISTINCT town) FROM address") == [(n, 1)]


@pytest.mark.parametrize(
    ("insee", "inside", "outside"),
    [("75056", "75104", "75056"), ("69123", "69381", "69123"), ("13055", "13201", "13001")],
)
def test_arrondissements_are_the_commune_in_paris_lyon_and_marseille(tmp_path, insee, inside, outside):
    from data import commune as communes
    from data.intake import door
    from data.intake.profiles import AddressProfile

    commune = communes.create(tmp_path / "home", name="Grande ville", insee_code=insee)
    text = extract({"Rue A": {(1, ""): (2.3, 48.8)}}, inside) + extract(
        {"Rue B": {(1, ""): (2.3, 48.8)}}, outside
    ).removeprefix(HEADERS)
    (tmp_path / "adresses.csv").write_text(text, encoding="utf-8")
    (delivery,), _ = door.take(commune, [tmp_path / "adresses.csv"], AddressProfile())
    assert (delivery.streets, delivery.loaded) == (1, 1)


def test_extract_is_told_in_french_when_a_person_reads(town):
    result = town.command("addresses", town.write("adresses-31.csv", extract()))
    assert (result.exit_code, result.stdout) == (0, "")
    n = sum(map(len, STREETS.values()))
    assert f"{n} adresses de Ville-Essai, dans {len(STREETS)} rues. Inutilisables : 0." in " ".join(
        result.stderr.split()
    )


def test_extract_is_read_when_compressed(town):
    assert load_extract(town, gzip.compress(extract().encode()), "adresses-31.csv.gz").exit_code == 0
    assert town.ask("SELECT count(*) > 0 FROM address") == [(True,)]


def test_extract_replaces_the_former_one_and_changes_nothing_twice(town):
    load_extract(town, extract())
    before = town.files()
    load_extract(town, extract())
    assert town.files() == before
    load_extract(town, extract({"Rue Neuve": {(1, ""): (1.42, 43.62)}}))
    assert town.ask("SELECT label, number FROM address") == [("Rue Neuve", 1)]


def test_rows_without_a_street_or_a_place_are_counted(town):
    streets = {
        "Rue des Lilas": {(1, ""): ("", ""), (2, ""): (1.42, 43.62), (3, ""): (1.42, 143.62)},
        "": {(1, ""): (1.42, 43.62)},
    }
    assert '"streets": 1, "numbers": 1, "unusable": 3' in load_extract(town, extract(streets)).stdout


def test_extract_is_refused_when_it_is_of_another_commune(town, refusal):
    before = town.files()
    sentence = refusal(load_extract(town, extract(code="31000")))
    assert "aucune adresse de Ville-Essai (31999)" in sentence
    assert town.files() == before


def test_extract_is_refused_when_its_columns_are_others(town, refusal):
    assert "n’a pas de colonne « numero »" in refusal(load_extract(town, "date;type\n2024-03-14;Bruit\n"))
