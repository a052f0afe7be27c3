"""Chips on a screen: a word that is text, whatever it holds."""

from html.parser import HTMLParser

import pytest

from analytics.text import chips
from pages.app.widgets import chip


class Reader(HTMLParser):
    """Elements and text of a piece of HTML."""

    def __init__(self, markup):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("code", chips.BADGES)
def test_chip_is_one_element_with_its_word_and_its_sign(code):
    read = Reader(chip.markup(code))
    assert read.elements == [("span", {"class": f"chip {code}", "data-sign": chips.BADGES[code][1]})]
    assert read.text == chips.word(code)


def test_hostile_word_stays_text(monkeypatch):
    hostile = '"><script>alert("1")</script>'
    monkeypatch.setitem(chips.BADGES, hostile, ("gray", hostile))
    monkeypatch.setattr(chips, "word", lambda code: code)
    read = Reader(chip.markup(hostile))
    assert read.elements == [("span", {"class": f"chip {hostile}", "data-sign": hostile})]
    assert read.text == hostile
