"""What may be compared with what, in a commune drawn at random: its facts are of 2022 to 2024, without May 2023."""

import shutil
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.figures import Release, changes, coverage, observe
from analytics.figures.comparability import (
    Compared,
    Comparison,
    Obstacle,
    compared,
    cuts,
    last_comparable_month,
)
from analytics.text import fr, readings
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, described
from data.model import Kind, Level, Period, Scope, Selection

SPRING = Period(date(2024, 2, 1), date(2024, 5, 1))
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture
def home(seeded, tmp_path):
    return shutil.copytree(seeded.home, tmp_path / "home")


def asked(home, comparison, slug="plaintes", level=Level.QUARTIER):
    return compared(Release(observe(home), Scope.COORDINATION), slug, level, comparison)


def broken(home, month, source="plainte", zones=""):
    lines = f"source;mois;note;zones\n{source};{month};nouveau logiciel;{zones}\n"
    (home / "ruptures.csv").write_text(lines, encoding="utf-8")
    return home


def test_years_before_are_the_same_months_the_latest_first():
    comparison = Comparison.with_years_before(SPRING)
    assert [period.start for period in comparison.before] == [date(year, 2, 1) for year in range(2023, 2018, -1)]
    assert {period.n_months for period in comparison.before} == {3}


@pytest.mark.parametrize("first", [date(2023, 12, 1), date(2022, 1, 1)])
def test_only_the_last_twelve_months_of_a_longer_period_are_compared(first):
    assert Comparison.with_years_before(Period(first, YEAR.end)) == Comparison.with_years_before(YEAR)


def test_years_that_are_known_are_compared_whatever_those_that_are_not(home):
    assert asked(home, Comparison.with_years_before(SPRING)).before == (SPRING.shift(-12), SPRING.shift(-24))
    # May 2023 is missing: of that month, 2022 alone.
    summer = Period(date(2024, 5, 1), date(2024, 8, 1))
    assert asked(home, Comparison.with_years_before(summer)) == Compared(summer, (summer.shift(-24),))


@pytest.mark.parametrize(
    ("year", "last", "first", "n_months"),
    [
        (2022, date(2024, 11, 1), date(2024, 1, 1), 11),
        # May 2023 is missing, and the months before it with it.
        (2023, date(2024, 11, 1), date(2024, 6, 1), 6),
        (2022, date(2024, 3, 1), date(2024, 1, 1), 3),
        (2022, date(2024, 2, 1), date(2023, 6, 1), 7),
        (2022, date(2023, 2, 1), None, 0),
        (2024, date(2024, 11, 1), None, 0),
    ],
)
def test_year_is_followed_by_the_same_months_of_the_last_one(home, year, last, first, n_months):
    selection = Selection("plaintes", Level.COMMUNE, Period.of_months(date(2022, 1, 1), last))
    told = changes.since_year(Release(observe(home), Scope.COORDINATION), selection, year)
    if first is None:
        assert told is None
        return
    (row,) = told.frame.to_dict("records")
    after, before = (Period(row[f"{side}_start"].date(), row[f"{side}_end"].date()) for side in ("period", "before"))
    assert (after.start, after.n_months) == (first, n_months)
    assert before == after.shift(-12 * (after.start.year - year))


def test_provisional_month_is_left_out_of_both_sides(home):
    known = asked(home, Comparison.with_years_before(YEAR))
    assert known.after == Period(date(2024, 1, 1), date(2024, 12, 1))
    assert {period.end.month for period in known.before} == {12}
    alone = Period(date(2024, 12, 1), date(2025, 1, 1))
    assert asked(home, Comparison.with_years_before(alone)).obstacle is Obstacle.PROVISIONAL
    release = Release(observe(home), Scope.COORDINATION)
    assert last_comparable_month(release, "plaintes", YEAR) == date(2024, 11, 1)


@pytest.mark.parametrize(("start", "obstacle"), [(2, None), (3, None), (4, Obstacle.OVERLAP)])
def test_no_month_stands_on_both_sides(home, start, obstacle):
    after = Period(date(2024, 6, 1), date(2024, 9, 1))
    before = Period(date(2024, start, 1), date(2024, start + 3, 1))
    found = asked(home, Comparison((before,), after)).obstacle
    assert found is (obstacle or Obstacle.OTHER_MONTHS)


@pytest.mark.parametrize("before", [SPRING.shift(-11), SPRING.shift(-13), Period(date(2023, 2, 1), date(2023, 6, 1))])
def test_other_months_of_the_year_are_not_compared(home, before):
    assert asked(home, Comparison((before,), SPRING)) == Compared(SPRING, (), Obstacle.OTHER_MONTHS)


@pytest.mark.parametrize(
    ("month", "years"),
    [("2022-02", (2023, 2022)), ("2022-03", (2023,)), ("2023-02", (2023,)), ("2023-03", ()), ("2024-04", ()),
     ("2024-05", (2023, 2022))],
)  # fmt: skip
def test_change_of_recording_between_two_periods_forbids_to_compare_them(home, month, years):
    found = asked(broken(home, month), Comparison.with_years_before(SPRING))
    assert tuple(period.start.year for period in found.before) == years
    assert found.obstacle is (None if years else Obstacle.RECORDING)


def test_change_of_recording_of_another_source_forbids_nothing(home):
    found = asked(broken(home, "2023-03", "signalement"), Comparison.with_years_before(SPRING))
    assert len(found.before) == 2


@pytest.mark.parametrize(
    ("month", "touched"),
    [("2022-02", ()), ("2022-03", ("01", "03")), ("2023-03", ("01", "03")), ("2024-04", ("01", "03")), ("2024-05", ())],
)
def test_change_of_recording_in_some_zones_leaves_the_others_comparable(home, month, touched):
    comparison = Comparison.with_years_before(SPRING)
    everywhere = asked(broken(home, month), comparison, level=Level.COMMUNE)
    found = asked(broken(home, month, zones="Quartier 01|03"), comparison)
    assert found == Compared(SPRING, (SPRING.shift(-12), SPRING.shift(-24)), touched=frozenset(touched))
    assert found.in_zone("02") == found
    assert found.in_zone("01") == (Compared(SPRING, (), Obstacle.RECORDING) if touched else found)
    assert asked(home, comparison, level=Level.COMMUNE) == everywhere


def test_change_of_recording_in_all_zones_is_one_everywhere(home):
    comparison = Comparison.with_years_before(SPRING)
    everywhere = asked(broken(home, "2023-02"), comparison)
    assert asked(broken(home, "2023-02", zones="01|02|03|04"), comparison) == everywhere
    assert asked(broken(home, "2023-02", zones="Essai-sur-Test"), comparison) == everywhere
    with (home / "ruptures.csv").open("a", encoding="utf-8") as file:
        file.write("plainte;2023-03;autre logiciel;\n")
    assert asked(home, comparison).obstacle is Obstacle.RECORDING


def test_nothing_is_compared_where_changes_of_recording_touch_all_zones_one_after_the_other(home):
    broken(home, "2023-02", zones="01|02|03")
    comparison = Comparison.with_years_before(SPRING)
    assert asked(home, comparison).touched == {"01", "02", "03"}
    with (home / "ruptures.csv").open("a", encoding="utf-8") as file:
        file.write("plainte;2024-03;nouveau logiciel;04\n")
    assert asked(home, comparison) == Compared(SPRING, (), Obstacle.RECORDING)


def test_zone_touched_by_a_change_of_recording_has_the_reason_in_place_of_a_word(home):
    selection = Selection("plaintes", Level.QUARTIER, SPRING)
    comparison = Comparison.with_years_before(SPRING)
    release = Release(observe(home), Scope.COORDINATION)
    whole = changes.with_commune(release, selection, comparison).frame.set_index("zone_code")
    release = Release(observe(broken(home, "2023-03", zones="01")), Scope.COORDINATION)
    table = changes.with_commune(release, selection, comparison)
    rows = table.frame.set_index("zone_code")
    assert readings.change(rows.loc["01"]) == readings.obstacle(Obstacle.RECORDING) == readings.change(rows.iloc[-1])
    assert rows.loc["01", ["n_events", "n_before", "word"]].isna().all() and rows.loc["01", "years_before"] == 0
    assert readings.cell(rows.loc["01"], "word") == "comparaison impossible"
    same = ["n_events", "n_before", "years_before", "difference"]
    pd.testing.assert_frame_equal(rows.loc[["02", "03"], same], whole.loc[["02", "03"], same])
    assert rows.loc[["02", "03"], "word"].notna().all()
    assert readings.map_of_changes(table, Level.QUARTIER).endswith("comparaison impossible dans 2\xa0quartiers.")


@pytest.mark.parametrize(
    ("named", "level", "touched"),
    [
        ("01", Level.QUARTIER, {"01"}),
        ("01", Level.IRIS, {"189990110", "189990111"}),
        ("iris:189990110|03", Level.QUARTIER, {"01", "03"}),
        ("iris:189990110|03", Level.IRIS, {"189990110", "189990130", "189990131"}),
        ("01", Level.COMMUNE, {"18999"}),
    ],
)
def test_change_of_recording_touches_the_zones_that_meet_those_it_names(home, named, level, touched):
    release = Release(observe(broken(home, "2023-03", zones=named)), Scope.COORDINATION)
    (change,) = coverage.declared_breaks(release)
    assert coverage.touched(release, change, level) == touched


def test_zones_of_two_levels_meet_from_a_hundredth_of_the_smaller_on(new_town):
    town = new_town()
    # Of each, this share lies in « Bellevue », east of 1.45, and the rest in « Les Aubépines ».
    shares = {"under": 0.009, "over": 0.011, "half": 0.5}
    shapes = [
        shapely.box(1.43 + 0.02 * share, 43.61 + 0.01 * i, 1.45 + 0.02 * share, 43.62 + 0.01 * i)
        for i, share in enumerate(shares.values())
    ]
    path = town.folder / "iris.geojson"
    gpd.GeoDataFrame({"code": [*shares], "nom": [*shares]}, geometry=shapes, crs=4326).to_file(path)
    door.take(town.commune, [path], ZoneProfile(Level.IRIS, code="code", label="nom"))
    town.load("mois;nature\n2024-01;Tags\n", "month=mois", "category=nature", kind="signalement")
    release = Release(observe(broken(town.commune.home, "2024-01", zones="Bellevue")), Scope.COORDINATION)
    (change,) = coverage.declared_breaks(release)
    assert coverage.touched(release, change, Level.IRIS) == {"over", "half"}


@pytest.mark.parametrize(("month", "first"), [("2023-06", 6), ("2023-09", 9), ("2023-10", None)])
def test_months_after_a_change_of_recording_are_compared_when_three_are_left(home, month, first):
    found = asked(broken(home, month), Comparison.with_years_before(YEAR))
    if first is None:
        assert (found.after, found.before) == (YEAR, ())
    else:
        assert found.after == Period(date(2024, first, 1), date(2024, 12, 1))
        assert found.before == (found.after.shift(-12),)


@pytest.mark.parametrize(
    ("first", "last", "step", "years", "obstacle"),
    [
        (date(2023, 2, 1), date(2024, 11, 1), 1, (2023,), None),
        (date(2023, 3, 1), date(2024, 11, 1), 1, (), Obstacle.OTHER_SOURCES),
        (date(2022, 1, 1), date(2024, 11, 1), 1, (2023, 2022), None),
        (date(2020, 1, 1), date(2021, 12, 1), 1, (2023, 2022), None),
        (date(2022, 1, 1), date(2024, 1, 1), 1, (), Obstacle.OTHER_SOURCES),
        (date(2022, 1, 1), date(2024, 3, 1), 1, (), Obstacle.PROVISIONAL),
        # Of rare facts: two months without any, then three, then four.
        (date(2023, 4, 1), date(2024, 10, 1), 3, (2023,), None),
        (date(2023, 5, 1), date(2024, 11, 1), 3, (), Obstacle.OTHER_SOURCES),
        (date(2023, 5, 1), date(2024, 9, 1), 4, (2023,), None),
        (date(2023, 6, 1), date(2024, 10, 1), 4, (), Obstacle.OTHER_SOURCES),
        (date(2023, 6, 1), date(2024, 9, 1), 5, (), Obstacle.OTHER_SOURCES),
    ],
)
def test_sources_that_count_in_one_period_count_in_the_other(home, tmp_path, first, last, step, years, obstacle):
    file = tmp_path / "bailleur.csv"
    months = Period.of_months(first, last).months()[::step]
    rows = [f"{month:%Y-%m};Tapage nocturne;01" for month in months]
    file.write_text("\n".join(["mois;nature;quartier", *rows]), encoding="utf-8")
    columns = {"month": ("mois",), "category": ("nature",), "zone_code": ("quartier",)}
    landlord = described("bailleur", "Bailleur", Kind.PLAINTE, columns, Level.QUARTIER)
    door.take(communes.read(home), [file], landlord)
    found = asked(home, Comparison.with_years_before(SPRING))
    assert tuple(period.start.year for period in found.before) == years
    assert found.obstacle is obstacle


def test_level_where_nothing_is_located_misses_all_months(home):
    assert asked(home, Comparison.with_years_before(SPRING), level=Level.IRIS).obstacle is Obstacle.MISSING_MONTHS


def told(home, *arguments):
    result = CliRunner().invoke(app, ["changes", "plaintes", *arguments, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_command_says_under_the_zones_what_is_not_compared(home):
    provisional = fr.PROVISIONAL_MONTHS.format(months="décembre 2024")
    *zones, last = told(home)
    assert len(zones) == 5 and last == provisional
    assert zones[-1].startswith("Essai-sur-Test : ")
    *zones, first, last = told(broken(home, "2023-09"))
    assert len(zones) == 5 and first == provisional and "septembre 2023 (nouveau logiciel)" in last
    assert len(told(home, "--to", "2023-08", "--from", "2023-06")) == 5
    assert told(home, "--level", "commune", "--to", "2023-08", "--from", "2023-06")[0].startswith("Essai-sur-Test : ")


def test_command_says_once_why_nothing_is_compared(home):
    obstacle, *cautions = told(broken(home, "2024-04"), "--to", "2024-04", "--from", "2024-03")
    assert obstacle == readings.obstacle(Obstacle.RECORDING) and len(cautions) == 1


@pytest.mark.parametrize("code", [*Obstacle])
def test_each_obstacle_is_a_sentence(code):
    assert readings.obstacle(code).endswith(".")
    assert readings.obstacle(None) == ""


@pytest.mark.parametrize(
    ("month", "known"),
    [("2024-03", [date(2024, 3, 1)]), ("2022-01", []), ("2025-01", []), ("2022-02", [date(2022, 2, 1)])],
)
def test_what_is_usual_is_cut_where_recording_changes_within_the_months_known(home, month, known):
    release = Release(observe(broken(home, month)), Scope.COORDINATION)
    assert all(list(months) == known for months in cuts(release, "plaintes", Level.QUARTIER).values())


def test_what_is_usual_is_cut_in_the_zones_where_recording_changes(home):
    release = Release(observe(broken(home, "2024-03", zones="01|03")), Scope.COORDINATION)
    cut = (date(2024, 3, 1),)
    assert cuts(release, "plaintes", Level.QUARTIER) == {"01": cut, "02": (), "03": cut, "04": (), None: cut}


def test_nothing_is_usual_where_changes_of_recording_do_not_read(home):
    (home / "ruptures.csv").write_text("source;mois\nplainte;mars\n", encoding="utf-8")
    assert len(cuts(Release(observe(home), Scope.COORDINATION), "plaintes", Level.COMMUNE)[None]) == 35


def test_what_is_usual_is_cut_where_a_source_begins_and_where_it_ends(home, tmp_path):
    file = tmp_path / "bailleur.csv"
    rows = [
        f"{month:%Y-%m};Tapage nocturne;01" for month in Period.of_months(date(2023, 2, 1), date(2024, 6, 1)).months()
    ]
    file.write_text("\n".join(["mois;nature;quartier", *rows]), encoding="utf-8")
    columns = {"month": ("mois",), "category": ("nature",), "zone_code": ("quartier",)}
    door.take(communes.read(home), [file], described("bailleur", "Bailleur", Kind.PLAINTE, columns, Level.QUARTIER))
    release = Release(observe(home), Scope.COORDINATION)
    assert {*cuts(release, "plaintes", Level.QUARTIER).values()} == {(date(2023, 2, 1), date(2024, 7, 1))}
    assert {*cuts(release, "signalements", Level.QUARTIER).values()} == {()}
