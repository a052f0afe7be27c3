"""The atlas: what the browser holds says what the tables say, and nothing of what is withheld."""

import dataclasses
import gzip
import json
import re
import shutil
from datetime import UTC, date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quickjs import Context

from analytics import columns, disclosure
from analytics.charts import atlas as charts
from analytics.disclosure import NO_DATA, WITHHELD, Policy, Status, protect, protect_cube
from analytics.figures import Release, changes, comparability, counts, layers, observe, zones_compared
from analytics.figures.comparability import Comparison, Obstacle
from analytics.figures.indicator_counts import indicator_counts
from analytics.statistics.rates import poisson_interval
from analytics.statistics.trends import seasonal_band
from analytics.text import formats, fr, readings
from analytics.text.verdicts import WORDS
from data import commune as communes
from data import journal
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.model import Level, Period, Scope, Selection
from tests.scopes import full
from tests.unit.analytics.conftest import SIDE, write_zones

FULL = Scope.COORDINATION
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
SPRING = Period(date(2024, 3, 1), date(2024, 6, 1))
A_PLACE = layers.Mark("lieux", "Mairie", 2.01, 47.01)
STATE = {
    "categorie": None,
    "champ": None,
    "mesure": "nombre",
    "affichage": "periode",
    "mois": "",
    "zones": [],
    "vue": {"x": 0.5, "y": 0.5, "k": 1},
    "couches": [],
}


@pytest.fixture(scope="module")
def source(seeded):
    return seeded.source


@pytest.fixture(scope="module")
def shown(source):
    return Release(source, FULL).ask(indicator_counts, "signalements", Level.QUARTIER)


def words_of(source, comparison):
    return set(changes.judgement(full(source), "signalements", Level.QUARTIER, comparison).words.ravel())


def strict(source, threshold):
    return dataclasses.replace(source, commune=dataclasses.replace(source.commune, threshold=threshold))


def opened(cube):
    content = gzip.decompress(cube[16:])
    end = 4 + int.from_bytes(content[:4], "little")
    header = json.loads(content[4:end])
    shape = (len(header["categories"]), len(header["zones"]), len(header["buckets"]))
    return header, np.frombuffer(content[end:], dtype="<u4" if header["wide"] else "<u2").reshape(shape)


def packed(shown, marks=()):
    named = {slug: slug.capitalize() for slug in shown.categories}
    champs = {group.champ: group.champ for group in shown.groups if group.champ}
    return charts.cube_bytes(shown, champs, named, marks)


# --- What it says is what the tables say


@pytest.mark.parametrize("slug", ["signalements", "plaintes", "main_courante", "cambriolages"])
@pytest.mark.parametrize("period", [YEAR, SPRING, Period(date(2021, 1, 1), date(2025, 1, 1))], ids=str)
def test_figures_of_every_group_are_those_of_the_tables(source, slug, period):
    level = Level.IRIS if slug == "signalements" else Level.QUARTIER
    shown = Release(source, FULL).ask(indicator_counts, slug, level)
    for group in shown.groups:
        asked = Selection(slug, level, period, group.category, group.champ)
        zones = counts.table(Release(source, FULL), asked, "total").frame
        commune = counts.table(Release(source, FULL), dataclasses.replace(asked, level=Level.COMMUNE), "total").frame
        expected = pd.concat([zones, commune], ignore_index=True)
        found = counts.with_commune(Release(source, FULL), asked).frame
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.mark.parametrize("slug", ["signalements", "plaintes"])
@pytest.mark.parametrize("period", [YEAR, SPRING], ids=str)
def test_words_of_every_group_are_those_of_the_tables(source, slug, period):
    release = Release(source, FULL)
    shown = release.ask(indicator_counts, slug, Level.QUARTIER)
    comparison = Comparison.with_years_before(period)
    said = changes.judgement(release, slug, Level.QUARTIER, comparison).words
    for row, group in enumerate(shown.groups):
        asked = Selection(slug, Level.QUARTIER, period, group.category, group.champ)
        zones = changes.table(release, (asked,)).frame
        commune = changes.table(release, (dataclasses.replace(asked, level=Level.COMMUNE),)).frame
        expected = [*zones["word"], *commune["word"]]
        assert [word or None for word in said[row]] == [None if pd.isna(word) else word for word in expected]
        found = changes.with_commune(release, asked, comparison).frame
        same = [
            "zone_code",
            "n_events",
            "n_before",
            "mean_before",
            "word",
            *changes.JUDGED[1:],
            "status",
            "before_start",
            "before_end",
            "years_before",
            "incomparable",
        ]
        expected = pd.concat([zones[same], commune[same]], ignore_index=True)
        found, expected = (frame[same].astype(object).where(frame[same].notna(), None) for frame in (found, expected))
        pd.testing.assert_frame_equal(found, expected)


def test_a_month_that_no_source_covers_is_no_zero(source, shown):
    month = Period(date(2023, 5, 1), date(2023, 6, 1))
    assert set(shown.total(shown.groups[0], shown.within(month))) == {NO_DATA}
    comparison = Comparison((month,), Period(date(2024, 5, 1), date(2024, 6, 1)))
    assert words_of(source, comparison) == {None}


def test_facts_known_by_year_are_shown_year_after_year(source):
    shown = Release(source, FULL).ask(indicator_counts, "main_courante", Level.QUARTIER)
    assert [charts.step_of(shown.buckets[i])["id"] for i in shown.steps] == ["2021", "2022", "2024"]
    assert set(shown.total(shown.groups[0], shown.within(SPRING))) == {NO_DATA}


def test_a_category_outside_the_champ_chosen_keeps_nothing(shown):
    champ = next(group for group in shown.groups if group.champ)
    outside = next(slug for i, slug in enumerate(shown.categories) if i not in champ.members)
    assert shown.group(outside, champ.champ).members == ()
    assert set(shown.total(shown.group(outside, champ.champ), shown.within(YEAR))) == {NO_DATA}
    assert shown.group(None, champ.champ).members == champ.members
    assert shown.group(None, None).members == shown.groups[0].members


def test_a_zone_may_bear_the_code_of_the_commune(tmp_path):
    home = communes.create(tmp_path / "home", name="Essai", insee_code="18999")
    square = ({"code": "18999", "nom": "Centre"}, (2.00, 47.00), SIDE)
    beside = ({"code": "18998", "nom": "Autre"}, (2.02, 47.00), SIDE)
    door.take(
        home, [write_zones(tmp_path / "zones.geojson", [square, beside])], ZoneProfile(Level.QUARTIER, code="code")
    )
    rows = "".join(f"2024-0{month}-01,Tags,47.01,{lon}\n" for month in (1, 2, 3) for lon in (2.01, 2.01, 2.03))
    (tmp_path / "faits.csv").write_text("day,category,lat,lon\n" + rows)
    mapping = ["date=day", "category=category", "lat=lat", "lon=lon"]
    door.take(home, [tmp_path / "faits.csv"], describe("signalement", mapping))
    release = Release(observe(home.home), FULL)
    selection = Selection("signalements", Level.QUARTIER, YEAR)
    assert counts.with_commune(release, selection).frame["n_events"].tolist() == [3, 6, 9]


# --- The gate


def cut(counted, lost=0):
    """How a cube with its commune last cuts it: its zones, and what none of them holds."""
    return np.concatenate([counted[:, :-1], np.full_like(counted[:, -1:], lost)], axis=1)


@pytest.mark.parametrize(("count", "published"), [(0, True), (1, False), (4, False), (5, True), (6, True)])
def test_a_cell_is_published_at_the_threshold_and_its_commune_goes_with_it(count, published):
    counted = np.array([[[count], [50], [50 + count]]])
    cube = protect_cube(counted, [cut(counted)], np.ones((3, 1), dtype=bool), Policy.of(Scope.PUBLIC, 5))
    assert cube.cells.ravel().tolist() == ([count, 50, 50 + count] if published else [WITHHELD, 50, WITHHELD])


@pytest.mark.parametrize(("lost", "published"), [(0, True), (4, False), (5, True)])
def test_the_commune_is_withheld_where_it_would_tell_the_facts_without_a_zone(lost, published):
    counted = np.array([[[50], [60], [110 + lost]]])
    cube = protect_cube(counted, [cut(counted, lost)], np.ones((3, 1), dtype=bool), Policy.of(Scope.ELU, 5))
    assert cube.cells[0, -1, 0] == (110 + lost if published else WITHHELD)


def test_the_commune_is_withheld_at_every_cut_where_a_zone_of_one_is(source):
    hard = strict(source, 8)
    shown = {
        level: Release(hard, Scope.ELU).ask(indicator_counts, "signalements", level)
        for level in counts.available_levels(full(source), "signalements")
    }
    whole = shown[Level.COMMUNE].cube.cells[:, -1] == WITHHELD
    assert len(shown) > 1 and not whole.all()
    for one in shown.values():
        of_zones = (one.cube.cells[:, :-1] == WITHHELD).any(axis=1)
        assert ((one.cube.cells[:, -1] == WITHHELD) == whole).all()
        assert whole[of_zones].all() and (of_zones.any() or one.level is Level.COMMUNE)


def test_a_cube_is_built_by_the_gate_only():
    with pytest.raises(TypeError):
        disclosure.ProtectedCube(np.zeros((1, 1, 1), dtype=int), Policy.of(FULL, 5), proof=object())


@pytest.mark.parametrize("threshold", [5, 8, 1000])
def test_a_sum_is_withheld_when_one_of_its_parts_is(source, threshold):
    whole = Release(source, FULL).ask(indicator_counts, "signalements", Level.QUARTIER)
    release = Release(strict(source, threshold), Scope.ELU)
    shown = release.ask(indicator_counts, "signalements", Level.QUARTIER)
    small = (whole.cube.cells > 0) & (whole.cube.cells < threshold)
    assert small.any() and (shown.cube.cells[small] == WITHHELD).all()
    for group in shown.groups:
        parts = shown.cube.cells[np.ix_(group.members, range(len(shown.zones)), shown.within(YEAR))]
        hidden = (parts == WITHHELD).any(axis=(0, 2))
        assert ((shown.total(group, shown.within(YEAR)) == WITHHELD) == hidden).all()
        selection = Selection("signalements", Level.QUARTIER, YEAR, group.category, group.champ)
        comparison = Comparison.with_years_before(YEAR)
        for table in (
            counts.with_commune(release, selection),
            changes.with_commune(release, selection, comparison),
            zones_compared.table(release, selection),
        ):
            rows = table.frame[hidden]
            assert set(rows["status"]) <= {Status.PRIMARY, Status.NO_DATA}
            assert rows.drop(columns=[c for c in rows if c in columns.KEYS]).isna().all(axis=None)


@given(first=st.integers(1, 4), second=st.integers(1, 4))
def test_two_cubes_that_differ_by_withheld_counts_only_are_the_same(first, second):
    def protected(a, b):
        counted = np.array([[[a, 9], [b, 9], [a + b, 18]]])
        return protect_cube(counted, [cut(counted)], np.ones((3, 2), bool), Policy.of(Scope.PUBLIC, 5)).cells

    assert (protected(first, second) == protected(4, 1)).all()


# --- What the browser holds


def test_cells_of_the_browser_are_those_of_the_cube(shown):
    header, cells = opened(packed(shown))
    published = shown.cube.cells >= 0
    assert (cells[published] == shown.cube.cells[published]).all()
    assert set(cells[~published].tolist()) == {65534}
    assert [zone["code"] for zone in header["zones"]] == [*shown.zones["zone_code"][:-1], ""]
    assert [category["slug"] for category in header["categories"]] == list(shown.categories)
    assert charts.name_of(packed(shown)) == charts.name_of(packed(shown)) != charts.name_of(packed(shown, [A_PLACE]))


def test_withheld_cells_hold_their_mark_and_nothing_else(source):
    shown = Release(strict(source, 8), Scope.ELU).ask(indicator_counts, "signalements", Level.QUARTIER)
    _, cells = opened(packed(shown))
    assert ((cells == 65535) == (shown.cube.cells == WITHHELD)).all()
    assert not set(cells.ravel().tolist()) & set(range(1, 8))


@pytest.mark.parametrize(("largest", "wide"), [(65533, False), (65534, True)])
def test_cells_are_wide_only_when_a_count_needs_it(shown, largest, wide):
    cells = shown.cube.cells.copy()
    cells[0, 0, 0] = largest
    everything = np.ones(cells.shape[1:], dtype=bool)
    cube = protect_cube(np.maximum(cells, 0), [], everything, shown.cube.policy)
    header, found = opened(packed(dataclasses.replace(shown, cube=cube)))
    assert header["wide"] is wide
    assert found[0, 0, 0] == largest


def test_margins_between_those_that_are_sent_are_right_to_more_digits_than_shown(shown):
    cells = np.full_like(shown.cube.cells, 60_000)
    everything = np.ones(cells.shape[1:], dtype=bool)
    cube = protect_cube(cells, [], everything, shown.cube.policy)
    limits = opened(packed(dataclasses.replace(shown, cube=cube)))[0]["limits"]
    asked = np.unique(np.geomspace(1, limits["counts"][-1], 4000).astype(int))
    exact = poisson_interval(asked)
    for side in ("low", "high"):
        found = np.interp(asked, limits["counts"], limits[side])
        np.testing.assert_allclose(found, getattr(exact, side), rtol=2e-5)
    assert len(limits["counts"]) < 600


@pytest.mark.parametrize("mean", [0.4, 9, 150, 4_000])
@pytest.mark.parametrize("cuts", [(), (date(2021, 3, 1), date(2022, 1, 1)), (date(2025, 6, 1),)], ids=len)
def test_usual_band_of_the_browser_is_that_of_the_tables(shown, mean, cuts):
    rng = np.random.default_rng(11)
    n_months, n_zones = 96, 3
    starts = pd.date_range("2018-01-01", periods=n_months, freq="MS")
    cells = rng.poisson(mean * rng.gamma(20, 1 / 20, (n_zones, n_months // 12)).repeat(12, axis=1))
    cells[0, 50], cells[1, 7:20] = WITHHELD, NO_DATA
    cube = {
        "cells": np.select([cells == WITHHELD, cells == NO_DATA], [2**32 - 1, 2**32 - 2], cells).ravel().tolist(),
        "wide": True,
        "zones": [{}] * n_zones,
        "buckets": [[start.year * 12 + start.month - 1] * 2 for start in starts],
        "steps": [{}] * n_months,
        "categories": [{}],
        "champs": [],
        "usual": opened(packed(shown))[0]["usual"],
    }
    engine = Context()
    for name in ("cube.js", "usual.js"):
        script = (charts.SCRIPTS / name).read_text(encoding="utf-8")
        engine.eval(re.sub(r"^import .*$|^export ", "", script, flags=re.MULTILINE))
    engine.set("given", json.dumps([cube, [cut.year * 12 + cut.month - 1 for cut in cuts]]))
    found = json.loads(
        engine.eval(
            "(() => { const [cube, cuts] = JSON.parse(given); cube.sums = new Map();"
            "return JSON.stringify(cube.zones.map((_, zone) => usual(cube, 0, zone, cuts))) })()"
        )
    )
    for row, of_zone in zip(cells, found, strict=True):
        band = seasonal_band(pd.Series(np.where(row < 0, np.nan, row), index=starts), cuts=cuts)
        limits = [[one["low"], one["high"]] if one else [np.nan, np.nan] for one in of_zone]
        np.testing.assert_array_equal(limits, band[["low", "high"]])
        assert band["low"].notna().any()


@pytest.mark.parametrize(("month", "is_compared"), [("2022-05", True), ("2023-05", False)])
def test_zone_and_commune_have_their_own_sentence_when_recording_changed_in_a_zone(
    seeded, tmp_path, month, is_compared
):
    period = Period(date(2024, 2, 1), date(2024, 5, 1))
    home = shutil.copytree(seeded.home, tmp_path / "home")
    (home / "ruptures.csv").write_text(f"source;mois;note;zones\nsignalement;{month};x;01\n", encoding="utf-8")
    release, comparison = full(observe(home)), Comparison.with_years_before(period)
    of = "signalements", Level.QUARTIER
    shown = release.ask(indicator_counts, *of)
    judged = changes.judgement(release, *of, comparison)
    different = zones_compared.differences(release, *of, period)
    cuts = comparability.cuts(release, *of)
    question = charts.question(shown, period, comparison, judged, different, title="", source="", cuts=cuts.values())
    assert [bool(months) for months in question["cuts"]] == [True, False, False, False, True]
    engine = Context()
    engine.eval(charts._pure_script())
    content = gzip.decompress(packed(shown)[16:])
    texts = {"question": json.dumps(question), "state": json.dumps(STATE | {"affichage": "changement"})}
    for name, text in (texts | {"cube": json.dumps([*content])}).items():
        engine.set(name, text)
    said = json.loads(
        engine.eval(
            "(() => { const held = read(Uint8Array.from(JSON.parse(cube)).buffer);"
            "const seen = lens(held, JSON.parse(question), JSON.parse(state));"
            "return JSON.stringify(seen.cube.zones.map((_, zone) => sentence(seen, zone))) })()"
        )
    )
    rows = changes.with_commune(release, Selection(*of, period), comparison).frame
    assert rows["years_before"].tolist() == [0, 2, 2, 2, int(is_compared)]
    for sentence, (_, row) in zip(said, rows.iterrows(), strict=True):
        if row["status"] == Status.NO_DATA:
            assert sentence == readings.obstacle(Obstacle.RECORDING)
        else:
            mean = row["mean_before"]
            before = formats.integer(mean) if mean == round(mean) else formats.decimal(mean)
            assert sentence.startswith(formats.counted(row["n_events"], "signalement", "signalements"))
            assert f", contre {before} " in sentence and sentence.endswith(f": {WORDS[row['word']]}.")


def test_class_limits_of_the_months_are_those_of_all_months_together(shown):
    edges = opened(packed(shown))[0]["edges"]["nombre"][0]
    months = [shown.total(shown.groups[0], [step])[:-1] for step in shown.steps]
    values = np.concatenate([month[month >= 0] for month in months])
    assert edges == np.unique(np.quantile(values, np.linspace(0, 1, 6))).tolist()


def test_no_class_when_the_population_is_unknown(source):
    shown = Release(source, FULL).ask(indicator_counts, "signalements", Level.IRIS)
    edges = opened(packed(shown))[0]["edges"]
    assert all(limits == [] for limits in edges["taux"])
    assert any(edges["nombre"])


# --- Drawn without a browser


@pytest.fixture
def drawn(source, shown):
    geometry = (source.commune.home / "geo" / f"quartier-{shown.vintage}.json").read_text(encoding="utf-8")

    def draw(asked=shown, **state):
        comparison = Comparison.with_years_before(YEAR)
        question = charts.question(
            asked,
            YEAR,
            comparison,
            changes.judgement(full(source), "signalements", Level.QUARTIER, comparison),
            zones_compared.differences(full(source), "signalements", Level.QUARTIER, YEAR),
            title="Titre & <sous-titre>",
            source="Source\u00a0: essai",
        )
        return charts.draw(packed(asked), question | {"edited": "Image éditée ce jour."}, STATE | state, geometry)

    return draw


@pytest.mark.parametrize("display", ["periode", "mois", "changement", "ecart"])
def test_picture_has_its_zones_title_legend_and_source(drawn, shown, display):
    picture = ElementTree.fromstring(drawn(affichage=display))
    svg = "{http://www.w3.org/2000/svg}"
    zones = [path for path in picture.iter(f"{svg}path") if path.get("class") == "zone"]
    assert sorted(path.get("data-code") for path in zones) == sorted(shown.zones["zone_code"][:-1])
    said = " ".join(picture.itertext())
    assert "Titre & <sous-titre>" in said and "Source\u00a0: essai" in said
    assert {"periode": "de janvier à décembre 2024", "mois": "décembre 2024", "changement": "hausse nette",
            "ecart": "proche de la commune"}[display] in said  # fmt: skip


def test_picture_is_the_same_when_it_is_drawn_again(drawn):
    assert drawn(zones=["01"]) == drawn(zones=["01"])
    assert drawn(zones=["01"]) != drawn(zones=["02"])


def test_hostile_name_is_text_when_it_is_drawn(drawn, shown):
    labels = shown.zones["zone_label"].replace({"Quartier 03": '<img src="x" onerror=alert(1)>'})
    hostile = dataclasses.replace(shown, zones=shown.zones.assign(zone_label=labels))
    picture = drawn(hostile, zones=["03"])
    assert "<img" not in picture
    assert '<img src="x" onerror=alert(1)>' in "".join(ElementTree.fromstring(picture).itertext())


# --- Layers


def test_an_action_stands_in_each_of_its_zones_while_it_runs_and_a_place_always(seeded, source):
    home = seeded.home
    register = home / "registre.csv"
    register.write_text(
        "nom;champ;axe;quartiers;debut;fin;pilote;cout_euros;effet_attendu;mecanisme\n"
        "Médiation;mediation_sociale;A;Quartier 01 | 02;2024-02-15;2024-04-30;Ville;1;e;m\n"
        "Sans fin;videoprotection;A;Quartier 03;2024-02-15;;Ville;1;e;m\n"
        "Partout;videoprotection;A;;2024-02-15;;Ville;1;e;m\n"
        "Ailleurs;videoprotection;A;Quartier 99;2024-02-15;;Ville;1;e;m\n",
        encoding="utf-8",
    )
    with journal.open_journal(home) as kept:
        journal.import_register(kept, register, by="Ville", at=datetime(2024, 1, 1, tzinfo=UTC))
    (home / "lieux.csv").write_text("nom;nature;longitude;latitude\nMairie;service public;2.01;47.01\n")
    try:
        with journal.open_journal(home) as kept:
            marks = layers.marks(Release(dataclasses.replace(source), Scope.COORDINATION), kept.actions())
    finally:
        for file in (register, *home.glob("journal.sqlite*")):
            file.unlink()
        (home / "lieux.csv").unlink()
    assert [mark.label for mark in marks] == ["Médiation", "Médiation", "Sans fin", "Mairie (service public)"]
    assert [mark.layer for mark in marks] == ["actions", "actions", "actions", "lieux"]
    assert marks[0].period == Period(date(2024, 2, 1), date(2024, 5, 1))
    assert marks[2].period.end.year == 9999 and marks[3].period is None
    assert (2.00 < marks[0].lon < 2.02) and (47.00 < marks[0].lat < 47.02)
    assert formats.month(marks[2].period.start) == "février 2024"


def shares_of(*rows):
    """As ``figures.surveys.shares`` gives them: the commune, then zones of (code, answers, share)."""
    columns = ["zone_code", "n_answers", "share_pct"]
    table = pd.DataFrame([("18999", 500, 30.0), *rows], columns=columns).assign(
        zone_label="", low_pct=np.nan, high_pct=np.nan
    )
    return protect(table, Policy(Scope.ELU, 5))


def test_answers_on_the_map_are_told_in_the_order_of_its_zones_and_no_small_one_is():
    shown = SimpleNamespace(zones=pd.DataFrame({"zone_code": ["b", "a", "few", "small", "18999"]}))
    shares = shares_of(("a", 60, 10.0), ("b", 60, 50.0), ("few", 20, np.nan), ("small", 3, 33.3))
    told = charts.felt(shown, shares, "Titre")
    assert told["classes"] == [len(told["labels"]) - 1, 0, -3, -1]
    assert told["figures"] == ["50\u202f%", "10\u202f%", "?", fr.ATLAS["withheldMark"]]
    assert told["sentences"][2:] == ["Données insuffisantes.", "Non communiqué."]
    assert "33" not in str(told)


def test_answers_on_the_map_have_one_class_where_all_zones_say_the_same():
    shown = SimpleNamespace(zones=pd.DataFrame({"zone_code": ["a", "b", "18999"]}))
    told = charts.felt(shown, shares_of(("a", 60, 20.0), ("b", 60, 20.0)), "Titre")
    assert told["labels"] == ["20\u202f%"] and told["classes"] == [0, 0]
