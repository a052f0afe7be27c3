"""Headlines: what is said at the top of a screen, whatever the commune holds."""

from datetime import date

import pandas as pd
import pytest

from analytics.disclosure import Policy, protect
from analytics.indicators import indicator
from analytics.text import headlines
from data.coverage import Coverage
from data.model import Kind, Level, Period, Scope
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


def feeling(policy=SHOWN, *, share=29.0, **columns):
    """A table of the commune, then of zones, of which one column is given."""
    ((name, values),) = columns.items()
    n = len(values)
    rows = {"zone_code": ["18999", "1", "2", "3"], "zone_label": ["", "Nord", "*Sud*", "Gare"], "n_answers": [100] * 4}
    frame = pd.DataFrame({key: row[:n] for key, row in rows.items()})
    return protect(frame.assign(**({"share_pct": share} | {name: values})), policy)


def moved(*words, **asked):
    return feeling(word=list(words), **asked)


def apart(*verdicts):
    return feeling(verdict=[None, *verdicts])


NAN = float("nan")
SHARES = feeling(share_pct=[29.0, 20.0])


@pytest.mark.parametrize(
    ("changed", "beside", "sentence"),
    [
        (moved("clear_fall", "clear_rise"), apart("darker"), "29 % de {answers} : baisse nette {since}."),
        (moved("stable", "clear_rise"), apart("darker"), "{Answers} {since}, hausse nette : Nord."),
        (moved("stable", "clear_rise", "clear_fall"), None,
         "{Answers} {since}, hausse nette : Nord ; baisse nette : \\*Sud\\*."),
        (moved("stable", *["clear_fall"] * 3), None, "{Answers} {since}, baisse nette : 3 quartiers."),
        (moved("stable", "probable_rise"), apart("darker"), "Ressenti plus sombre que les faits : Nord."),
        (None, apart("insufficient_data", "brighter"), "Ressenti meilleur que les faits : \\*Sud\\*."),
        (moved("stable", "probable_rise"), apart("consistent"), "29 % de {answers} : stable {since}."),
        (moved("probable_fall", "probable_fall"), None, "29 % de {answers} : rien ne change nettement {since}."),
        (moved("insufficient_data", "stable"), None, "29 % de {answers} : rien ne change nettement {since}."),
        (moved("insufficient_data", share=NAN), None,
         "29 % de {answers} : trop peu de réponses pour comparer à la vague 2022."),
        (moved("not_comparable"), None, "29 % de {answers} : non comparable à la vague 2022."),
        (moved("clear_fall", policy=Policy.of(Scope.ELU, 200)), None,
         "29 % de {answers} : changement {since} non communiqué."),
        (None, None, "29 % de {answers}, sans vague plus ancienne à comparer."),
    ],
)  # fmt: skip
def test_headline_of_what_is_felt_says_what_is_clear_or_why_nothing_is(changed, beside, sentence):
    said = headlines.of_feeling(SHARES, changed, beside, before="2022", level=Level.QUARTIER, has_orientation=True)
    answers = "réponses défavorables"
    told = sentence.format(answers=answers, Answers=answers.capitalize(), since="depuis la vague 2022")
    assert " ".join(said.split()) == told
    assert len([word for word in said.split() if any(letter.isalnum() for letter in word)]) <= 20


@pytest.mark.parametrize(
    ("felt", "end"),
    [
        (feeling(share_pct=[NAN, 20.0]), "trop peu de réponses pour conclure."),
        (feeling(Policy.of(Scope.ELU, 200), share_pct=[29.0, 20.0]),
         "les nombres sont trop petits pour être communiqués."),
    ],
)  # fmt: skip
def test_headline_of_what_is_felt_says_why_there_is_no_share(felt, end):
    changed = moved("clear_fall", "insufficient_data")
    said = headlines.of_feeling(felt, changed, None, before="2022", level=Level.QUARTIER, has_orientation=False)
    assert " ".join(said.split()) == f"Réponses comptées : {end}"
