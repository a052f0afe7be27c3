"""A zone beside those that are like it: on its portrait and on Évolution."""

import dataclasses

import pytest

from analytics.text import similar_zones as words
from data.model import Scope
from pages.app import guard
from pages.app.reader import address
from tests.pages.test_pages import markup, texts


def chosen(**parts):
    return {"choix": address.text({"indicateur": "signalements", "decoupage": "quartier", **parts})}


def opened(app):
    """The same page, with what is closed on Évolution opened."""
    app.session_state["evolution-similar-shown"] = True
    return app.run()


def said(app):
    assert not app.exception
    return " ".join(texts(app)).replace("\u00a0", " ")


@pytest.mark.parametrize("page", ["carte", "evolution"])
def test_zone_chosen_is_beside_those_that_are_like_it(open_page, page):
    text = said(opened(open_page(page, "demo", **chosen(zones="3"))))
    assert "comparables par" in text or "comparable par" in text
    assert "À côté des zones qui ressemblent à « La Gare »" in text


def test_months_of_like_zones_are_drawn_on_one_scale_with_their_reason(open_page):
    closed = open_page("evolution", "demo", **chosen(zones="3"))
    assert not any("comparable" in drawn for drawn in markup(closed))
    (drawn,) = [drawn for drawn in markup(opened(closed)) if "comparable" in drawn]
    assert "La Gare" in drawn and drawn.count("<svg") > 1


def test_evolution_asks_for_a_zone_when_none_is_chosen(open_page):
    app = opened(open_page("evolution", "demo", **chosen()))
    assert words.PICK in [one.value for one in app.caption]
    assert words.PICK not in texts(open_page("evolution", "demo", **chosen(decoupage="commune")))


@pytest.mark.parametrize("page", ["carte", "evolution"])
@pytest.mark.parametrize("commune", ["no population", "years only", "two eras"])
def test_sort_of_commune_changes_the_reason_and_breaks_nothing(open_page, page, commune):
    assert "ressemblent" in said(opened(open_page(page, commune, **chosen(zones="01"))))


@pytest.mark.parametrize("page", ["carte", "evolution"])
def test_protected_reader_is_told_why_facts_are_not_read(open_page, page, monkeypatch):
    require = guard.require
    monkeypatch.setattr(guard, "require", lambda screen: dataclasses.replace(require(screen), scope=Scope.ELU))
    text = said(opened(open_page(page, "demo", **chosen(zones="3"))))
    assert "trop petits pour être communiqués" in text and "comparable" in text
