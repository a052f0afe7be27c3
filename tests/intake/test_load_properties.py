"""Whatever the file: each row has one outcome, and each fact one place or none at each level."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import EmptyFileError, NoUsableRowError

DATES = st.sampled_from(["2024-03-14", "2024-03-15", "2023-12-31", "hier", "", "2999-01-01"])
LABELS = st.sampled_from(["Bruit", "Tags", "Tapage nocturne", "", "Total", 'a "b"; c', "d\ne"])
LATITUDES = st.sampled_from(["43.62", "43.57", "43.60", "43.70", "48.85", "0", "", "x", "91"])
LONGITUDES = st.sampled_from(["1.42", "1.47", "1.45", "1.42", "2.35", "0", "", "NA"])
NUMBERS = st.sampled_from(["A1", "A2", "A3", ""])
ROWS = st.lists(st.tuples(DATES, LABELS, LATITUDES, LONGITUDES, NUMBERS), min_size=1, max_size=25)
MAPPING = ("date=date", "category=type", "lat=lat", "lon=lon")


def text(rows):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(("date", "type", "lat", "lon", "numero"))
    writer.writerows(rows)
    return stream.getvalue()


@settings(max_examples=15)
@given(files=st.lists(ROWS, min_size=1, max_size=2), numbered=st.booleans())
def test_rows_and_facts_add_up_when_files_are_drawn_at_random(new_town, files, numbered):
    town = new_town()
    mapping = (*MAPPING, "id=numero") if numbered else MAPPING
    loaded = 0
    for position, rows in enumerate(files):
        before = town.files()
        try:
            delivery = town.load(text(rows), *mapping, name=f"{position}.csv", kind="signalement")
        except (NoUsableRowError, EmptyFileError):
            assert town.files() == before
            continue
        assert delivery.rows_read == len(rows)
        assert delivery.rows_read == delivery.loaded + delivery.duplicate + sum(delivery.rejected.values())
        loaded += delivery.loaded
    if loaded == 0:
        return
    assert town.ask("SELECT count(*), sum(count) FROM fact") == [(loaded, loaded)]
    assert set(town.ask("SELECT level, sum(n_events)::INT FROM monthly_count GROUP BY level")) == {
        ("commune", loaded), ("quartier", loaded),
    }  # fmt: skip
    not_located = town.ask("SELECT count(*) FROM located_fact WHERE quartier IS NULL")
    counted = town.ask(
        "SELECT COALESCE(sum(n_events), 0)::INT FROM monthly_count WHERE level = 'quartier' AND zone_code IS NULL"
    )
    assert counted == not_located


@settings(max_examples=8)
@given(rows=ROWS)
def test_file_is_known_when_its_rows_come_in_another_order(new_town, rows):
    town = new_town()
    try:
        first = town.load(text(rows), *MAPPING, kind="signalement")
    except NoUsableRowError:
        return
    again = town.load(text([*reversed(rows)]), *MAPPING, name="autre.csv", kind="signalement")
    assert (again.loaded, again.duplicate) == (0, first.loaded)
    assert again.rejected == first.rejected
