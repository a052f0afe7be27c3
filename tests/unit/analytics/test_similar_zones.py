"""Zones that are like one another: by what, before which month, and what a protected scope learns of it."""

import shutil
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.disclosure import Policy, protect_cube
from analytics.figures import Release, observe, similar_zones
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import Group, IndicatorCounts, indicator_counts
from analytics.figures.release import Counts
from analytics.figures.similar_zones import Likeness, Similar, Trait, Unread
from analytics.indicators import indicator
from analytics.statistics.comparison import zones_of_like_size
from analytics.text import similar_zones as texts
from data.model import Level, Period, Scope, Selection, add_months
from tests.scopes import full

START = date(2025, 1, 1)
# Residents, dwellings, facts a month, change in a year.
ZONES = {
    "bourg": (4_000, 2_000, 40, 0.0),
    "jumeau": (4_100, 2_050, 41, 0.0),
    "hausse": (4_000, 2_000, 40, 0.4),
    "grand": (16_000, 8_000, 160, 0.0),
    "calme": (4_000, 2_000, 10, 0.0),
    "autre": (20_000, 11_000, 1_000, 0.9),
}
SIZES = (Trait.POPULATION, Trait.DWELLINGS)
ALL = (*SIZES, Trait.LEVEL, Trait.TREND)


class Town:
    """A release of one kind of facts by month: each zone at its level, at its pace, without chance."""

    def __init__(self, given=None, *, n_before=36, threshold=1, after=1, scope=Scope.COORDINATION, changed=None):
        given = ZONES if given is None else given
        first = add_months(START, -n_before)
        buckets = tuple(Period(add_months(first, i), add_months(first, i + 1)) for i in range(n_before + 12))
        rank = np.arange(len(buckets)) - n_before
        rows = [np.round(level * (1 + rise * np.maximum(rank + 36, 0) / 12)) for _, _, level, rise in given.values()]
        cells = np.array(rows, dtype=int)
        cells[:, n_before:] *= after
        for (zone, month), n in (changed or {}).items():
            cells[[*given].index(zone), month] = n
        cells = np.concatenate([cells, cells.sum(axis=0, keepdims=True)])[None]
        residents, dwellings = ([one[i] for one in given.values()] for i in (0, 1))
        self.frame = pd.DataFrame(
            {"zone_code": [*given], "zone_label": [f"Le {code}" for code in given], "population": residents,
             "dwellings": dwellings}
        )  # fmt: skip
        zones = pd.DataFrame(
            {"zone_code": [*given, "commune"], "zone_label": [*self.frame["zone_label"], "Commune"], "exposure": 1.0}
        )
        cube = protect_cube(cells, [cells[:, :-1]], np.ones(cells.shape[1:], dtype=bool), Policy(scope, threshold))
        counts = Counts(
            level=Level.QUARTIER,
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
            groups=(Group((0,)),),
            cube=cube,
            vintage="0" * 16,
        )
        self.nomenclature = SimpleNamespace(champs={}, categories={"bruit_tapage": None, "voirie": None})

    def ask(self, figure, *arguments):
        return self.shown if figure is indicator_counts else figure(self, *arguments)

    def zones(self, level):
        return self.frame

    def like(self, zone="bourg", category=None):
        year = Period(START, add_months(START, 12))
        return similar_zones.similar(self, Selection("signalements", Level.QUARTIER, year, category), zone)


def codes(found):
    return [one.code for one in found.similar]


def plain(text):
    return text.replace("\u00a0", " ")


def test_twin_comes_first_and_each_zone_has_its_reason():
    found = Town().like()
    assert found.traits == ALL and found.unread is None
    assert codes(found)[0] == "jumeau" and "autre" not in codes(found)
    shared = {one.code: one.shared for one in found.similar}
    assert shared["jumeau"] == ALL
    assert shared["calme"] == (*SIZES, Trait.TREND)
    assert all(set(one.shared) | set(one.apart) == set(ALL) for one in found.similar)


def test_reason_is_a_sentence_that_names_what_is_shared_and_what_is_not():
    sentence = plain(texts.likeness(Town().like()))
    assert (
        "**Le jumeau** est comparable par la population, les logements, le niveau et la tendance des faits." in sentence
    )
    but = "pas par le niveau des faits."
    assert f"**Le calme** est comparable par la population, les logements et la tendance des faits, {but}" in sentence


def test_zones_of_the_same_reason_share_a_sentence():
    twins = {name: (4_000, 2_000, 40, 0.0) for name in ("bourg", "a", "b")}
    assert plain(texts.likeness(Town(twins).like())).startswith(
        "**Le a** et **Le b** sont comparables par la population"
    )


def test_months_of_the_period_have_no_part_in_the_choice():
    assert Town(after=5).like() == Town().like()


@pytest.mark.parametrize(("n_before", "unread"), [(11, Unread.FEW_MONTHS), (12, None), (13, None)])
def test_facts_are_read_over_twelve_months_at_least(n_before, unread):
    found = Town(n_before=n_before).like()
    assert found.unread is unread
    assert found.traits == (SIZES if unread else ALL)
    assert ("moins de douze mois" in texts.likeness(found)) is bool(unread)


def test_sizes_alone_are_compared_when_no_fact_answers_the_choice():
    found = Town().like(category="voirie")
    assert found.unread is Unread.NO_FACT and found.traits == SIZES and found.similar


@pytest.mark.parametrize(("rise", "is_close"), [(0.05, True), (0.4, False)])
def test_trends_are_comparable_when_they_are_near(rise, is_close):
    found = Town({"bourg": ZONES["bourg"], "autre": (4_000, 2_000, 400, rise)}).like()
    assert (Trait.TREND in found.similar[0].shared) is is_close


@pytest.mark.parametrize(("residents", "is_close"), [(2_999, False), (3_000, True), (5_333, True), (5_334, False)])
def test_sizes_are_comparable_from_three_quarters_to_four_thirds(residents, is_close):
    found = Town({"bourg": ZONES["bourg"], "autre": (residents, 2_000, 40 * residents / 4_000, 0.0)}).like()
    assert (Trait.POPULATION in found.similar[0].shared) is is_close


def test_trait_that_one_zone_has_not_compares_none():
    found = Town(ZONES | {"calme": (float("nan"), 2_000, 10, 0.0)}).like()
    assert found.traits == (Trait.DWELLINGS, Trait.LEVEL, Trait.TREND)
    zero = Town(ZONES | {"calme": (4_000, 0, 10, 0.0)}).like()
    assert zero.traits == (Trait.POPULATION, Trait.LEVEL, Trait.TREND)


def test_nothing_is_compared_when_the_base_holds_nothing():
    found = Town({code: (np.nan, np.nan, *facts[2:]) for code, facts in ZONES.items()}, n_before=11).like()
    assert found.traits == () and found.similar == ()
    assert "rien ne dit lesquelles se ressemblent" in plain(texts.likeness(found))


def test_no_zone_is_proposed_when_none_shares_half_of_the_traits():
    found = Town({"bourg": ZONES["bourg"], "autre": ZONES["autre"]}).like()
    assert found.similar == ()
    assert "Aucune autre zone ne lui est comparable" in plain(texts.likeness(found))


def test_a_zone_alone_has_nothing_like_it():
    found = Town({"bourg": ZONES["bourg"]}).like()
    assert found.similar == () and found.unread is None
    assert plain(texts.likeness(found)) == "Ce découpage ne compte pas d’autre zone."


def test_three_zones_at_most_are_given():
    assert len(Town({f"z{i}": (4_000, 2_000, 40, 0.0) for i in range(6)}).like("z0").similar) == 3


def protected(changed, **options):
    return Town(threshold=5, scope=Scope.PUBLIC, changed=changed, **options)


@pytest.mark.parametrize("zone", ["bourg", "jumeau", "calme"])
def test_answer_is_the_same_whatever_a_withheld_count_is(zone):
    """Hence it tells nothing of it, of the zone itself as of another."""
    answers = [protected({(zone, 3): n}).like() for n in (1, 2, 3, 4)]
    assert answers[1:] == answers[:-1]
    if zone == "bourg":
        assert answers[0].unread is Unread.WITHHELD and answers[0].traits == SIZES
        assert "trop petits pour être communiqués" in plain(texts.likeness(answers[0]))
    else:
        assert answers[0].traits == ALL and zone not in codes(answers[0])


def test_zones_whose_facts_are_all_published_are_those_of_every_scope():
    assert protected({}).like() == Town().like()


# --- on a commune


def test_each_zone_has_its_figures_and_its_word(seeded):
    release = full(seeded.source)
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    selection = Selection("signalements", Level.QUARTIER, year)
    found = similar_zones.similar(release, selection, "01")
    assert set(found.traits) >= {Trait.POPULATION, Trait.DWELLINGS}
    shown = (found.code, *codes(found), "02")
    table = similar_zones.changed(release, selection, Comparison.with_years_before(year), shown)
    assert set(table.frame["zone_code"]) == set(shown)


def test_zone_whose_recording_changed_is_said_to_be_compared_with_nothing(seeded, tmp_path):
    home = shutil.copytree(seeded.home, tmp_path / "home")
    (home / "ruptures.csv").write_text("source;mois;note;zones\nsignalement;2024-03;x;01\n", encoding="utf-8")
    period = Period(date(2024, 2, 1), date(2024, 5, 1))
    selection, comparison = Selection("signalements", Level.QUARTIER, period), Comparison.with_years_before(period)
    found = Likeness("01", "Quartier 01", similar=(Similar("02", "Quartier 02", (), ()),))
    table = similar_zones.changed(full(observe(home)), selection, comparison, ("01", "02"))
    said = texts.figures(table, found, indicator("signalements"))
    assert said.startswith("De février à avril 2024\xa0: Quartier 01, comparaison impossible\u202f; Quartier 02, ")
    assert "**" in said


def test_protected_scope_reads_no_small_count(seeded):
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    release = Release(seeded.source, Scope.PUBLIC)
    selection = Selection("signalements", Level.QUARTIER, year)
    for zone in release.zones(Level.QUARTIER)["zone_code"]:
        found = similar_zones.similar(release, selection, zone)
        shown = (zone, *codes(found))
        table = similar_zones.changed(release, selection, Comparison.with_years_before(year), shown)
        counted = table.frame["n_events"].dropna().astype(int)
        assert ((counted == 0) | (counted >= 5)).all()


# --- statistics


def test_zones_of_like_size_are_ordered_by_both_measures():
    sizes = pd.DataFrame({"people": [100.0, 110, 100, 400], "homes": [50.0, 55, 150, 200]}, index=list("abcd"))
    found = zones_of_like_size(sizes, "a")
    assert found["zone"].tolist() == ["b", "c", "d"]
    assert found.loc[1, ["people_ratio", "homes_ratio"]].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("sizes", "zone", "argument"),
    [
        ([100.0, 0.0], "a", "sizes"),
        ([100.0, np.nan], "a", "sizes"),
        ([100.0, 90.0], "z", "zone"),
        ([100.0], "a", "sizes"),
    ],
)
def test_unusable_sizes_are_refused(sizes, zone, argument):
    with pytest.raises(ValueError, match=f"^{argument} "):
        zones_of_like_size(pd.DataFrame({"people": sizes}, index=list("ab")[: len(sizes)]), zone)
