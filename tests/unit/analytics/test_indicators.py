"""Definition files of the indicators: complete, and refused together when they are not."""

import shutil
from pathlib import Path

import pytest

from analytics import indicators as definitions
from analytics.indicators import indicator, indicators
from data.errors import DefinitionError, UnknownIndicatorError
from data.model import Kind

FOLDER = Path(definitions.__file__).parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the definitions, which a test may spoil."""
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(definitions, "_FOLDER", tmp_path)
    indicators.cache_clear()
    yield tmp_path
    indicators.cache_clear()


def test_indicators_stand_in_the_order_of_their_rank():
    assert list(indicators()) == ["plaintes", "signalements", "main_courante", "mediation", "cambriolages", "accidents"]
    ranks = [one.rank for one in indicators().values()]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize("slug", list(indicators()))
def test_indicator_says_what_it_counts_and_over_what(slug):
    one = indicator(slug)
    assert isinstance(one.kind, Kind)
    per, thing = ("logements", "dwellings") if slug == "cambriolages" else ("habitants", "population")
    assert one.unit.endswith(f" pour 1\u202f000\u00a0{per}")
    assert (one.denominator, one.per) == (thing, 1000)
    assert one.caveats and one.definition.endswith(".") and all(caveat.endswith(".") for caveat in one.caveats)
    assert one.reviewed < one.next_review
    assert one.noun_singular != one.noun == one.noun.lower()


@pytest.mark.parametrize("slug", ["", "plainte", "Plaintes", "../plaintes"])
def test_indicator_is_refused_by_name_when_there_is_none(slug):
    with pytest.raises(UnknownIndicatorError, match="plaintes, signalements"):
        indicator(slug)


def test_new_indicator_is_a_new_file(folder):
    text = (folder / "plaintes.toml").read_text(encoding="utf-8").replace("rank = 1", "rank = 9")
    (folder / "vols.toml").write_text(text, encoding="utf-8")
    assert list(indicators())[-1] == "vols"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rank = 1\n", ""),
        ('kind = "plainte"', 'kind = "rumeur"'),
        ('denominator = "population"', 'denominator = "arbres"'),
        ('polarity = "ambiguous"', 'polarity = "bonne"'),
        ("per = 1000", "per = 1000\ncolour = 3"),
        ("per = 1000", "per = 0"),
        ("per = 1000", 'per = "1000"'),
        ("caveats =", "caveat ="),
        ("reviewed = 2", 'reviewed = "x2'),
        ("rank = 1", "rank = "),
    ],
)
def test_all_faulty_files_are_named_together(folder, old, new):
    text = (folder / "plaintes.toml").read_text(encoding="utf-8")
    assert old in text
    for name in ("plaintes", "autre"):
        (folder / f"{name}.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        indicators()
    assert "plaintes.toml" in str(refusal.value) and "autre.toml" in str(refusal.value)
