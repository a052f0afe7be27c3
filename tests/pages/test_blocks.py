"""Every screen shows blocks: a picture, its reading, its table and the file that a reader takes away."""

import copy
import csv
import io
import json
from datetime import date, timedelta

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from analytics.blocks import Block, recipe
from analytics.blocks.frozen import frozen, reopen
from analytics.blocks.recipe import Recipe, written
from analytics.disclosure import Policy, Status, protect
from analytics.export import tables
from analytics.export.native_chart import native_chart
from analytics.figures import Release
from analytics.text.markdown import plain
from data import journal as journals
from data.model import Scope
from pages.app import registry
from pages.app.widgets import block as widget
from pages.app.widgets import freezing

ZONES = "decoupage.quartier zones.01~02"
MAPS = ("affichage.changement", f"affichage.mois mois.2025-05 {ZONES}", "affichage.ecart categorie.bruit_tapage")
ADDRESSES = {
    "accueil": ("", ZONES),
    "carte": ("", *MAPS),
    "ressenti": ("", "faits.plaintes"),
    "actions": ("", "action.1"),
    "evolution": ("", ZONES, "publie.1"),
}
PICTURES = {"accueil": 3, "carte": 1, "evolution": 3, "ressenti": 2, "actions": 1}
"""At least so many are drawn at the first address of these screens."""


@pytest.fixture
def drawn(monkeypatch) -> list[Block]:
    """Blocks that the screens draw."""
    found: list[Block] = []
    below = widget.below

    def keep(session, block, make) -> None:
        found.append(block)
        below(session, block, make)

    monkeypatch.setattr(widget, "below", keep)
    return found


@pytest.mark.parametrize("slug", registry.SCREENS)
def test_blocks_of_a_screen_have_picture_reading_table_and_file(open_page, drawn, slug):
    for address in ADDRESSES.get(slug, ("", ZONES)):
        app = open_page(slug, "demo", choix=address)
        assert not app.exception
    assert len(drawn) >= PICTURES.get(slug, 0)
    for block in drawn:
        for large in (False, True):
            picture = block.picture(large=large)
            small = [one.picture for one in picture] if isinstance(picture, tuple) else [picture]
            assert all(isinstance(one, Figure) or one.startswith("<svg ") for one in small), block.key
        assert plain(block.reading), block.key
        labels = dict(block.labels)
        shown = tables.readable(block.table, block.columns, labels, block.provisional)
        assert len(shown) == len(block.table.frame) > 0, block.key
        text = tables.csv(block.table, labels, block.reading).decode("utf-8-sig")
        rows = [*csv.reader(io.StringIO(text.split("\r\n", 1)[1]), delimiter=";")]
        assert len(rows) == len(block.table.frame) + 1, block.key


@pytest.mark.parametrize("slug", ["evolution", "ressenti", "donnees"])
def test_block_is_made_once_a_day_however_often_its_screen_is_drawn(open_page, monkeypatch, slug):
    made: list[Recipe] = []
    make = Recipe.block

    def count(recipe, release):
        made.append(recipe)
        return make(recipe, release)

    monkeypatch.setattr(Recipe, "block", count)
    app = open_page(slug, "demo", choix=ZONES)
    n_blocks = len(made)
    assert not app.run().exception and len(made) == n_blocks > 0

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return date.today() + timedelta(days=1)

    monkeypatch.setattr(widget, "date", Tomorrow)
    assert not app.run().exception and len(made) == 2 * n_blocks


@pytest.mark.parametrize("slug", PICTURES)
def test_frozen_block_is_opened_again_as_it_was(open_page, drawn, slug):
    for address in ADDRESSES[slug]:
        open_page(slug, "demo", choix=address)
    for block in drawn:
        content = json.loads(json.dumps(frozen(block), allow_nan=False))
        again = reopen(content)
        assert frozen(again) == content, block.key
        labels = dict(block.labels)
        for_reader = [tables.readable(one.table, one.columns, labels, one.provisional) for one in (block, again)]
        pd.testing.assert_frame_equal(*for_reader)
        written = [tables.csv(one.table, labels, one.reading) for one in (block, again)]
        assert written[0] == written[1], block.key
        assert again.table.policy == block.table.policy


@pytest.mark.parametrize("slug", ["evolution", "ressenti", "actions"])
def test_no_chart_has_two_series_of_one_name_nor_one_without(open_page, drawn, slug):
    for address in ADDRESSES[slug]:
        open_page(slug, "demo", choix=address)
    charts = [one for one in (block.picture(large=False) for block in drawn) if isinstance(one, Figure)]
    assert charts
    for chart in charts:
        names = [series.name for series in native_chart(chart).series]
        assert names and all(names) and len({*names}) == len(names), names


@pytest.fixture
def recipes(monkeypatch) -> list[tuple[Recipe, Release]]:
    """Recipes of the blocks that the screens draw, with the release of their reader."""
    found = []
    offer = freezing.offer

    def keep(session, key, recipe):
        found.append((recipe, session.release))
        offer(session, key, recipe)

    monkeypatch.setattr(freezing, "offer", keep)
    return found


@pytest.mark.parametrize("slug", PICTURES)
def test_block_is_made_again_from_what_a_meeting_keeps(open_page, recipes, own_actions, slug):
    for address in ADDRESSES[slug]:
        open_page(slug, "demo", choix=address)
    for one, release in recipes:
        kept = json.loads(json.dumps(written(one), allow_nan=False))
        block, again = one.block(release), recipe.again(release, {"key": "", "recipe": kept}, own_actions)
        assert frozen(again) == frozen(block), block.key


@pytest.fixture
def own_actions(demo_home):
    with journals.open_journal(demo_home) as journal:
        return journal.actions()


@pytest.fixture
def kept() -> dict:
    """A small block as JSON, one row of which is withheld."""
    frame = pd.DataFrame(
        {
            "zone_code": ["01", "02"],
            "zone_label": ["=1+1", "<svg onload=x>"],
            "n_events": [12, 3],
            "period_start": pd.to_datetime(["2026-01-01", "2026-01-01"]),
            "value": [1.25, 0.5],
        }
    )
    table = protect(frame, Policy.of(Scope.ELU, 5))
    block = Block(
        key="essai", title="Stable", picture=lambda large: "<svg />", reading="Stable.", table=table,
        columns=("zone_label", "n_events"), provisional={date(2026, 1, 1)},
    )  # fmt: skip
    return json.loads(json.dumps(frozen(block)))


def test_frozen_block_holds_no_withheld_figure(kept):
    assert kept["table"]["columns"]["n_events"]["cells"] == [12, None]
    assert kept["table"]["columns"]["value"]["cells"] == [1.25, None]
    assert kept["table"]["columns"]["status"]["cells"] == [Status.PUBLISHED, Status.PRIMARY]
    assert reopen(kept).table.policy.scope is Scope.ELU


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("table", "columns", "n_events", "cells"), [12, 3]),
        (("table", "columns", "n_events", "cells"), [12]),
        (("table", "columns", "n_events", "type"), "no type"),
        (("table", "columns", "status", "cells"), ["published", "unheard of"]),
        (("table", "scope"), "everybody"),
        (("table", "threshold"), None),
        (("columns",), ["unheard_of"]),
        (("reading",), " "),
        (("provisional",), ["yesterday"]),
        (("picture",), {"screen": {"svg": "<svg />"}}),
    ],
)
def test_content_that_nobody_froze_is_refused(kept, where, value):
    changed = copy.deepcopy(kept)
    *path, last = where
    inner = changed
    for name in path:
        inner = inner[name]
    inner[last] = value
    with pytest.raises((KeyError, TypeError, ValueError)):
        reopen(changed).picture(large=True)


def test_block_without_a_reading_is_refused(open_page, drawn):
    open_page("evolution", "demo")
    block = drawn[0]
    fields = {name: getattr(block, name) for name in ("key", "title", "picture", "table")}
    with pytest.raises(ValueError, match="no reading"):
        Block(**fields, columns=block.columns, reading=" ")
    with pytest.raises(ValueError, match="not declared"):
        Block(**fields, columns=["unheard_of"], reading="Stable.")
