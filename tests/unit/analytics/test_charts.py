"""Figures: what is drawn is what is published, in classes that read in grey, with French beside each point."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.charts import CONFIG, DASHES, LINES, NO_DATA, SEQUENTIAL, WITHHELD, maps
from analytics.charts import series as lines
from analytics.disclosure import Policy, protect
from data.model import Period, Scope

STRICT = Policy.of(Scope.PUBLIC, 5)
MONTHS = pd.date_range("2024-01-01", periods=6, freq="MS")


def zones(*events, value=None, policy=STRICT):
    counts = pd.array(events, dtype="Int64")
    figures = counts.astype("Float64").to_numpy(float, na_value=np.nan) / 10 if value is None else np.array(value)
    return protect(
        pd.DataFrame(
            {
                "zone_code": [f"{position:02}" for position in range(len(events))],
                "zone_label": [f"Zone {position}" for position in range(len(events))],
                "n_events": counts,
                "value": figures,
                "value_low": figures * 0.8,
                "value_high": figures * 1.2,
            }
        ),
        policy,
    )


def drawn(table, **options):
    options = {"measure": "nombre", "unit": "plaintes", "geometry_url": "./geo/quartier-1", **options}
    return maps.choropleth(table, extent=(2.0, 47.0, 2.1, 47.1), **options)


def classes(figure):
    """Zones of each class by its name, the outline apart."""
    return {trace.name: list(trace.locations) for trace in figure.data if trace.name}


def test_every_zone_is_drawn_once_when_some_are_withheld_or_missing():
    found = classes(drawn(zones(0, 10, 20, 30, 40, 3, None, 50)))
    assert sorted(code for codes in found.values() for code in codes) == [f"{position:02}" for position in range(8)]
    assert found["Non communiqué"] == ["05"]
    assert found["Pas de données"] == ["06"]


def test_classes_go_from_the_least_to_the_most_and_their_limits_belong_to_the_lower():
    found = classes(drawn(zones(*range(10, 110, 10))))
    assert len(found) == len(SEQUENTIAL)
    assert list(found.values()) == [["00", "01"], ["02", "03"], ["04", "05"], ["06", "07"], ["08", "09"]]
    assert next(iter(found)) == "10 à 28"


@pytest.mark.parametrize(("events", "names"), [((7, 7, 7), ["7"]), ((0, 0), ["0"]), ((3, 4), ["Non communiqué"])])
def test_map_has_one_class_when_all_zones_are_alike(events, names):
    assert list(classes(drawn(zones(*events)))) == names


def test_colours_of_silence_are_not_those_of_figures():
    figure = drawn(zones(10, 3, None))
    colours = {trace.name: trace.colorscale[0][1] for trace in figure.data}
    assert (colours["Non communiqué"], colours["Pas de données"]) == (WITHHELD, NO_DATA)
    assert not {WITHHELD, NO_DATA} & set(SEQUENTIAL)


def test_classes_darken_one_after_the_other():
    def lightness(colour):
        return sum(int(colour[start : start + 2], 16) for start in (1, 3, 5))

    light = [lightness(colour) for colour in SEQUENTIAL]
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize(("events", "said"), [(0, "0\u00a0fait<"), (1, "1\u00a0fait<"), (12, "12\u00a0faits<")])
def test_card_of_a_zone_agrees_with_its_number(events, said):
    (card,) = drawn(zones(events, policy=Policy.of(Scope.COORDINATION, 5))).data[0].customdata
    assert said in card
    assert card.startswith("<b>Zone 0</b><br>")


def test_card_says_no_rate_when_the_population_is_unknown():
    (card,) = drawn(zones(12, value=[np.nan])).data[0].customdata
    assert card == "<b>Zone 0</b><br>12\u00a0faits"


def test_chosen_zones_are_outlined_and_the_view_belongs_to_the_shapes():
    figure = drawn(zones(10, 20), selected=["01"])
    assert list(figure.data[-1].locations) == ["01"]
    assert figure.data[-1].hoverinfo == "skip"
    assert figure.layout.uirevision == "./geo/quartier-1"
    assert figure.layout.geo.lonaxis.range[0] < 2.0 < 2.1 < figure.layout.geo.lonaxis.range[1]


def test_no_host_is_named_in_a_figure_nor_in_its_settings():
    figure = drawn(zones(10, 20))
    assert "http" not in json.dumps(json.loads(figure.to_json())["data"])
    assert CONFIG["topojsonURL"].startswith("/")
    assert CONFIG["locale"] == "fr"


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


def test_band_is_drawn_only_where_it_is_known():
    figure = monthly(months(10, 12, 11), band((MONTHS[0], np.nan, np.nan, np.nan), (MONTHS[1], 10.0, 5.0, 15.0)))
    high, low, expected, _ = figure.data
    assert [list(trace.y) for trace in (high, low, expected)] == [[15], [5], [10]]
    assert [trace.name for trace in (low, expected)] == ["Bande habituelle", "Moyenne des mêmes mois"]


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
    layout = drawn(zones(10), large=large).layout
    assert (layout.font.size, layout.height) == ((20, 675) if large else (14, 540))
    assert layout.separators == ",\u202f"
