"""The gate: what each scope is shown, and that nothing withheld leaves by another door."""

import copy
import dataclasses
import io
import pickle
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import series as lines
from analytics.columns import COLUMNS, KEYS
from analytics.disclosure import FLOOR, Policy, ProtectedTable, Status, protect
from analytics.export import tables
from analytics.figures import Release, changes, counts, series, zones_compared
from analytics.indicators import indicator
from analytics.text import readings
from data.model import Level, Period, Scope, Selection
from tests.scopes import full

FULL = (Scope.COORDINATION, Scope.ADMINISTRATION)
PROTECTED = (Scope.PUBLIC, Scope.PARTENAIRE, Scope.ELU)


def frame_of(*events, **columns):
    codes = [f"{position:02}" for position in range(len(events))]
    return pd.DataFrame({"zone_code": codes, "n_events": pd.array(events, dtype="Int64"), **columns})


def gate(threshold, scope=Scope.PUBLIC):
    return Policy.of(scope, threshold)


@pytest.mark.parametrize("proof", [None, object(), True])
def test_protected_table_is_refused_when_built_elsewhere(proof):
    with pytest.raises(TypeError):
        ProtectedTable(frame_of(3), gate(5), proof=proof)
    with pytest.raises(TypeError):
        ProtectedTable(frame_of(3), gate(5))


@pytest.mark.parametrize(
    ("threshold", "events", "shown"),
    [
        (5, 1, False), (5, 4, False), (5, 5, True), (5, 6, True),
        (10, 9, False), (10, 10, True), (10, 11, True),
        (5, 0, True), (10, 0, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("scope", PROTECTED)
def test_count_is_withheld_when_it_is_below_the_threshold_and_not_zero(scope, threshold, events, shown):
    row = protect(frame_of(events), gate(threshold, scope)).frame.iloc[0]
    assert row["status"] == (Status.PUBLISHED if shown else Status.PRIMARY)
    assert pd.isna(row["n_events"]) != shown


@pytest.mark.parametrize(("asked", "applied"), [(-3, 5), (0, 5), (1, 5), (4, 5), (5, 5), (6, 6), (11, 11)])
@pytest.mark.parametrize("scope", PROTECTED)
def test_floor_holds_when_settings_ask_for_less(scope, asked, applied):
    assert Policy.of(scope, asked).threshold == applied
    assert FLOOR == 5


@pytest.mark.parametrize("scope", FULL)
@pytest.mark.parametrize("threshold", [-3, 5, 500])
def test_every_count_is_shown_when_the_scope_coordinates_or_administers(scope, threshold):
    table = protect(frame_of(0, 1, 4, 499), Policy.of(scope, threshold))
    assert table.frame["n_events"].tolist() == [0, 1, 4, 499]
    assert table.n_withheld == 0


@pytest.mark.parametrize("scope", Scope)
def test_missing_count_is_no_data_and_never_zero(scope):
    row = protect(frame_of(None, value=[2.5]), gate(5, scope)).frame.iloc[0]
    assert row["status"] == Status.NO_DATA
    assert pd.isna(row["n_events"]) and pd.isna(row["value"])


def test_row_is_withheld_when_any_of_its_counts_is_small_even_if_another_is_missing():
    table = protect(frame_of(40, 3, 40, n_before=pd.array([40, None, 4], dtype="Int64")), gate(5))
    assert table.frame["status"].tolist() == [Status.PUBLISHED, Status.PRIMARY, Status.PRIMARY]
    assert table.frame.loc[1:, ["n_events", "n_before"]].isna().all(axis=None)
    assert table.n_withheld == 2


def test_everything_of_a_withheld_row_but_its_place_goes_when_columns_are_added():
    frame = frame_of(
        3,
        60,
        zone_label=["A", "B"],
        exposure=[10.0, 20.0],
        difference=[3.25, 4.0],
        sentence=["trois", "soixante"],
        weighted=[True, False],
        detectable=pd.to_datetime(["2025-01-01", "2025-02-01"]),
    )
    first, second = (row for _, row in protect(frame, gate(5)).frame.iterrows())
    places = ["zone_code", "zone_label", "exposure", "status"]
    assert set(places) <= KEYS
    assert first.drop(places).isna().all()
    assert first[places].tolist() == ["00", "A", 10.0, Status.PRIMARY]
    assert second.drop(places).notna().all()


@pytest.mark.parametrize("value", [{"n": 3}, [3], pd.DataFrame({"n": [3]}), object()])
def test_object_that_could_carry_what_is_withheld_is_refused(value):
    carried = pd.Series([value, None], dtype=object)
    with pytest.raises(ValueError, match="holds values"):
        protect(frame_of(3, 60, sentence=carried), gate(5))
    with pytest.raises(ValueError, match="holds values"):
        protect(frame_of(60, 60), gate(5)).derived(sentence=carried)


def test_given_frame_is_left_as_it_was():
    frame = frame_of(3, 60, value=[1.0, 2.0])
    before = frame.copy()
    protect(frame, gate(5))
    pd.testing.assert_frame_equal(frame, before)


def test_missing_count_is_unpublished_where_the_state_withholds_it_and_nowhere_else():
    table = protect(frame_of(3, 60, None, None), gate(5), unpublished=pd.Series([True, True, True, False]))
    assert table.frame["status"].tolist() == [Status.PRIMARY, Status.PUBLISHED, Status.UNPUBLISHED, Status.NO_DATA]


def test_status_of_a_given_frame_does_not_open_the_gate():
    assert protect(frame_of(3, status=["published"]), gate(5)).frame["status"].tolist() == [Status.PRIMARY]


@pytest.mark.parametrize("again", [lambda table: pickle.loads(pickle.dumps(table)), copy.copy, copy.deepcopy])
def test_policy_and_withheld_cells_are_kept_when_the_table_is_stored(again):
    table = protect(frame_of(3, 60, None), gate(7, Scope.ELU))
    kept = again(table)
    pd.testing.assert_frame_equal(kept.frame, table.frame)
    assert (kept.policy, kept.n_withheld) == (Policy(Scope.ELU, 7), 1)


def test_policy_and_withheld_cells_are_kept_when_rows_are_chosen():
    table = protect(frame_of(3, 60, 4), gate(7, Scope.ELU))
    kept = table.where(table.frame["zone_code"].isin(["01", "02"]))
    assert kept.policy == table.policy
    assert kept.frame["status"].tolist() == [Status.PUBLISHED, Status.PRIMARY]
    assert kept.frame.index.tolist() == [0, 1]
    assert kept.n_withheld == 1


cells = st.lists(st.tuples(st.none() | st.integers(0, 40), st.none() | st.integers(0, 40)), min_size=1, max_size=12)


@given(cells, st.integers(-5, 30), st.sampled_from(PROTECTED))
def test_nothing_small_passes_when_counts_and_thresholds_are_any(drawn, threshold, scope):
    events, before = zip(*drawn, strict=True)
    frame = frame_of(*events, n_before=pd.array(before, dtype="Int64"), value=[0.5] * len(drawn))
    table = protect(frame, Policy.of(scope, threshold))
    least = max(5, threshold)
    for given_row, row in zip(drawn, table.frame.itertuples(), strict=True):
        is_small = any(count is not None and 0 < count < least for count in given_row)
        is_absent = None in given_row
        assert row.status == (Status.PRIMARY if is_small else Status.NO_DATA if is_absent else Status.PUBLISHED)
        assert pd.isna([row.n_events, row.n_before, row.value]).all() == (is_small or is_absent)
        if not is_small and not is_absent:
            assert (row.n_events, row.n_before) == given_row
    assert table.n_withheld == (table.frame["status"] == Status.PRIMARY).sum()


@given(cells)
def test_all_that_was_delivered_passes_when_the_scope_is_full(drawn):
    frame = frame_of(*(first for first, _ in drawn))
    table = protect(frame, Policy.of(Scope.COORDINATION, 500))
    pd.testing.assert_series_equal(table.frame["n_events"], frame["n_events"])


# --- Nothing withheld leaves by a chart, a table, a download or a sentence

YEAR = Period(date(2023, 6, 1), date(2024, 6, 1))
MONTH = Period(date(2024, 3, 1), date(2024, 4, 1))
SELECTION = Selection("plaintes", Level.QUARTIER, MONTH, category="cambriolages_logement")
ASKED = indicator("plaintes")
UNIT = readings.Unit(ASKED)


@pytest.fixture(scope="module")
def strict_source(seeded):
    """The small commune, which wants no number below that of its busiest zone shown: the others are withheld."""
    source = seeded.source
    busiest = counts.table(full(source), SELECTION, "total").frame["n_events"].max()
    return dataclasses.replace(source, commune=dataclasses.replace(source.commune, threshold=int(busiest)))


KEY_HEADERS = [COLUMNS[name].header for name in KEYS]


def downloaded(table):
    """What a spreadsheet reads of a download."""
    return pd.read_csv(io.BytesIO(tables.csv(table, {}, "")), sep=";", decimal=",", skiprows=1)


def exits(table, labels=None):
    """All that a download and a table twin would say of a table."""
    columns = ["zone_label", "n_events", "value", "value_low", "value_high"]
    return [
        tables.csv(table, labels or {}, "").decode(),
        *tables.readable(table, columns, {}).to_numpy().ravel(),
    ]


def numbers(texts):
    """Every number in texts, French or not, as floats rounded to one decimal."""
    found = re.findall(r"\d[\d\u202f]*(?:[.,]\d+)?", " ".join(texts))
    return {float(number.replace("\u202f", "").replace(",", ".")) for number in found}


@pytest.mark.parametrize("scope", PROTECTED)
def test_withheld_zone_is_nowhere_when_it_is_read_and_downloaded(strict_source, scope):
    table = zones_compared.table(Release(strict_source, scope), SELECTION)
    hidden = table.frame["status"] == Status.PRIMARY
    assert 0 < hidden.sum() < len(hidden) and hidden.iloc[-1]
    assert all(downloaded(table)[hidden].drop(columns=KEY_HEADERS, errors="ignore").isna().all())
    figures = ["n_events", "value", "value_low", "value_high", "word"]
    assert set(tables.readable(table, figures, {})[hidden].to_numpy().ravel()) == {readings.WITHHELD}
    zones, commune = table.where(table.frame.index < len(hidden) - 1), table.frame.iloc[-1]
    for measure in ("taux", "nombre"):
        whole = table.where(table.frame.index == len(hidden) - 1)
        assert numbers([readings.map_of(zones, whole, ASKED, Level.QUARTIER, measure)]) == {2024}
    for _, row in table.frame[hidden].iterrows():
        sentence = readings.portrait(row, commune, ASKED)
        assert numbers([sentence.replace(row["zone_label"], "")]) == set()


@pytest.mark.parametrize("scope", PROTECTED)
def test_withheld_change_is_nowhere_when_it_is_read_and_downloaded(strict_source, scope):
    table = changes.table(Release(strict_source, scope), (SELECTION,))
    hidden = table.frame["status"] == Status.PRIMARY
    assert 0 < hidden.sum() < len(hidden)
    assert all(downloaded(table)[hidden].drop(columns=KEY_HEADERS, errors="ignore").isna().all())
    assert set(tables.readable(table, ["n_events", "n_before", "word"], {})[hidden].to_numpy().ravel()) == {
        readings.WITHHELD
    }
    for _, row in table.frame[hidden].iterrows():
        sentence = readings.change(row)
        assert numbers([sentence]) <= {2023, 2024}
        assert not any(word in sentence for word in ("hausse", "baisse", "stable", "hasard"))
    assert table.frame.loc[hidden, ["word", "difference", "ratio", "detectable", "value"]].isna().all(axis=None)


@pytest.mark.parametrize("scope", PROTECTED)
def test_withheld_months_are_nowhere_when_they_are_drawn_summed_and_read(strict_source, scope):
    source = dataclasses.replace(strict_source, commune=dataclasses.replace(strict_source.commune, threshold=8))
    raw = series.history(full(source), SELECTION, ["01", "02"], "month").frame
    table = series.history(Release(source, scope), SELECTION, ["01", "02"], "month")
    hidden = table.frame["status"] == Status.PRIMARY
    assert 0 < hidden.sum() < len(raw)
    months = series.side_by_side(table)
    for zone in ("01", "02"):
        own = table.where(table.frame["zone_code"] == zone)
        band = series.usual_band(own, cuts=())
        figure = lines.monthly(series.side_by_side(own), unit=UNIT, period=YEAR, band=band)
        (line,) = [trace for trace in figure.data if trace.mode == "lines" and trace.line.width]
        drawn = np.asarray(line.y, dtype=float)
        assert np.isnan(drawn).tolist() == own.frame["n_events"].isna().tolist()
        said = [*exits(own), readings.series(own, band, UNIT, zone)]
        shown = set(own.frame["n_events"].dropna().astype(float))
        small = set(raw.loc[hidden & (raw["zone_code"] == zone), "n_events"].astype(float)) - shown
        assert not set(drawn[~np.isnan(drawn)]) & small
        assert "non communiqué" in " ".join(said)
    of_months, of_sums = lines.monthly(months, unit=UNIT, period=YEAR), series.running_sums(months)
    for figure in (of_months, lines.running_sum(of_sums, unit=UNIT)):
        assert all(value is None or np.isnan(value) or value >= 8 for trace in figure.data for value in trace.y)


@pytest.mark.parametrize("scope", PROTECTED)
def test_withheld_category_is_nowhere_when_a_composition_is_read_and_downloaded(strict_source, scope):
    raw, table = (
        counts.composition(Release(strict_source, asking), SELECTION, "01") for asking in (Scope.COORDINATION, scope)
    )
    raw = raw.frame
    labels = {slug: slug for slug in raw["category"]}
    assert set(table.frame["status"]) == {Status.PRIMARY}
    readable = tables.readable(table, ["category", "n_events", "n_commune", "share_pct"], labels)
    said = [
        tables.csv(table, labels, "").decode(),
        *readable.to_numpy().ravel(),
        readings.categories(table, labels),
    ]
    assert numbers(said) == set()


@pytest.mark.parametrize(
    ("threshold", "said"), [(5, "%"), (10_000, "non communiqué")], ids=["enough to tell", "too few to tell"]
)
def test_share_without_a_zone_is_withheld_when_its_counts_are_small(strict_source, threshold, said):
    source = dataclasses.replace(strict_source, commune=dataclasses.replace(strict_source.commune, threshold=threshold))
    year = Selection("main_courante", Level.QUARTIER, Period(date(2022, 1, 1), date(2023, 1, 1)))
    table = counts.not_located(Release(source, Scope.ELU), year)
    sentence = readings.location(table, Level.QUARTIER)
    assert said in sentence
    assert bool(numbers([sentence])) == (threshold == 5)
