"""Words of the screens: each verdict defined and drawn from figures that give it, and found whatever its spelling."""

import numpy as np
import pytest

from analytics.charts import small
from analytics.statistics.rates import Interval
from analytics.statistics.words import AlertWord, ChangeWord, SurveyWord, change_words
from analytics.text import chips, glossary
from analytics.text.headlines import of_words


def test_every_chip_is_defined():
    assert set(glossary.MEANINGS) == set(chips.BADGES)


@pytest.mark.parametrize("word", ChangeWord)
def test_picture_of_a_verdict_shows_figures_that_give_it(word):
    _, low, high = small.EXAMPLES[word]
    sure = Interval(1 + low, 1 + high)
    # The interval at 90 %, on the scale where both are even around the estimate.
    middle, half = np.log([sure.low * sure.high, sure.high / sure.low]) / 2
    likely = Interval(*np.exp(middle + np.array([-1, 1]) * half * 1.645 / 1.96))
    assert change_words(enough=True, sure=sure, likely=likely, threshold=0.20) == word


@pytest.mark.parametrize(("effect", "low", "high"), small.EXAMPLES.values(), ids=[*small.EXAMPLES])
def test_estimate_of_a_picture_lies_within_its_margin_unless_it_is_an_alert(effect, low, high):
    is_alert = (effect, low, high) == small.EXAMPLES[AlertWord.TO_WATCH]
    assert (low < effect < high) != is_alert


@pytest.mark.parametrize(
    ("code", "reading"),
    [
        (ChangeWord.CLEAR_RISE, "Par exemple +30 %, marge de +12 % à +50 %."),
        (ChangeWord.INSUFFICIENT_DATA, "Par exemple une marge de −42 % à +90 %, sans estimation qui se lise."),
        (SurveyWord.CHANCE, "Par exemple −3,0 points, marge de −12,0 à +6,0."),
        (AlertWord.TO_WATCH, "Par exemple +45 %, quand l’habitude va de −24 % à +28 %."),
    ],
)
def test_picture_of_a_verdict_has_its_reading(code, reading):
    assert " ".join(glossary.drawn(code, *small.EXAMPLES[code]).split()) == reading


@pytest.mark.parametrize("asked", ["", "  ", "médiation", "MEDIATION", "mediations", "sociale médiation", "l’espace"])
def test_definition_is_found_whatever_its_spelling(asked):
    assert glossary.matches(asked, ["Médiation sociale", "Équipes formées dans l’espace public."])


@pytest.mark.parametrize("asked", ["caméra", "médiation caméra"])
def test_definition_is_not_found_when_a_word_is_elsewhere(asked):
    assert not glossary.matches(asked, ["Médiation sociale", "Équipes formées dans l’espace public."])


def test_headline_counts_what_is_defined():
    assert " ".join(of_words(1, 11, 2).split()) == "1 indicateur, 11 champs d’action et 2 mots sont définis ici."


def test_word_is_defined_once():
    names = [one.name for several in glossary.WORDS.values() for one in several]
    assert len(set(names)) == len(names)
    assert set(glossary.WORDS) <= set(glossary.KINDS)
