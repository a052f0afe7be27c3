"""Months of each source: one cell each, whose shape says what is known of it; names that stay text."""

from datetime import date
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from analytics.blocks.months_received import months_received
from analytics.charts import Colour
from analytics.charts.strip import strip
from analytics.disclosure import Policy
from analytics.figures import coverage
from analytics.text.deliveries import MONTH_STATES
from data.coverage import Coverage
from data.model import Kind, Period, Scope, add_months
from data.recording_breaks import RecordingBreak

RELEASE = SimpleNamespace(policy=Policy.of(Scope.PUBLIC, 5))
FIRST = date(2024, 1, 1)
HATCHED = "url(#late)"


def month(n):
    return add_months(FIRST, n)


def given(n_months, *, source="ville", missing=(), late=(), provisional=()):
    received = Period.of_months(FIRST, month(n_months - 1))
    states = [tuple(map(month, months)) for months in (missing, late, provisional)]
    return Coverage(source, Kind.SIGNALEMENT, received, 1, *states)


def calendar(*coverages, breaks=(), names=None):
    return coverage.calendar(RELEASE, coverages, breaks, names or {})


def drawn(table, **options):
    sums = dict.fromkeys(table.frame["source"], "72 mois")
    return ElementTree.fromstring(strip(table, MONTH_STATES, sums, **options))


def cells(svg, fill):
    """Cells of a filling; those of the key are not as wide as a share of the picture."""
    return [one for one in svg.findall(".//{*}rect") if one.get("fill") == fill and one.get("width").endswith("%")]


def written(svg):
    return [one.text for one in svg.findall(".//{*}text")]


def dashes(svg):
    return [one for one in svg.findall(".//{*}line") if one.get("stroke-dasharray")]


def test_calendar_parts_months_by_state_and_where_what_is_counted_changed():
    cut = RecordingBreak("ville", month(2), "application")
    other = RecordingBreak("autre", month(3), "hors sujet")
    table = calendar(given(6, missing=(4,), late=(6,), provisional=(5,)), breaks=[cut, other], names={"ville": "Ville"})
    rows = table.frame[["source", "period_start", "state", "note"]].astype(str).to_numpy().tolist()
    assert rows == [
        ["Ville", "2024-01-01", "received", ""],
        ["Ville", "2024-03-01", "received", "application"],
        ["Ville", "2024-05-01", "missing", ""],
        ["Ville", "2024-06-01", "provisional", ""],
        ["Ville", "2024-07-01", "late", ""],
    ]
    assert set(table.frame["status"]) == {"published"}


def test_each_state_has_a_shape_of_its_own_and_its_name_under_the_picture():
    svg = drawn(calendar(given(6, missing=(2,), late=(6,), provisional=(5,)), given(3, source="pm")))
    # The last provisional and missing cells are white, of two borders; those not received yet are dashed.
    assert [len(cells(svg, fill)) for fill in (Colour.LEVEL_4, HATCHED, Colour.PAPER)] == [4 + 3, 1, 2 + 4]
    assert len([one for one in cells(svg, Colour.PAPER) if one.get("stroke-dasharray")]) == 4
    assert written(svg)[-5:] == ["reçu", "provisoire", "pas encore reçu", "en retard", "manquant"]


def test_key_names_only_what_is_drawn():
    assert written(drawn(calendar(given(3))))[-1:] == ["reçu"]


@pytest.mark.parametrize(("n_months", "n_cells"), [(35, 35), (36, 36), (37, 36)])
def test_last_months_are_drawn_and_all_of_them_when_asked(n_months, n_cells):
    table = calendar(given(n_months))
    assert len(cells(drawn(table, n_months=36), Colour.LEVEL_4)) == n_cells
    assert len(cells(drawn(table), Colour.LEVEL_4)) == n_months


@pytest.mark.parametrize(("at", "n_dashes"), [(0, 0), (1, 1), (36, 1)])
def test_break_is_dashed_where_its_month_is_drawn(at, n_dashes):
    table = calendar(given(37), breaks=[RecordingBreak("ville", month(at), "application")])
    svg = drawn(table, n_months=36)
    # One over the cells, one in the key.
    assert len(dashes(svg)) == 2 * n_dashes and ("rupture" in written(svg)) == bool(n_dashes)


def test_months_before_the_first_of_a_source_are_left_white():
    late = Coverage("pm", Kind.MAIN_COURANTE, Period.of_months(month(4), month(5)), 1, (), (), ())
    assert len(drawn(calendar(given(6), late)).findall(".//{*}rect")) == 6 + 2 + 1 + 1  # the key, the hatching


def test_name_of_a_source_stays_text():
    name = '<script>"&\x01*gras*' + "long " * 20
    svg = drawn(calendar(given(3), names={"ville": name}))
    assert not svg.findall(".//{*}script")
    assert any(text.startswith('<script>"& *gras*') and text.endswith("…") for text in written(svg))


def test_picture_is_as_wide_as_the_page_and_only_heights_grow_when_projected():
    table = calendar(given(3))
    plain, large = drawn(table), drawn(table, large=True)
    assert plain.get("width") == large.get("width") == "100%" and plain.get("viewBox") is None
    assert float(large.get("height")) == pytest.approx(1.6 * float(plain.get("height")), abs=1)


def test_block_says_of_each_source_what_its_picture_shows():
    release = SimpleNamespace(policy=RELEASE.policy, ask=lambda *_: [given(6, missing=(2,))])
    block = months_received(release, (("ville", "Ville"),), breaks=(), today=date(2026, 1, 1))
    assert block.reading.startswith("**Ville**") and "manquent\u00a0: mars 2024" in block.reading
    release = SimpleNamespace(policy=RELEASE.policy, ask=lambda *_: [])
    assert months_received(release, (), breaks=(), today=date(2026, 1, 1)) is None
