"""The screen « Actions »: the register, one action in its place, and what a scope does not see of either."""

import dataclasses
import json

import pytest

from data.model import Scope
from pages.app import guard
from tests.pages.test_chips import Reader

TANNERIES = "Médiation de soirée aux Tanneries"


def register(app):
    """The register as it is read, or None where it is not shown."""
    found = [json.loads(one.proto.json) for one in app.get("bidi_component") if "<caption>" in one.proto.json]
    return Reader(found[0]) if found else None


def names(app):
    read = register(app)
    return [attributes["data-key"] for tag, attributes in read.elements if tag == "a"]


def title(app):
    assert not app.exception
    return " ".join(app.title[0].value.split())


def test_register_opens_on_how_many_actions_are_judged(open_page):
    app = open_page("actions", "demo")
    assert title(app).startswith("13 actions, 6 évaluées : ")
    assert len(names(app)) == 13 and "Non évaluées\u00a0: 7 sans indicateur suivi" in register(app).text


@pytest.mark.parametrize("commune", ["two eras", "zones without facts", "years only"])
def test_register_says_that_it_is_empty_when_there_is_no_action(open_page, commune):
    app = open_page("actions", commune)
    assert title(app) == "Aucune action au registre." and register(app) is None


def test_actions_that_are_not_judged_come_last_whatever_the_order(open_page):
    orders = [names(open_page("actions", "demo", choix=f"ordre.{order}")) for order in ("verdict", "champ", "date")]
    assert len({tuple(order) for order in orders}) == 3
    assert len({frozenset(order[6:]) for order in orders}) == 1


@pytest.mark.parametrize("number", ["99", "x", "01"])
def test_register_is_shown_when_the_address_names_no_action(open_page, number):
    assert len(names(open_page("actions", "demo", choix=f"action.{number}"))) == 13


def test_action_of_the_address_is_shown_alone(open_page):
    app = open_page("actions", "demo", choix="action.1")
    assert title(app).startswith(f"{TANNERIES} : ") and register(app) is None
    next(one for one in app.button if one.key == "back").click().run()
    assert len(names(app)) == 13


def test_register_counts_and_says_what_is_withheld_when_the_reader_is_elected(open_page, monkeypatch):
    require = guard.require
    monkeypatch.setattr(guard, "require", lambda screen: dataclasses.replace(require(screen), scope=Scope.ELU))
    app = open_page("actions", "demo")
    assert "trop petits pour être communiqués" in register(app).text
    pictures = [
        attributes["aria-label"] for tag, attributes in register(app).elements if tag == "svg" and "role" in attributes
    ]
    assert any("non communiqué" in reading for reading in pictures)
