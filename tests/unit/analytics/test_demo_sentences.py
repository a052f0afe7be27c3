"""Sentences on the fictive commune where comparing is a trap: each compares what may be, or says why nothing is."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from analytics.figures import changes, evaluations, observe
from analytics.figures.comparability import Comparison, Obstacle
from analytics.statistics.words import ChangeWord
from analytics.text import readings, verdicts
from data import commune, journal
from data.intake import door, profiles
from data.model import Level, Period, Selection
from tests.scopes import full

YEAR_2025 = Period(date(2025, 1, 1), date(2026, 1, 1))
AGAINST_2024 = Comparison((YEAR_2025.shift(-12),), YEAR_2025)
RISES = (ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE)


@pytest.mark.parametrize("level", [Level.QUARTIER, Level.IRIS, Level.QPV])
def test_telephone_application_of_march_2024_makes_no_rise(demo_home, level):
    selection = Selection("signalements", level, YEAR_2025)
    table = changes.with_commune(full(observe(demo_home)), selection, AGAINST_2024).frame
    assert not table["word"].isin(RISES).any()
    assert {*table["word"]} - {ChangeWord.INSUFFICIENT_DATA}
    for _, row in table.iterrows():
        sentence = readings.change(row)
        # March is the first month after the change; December may still be completed.
        assert "de mars à novembre 2025" in sentence and "un an plus tôt" in sentence


def test_months_of_a_landlord_are_not_compared_with_those_of_the_town(demo_home, tmp_path):
    home: Path = shutil.copytree(demo_home, tmp_path / "home")
    rows = [f"{month};Tapage nocturne;Les Tanneries" for month in ("2025-09", "2025-10", "2025-11") for _ in range(9)]
    (tmp_path / "bailleur.csv").write_text("\n".join(["mois;nature;quartier", *rows]), encoding="utf-8")
    mapping = ("month=mois", "category=nature", "zone_label=quartier")
    profile = profiles.chosen(home, source=None, kind="signalement", mapping=mapping, level="quartier")
    door.take(commune.read(home), [tmp_path / "bailleur.csv"], profile)
    autumn = Period(date(2025, 9, 1), date(2025, 12, 1))
    selection = Selection("signalements", Level.QUARTIER, autumn)
    table = changes.with_commune(full(observe(home)), selection, Comparison.with_years_before(autumn)).frame
    assert {*table["incomparable"]} == {Obstacle.OTHER_SOURCES}
    assert {readings.change(row) for _, row in table.iterrows()} == {readings.obstacle(Obstacle.OTHER_SOURCES)}


def test_lighting_is_told_by_year_over_four_years_before_and_two_after(demo_home):
    actions = tuple(journal.open_journal(demo_home).actions())
    lighting = evaluations.find(full(observe(demo_home)), actions, "Éclairage des cheminements des Prés d’Aubrise")
    first, last = lighting.months
    assert (first, lighting.start, last) == (date(2020, 1, 1), date(2024, 1, 1), date(2025, 12, 1))
    assert lighting.appraisal.verdict.word == ChangeWord.INSUFFICIENT_DATA
    sentence = verdicts.sentence(lighting.appraisal)
    assert sentence.startswith("25\xa0faits par an avant et 23 après\xa0: données insuffisantes")
