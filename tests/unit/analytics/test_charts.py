"""Figures: what is drawn is what is published, gaps where it is not, with French beside each point."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.charts import DASHES, LINES, Colour
from analytics.charts import series as lines
from analytics.charts.figure import Figure, styled
from analytics.indicators import indicator
from analytics.text.readings import Unit
from data.journal import Action, Event
from data.model import Period

MONTHS = pd.date_range("2024-01-01", periods=6, freq="MS")
MIDDLES = MONTHS + timedelta(days=14)
PERIOD = Period(date(2024, 1, 1), date(2024, 4, 1))
COUNTS, RATES = Unit(indicator("plaintes")), Unit(indicator("plaintes"), "value")


# --- Series


def months(*events, label="Zone", freq="MS"):
    days = pd.date_range("2024-01-01", periods=len(events), freq=freq)
    return pd.DataFrame({label: np.array(events, dtype=float)}, index=days)


def band(*limits):
    rows = [(month, np.mean(both), *both) for month, both in zip(MONTHS, limits, strict=False)]
    return pd.DataFrame(rows, columns=["month", "expected", "low", "high"])


UNKNOWN = (np.nan, np.nan)


def monthly(drawn, limits=None, **options):
    usual = None if limits is None else band(*limits)
    return lines.monthly(drawn, **{"unit": COUNTS, "period": PERIOD, "band": usual} | options)


def of_mode(figure, mode):
    return [trace for trace in figure.data if trace.mode == mode]


def observed(figure):
    """Lines of what was counted, without the two edges of a band."""
    return [trace for trace in of_mode(figure, "lines") if trace.line.width]


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def test_line_breaks_where_a_month_is_withheld_or_missing_and_what_is_alone_is_a_point():
    figure = monthly(months(10, np.nan, np.nan, 12, 0))
    (line,), (points,) = observed(figure), of_mode(figure, "markers")
    np.testing.assert_array_equal(line.y, [10, np.nan, np.nan, 12, 0])
    assert list(points.x) == [MIDDLES[0], MIDDLES[4]]
    assert line.connectgaps is None
    assert list(line.customdata)[:2] == ["janvier 2024\u00a0: 10\u00a0plaintes", ""]


def test_last_value_is_written_at_the_end_of_its_line():
    assert "<b>1\u00a0plainte</b><br>mars 2024" in notes(monthly(months(10, 3, 1, np.nan)))
    assert "<b>0,25 pour 1\u202f000\u00a0habitants</b><br>février 2024" in notes(monthly(months(1, 0.25), unit=RATES))


def test_provisional_months_are_hollow_points_and_stay_on_the_line():
    marked = [date(2024, 2, 1), date(2024, 3, 1)]
    figure = monthly(months(10, np.nan, 12), provisional=marked)
    (hollow,) = [trace for trace in of_mode(figure, "markers") if trace.marker.color == Colour.PAPER]
    assert (list(hollow.x), list(hollow.y)) == ([MIDDLES[2]], [12])
    figure = monthly(months(10, np.nan, 12), provisional=marked[:1])
    assert all(trace.marker.color != Colour.PAPER for trace in of_mode(figure, "markers"))


@pytest.mark.parametrize(("side", "colour"), [(-1, Colour.LESS_CLEAR), (1, Colour.MORE_CLEAR)])
@pytest.mark.parametrize(("rank", "is_named"), [(2, True), (3, False)])
def test_month_out_of_its_band_is_coloured_and_named_within_the_period_alone(side, colour, rank, is_named):
    beyond = pd.Series(0, index=MONTHS)
    beyond.iloc[rank] = side
    figure = monthly(months(10, 11, 12, 13, 14, 15), beyond=beyond)
    (points,) = [trace for trace in of_mode(figure, "markers") if trace.marker.color == colour]
    assert list(points.x) == [MIDDLES[rank]]
    assert ("<b>mars 12</b>" in notes(figure)) == is_named
    assert not any("avril" in note for note in notes(figure))


def test_change_of_recording_is_a_dashed_line_with_its_word():
    layout = monthly(months(10, 12), breaks=[date(2024, 2, 1)]).layout
    dashed = [shape.x0 for shape in layout.shapes if shape.type == "line" and shape.line.dash == "dash"]
    assert dashed == [note.x for note in layout.annotations if note.text == "Rupture"] == [date(2024, 2, 1)]


def test_band_is_drawn_apart_before_and_after_what_is_not_known():
    limits = [(5.0, 15.0), (5.0, 15.0), UNKNOWN, (5.0, 15.0), (6.0, 17.0)]
    figure = monthly(months(10, 12, 11, 9, 8), limits)
    edges = [trace for trace in of_mode(figure, "lines") if trace.line.width == 0]
    assert [list(trace.x) for trace in edges] == [list(MIDDLES[:2])] * 2 + [list(MIDDLES[3:5])] * 2
    assert "bande habituelle<br>6 à 17" in notes(figure)
    assert not any("bande" in note for note in notes(monthly(months(10, 12), [(5.0, 15.0), UNKNOWN])))


@pytest.mark.parametrize("draw", [monthly, lambda sums: lines.running_sum(sums, unit=COUNTS)])
def test_zones_are_told_apart_by_dash_and_colour_and_named_at_their_ends_without_a_legend(draw):
    figure = draw(pd.DataFrame({f"<b>{position}</b>": range(6) for position in range(6)}, index=MONTHS))
    drawn = observed(figure)
    assert len({(trace.line.color, trace.line.dash) for trace in drawn}) == len(LINES) == len(DASHES) == 6
    assert not figure.layout.showlegend
    ends = [note for note in figure.layout.annotations if "&lt;b&gt;" in note.text]
    assert len(ends) == 6
    heights = sorted(note.y for note in ends)
    assert min(np.diff(heights)) > 0


def action(name, start, end=None):
    return Action(name=name, champ="", start=start, end=end, lead="", expected_effect="", mechanism="")


@pytest.mark.parametrize(
    ("end", "drawn"),
    [
        (None, date(2024, 7, 1)),
        (date(2024, 4, 30), date(2024, 5, 1)),
        (date(2024, 6, 30), date(2024, 7, 1)),
        (date(2025, 1, 1), date(2024, 7, 1)),
    ],
)
def test_action_has_its_span_under_the_axis_within_the_months_drawn(end, drawn):
    layout = monthly(months(*range(6)), actions=[action("<i>Veille</i>", date(2024, 2, 3), end)]).layout
    (span,) = [shape for shape in layout.shapes if shape.fillcolor == Colour.ACTION_TINT]
    assert (span.x0, span.x1) == (date(2024, 2, 3), drawn)
    assert span.y0 < span.y1 < 0
    (name,) = [note for note in layout.annotations if "Veille" in note.text]
    assert name.text == "<b>&lt;i&gt;Veille&lt;/i&gt;</b>"


@pytest.mark.parametrize(
    ("n", "lanes", "told"), [(7, 7, []), (8, 8, []), (9, 8, ["Actions et événements d’avant\u00a0: 1"])]
)
def test_actions_that_began_last_have_lanes_and_the_others_are_counted(n, lanes, told):
    actions = [action(f"Action {day}", date(2024, 1, day)) for day in range(1, n + 1)]
    figure = monthly(months(*range(6)), actions=actions)
    spans = [shape for shape in figure.layout.shapes if shape.fillcolor == Colour.ACTION_TINT]
    assert len(spans) == lanes and max(shape.x0 for shape in spans) == date(2024, 1, n)
    assert [note for note in notes(figure) if "avant" in note] == told


@pytest.mark.parametrize(("n", "ticks"), [(24, "%b\n%Y"), (25, "%Y")])
def test_years_are_centred_under_their_months_and_few_months_are_named(n, ticks):
    axis = monthly(months(*range(n))).layout.xaxis
    assert (axis.tickformat, axis.ticklabelmode) == (ticks, "period" if ticks == "%Y" else "instant")


def test_years_are_bars_named_by_their_year_hollow_where_they_are_partial():
    figure = lines.yearly(months(np.nan, 9, 2, freq="YS"), unit=COUNTS, partial={2026})
    (bars,) = figure.data
    assert list(bars.x) == ["2024", "2025", "2026 (incomplète)"]
    np.testing.assert_array_equal(bars.y, [np.nan, 9, 2])
    assert list(bars.marker.color) == [Colour.SERIES, Colour.SERIES, Colour.PAPER]
    assert list(bars.text) == ["", "9", "2"]
    assert not figure.layout.showlegend


@pytest.mark.parametrize("large", [False, True])
def test_type_and_height_grow_when_the_figure_is_projected(large):
    layout = styled(Figure(), height=400, large=large).layout
    assert (layout.template.layout.font.size, layout.height) == ((24, 500) if large else (14, 400))
    assert layout.template.layout.separators == ",\u202f"


def test_event_has_its_span_and_its_name_as_typed_under_the_months():
    event = Event(label="Travaux <b>", start=date(2024, 2, 3), end=date(2024, 3, 31))
    layout = monthly(months(*range(6)), events=[event]).layout
    (span,) = [one for one in layout.shapes if one.fillcolor == Colour.STABLE]
    assert [str(one)[:10] for one in (span.x0, span.x1)] == ["2024-02-03", "2024-04-01"]
    assert "Travaux &lt;b&gt;" in " ".join(one.text for one in layout.annotations)
