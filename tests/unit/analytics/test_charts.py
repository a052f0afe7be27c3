"""Figures: what is drawn is what is published, in classes that read in grey, with French beside each point."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.charts import DASHES, LINES
from analytics.charts import series as lines
from analytics.charts.figure import Figure, styled
from analytics.disclosure import Policy, protect
from data.model import Period, Scope

STRICT = Policy.of(Scope.PUBLIC, 5)
MONTHS = pd.date_range("2024-01-01", periods=6, freq="MS")


# --- Series


def months(*events, policy=STRICT):
    return protect(
        pd.DataFrame({"period_start": MONTHS[: len(events)], "n_events": pd.array(events, dtype="Int64")}), policy
    )


def band(*rows):
    return pd.DataFrame([dict(zip(("month", "expected", "low", "high"), row, strict=True)) for row in rows])


def monthly(table, usual):
    return lines.monthly(table, usual, period=Period(date(2024, 1, 1), date(2024, 4, 1)), noun="plaintes")


def test_line_breaks_where_a_month_is_withheld_or_missing():
    figure = monthly(months(10, 3, None, 12, 0), band((MONTHS[0], np.nan, np.nan, np.nan)))
    (line,) = figure.data
    np.testing.assert_array_equal(line.y, [10, np.nan, np.nan, 12, 0])
    assert line.connectgaps is None
    assert list(line.customdata)[:2] == ["janvier 2024", "février 2024"]
    assert line.hovertemplate == "%{customdata}\u00a0: %{y:,.0f}<extra></extra>"


def test_provisional_months_are_hollow_points_with_their_word_and_stay_on_the_line():
    table, usual = months(10, 3, 12), band((MONTHS[0], np.nan, np.nan, np.nan))
    period = Period(date(2024, 1, 1), date(2024, 4, 1))
    marked = [date(2024, 2, 1), date(2024, 3, 1)]
    line, points = lines.monthly(table, usual, period=period, noun="plaintes", provisional=marked).data
    np.testing.assert_array_equal(line.y, [10, np.nan, 12])
    assert (points.mode, points.name, list(points.x), list(points.y)) == ("markers", "Provisoire", [MONTHS[2]], [12])
    (line,) = lines.monthly(table, usual, period=period, noun="plaintes", provisional=marked[:1]).data
    assert line.mode == "lines+markers"


def test_change_of_recording_is_a_line_with_its_word():
    period = Period(date(2024, 1, 1), date(2024, 4, 1))
    usual = band((MONTHS[0], np.nan, np.nan, np.nan))
    layout = lines.monthly(months(10, 12), usual, period=period, noun="plaintes", breaks=[date(2024, 2, 1)]).layout
    assert [(shape.x0, shape.line.dash) for shape in layout.shapes if shape.type == "line"] == [
        (date(2024, 2, 1), "dash")
    ]
    assert [(note.x, note.text) for note in layout.annotations] == [(date(2024, 2, 1), "Rupture")]


def test_band_is_drawn_only_where_it_is_known():
    figure = monthly(months(10, 12, 11), band((MONTHS[0], np.nan, np.nan, np.nan), (MONTHS[1], 10.0, 5.0, 15.0)))
    high, low, expected, _ = figure.data
    assert [list(trace.y) for trace in (high, low, expected)] == [[15], [5], [10]]
    assert {trace.mode for trace in (high, low, expected)} == {"lines"}
    assert [trace.name for trace in (low, expected)] == ["Bande habituelle", "Moyenne des mêmes mois"]


def test_band_is_drawn_apart_before_and_after_what_is_not_known():
    rows = [(month, 10.0, 5.0, 15.0) for month in MONTHS[:5]]
    rows[2] = (MONTHS[2], np.nan, np.nan, np.nan)
    figure = monthly(months(10, 12, 11, 9, 8), band(*rows))
    *drawn, _ = figure.data
    assert [list(trace.x) for trace in drawn] == [list(MONTHS[:2])] * 3 + [list(MONTHS[3:5])] * 3
    assert [trace.name for trace in drawn if trace.showlegend] == ["Bande habituelle", "Moyenne des mêmes mois"]


def test_each_zone_has_its_own_dash_and_colour_when_sums_are_compared():
    sums = pd.DataFrame({f"Zone {position}": range(6) for position in range(6)}, index=MONTHS)
    figure = lines.running_sum(sums)
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == len(LINES) == len(DASHES) == 6
    assert figure.layout.showlegend
    assert not lines.running_sum(sums[["Zone 0"]]).layout.showlegend


@pytest.mark.parametrize(("n_zones", "rows"), [(1, 1), (3, 1), (4, 2), (60, 20)])
def test_small_charts_share_one_scale_and_stand_in_rows_of_three(n_zones, rows):
    figure = lines.small_multiples(pd.DataFrame({f"Zone {i}": range(6) for i in range(n_zones)}, index=MONTHS))
    assert len(figure.data) == len(figure.layout.annotations) == n_zones
    assert figure.layout.height == 70 + 150 * rows
    axes = [figure.layout[key] for key in figure.to_dict()["layout"] if key.startswith("yaxis")]
    assert sum(axis.matches is None for axis in axes) == 1


def test_years_are_bars_named_by_their_year():
    table = protect(
        pd.DataFrame(
            {"period_start": pd.to_datetime(["2023-01-01", "2024-01-01"]), "n_events": pd.array([3, 9], dtype="Int64")}
        ),
        STRICT,
    )
    (bars,) = lines.yearly(table, noun="plaintes").data
    assert list(bars.x) == ["2023", "2024"]
    np.testing.assert_array_equal(bars.y, [np.nan, 9])


@pytest.mark.parametrize("large", [False, True])
def test_type_and_height_grow_when_the_figure_is_projected(large):
    layout = styled(Figure(), height=400, large=large).layout
    assert (layout.font.size, layout.height) == ((20, 500) if large else (14, 400))
    assert layout.separators == ",\u202f"
