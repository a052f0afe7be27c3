"""The map as a block: what a meeting freezes is what the screen shows, as far as its scope may see."""

import dataclasses
import json
from datetime import date
from xml.etree import ElementTree

import pytest

from analytics.blocks import zone_map as blocks
from analytics.blocks.frozen import frozen, reopen
from analytics.figures import Release
from analytics.figures.comparability import Comparison
from analytics.text import chips, readings
from data.model import Level, Period, Scope, Selection

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
COMPARISON = Comparison.with_years_before(YEAR)
OF = Selection("signalements", Level.QUARTIER, YEAR)
STATE = {
    "categorie": None, "champ": None, "mesure": "nombre", "affichage": "periode", "mois": "", "zones": ["01"],
    "vue": {"x": 0.5, "y": 0.5, "k": 1}, "couches": [],
}  # fmt: skip
DISPLAYS = ["periode", "mois", "changement", "ecart"]


@pytest.fixture(scope="module")
def source(seeded):
    return seeded.source


def made(source, scope=Scope.COORDINATION, selection=OF, **state):
    return blocks.zone_map(Release(source, scope), selection, COMPARISON, STATE | state)


def written(svg):
    return " ".join(ElementTree.fromstring(svg).itertext())


@pytest.mark.parametrize("display", DISPLAYS)
def test_map_is_frozen_and_opened_again_with_its_zones_and_words(source, display):
    block = made(source, affichage=display, mois="2024-03")
    content = json.loads(json.dumps(frozen(block), allow_nan=False))
    again = reopen(content)
    assert frozen(again) == content
    for large in (False, True):
        svg = again.picture(large=large)
        assert svg.count('class="zone"') == 4 and "Quartier 01" in written(svg)
        # Readers of SVG that are no browser do not know lines that keep their width.
        assert "vector-effect" not in svg
    assert "Quartier 01" in block.asked and block.source()


def test_letters_are_larger_on_a_projector(source):
    small, large = (
        float(ElementTree.fromstring(made(source).picture(large=one)).get("width")) for one in (False, True)
    )
    assert large < small


def test_month_on_the_map_is_the_month_of_its_table(source):
    block = made(source, affichage="mois", mois="2024-03")
    assert block.asked.startswith("Signalements · mars 2024")
    assert set(block.table.frame["period_start"].dt.date) == {date(2024, 3, 1)}


def test_unknown_month_is_the_last_one(source):
    assert "décembre 2024" in made(source, affichage="mois", mois="1999-01").asked


def test_changes_are_titled_by_what_moved_and_say_what_they_compare(source):
    block = made(source, affichage="changement")
    assert block.title.startswith("Signalements") and not block.title.endswith(".")
    assert "par rapport à" in block.asked and "word" in block.columns
    said = {chips.word(word) for word in block.table.frame["word"].iloc[:-1]}
    assert all(word in written(block.picture(large=False)) for word in said)


@pytest.mark.parametrize("display", DISPLAYS)
def test_nothing_withheld_is_on_the_map_of_a_scope_that_may_not_see_it(source, display):
    strict = dataclasses.replace(source, commune=dataclasses.replace(source.commune, threshold=40))
    state = {"affichage": display, "mois": "2024-03"}
    full, hidden = (made(strict, scope, **state) for scope in (Scope.COORDINATION, Scope.ELU))
    withheld = hidden.table.frame["n_events"].isna() & full.table.frame["n_events"].notna()
    assert withheld.any()
    kept = json.dumps(frozen(hidden), ensure_ascii=False)
    svg = hidden.picture(large=False)
    for _, row in full.table.frame[withheld].iterrows():
        assert f">{readings.cell(row, 'n_events')}<" not in svg
        assert readings.cell(row, "zone_label") in kept
    assert hidden.table.frame.loc[withheld, "n_events"].isna().all()


def test_hostile_name_is_text_on_the_map(source, monkeypatch):
    name = "<img src=x onerror=alert(1)>"
    release = Release(source, Scope.PUBLIC)
    kept = Release.zones

    def renamed(self, level):
        zones = kept(self, level)
        return zones.assign(zone_label=zones["zone_label"].replace({"Quartier 01": name}))

    monkeypatch.setattr(Release, "zones", renamed)
    source.forget()
    block = blocks.zone_map(release, OF, COMPARISON, STATE)
    svg = block.picture(large=False)
    source.forget()
    assert "<img" not in svg and name in written(svg)
