"""Headlines: what is said at the top of a screen, whatever the commune holds."""

from datetime import date

import pytest

from analytics.indicators import indicator
from analytics.text import headlines
from data.coverage import Coverage
from data.model import Kind, Level, Period
from tests.unit.analytics.test_readings import SHOWN, STRICT, changes

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
TWO = ("plaintes", "signalements")
STILL = (2000, 2010)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(100, 180), STILL], "En 2024, hausse nette : plaintes."),
        ([(100, 180), (200, 90)], "En 2024, hausse nette : plaintes ; baisse nette : signalements."),
        ([STILL, (20, 24)], "En 2024, aucun indicateur de la commune ne bouge nettement."),
        ([(20, 24), (18, 22)], "En 2024, trop peu de faits pour conclure."),
        ([(3, 3), (2, 2)], "En 2024, les nombres sont trop petits pour être communiqués."),
        ([None, None], "En 2024, aucune comparaison n’est possible."),
        ([None, (3, 3)], "En 2024, les nombres sont trop petits pour être communiqués."),
    ],
)
def test_headline_says_what_is_clear_or_why_nothing_is(pairs, sentence):
    said = headlines.of_commune(changes(pairs, STRICT, slugs=TWO), YEAR, 0)
    assert " ".join(said.split()) == sentence


def test_headline_does_not_rest_on_what_is_probable():
    table = changes([(100, 130)])
    assert list(table.frame["word"]) == ["probable_rise"]
    assert "aucun indicateur de la commune ne bouge nettement" in headlines.of_commune(table, YEAR, 0)


@pytest.mark.parametrize(("n_moved", "named"), [(1, "plaintes"), (2, "plaintes et signalements"), (3, "3 indicateurs")])
def test_indicators_that_moved_are_named_up_to_two(n_moved, named):
    slugs = ("plaintes", "signalements", "main_courante")[:n_moved]
    said = headlines.of_commune(changes([(100, 200)] * n_moved, slugs=slugs), YEAR, 0)
    assert " ".join(said.split()) == f"En 2024, hausse nette : {named}."


@pytest.mark.parametrize(
    ("n_late", "end"),
    [(0, "nettement."), (1, ". 1 décision en retard."), (2, ". 2 décisions en retard.")],
)
def test_headline_ends_with_the_decisions_that_are_late(n_late, end):
    said = " ".join(headlines.of_commune(changes([STILL], SHOWN), YEAR, n_late).split())
    assert said.endswith(end)


@pytest.mark.parametrize(
    ("months", "start"),
    [
        (YEAR, "En 2024, "),
        (Period(date(2024, 3, 1), date(2024, 4, 1)), "En mars 2024, "),
        (Period(date(2024, 3, 1), date(2025, 1, 1)), "De mars à décembre 2024, "),
        (Period(date(2023, 7, 1), date(2024, 7, 1)), "De juillet 2023 à juin 2024, "),
    ],
)
def test_headline_names_the_months_asked_for(months, start):
    assert headlines.of_commune(changes([STILL]), months, 0).startswith(start)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(100, 180), STILL], "Plaintes, hausse nette : {first}."),
        ([(100, 300), (100, 300), (100, 300), STILL], "Plaintes, hausse nette : 3 quartiers."),
        ([STILL, (20, 24)], "Plaintes : rien ne bouge nettement dans les quartiers."),
        ([(18, 22), (20, 24)], "Plaintes : trop peu de faits pour conclure."),
        ([(3, 3), None], "Plaintes : les nombres sont trop petits pour être communiqués."),
        ([None, None], "Plaintes : aucune comparaison n’est possible."),
    ],
)
def test_headline_of_zones_names_those_that_moved_clearly(pairs, sentence):
    # The commune comes last.
    table = changes([*pairs, STILL], STRICT)
    said = headlines.of_zones(table, indicator("plaintes"), Level.QUARTIER)
    assert " ".join(said.split()) == sentence.format(first=table.frame["zone_label"].iloc[0])


@pytest.mark.parametrize(
    ("pair", "end"),
    [
        ((100, 180), "hausse nette."),
        (STILL, "stable."),
        ((100, 130), "rien ne bouge nettement."),
        ((20, 24), "trop peu de faits pour conclure."),
        ((3, 3), "les nombres sont trop petits pour être communiqués."),
        (None, "aucune comparaison n’est possible."),
    ],
)
def test_headline_of_a_place_gives_its_word_or_why_there_is_none(pair, end):
    said = headlines.of_place(changes([pair], STRICT).frame.iloc[0], indicator("plaintes"), "IRIS *Port*")
    assert " ".join(said.split()) == f"Plaintes, IRIS \\*Port\\* : {end}"


def test_longest_headline_has_twenty_words():
    slugs = ("mediation", "cambriolages")
    table = changes([(100, 200), (200, 90)], slugs=slugs)
    said = headlines.of_commune(table, Period(date(2023, 7, 1), date(2024, 7, 1)), 12)
    assert len([word for word in said.split() if any(letter.isalnum() for letter in word)]) <= 20


# --- Files


MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


def given(source="pm", last=date(2025, 10, 1), missing=(), late=()):
    received = Period.of_months(date(2020, 1, 1), last)
    return Coverage(source, Kind.MAIN_COURANTE, received, 1, missing, late, ())


@pytest.mark.parametrize(
    ("coverages", "gives_years", "sentence"),
    [
        ([], False, "Il manque encore les faits."),
        ([], True, "Les sources ne donnent que l’année des faits, sans leur mois."),
        ([given()], False, "Rien ne manque : 1 source reçue jusqu’en octobre 2025."),
        # What is missing of years is not known.
        ([given(), given("ville")], True, "Aucun mois ne manque : 2 sources reçues jusqu’en octobre 2025."),
        (
            [given(), given("ville", date(2025, 12, 1))],
            False,
            "Rien ne manque : 2 sources reçues au moins jusqu’en octobre 2025.",
        ),
        ([given(missing=(MARCH,)), given("ville")], False, "Main \\*courante\\* : 1 mois manque (mars 2025)."),
        (
            [given(missing=(MARCH, APRIL))],
            False,
            "Main \\*courante\\* : 2 mois manquent (de mars à avril 2025).",
        ),
        ([given(late=(MARCH,))], False, "Main \\*courante\\* : 1 mois est en retard (mars 2025)."),
        (
            [given(missing=(MARCH,), late=(APRIL,))],
            False,
            "Main \\*courante\\* : 1 mois manque, 1 mois est en retard.",
        ),
        (
            [given(missing=(MARCH, APRIL)), given("ville", late=(MARCH, APRIL))],
            False,
            "Dans 2 sources : 2 mois manquent, 2 mois sont en retard.",
        ),
    ],
)
def test_headline_of_files_says_what_is_missing_or_until_when_nothing_is(coverages, gives_years, sentence):
    said = headlines.of_files(coverages, {"pm": "Main *courante*"}, gives_years)
    assert " ".join(said.split()) == sentence


@pytest.mark.parametrize(("n_words", "is_named"), [(14, True), (15, False)])
def test_source_of_a_long_name_is_not_named(n_words, is_named):
    said = headlines.of_files([given(missing=(MARCH,))], {"pm": " ".join(["nom"] * n_words)}, False)
    assert said.startswith("nom") == is_named and len(said.split()) <= 20


INSUFFICIENT, FALL, LIKELY = "insufficient_data", "clear_fall", "probable_fall"


@pytest.mark.parametrize(
    ("words", "n_withheld", "n_late", "sentence"),
    [
        ([], 0, 0, "Aucune action au registre."),
        ([""], 0, 0, "1 action : aucune n’est évaluée."),
        (["", ""], 2, 1, "2 actions : les nombres sont trop petits pour être communiqués. 1 décision en retard."),
        ([INSUFFICIENT, ""], 0, 0, "2 actions, 1 évaluée : données insuffisantes pour conclure."),
        ([LIKELY, INSUFFICIENT], 0, 0, "2 actions, 2 évaluées : aucun changement net."),
        ([FALL, LIKELY], 0, 2, "2 actions, 2 évaluées : 1 baisse nette. 2 décisions en retard."),
        (["clear_rise", FALL, FALL], 0, 0, "3 actions, 3 évaluées : 1 hausse nette et 2 baisses nettes."),
    ],
)
def test_headline_of_the_register_counts_what_is_clear(words, n_withheld, n_late, sentence):
    assert " ".join(headlines.of_register(words, n_withheld, n_late).split()) == sentence


@pytest.mark.parametrize(
    ("word", "is_withheld", "end"),
    [
        (FALL, False, "baisse nette."),
        ("stable", False, "stable."),
        (LIKELY, False, "aucun changement net."),
        (INSUFFICIENT, False, "données insuffisantes pour conclure."),
        ("", False, "non évaluée."),
        ("", True, "les nombres sont trop petits pour être communiqués."),
    ],
)
def test_headline_of_an_action_gives_its_word_unless_it_is_only_probable(word, is_withheld, end):
    said = headlines.of_action("Rondes *du* soir", word, is_withheld=is_withheld)
    assert " ".join(said.split()) == f"Rondes \\*du\\* soir : {end}"
