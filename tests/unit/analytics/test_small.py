"""Small pictures: marks where figures are, gaps where they are withheld, names that stay text."""

from datetime import date
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from analytics.charts import Colour, small
from analytics.disclosure import Policy, protect
from analytics.statistics.words import ChangeWord
from data.model import Scope

STRICT = Policy.of(Scope.PUBLIC, 5)
UNKNOWN = (np.nan, np.nan)


def marks(svg, tag):
    return ElementTree.fromstring(svg).findall(f"{{http://www.w3.org/2000/svg}}{tag}")


def of_colour(svg, tag, colour, attribute="fill"):
    return [one for one in marks(svg, tag) if one.get(attribute) == colour]


def points(path):
    """Points of each broken line of a path."""
    return [
        [tuple(map(float, point.split())) for point in line.split("L")] for line in path.get("d").split("M") if line
    ]


# --- Sparkline


def days_of(n):
    return pd.date_range("2020-01-01", periods=n, freq="MS")


def sparkline(counts, limits=None, **options):
    days = days_of(len(counts))
    table = protect(pd.DataFrame({"period_start": days, "n_events": pd.array(counts, dtype="Int64")}), STRICT)
    low, high = zip(*(limits or [UNKNOWN] * len(counts)), strict=True)
    band = pd.DataFrame({"month": days, "expected": np.nan, "low": low, "high": high})
    return small.sparkline(table, band, **options)


def observed(svg):
    (path,) = of_colour(svg, "path", Colour.SERIES, "stroke")
    return points(path)


@pytest.mark.parametrize(("given", "drawn"), [(35, 35), (36, 36), (37, 36)])
def test_sparkline_shows_at_most_the_last_36_months(given, drawn):
    ((*line,),) = observed(sparkline([10] * (given - 1) + [20]))
    assert len(line) == drawn
    assert line[-1][1] < line[0][1]


def test_sparkline_starts_from_zero():
    ((zero, _, twenty, ten),) = observed(sparkline([0, 0, 20, 10], height=44))
    assert zero[1] == 40 and twenty[1] == 4 and ten[1] == 22


def test_pictures_that_share_a_top_share_their_scale_and_their_line():
    ((ten, twenty),) = observed(sparkline([10, 20], top=40, rule=20, height=44))
    assert ten[1] == 31 and twenty[1] == 22
    (line,) = of_colour(sparkline([10, 20], top=40, rule=20, height=44), "path", Colour.HAIRLINE, "stroke")
    assert [y for ((_, y), _) in points(line)] == [22]


def test_withheld_month_and_month_without_data_are_gaps():
    svg = sparkline([10, 3, 12, 13, None, 14])
    assert [len(line) for line in observed(svg)] == [2]
    alone = [float(one.get("cx")) for one in of_colour(svg, "circle", Colour.SERIES)]
    assert len(alone) == 3  # The first month, the last one, and the dot that ends the line.


@pytest.mark.parametrize(
    ("count", "colour"),
    [(9, Colour.LESS_CLEAR), (10, None), (20, None), (21, Colour.MORE_CLEAR)],
)
def test_month_out_of_its_band_has_its_colour(count, colour):
    svg = sparkline([15, count, 15], [(10, 20)] * 3)
    coloured = [one.get("fill") for one in marks(svg, "circle") if one.get("fill") != Colour.SERIES]
    assert coloured == ([colour] if colour else [])


@pytest.mark.parametrize(("months_after", "marked"), [(10, True), (11, True), (12, False)])
def test_month_out_of_its_band_is_marked_in_the_last_twelve(months_after, marked):
    counts = [15] * 20 + [30] + [15] * months_after
    svg = sparkline(counts, [(10, 20)] * len(counts))
    assert bool(of_colour(svg, "circle", Colour.MORE_CLEAR)) == marked


def test_last_month_is_a_point_of_its_own_colour():
    assert len(of_colour(sparkline([15, 15], [(10, 20)] * 2), "circle", Colour.SERIES)) == 1
    svg = sparkline([15, 25], [(10, 20)] * 2)
    assert [one.get("fill") for one in marks(svg, "circle")] == [Colour.MORE_CLEAR]


def test_provisional_month_is_hollow_and_in_no_band():
    svg = sparkline([15, 25], [(10, 20)] * 2, provisional=[date(2020, 2, 1)])
    (dot,) = marks(svg, "circle")
    assert (dot.get("fill"), dot.get("stroke")) == (Colour.PAPER, Colour.SERIES)


def test_band_is_drawn_in_stretches_and_stops_at_dashes_where_recording_changed():
    limits = [(10, 20), (10, 20), UNKNOWN, UNKNOWN, (10, 20), (10, 20)]
    svg = sparkline([15] * 6, limits, cuts=[date(2020, 3, 1)])
    assert len(of_colour(svg, "path", Colour.BAND)) == 2
    (dashes,) = [one for one in marks(svg, "path") if one.get("stroke-dasharray")]
    (((x, _), _),) = points(dashes)
    ((*line,),) = observed(svg)
    assert line[1][0] < x < line[2][0]


@pytest.mark.parametrize("month", [date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 1)])
def test_change_of_recording_has_no_dashes_where_no_band_stops(month):
    limits = [UNKNOWN, UNKNOWN, (10, 20), (10, 20)]
    assert not [one for one in marks(sparkline([15] * 4, limits, cuts=[month]), "path") if one.get("stroke-dasharray")]


def test_sparkline_of_nothing_is_an_empty_frame():
    assert marks(sparkline([None, None]), "circle") == []


# --- Quarters


# --- Bullet


def bullet(word=ChangeWord.CLEAR_FALL, effect=-0.3, low=-0.45, high=-0.2, **options):
    return small.bullet(word, effect, low, high, **{"target": -0.33, "width": 128} | options)


@pytest.mark.parametrize(
    ("word", "colour"),
    [
        (ChangeWord.CLEAR_FALL, Colour.LESS_CLEAR),
        (ChangeWord.PROBABLE_FALL, Colour.LESS_CLEAR),
        (ChangeWord.CLEAR_RISE, Colour.MORE_CLEAR),
        (ChangeWord.PROBABLE_RISE, Colour.MORE_CLEAR),
        (ChangeWord.STABLE, Colour.MUTED),
        (ChangeWord.NO_LARGE_RISE, Colour.MUTED),
    ],
)
def test_point_of_an_effect_has_the_colour_of_its_word(word, colour):
    (dot,) = marks(bullet(word), "circle")
    assert dot.get("fill") == colour
    assert float(dot.get("cx")) == pytest.approx(64 - 60 * 0.3 / 0.6)


def test_insufficient_data_are_a_bar_without_a_point():
    svg = bullet(ChangeWord.INSUFFICIENT_DATA)
    assert marks(svg, "circle") == []
    ((left, right),) = points(of_colour(svg, "path", Colour.BAND_INNER, "stroke")[0])
    assert left[0] == pytest.approx(64 - 60 * 0.45 / 0.6) and right[0] == pytest.approx(64 - 60 * 0.2 / 0.6)


@pytest.mark.parametrize(
    ("low", "high", "arrows"),
    [(-0.6, 0.6, 0), (-0.61, 0.6, 1), (-0.6, 0.61, 1), (-0.9, np.inf, 2)],
)
def test_bar_that_runs_off_the_scale_has_an_arrow(low, high, arrows):
    assert len(of_colour(bullet(low=low, high=high), "path", Colour.MUTED, "stroke")) == arrows


@pytest.mark.parametrize(("target", "ticks"), [(-0.59, 1), (-0.6, 1), (-0.61, 0)])
def test_target_is_a_tick_where_the_scale_has_it(target, ticks):
    assert len(of_colour(bullet(target=target), "path", Colour.INK, "stroke")) == ticks


def test_change_that_a_word_speaks_of_is_an_area_behind_the_bar():
    (area,) = of_colour(bullet(small_change=0.2), "path", Colour.LEVEL_1)
    (corners,) = points(area)
    assert sorted({x for x, _ in corners}) == pytest.approx([64 - 60 * 0.2 / 0.6, 64 + 60 * 0.2 / 0.6])
    assert of_colour(bullet(), "path", Colour.LEVEL_1) == []


def test_effect_without_a_target_has_no_tick():
    assert of_colour(bullet(target=None), "path", Colour.INK, "stroke") == []


# --- Dots


@pytest.mark.parametrize("level", [0, 1, 4, 5])
def test_level_is_so_many_full_dots(level):
    svg = small.dots(level, of=5)
    assert len(of_colour(svg, "circle", Colour.INK_2)) == level
    assert len(marks(svg, "circle")) == 5


@pytest.mark.parametrize("level", [-1, 6])
def test_level_out_of_its_scale_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 5"):
        small.dots(level, of=5)


# --- Register

AXIS = (date(2020, 1, 1), date(2025, 12, 31))
TODAY = date(2025, 7, 1)


def ends(svg):
    (bar,) = of_colour(svg, "path", Colour.ACTION, "stroke")
    ((start, end),) = points(bar)
    return start[0], end[0]


def span(first, last, **options):
    return small.span(first, last, AXIS, today=TODAY, **options)


def test_span_stands_where_its_days_do():
    whole = ends(span(*AXIS))
    assert ends(span(date(2020, 1, 1), date(2022, 12, 31)))[1] == pytest.approx(sum(whole) / 2, abs=0.5)


@pytest.mark.parametrize(("last", "arrows"), [(date(2024, 1, 1), 0), (None, 1)])
def test_span_has_an_arrow_when_the_action_goes_on(last, arrows):
    assert len(of_colour(span(date(2021, 1, 1), last), "path", Colour.ACTION)) == arrows


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(1998, 1, 1), None), (date(2030, 1, 1), None), (date(2021, 3, 1), date(2021, 3, 1))],
    ids=["long ago", "not begun", "one day"],
)
def test_span_stays_in_its_picture_and_is_seen(first, last):
    start, end = ends(span(first, last))
    assert 0 <= start < end <= small.SPAN


def counted(*counts):
    starts = pd.date_range("2020-01-01", periods=len(counts), freq="QS")
    columns = {"period_start": starts, "period_end": starts + pd.DateOffset(months=3)}
    return protect(pd.DataFrame({**columns, "n_events": pd.array(counts, dtype="Int64")}), STRICT)


def test_quarters_start_from_zero_with_the_line_of_the_start():
    svg = small.quarters(counted(0, 20, 10), date(2020, 7, 1), AXIS)
    ((zero, twenty, ten),) = observed(svg)
    assert zero[1] - twenty[1] == pytest.approx(2 * (zero[1] - ten[1]))
    (start,) = of_colour(svg, "path", Colour.ACTION, "stroke")
    ((line, _),) = points(start)
    assert twenty[0] < line[0] < ten[0]


def test_withheld_quarter_is_a_gap():
    assert [len(line) for line in observed(small.quarters(counted(9, 9, 3, 9, 9), date(2021, 1, 1), AXIS))] == [2, 2]


def test_nothing_is_drawn_when_no_quarter_is_known():
    svg = small.quarters(counted(3, None), date(2021, 1, 1), AXIS)
    assert [one.get("d") for one in of_colour(svg, "path", Colour.SERIES, "stroke")] == [""]


@pytest.mark.parametrize(("first", "named"), [(2020, 6), (2019, 4), (2016, 5)])
def test_every_other_year_is_named_when_they_are_many(first, named):
    assert len(marks(small.years((date(first, 1, 1), AXIS[1])), "text")) == named


def test_scale_names_its_ends_and_its_middle():
    assert [one.text for one in marks(small.scale(("a", "<b>", "c")), "text")] == ["a", "<b>", "c"]


# --- All


@pytest.mark.parametrize(
    "draw",
    [
        lambda large: sparkline([1, 2], large=large),
        lambda large: bullet(large=large),
        lambda large: small.dots(3, of=5, large=large),
        lambda large: span(date(2021, 1, 1), None, large=large),
        lambda large: small.quarters(counted(9, 12), date(2020, 4, 1), AXIS, large=large),
        lambda large: small.years(AXIS, large=large),
        lambda large: small.scale(("a", "b", "c"), large=large),
    ],
)
def test_projected_picture_is_the_same_and_larger(draw):
    usual, large = (ElementTree.fromstring(draw(one)) for one in (False, True))
    assert large.get("viewBox") == usual.get("viewBox")
    assert float(large.get("width")) == pytest.approx(1.6 * float(usual.get("width")))
    assert [one.attrib for one in list(large)] == [one.attrib for one in list(usual)]


# --- Strip, share, bars


def rates(*values, low=None, high=None):
    """Rates of zones, then of the commune."""
    frame = pd.DataFrame({"n_events": pd.array([20] * len(values), dtype="Int64"), "value": values})
    table = protect(frame, STRICT)
    return table.derived(value_low=[v - 5 for v in values], value_high=[v + 5 for v in values])


def test_strip_has_a_point_per_zone_and_the_commune_in_dashes():
    svg = small.strip(rates(10.0, 20.0, np.nan, 40.0, 25.0), 1)
    assert len(of_colour(svg, "circle", Colour.LEVEL_3)) == 3
    (own,) = of_colour(svg, "circle", Colour.SERIES)
    xs = sorted(float(one.get("cx")) for one in of_colour(svg, "circle", Colour.LEVEL_3))
    assert float(own.get("cx")) == xs[1]
    (dashes,) = of_colour(svg, "path", Colour.INK_2, "stroke")
    assert points(dashes)[0][0][0] == pytest.approx((xs[1] + (xs[2] - xs[1]) / 4), abs=0.1)


def test_strip_of_the_commune_marks_no_zone():
    assert of_colour(small.strip(rates(10.0, 20.0, 15.0), 2), "circle", Colour.SERIES) == []


@pytest.mark.parametrize(("values", "rank"), [((np.nan, 10.0, 10.0), 0), ((np.nan, 10.0), 1), ((10.0, np.nan), 1)])
def test_strip_is_not_drawn_without_a_rate_to_place(values, rank):
    assert small.strip(rates(*values), rank) == ""


def test_share_has_its_margin_where_one_is_known():
    svg = small.share(50, 40, 60, commune=25, width=114)
    (dot,) = marks(svg, "circle")
    ((left, right),) = points(of_colour(svg, "path", Colour.BAND_INNER, "stroke")[0])
    assert float(dot.get("cx")) == 57 and (left[0], right[0]) == (47, 67)
    bare = small.share(50, np.nan, np.nan, commune=np.nan)
    assert len(marks(bare, "circle")) == 1 and of_colour(bare, "path", Colour.BAND_INNER, "stroke") == []


def test_bars_show_names_as_typed_on_one_scale_with_their_references():
    names = ["<svg onload=alert(1)>", "$x$ :material/x:"]
    svg = small.bars(names, ["39", "20"], [40.0, 20.0], [20.0, np.nan], width=214)
    assert [one.text for one in marks(svg, "text")] == [names[0], "39", names[1], "20"]
    assert [float(one.get("width")) for one in marks(svg, "rect")] == [207, 107]
    (tick,) = marks(svg, "path")
    assert points(tick)[0][0][0] == 107
