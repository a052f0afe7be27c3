"""Hot spots: what gathers two years running, at the limits of what is looked for, and why nothing is."""

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analytics.disclosure import Policy, protect_cube
from analytics.figures import coverage, hot_spots
from analytics.figures.hot_spots import Unsought
from analytics.figures.indicator_counts import Group, IndicatorCounts, indicator_counts
from analytics.figures.release import Counts
from analytics.figures.zones_compared import adjacency
from analytics.indicators import indicator
from analytics.statistics import spatial
from analytics.statistics.words import HotSpot
from analytics.text import hot_spots as texts
from data.model import Level, Period, Scope, Selection, add_months
from data.typography import typeset

SIDE = 6
BLOCK = ("0-0", "0-1", "1-0", "1-1")
"""Four zones of a corner that touch each other."""
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 1)


def outlines(n_zones=SIDE**2) -> gpd.GeoSeries:
    """Squares named by their row and column, row after row; an eleventh row would be as good."""
    places = [divmod(i, SIDE) for i in range(n_zones)]
    return gpd.GeoSeries({f"{row}-{column}": shapely.box(column, row, column + 1, row + 1) for row, column in places})


QUEEN = spatial.neighbours(outlines())


def yearly(high: dict[str, int], codes, seed=4) -> pd.Series:
    """About 60 facts a zone, and those of some zones by name."""
    counts = pd.Series(np.random.default_rng(seed).poisson(60, len(codes)), index=list(codes), dtype=float)
    return pd.Series(high | {}, dtype=float).reindex(counts.index).fillna(counts)


def block(level=200) -> dict[str, int]:
    return dict.fromkeys(BLOCK, level)


class Town:
    """A release of one kind of facts, whose yearly counts per zone are spread over the months."""

    def __init__(self, years, *, n_zones=SIDE**2, unknown=0, threshold=1, provisional=(), scope=Scope.COORDINATION):
        self.shapes = outlines(n_zones)
        totals = np.array([yearly(high, self.shapes.index, seed) for seed, high in enumerate(years)], dtype=int).T
        months = np.repeat(totals // 12, 12, axis=1)
        months[:, ::12] += totals % 12
        cells = np.concatenate([months, months.sum(axis=0, keepdims=True)])[None]
        first = add_months(LAST, 1 - 12 * len(years))
        buckets = tuple(Period(add_months(first, i), add_months(first, i + 1)) for i in range(cells.shape[2]))
        exposure = np.r_[np.full(n_zones - unknown, 1000.0), np.full(unknown, np.nan), 1000.0 * n_zones]
        zones = pd.DataFrame(
            {
                "zone_code": [*self.shapes.index, "commune"],
                "zone_label": [*(f"Zone {code}" for code in self.shapes.index), "Commune"],
                "exposure": exposure,
            }
        )
        self.policy = Policy(scope, threshold)
        cube = protect_cube(cells, [cells[:, :-1]], np.ones(cells.shape[1:], dtype=bool), self.policy)
        counts = Counts(
            level=Level.IRIS,
            zones=zones,
            buckets=buckets,
            categories=("bruit_tapage",),
            cube=cube,
            elsewhere=np.zeros((1, len(buckets)), dtype=int),
            sources={"essai": frozenset(buckets)},
        )
        self.shown = IndicatorCounts(
            indicator=indicator("signalements"),
            counts=counts,
            zones=zones,
            categories=("bruit_tapage",),
            groups=(Group((0,)), Group((0,), category="bruit_tapage")),
            cube=cube,
            vintage="0" * 16,
        )
        self.nomenclature = SimpleNamespace(champs={}, categories={"bruit_tapage": None, "voirie": None})
        self.provisional = provisional

    def ask(self, figure, *arguments):
        answers = {indicator_counts: self.shown, adjacency: spatial.neighbours(self.shapes)}
        if figure is coverage.of_sources:
            kind = self.shown.indicator.kind
            return [SimpleNamespace(kind=kind, provisional=self.provisional, source="essai")]
        return answers[figure]

    def seek(self, level=Level.IRIS, category=None, first=FIRST, last=LAST):
        selection = Selection("signalements", level, Period.of_months(first, last), category)
        return hot_spots.hot_spots(self, selection)


# --- statistics


def test_zones_that_gather_two_years_running_are_hot():
    years = [yearly(block(), QUEEN.unique_ids, seed) for seed in (1, 2)]
    found = spatial.hot_spots(years, QUEEN)
    hot = set(found.index[found["word"] == HotSpot.HOT])
    assert set(BLOCK) <= hot and len(hot) <= 9
    assert (found.loc[list(hot), ["p_adjusted", "p_adjusted_before"]] <= 0.05).all(axis=None)


@pytest.mark.parametrize(
    ("before", "latest", "word"), [({}, block(), HotSpot.PASSING), (block(), {}, HotSpot.NEITHER)], ids=["new", "gone"]
)
def test_what_gathers_in_one_year_is_no_hot_spot(before, latest, word):
    found = spatial.hot_spots([yearly(one, QUEEN.unique_ids) for one in (before, latest)], QUEEN)
    assert not (found["word"] == HotSpot.HOT).any()
    assert found.loc["0-0", "word"] == word


def test_two_clusters_of_different_years_make_no_hot_spot():
    """Moran is clear in both years, the zones are not the same."""
    elsewhere = dict.fromkeys(["4-4", "4-5", "5-4", "5-5"], 200)
    found = spatial.hot_spots([yearly(one, QUEEN.unique_ids) for one in (elsewhere, block())], QUEEN)
    assert not (found["word"] == HotSpot.HOT).any()
    assert (found.loc[list(BLOCK), "word"] == HotSpot.PASSING).all()


def test_a_lone_outlier_makes_no_hot_spot_of_its_neighbours():
    years = [yearly({"2-2": 2_000}, QUEEN.unique_ids, seed) for seed in (1, 2)]
    assert (spatial.hot_spots(years, QUEEN)["word"] == HotSpot.NEITHER).all()


def test_low_rates_that_gather_are_no_hot_spot():
    found = spatial.hot_spots([yearly(block(5), QUEEN.unique_ids, seed) for seed in (1, 2)], QUEEN)
    assert not found.loc[list(BLOCK), "word"].isin([HotSpot.HOT, HotSpot.PASSING]).any()


def test_nothing_gathers_when_rates_are_all_alike_or_all_zones_touch():
    same = pd.Series(1.0, QUEEN.unique_ids)
    assert (spatial.hot_spots([same, same], QUEEN)["word"] == HotSpot.NEITHER).all()
    slices = gpd.GeoSeries({str(i): shapely.Polygon([(0, 0), (i, 1), (i + 1, 1)]) for i in range(5)})
    rates = pd.Series([1.0, 2, 3, 4, 9], slices.index)
    assert (spatial.hot_spots([rates, rates], spatial.neighbours(slices))["word"] == HotSpot.NEITHER).all()


def test_one_year_is_refused():
    with pytest.raises(ValueError, match="years must be at least two"):
        spatial.hot_spots([pd.Series(1.0, QUEEN.unique_ids)], QUEEN)


# --- figures


@pytest.mark.parametrize(("n_zones", "sought"), [(29, False), (30, True), (31, True)])
def test_thirty_zones_are_needed(n_zones, sought):
    found = Town([block(), block()], n_zones=n_zones).seek()
    assert (found.unsought is None) is sought
    assert set(found.of(HotSpot.HOT)) >= set(BLOCK) if sought else found.unsought is Unsought.FEW_ZONES
    if not sought:
        reason = "Points chauds non cherchés. Il faut au moins 30 zones dont la population est connue : ce découpage"
        assert texts.legend(found).replace("\u00a0", " ") == f"{reason} compte 29 zones."


@pytest.mark.parametrize(("n_known", "sought"), [(29, False), (30, True), (31, True)])
def test_thirty_zones_of_known_population_are_needed(n_known, sought):
    found = Town([block(), block()], unknown=SIDE**2 - n_known).seek()
    assert found.n_known == n_known
    if sought:
        assert set(BLOCK) <= set(found.of(HotSpot.HOT)) and len(found.table.frame) == n_known
    else:
        assert found.unsought is Unsought.POPULATION
        assert "29 zones sur 36, et il en faut 30" in texts.legend(found).replace("\u00a0", " ")


def test_population_unknown_everywhere_is_the_reason():
    found = Town([block(), block()], unknown=SIDE**2).seek()
    assert texts.legend(found) == typeset("Points chauds non cherchés. La population n’est connue dans aucune zone.")


def test_two_years_are_needed_whatever_the_period_chosen():
    assert Town([block()]).seek().unsought is Unsought.ONE_YEAR
    assert "deux années" in texts.legend(Town([block()]).seek())
    summer = Town([block(), block()]).seek(first=date(2025, 10, 1))
    assert set(BLOCK) <= set(summer.of(HotSpot.HOT))
    assert Town([block(), block()]).seek(last=date(2025, 11, 1)).unsought is Unsought.ONE_YEAR
    assert Town([block(), block(), {}]).seek().of(HotSpot.HOT) == []
    assert set(BLOCK) <= set(Town([block(), block(), {}]).seek(last=date(2024, 12, 1)).of(HotSpot.HOT))


def test_provisional_months_are_left_out_of_the_last_year():
    found = Town([block(), block(), block()], provisional=(LAST,)).seek()
    assert found.years[1] == Period(date(2024, 12, 1), date(2025, 12, 1))


def test_a_year_that_gathers_alone_is_told_apart_by_the_reading():
    found = Town([{}, block()]).seek()
    assert found.of(HotSpot.HOT) == [] and set(BLOCK) <= set(found.of(HotSpot.PASSING))
    assert texts.legend(found).startswith("Aucun point chaud")
    assert "La dernière année seulement" in texts.reading(found)


def test_hot_spots_are_named_and_counted_in_words():
    found = Town([block(), block()]).seek()
    hot = found.of(HotSpot.HOT, "zone_label")
    assert texts.legend(found).replace("\u00a0", " ").startswith(f"{len(hot)} zones sont des points chauds")
    assert "de janvier 2024 à décembre 2025" in texts.legend(found)
    assert all(label in texts.reading(found).replace("\u00a0", " ") for label in hot)


def test_nothing_is_sought_when_the_scope_may_not_see_a_count():
    """One zone of two facts a year: what is concluded would tell of it, even far from it."""
    quiet = {"5-5": 2}
    years = [block() | quiet, block() | quiet]
    whole, public = (Town(years, threshold=t, scope=s) for t, s in ((1, Scope.COORDINATION), (5, Scope.PUBLIC)))
    assert set(BLOCK) <= set(whole.seek().of(HotSpot.HOT))
    assert public.seek().unsought is Unsought.WITHHELD and public.seek().table is None
    assert "trop petits" in texts.legend(public.seek())


def test_every_scope_has_the_same_words_when_nothing_is_withheld():
    busy = {code: 600 for code in outlines().index} | block(2_400)
    frames = [
        Town([busy, busy], threshold=t, scope=s).seek().table.frame
        for t, s in ((1, Scope.COORDINATION), (5, Scope.PUBLIC))
    ]
    pd.testing.assert_frame_equal(*frames)


def test_counts_that_are_withheld_change_nothing_of_the_answer():
    """Whatever a withheld count is, the protected scope reads the same."""
    answers = [Town([block() | {"5-5": n}] * 2, threshold=5, scope=Scope.PUBLIC).seek() for n in (1, 2, 3, 4)]
    assert {(one.unsought, one.table, one.n_known) for one in answers} == {(Unsought.WITHHELD, None, SIDE**2)}


def test_there_is_no_question_for_the_commune_nor_for_facts_that_are_not():
    town = Town([block(), block()])
    assert town.seek(level=Level.COMMUNE) is None
    assert town.seek(category="voirie") is None
