"""Chips: a word and a sign for all that a verdict may say."""

import re

import pytest
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from analytics.statistics.words import AlertWord, ChangeWord, SurveyWord
from analytics.text import chips
from analytics.text.verdicts import WORDS

CODES = [*ChangeWord, SurveyWord.CHANCE, SurveyWord.NOT_COMPARABLE, AlertWord.TO_WATCH, chips.UNJUDGED]
SHORT = {
    ChangeWord.BOUNDED: "±30\u202f% au plus",
    ChangeWord.NO_LARGE_RISE: "+30\u202f% exclu",
    ChangeWord.NO_LARGE_FALL: "−30\u202f% exclu",
    chips.UNJUDGED: "non évaluée",
}


def test_all_that_is_concluded_has_a_chip():
    assert set(chips.BADGES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_chip_says_the_word_of_the_house(code):
    assert chips.word(code) == SHORT.get(code, WORDS.get(code))


def test_no_two_chips_have_the_same_sign():
    signs = [icon for _, icon in chips.BADGES.values()]
    assert len(set(signs)) == len(signs)
    assert set(signs) <= set(ALL_MATERIAL_ICONS)


@pytest.mark.parametrize("code", CODES)
def test_badge_is_one_mark_of_markdown(code):
    ((colour, icon, said),) = re.findall(r"^:(\w+)-badge\[:material/(\w+): ([^\]\[]+)\]$", chips.badge(code))
    assert (colour, icon) == chips.BADGES[code]
    assert said.strip("*") == chips.word(code)
    assert said.startswith("**") == (code in (ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL))


def test_rise_is_orange_fall_is_blue_and_the_rest_has_no_colour():
    colours = {code: colour for code, (colour, _) in chips.BADGES.items()}
    assert {code for code, colour in colours.items() if colour == "orange"} == {
        ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE, AlertWord.TO_WATCH,
    }  # fmt: skip
    assert {code for code, colour in colours.items() if colour == "blue"} == {
        ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL,
    }  # fmt: skip


def test_action_without_a_code_is_said_not_judged():
    assert chips.badge("") == chips.badge(chips.UNJUDGED)
