"""What is expected of an action is made of the counts of other zones: none that is withheld comes back through it."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.figures import Observatory, Release, evaluations, observe
from analytics.statistics.evaluation import Study, against_expected
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.journal import Action, Followed, Zone
from data.model import Level, Scope

ZONES = ("01", "02", "03", "04", "05", "06")
MONTHS = pd.date_range("2021-01-01", periods=48, freq="MS")
PROTECTED = (Scope.PUBLIC, Scope.PARTENAIRE, Scope.ELU)
ACTION = Action(
    number=1,
    name="Rondes",
    champ="mediation_sociale",
    start=date(2023, 1, 1),
    lead="Ville",
    expected_effect="e",
    mechanism="m",
    zones=(Zone(Level.QUARTIER, "01", "Quartier 01"),),
    indicators=(Followed("plaintes", "cambriolages_logement"),),
    compared=tuple(Zone(Level.QUARTIER, code, code) for code in ("03", "04", "05", "06")),
    around=(Zone(Level.QUARTIER, "02", "02"),),
    comparison_fixed_on=date(2022, 12, 1),
)


def town(folder: Path, name: str, small: dict[str, int]) -> Observatory:
    """Zones whose months all have 8 facts or more, but one month of some."""
    folder.mkdir(exist_ok=True)
    features = []
    for rank, code in enumerate(ZONES):
        west = 2 + rank / 50
        ring = [[west, 47], [west + 0.02, 47], [west + 0.02, 47.02], [west, 47.02], [west, 47]]
        properties = {"code": code, "nom": f"Quartier {code}", "pop": 5000}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    outlines = folder / f"{name}.geojson"
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    drawn = np.random.default_rng(5).poisson(20, (len(MONTHS), len(ZONES))).clip(8)
    counts = pd.DataFrame(drawn, [f"{month:%Y-%m}" for month in MONTHS], ZONES)
    for code, count in small.items():
        counts.loc["2022-06", code] = count
    rows = counts.rename_axis("month").reset_index().melt("month", var_name="quartier", value_name="n")
    facts = folder / f"{name}.csv"
    rows.assign(category="Cambriolages de logement").to_csv(facts, index=False)
    made = communes.create(folder / name, name="Essai-sur-Test", insee_code="18999")
    door.take(made, [outlines], ZoneProfile(Level.QUARTIER, code="code", label="nom", population="pop"))
    columns = ["month=month", "category=category", "count=n", "zone_code=quartier"]
    door.take(made, [facts], describe("plainte", columns))
    return observe(made.home)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("towns")


@pytest.fixture(scope="module")
def large(folder) -> Observatory:
    return town(folder, "large", {})


@pytest.mark.parametrize("scope", PROTECTED)
def test_what_is_expected_is_made_of_published_counts_alone(large, scope):
    """Whoever has the published counts and the method makes the whole picture again, and learns nothing from it."""
    release = Release(large, scope)
    shown = evaluations.follow_up(release, (ACTION,), 1)
    (judged,) = evaluations.evaluate(release, (ACTION,))
    assert shown is not None and judged.appraisal is not None and judged.appraisal.effect is not None
    counts = release.counts(evaluations.indicator("plaintes").kind, Level.QUARTIER)
    assert counts.period is not None
    published = counts.monthly(counts.members({"cambriolages_logement"}), counts.period)
    assert (published >= 5).all(axis=None)
    study = Study(published, judged.treated, judged.compared, pd.Timestamp(ACTION.start), judged.around)
    made_again = against_expected(study, judged.appraisal.effect, length=shown.months)
    assert shown.table.frame["n_events"].to_list() == made_again["observed"].to_list()
    for name in ("expected", "chance_low", "cumulated_high"):
        assert shown.table.frame[name].to_numpy() == pytest.approx(made_again[name].to_numpy(), nan_ok=True)


@pytest.mark.parametrize("zone", ["01", "02", "03"])
def test_nothing_is_given_when_one_count_of_any_zone_is_small(folder, zone):
    """Two towns that differ by one withheld count alone are told apart by nothing that is given."""
    towns = [town(folder, f"small-{zone}-{count}", {zone: count}) for count in (1, 4)]
    for scope in PROTECTED:
        releases = [Release(source, scope) for source in towns]
        assert [evaluations.follow_up(release, (ACTION,), 1) for release in releases] == [None, None]
        first, second = (evaluations.evaluate(release, (ACTION,)) for release in releases)
        assert first == second
    assert evaluations.follow_up(Release(towns[0], Scope.COORDINATION), (ACTION,), 1) is not None


@pytest.mark.parametrize(("count", "given"), [(0, True), (4, False), (5, True)])
def test_picture_is_given_from_the_smallest_count_that_is_shown(folder, count, given):
    source = town(folder, f"limit-{count}", {"03": count})
    assert (evaluations.follow_up(Release(source, Scope.ELU), (ACTION,), 1) is not None) == given
