"""Zones against their commune, past the gate."""

from datetime import date

import numpy as np
import pytest

from analytics.charts import funnel as charts
from analytics.figures import zones_compared
from analytics.figures.release import Release
from analytics.statistics.comparison import judge_difference
from analytics.statistics.words import ABOVE, BELOW
from analytics.text import zones_compared as texts
from data.model import Level, Period, Scope, Selection
from tests.scopes import full

YEARS = Period(date(2022, 1, 1), date(2025, 1, 1))


def asked(level=Level.QUARTIER, slug="signalements"):
    return Selection(slug, level, YEARS)


def compared(release, selection):
    return zones_compared.compared(zones_compared.table(release, selection))


def test_expected_facts_share_out_all_that_was_recorded(seeded):
    frame = compared(full(seeded.source), asked()).frame
    assert frame["expected"].sum() == pytest.approx(frame["n_events"].sum())
    assert (frame["expected"] / frame["exposure"]).nunique() == 1 or np.ptp(
        frame["expected"] / frame["exposure"]
    ) < 1e-12


def test_words_are_those_of_the_statistic(seeded):
    frame = compared(full(seeded.source), asked()).frame
    counted = (frame[name].astype(float) for name in ("n_events", "expected"))
    judged = judge_difference(*counted, dispersion=frame["dispersion"].astype(float), is_capped=True)
    assert list(frame["word"]) == [str(word) for word in judged.word]


def test_withheld_zones_are_left_out_when_the_scope_is_protected(seeded):
    everything, public = (
        compared(Release(seeded.source, scope), asked()).frame for scope in (Scope.COORDINATION, Scope.PUBLIC)
    )
    assert set(public["zone_code"]) <= set(everything["zone_code"])
    counts = public["n_events"].astype(int)
    assert ((counts == 0) | (counts >= 5)).all()


def test_nothing_is_said_when_zones_are_too_few(seeded):
    table = compared(full(seeded.source), asked(Level.COMMUNE))
    assert table.frame.empty
    assert texts.funnel(table) == texts.NOTHING


def test_every_zone_is_a_mark_of_the_funnel(seeded):
    table = compared(full(seeded.source), asked())
    figure = charts.funnel(table, zones_compared.funnel(table))
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in marks) == len(table.frame)


def test_reading_names_the_zones_that_differ_and_counts_the_others(seeded):
    table = compared(full(seeded.source), asked())
    reading = texts.funnel(table)
    for row in table.frame.itertuples():
        assert (row.zone_label in reading) == (row.word in ABOVE + BELOW)
