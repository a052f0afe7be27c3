"""A change of limits shows as a break of what is known by the name of its zone; what has a point follows the limits."""

from datetime import date

import pytest
import shapely

from analytics.figures import counts, observe
from analytics.figures.release import Release
from analytics.text import readings
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level, Scope
from data.warehouse import repository, snapshot

COUNTS = ("month=mois", "category=nature", "zone_label=quartier", "count=nombre")


def counted(month):
    return f"mois;nature;quartier;nombre\n{month};Vols;Les Aubépines;4\n{month};Vols;Bellevue;2\n"


def changed(town):
    with snapshot.open_current(town.commune.home, name=town.commune.name) as connection:
        rows = repository.changed_limits(connection).itertuples(index=False)
        return [
            (row.source, row.level, row.n_zones, row.last_former.date(), None if row.first_current != row.first_current
             else row.first_current.date())
            for row in rows
        ]  # fmt: skip


@pytest.fixture
def redraw(town, squares):
    """Give the quartiers anew, the first one narrower when asked."""

    def give(*, narrower=False, **changes):
        shapes = squares.assign(**changes)
        if narrower:
            shapes.loc[0, "geometry"] = shapely.box(1.40, 43.60, 1.44, 43.65)
        shapes.to_file(town.folder / "limites.geojson")
        door.take(town.commune, [town.folder / "limites.geojson"], ZoneProfile(Level.QUARTIER))

    return give


def test_counts_of_a_zone_whose_limits_changed_are_broken_there(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    assert changed(town) == []
    redraw(narrower=True)
    assert changed(town) == [("plainte", "quartier", 1, date(2025, 1, 1), None)]
    town.load(counted("2025-02"), *COUNTS, kind="plainte", name="fevrier.csv")
    assert changed(town) == [("plainte", "quartier", 1, date(2025, 1, 1), date(2025, 2, 1))]
    # The former limits stay in the base, beside today's.
    assert town.ask("SELECT zone_code, label FROM former_zone") == [("01", "Les Aubépines")]


def test_limits_that_come_back_break_what_was_counted_meanwhile(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    redraw(narrower=True)
    town.load(counted("2025-02"), *COUNTS, kind="plainte", name="fevrier.csv")
    redraw()
    assert changed(town) == [("plainte", "quartier", 1, date(2025, 2, 1), date(2025, 1, 1))]


def test_corrected_counts_are_those_of_the_limits_of_their_day(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    redraw(narrower=True)
    town.load(counted("2025-01").replace(";4", ";3"), *COUNTS, kind="plainte", name="corrige.csv")
    assert changed(town) == []


def test_other_names_or_inhabitants_break_nothing(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    redraw(nom=["A", "B", "C", "D"])
    redraw(nom=["A", "B", "C", "D"], population=[1, 2, 3, 4])
    assert changed(town) == []


def test_facts_that_have_a_point_follow_the_limits(town, redraw):
    town.load("date;type;lat;lon\n2025-01-02;Tags;43.62;1.443\n", "date=date", "category=type", "lat=lat", "lon=lon",
              kind="signalement")  # fmt: skip
    assert town.facts("quartier") == [("01",)]
    redraw(narrower=True)
    assert town.facts("quartier") == [(None,)] and changed(town) == []


def test_a_break_is_told_under_the_figures_of_its_kind_and_level(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    redraw(narrower=True)
    found = counts.changed_limits(Release(observe(town.commune.home), Scope.COORDINATION))
    assert found == {("plainte", "quartier"): (1, date(2025, 1, 1))}
    said = readings.limits(found["plainte", "quartier"])
    assert said.startswith("Limites modifiées (zones concernées\u00a0: 1)\u00a0: jusqu’en janvier 2025, les faits")
    assert readings.limits(None) == ""


def test_a_break_is_told_by_the_command(town, redraw):
    town.load(counted("2025-01"), *COUNTS, kind="plainte")
    redraw(narrower=True)
    said = " ".join(town.command("status").stderr.split())
    assert (
        "plainte, limites modifiées (quartier) : zones concernées 1, comptées dans les anciennes jusqu’au 2025-01-01"
        in said
    )
