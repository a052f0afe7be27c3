"""A table of pictures: what a person typed is text, a picture has its reading, a press tells a key."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.app.widgets import tableau
from tests.pages.test_chips import Reader

HOSTILE = [
    "<svg onload=alert(1)>",
    "$x$",
    ":material/x:",
    "**g** [l](http://attaque.example)",
    '"><script>alert(1)</script>',
    "&amp; l’été",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_is_shown_as_it_was_typed(typed):
    read = Reader(tableau.text(typed))
    assert read.text == typed and [tag for tag, _ in read.elements] == ["span"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_reading_of_a_picture_is_text(typed):
    read = Reader(tableau.picture('<svg width="1"></svg>', alt=typed))
    assert read.elements == [("svg", {"role": "img", "aria-label": typed, "width": "1"})]


def test_nothing_is_drawn_when_there_is_no_picture():
    assert tableau.picture("", alt="") == ""


def test_scale_of_a_column_is_not_read_aloud():
    assert Reader(tableau.scale("<svg ></svg>")).elements == [("svg", {"aria-hidden": "true"})]


def drawn():
    import streamlit as st

    from pages.app.reader import address
    from pages.app.widgets import tableau

    address.carry()
    name = "<svg onload=alert(1)>"
    link = tableau.link(name, key="3", action="3")
    groups = [("", [[link, tableau.text(name)]]), (name, [["", ""]])]
    tableau.draw({"name": "Nom", "place": "Où"}, groups, key="t", caption=name, on_press=st.write)


def test_table_has_its_heads_its_lines_and_its_links():
    app = AppTest.from_function(drawn)
    app.query_params["choix"] = "ordre.date"
    app.run()
    assert not app.exception
    (component,) = app.get("bidi_component")
    read = Reader(json.loads(component.proto.json))
    tags = [tag for tag, _ in read.elements]
    assert tags.count("svg") == 0 and tags.count("tbody") == 2 and tags.count("caption") == 1
    heads = [attributes for tag, attributes in read.elements if tag == "th"]
    assert [head["scope"] for head in heads] == ["col", "col", "rowgroup"]
    (link,) = (attributes for tag, attributes in read.elements if tag == "a")
    assert link["href"] == "?choix=action.3+ordre.date" and link["data-key"] == "3"
