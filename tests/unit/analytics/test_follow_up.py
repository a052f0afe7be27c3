"""The picture of an evaluation: its marks by the word of the verdict, its labels, and what it reads."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.charts import CHANGES, Colour
from analytics.charts import follow_up as charts
from analytics.disclosure import Policy, tabulate
from analytics.figures.evaluations import Evaluated, Followup
from analytics.statistics.evaluation import against_expected, appraise
from analytics.statistics.words import ChangeWord, Part
from analytics.text import follow_up as texts
from data.journal import Action, Direction, Followed, Unit
from data.model import Level, Scope
from tests.calibration import towns

PLAIN = str.maketrans("\xa0\u202f", "  ")
FALL, RISE, NONE = ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE, ChangeWord.INSUFFICIENT_DATA


def followed(word=FALL, *, months=3, goal=None, name="Rondes", target=None, unit=Unit.PERCENT, seed=2, **given):
    """A fall by half, drawn at random, with the word that a test wants."""
    study = towns.study(np.random.default_rng(seed), **{"ratio": 0.5, "n_after": 36, "level": 20, **given})
    (ours,) = appraise([study])
    rows = against_expected(study, ours.effect, length=months)
    columns = {str(column): values.to_numpy() for column, values in rows.drop(columns="observed").items()}
    n_events = rows["observed"].to_numpy().astype(np.int64)
    table = tabulate({**columns, "n_events": n_events}, Policy.of(Scope.COORDINATION, 5))
    indicators = (Followed("signalements", "", Direction.DOWN, target, unit),)
    action = Action(
        name=name, champ="mediation_sociale", start=date(2023, 1, 9), lead="Ville", expected_effect="e", mechanism="m",
        indicators=indicators,
    )  # fmt: skip
    judged = replace(ours, verdict=replace(ours.verdict, word=word))
    return Followup(table, months, goal), Evaluated(action, Level.QUARTIER, appraisal=judged)


def lines(figure, panel="y"):
    return [one for one in figure.data if one.mode == "lines" and one.line.width and one.yaxis == panel]


def dots(figure, panel="y"):
    return [one for one in figure.data if one.mode == "markers" and one.yaxis == panel]


def told(figure):
    return [one.text.translate(PLAIN) for one in figure.layout.annotations]


def test_observed_line_is_solid_and_expected_one_dashed():
    shown, one = followed()
    expected, observed = lines(charts.follow_up(shown, one))
    assert (expected.line.color, observed.line.color) == (Colour.MUTED, Colour.SERIES)
    assert expected.line.dash and not observed.line.dash
    assert list(observed.y) == shown.table.frame["n_events"].to_list()


def test_chance_is_drawn_from_the_start_on_alone():
    shown, one = followed()
    areas = [trace for trace in charts.follow_up(shown, one).data if trace.fill and trace.yaxis == "y"]
    assert [len(area.x) for area in areas] == [12, 12]
    outer, inner = areas
    assert (np.array(outer.y, dtype=float) > np.array(inner.y, dtype=float)).all()


@pytest.mark.parametrize(
    ("word", "has_dots"),
    [(FALL, True), (RISE, True), (ChangeWord.STABLE, False), (ChangeWord.BOUNDED, False), (NONE, False)],
)
def test_counts_that_leave_chance_are_dots_when_a_change_is_said(word, has_dots):
    shown, one = followed(word)
    assert shown.outside.any()
    marked = dots(charts.follow_up(shown, one))
    assert [trace.marker.color for trace in marked] == ([CHANGES[FALL].ground] if has_dots else [])
    if has_dots:
        assert len(marked[0].x) == shown.outside.sum()


@pytest.mark.parametrize(("word", "n_lines"), [(FALL, 1), (ChangeWord.STABLE, 1), (NONE, 0)])
def test_difference_has_no_line_and_no_figure_when_nothing_is_concluded(word, n_lines):
    shown, one = followed(word)
    figure = charts.follow_up(shown, one)
    assert len(lines(figure, "y2")) == len(dots(figure, "y2")) == n_lines
    assert any("faits</b>" in text for text in told(figure)) == bool(n_lines)
    value, low, high = texts.end(shown.table.frame.iloc[-1])
    assert any(f"{low}<br>{high}".translate(PLAIN) in text for text in told(figure))
    assert value.startswith("−")


@pytest.mark.parametrize(
    ("word", "colour"), [(FALL, CHANGES[FALL].ground), (RISE, CHANGES[RISE].ground), (ChangeWord.STABLE, Colour.SERIES)]
)
def test_difference_has_a_colour_when_a_change_is_said(word, colour):
    (line,) = lines(charts.follow_up(*followed(word)), "y2")
    assert line.line.color == colour
    assert (line.x[0], line.y[0]) == (np.datetime64("2023-01-01"), 0)


def test_months_that_are_not_read_are_hollow_and_named():
    shown, one = followed(ChangeWord.STABLE, left_out=12, n_before=48)
    figure = charts.follow_up(shown, one)
    (hollow,) = dots(figure)
    assert len(hollow.x) == 4
    assert texts.NOT_READ in told(figure)


@pytest.mark.parametrize(("n_after", "n_drawn", "last"), [(35, 23, 2), (36, 24, 3), (37, 24, 1)])
def test_quarter_without_all_its_months_is_in_the_difference_alone(n_after, n_drawn, last):
    shown, one = followed(n_after=n_after)
    figure = charts.follow_up(shown, one)
    assert len(lines(figure)[1].x) == n_drawn
    assert len(lines(figure, "y2")[0].x) == -(-n_after // 3) + 1
    assert shown.whole.iloc[-1] == (last == 3)


def test_start_is_a_line_in_both_panels_with_the_name_of_the_action_above():
    shown, one = followed(name="Rondes de <b>nuit</b> aux abords des écoles et des collèges")
    figure = charts.follow_up(shown, one)
    starts = [shape for shape in figure.layout.shapes if shape.type == "line" and shape.line.color == Colour.ACTION]
    assert {shape.yref for shape in starts} == {"y domain", "y2 domain"}
    (name,) = (text for text in told(figure) if "Rondes" in text)
    assert name == "<b>Rondes de &lt;b&gt;nuit&lt;/b&gt;</b><br><b>aux abords des écoles et…</b><br>depuis janvier 2023"


@pytest.mark.parametrize(
    ("target", "unit", "label"),
    [(33.0, Unit.PERCENT, "but : −33 %"), (12.0, Unit.NUMBER, "but : −12 par an"), (None, Unit.PERCENT, "")],
)
def test_target_is_a_tick_with_its_label(target, unit, label):
    shown, one = followed(goal=-40.0 if target else None, target=target, unit=unit)
    figure = charts.follow_up(shown, one)
    ticks = [shape for shape in figure.layout.shapes if shape.yref == "y2"]
    assert [shape.y0 for shape in ticks] == ([-40.0] if target else [])
    assert ([text for text in told(figure) if text.startswith("<b>but")] == [f"<b>{label}</b>"]) == bool(target)
    low, high = figure.layout.yaxis2.range
    assert low < -40 < high if target else low < 0 < high


@pytest.mark.parametrize("gap", [0.0, 1.0, -1.0, 60.0])
def test_labels_of_both_lines_do_not_lie_on_each_other(gap):
    figure = charts.follow_up(*followed())
    observed, expected = charts._apart(figure, 40 + gap, 40.0)
    pixels = abs(observed - expected) / figure.layout.yaxis.range[1] * 0.6 * (charts.HEIGHT - 84)
    assert pixels >= 35
    assert (observed >= expected) == (gap >= 0)


@pytest.mark.parametrize(("months", "width"), [(1, 1.7), (3, 2.6)])
def test_line_of_quarters_is_thicker_than_that_of_months(months, width):
    assert lines(charts.follow_up(*followed(months=months)))[1].line.width == width


def test_type_grows_when_projected():
    small, large = (charts.follow_up(*followed(), large=large) for large in (False, True))
    assert large.layout.height > small.layout.height
    assert all(
        b.font.size > a.font.size for a, b in zip(small.layout.annotations, large.layout.annotations, strict=True)
    )


def test_reading_adds_up_and_tells_what_leaves_chance():
    shown, one = followed()
    after = shown.table.frame[shown.table.frame["part"] == Part.AFTER]
    said = texts.reading(shown, one).translate(PLAIN)
    counted, n_outside = int(after["n_events"].sum()), int(shown.outside.sum())
    assert said.startswith(f"Depuis janvier 2023, {counted} faits sont comptés, pour environ ")
    assert f"{n_outside} trimestres sur 12 sortent" in said
    assert "de moins (entre " in said


@pytest.mark.parametrize("word", [ChangeWord.STABLE, ChangeWord.NO_LARGE_RISE])
def test_reading_tells_nothing_of_single_quarters_when_no_change_is_said(word):
    assert "trimestre" not in texts.reading(*followed(word))


def test_reading_concludes_nothing_when_the_verdict_does_not():
    said = texts.reading(*followed(NONE))
    assert "ne permet pas de conclure" in said
    assert "hasard" not in said


def test_reading_says_that_the_sum_is_judged_when_no_quarter_leaves_chance():
    shown, one = followed(ratio=1.0)
    assert not shown.outside.any()
    assert "le verdict porte sur leur somme" in texts.reading(shown, one)


@pytest.mark.parametrize(("value", "text"), [(-0.4, "0"), (-0.5, "−1"), (0.4, "0"), (0.5, "+1"), (-134.2, "−134")])
def test_difference_is_signed_once_it_is_a_fact(value, text):
    assert texts.difference(value) == text
