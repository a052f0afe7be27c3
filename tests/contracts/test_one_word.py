"""One word for one question, whoever asks: Accueil, Carte (sentence, table, colour), funnel, command line."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.charts import atlas as charts
from analytics.figures import Release, changes, counts, observe, series, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.text import chips, readings
from analytics.text.verdicts import WORDS
from data import commune
from data.intake import door, profiles
from data.intake.profiles import ZoneProfile
from data.model import Level, Period, Selection
from tests.calibration import towns
from tests.scopes import full

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
YEAR = 12


@pytest.fixture(scope="module")
def paris(tmp_path_factory) -> Path:
    if not REAL.is_dir():
        pytest.skip("les fichiers réels (../shared/data/real) ne sont pas sur cette machine")
    town = commune.create(tmp_path_factory.mktemp("paris") / "home", name="Paris", insee_code="75056")
    door.take(
        town,
        [REAL / "paris_quartiers" / "quartier_paris.geojson"],
        ZoneProfile(Level("quartier"), code="c_qu", label="l_qu"),
    )
    door.take(town, [REAL / "paris_dansmarue_2023_2024" / "dans_ma_rue_10000.csv"])
    return town.home


SIMULATED = {"small": (14, 0.0), "uneven": (36, 0.3), "falling": (80, -0.5)}
"""Towns whose rates, seasons and years are their own: zones, and by how much one of three changes last year."""


def simulated(folder: Path, n_zones: int, change: float) -> Path:
    """Home of a town drawn at random."""
    rng = np.random.default_rng(n_zones)
    codes = [f"{number:03}" for number in range(n_zones)]
    corners = [(0.1 * (number % 10), 44 + 0.1 * (number // 10)) for number in range(n_zones)]
    zones = gpd.GeoDataFrame(
        {"code": codes, "nom": [f"Quartier {code}" for code in codes], "population": rng.integers(500, 5_000, n_zones)},
        geometry=[shapely.box(west, south, west + 0.1, south + 0.1) for west, south in corners],
        crs=4326,
    )
    zones.to_file(folder / "quartiers.geojson")
    town = commune.create(folder / "home", name="Ville-Essai", insee_code="31999")
    door.take(town, [folder / "quartiers.geojson"], ZoneProfile(Level.QUARTIER, population="population"))
    months = towns.dated(6 * YEAR)
    means = towns.means(rng, len(months), n_zones, level=6, **towns.HARD)
    means[-YEAR:, ::3] *= 1 + change
    rows = [
        f"{month:%Y-%m};Tapage nocturne;{code}"
        for month, of_zones in zip(months, rng.poisson(means), strict=True)
        for code, n in zip(codes, of_zones, strict=True)
        for _ in range(n)
    ]
    (folder / "faits.csv").write_text("\n".join(["mois;nature;quartier", *rows]), encoding="utf-8")
    mapping = ("month=mois", "category=nature", "zone_code=quartier")
    profile = profiles.chosen(town.home, source=None, kind="plainte", mapping=mapping, level="quartier")
    door.take(town, [folder / "faits.csv"], profile)
    return town.home


@pytest.fixture(scope="module")
def recorded_apart(demo_home, tmp_path_factory) -> Path:
    """The fictive commune, where two quartiers changed alone how they record."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("apart") / "home")
    lines = (
        f"{source};2025-03;application;Les Tanneries|La Gare" for source in ("signalements_ville", "main_courante_pm")
    )
    (home / "ruptures.csv").write_text("\n".join(["source;mois;note;zones", *lines]), encoding="utf-8")
    return home


@pytest.fixture(params=["demo_home", "recorded_apart", "paris", *SIMULATED])
def home(request, tmp_path) -> Path:
    if request.param in SIMULATED:
        return simulated(tmp_path, *SIMULATED[request.param])
    return request.getfixturevalue(request.param)


def selections(release: Release) -> Iterator[Selection]:
    """Every indicator and level, over a year, a quarter and a month."""
    for one in counts.available_indicators(release):
        for level in counts.available_levels(release, one.slug):
            if not counts.has_months(release, one.slug, level):
                continue
            months = counts.covered_period(release, one.slug, level).months()
            for n_months in (YEAR, 3, 1):
                yield Selection(one.slug, level, Period.of_months(months[-n_months:][0], months[-1]))


def command(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout


def legend_of(of_indicator: IndicatorCounts) -> dict[str, list[dict[str, str]]]:
    """Words of the map's legend, as the browser holds them."""
    names = {slug: slug for slug in of_indicator.categories}
    champs = {group.champ: group.champ for group in of_indicator.groups if group.champ}
    content = gzip.decompress(charts.cube_bytes(of_indicator, champs, names, ())[16:])
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])["words"]


def shown(value: object) -> object:
    return None if pd.isna(value) else value


@pytest.mark.slow
def test_every_answer_gives_the_same_word_and_figure(home, capsys):
    release = full(observe(home))
    n_compared = 0
    for selection in selections(release):
        slug, level, period = selection.indicator, selection.level, selection.period
        n_zones = len(release.zones(level)) if level is not Level.COMMUNE else 0
        comparison = Comparison.with_years_before(period)
        map_of_changes = changes.with_commune(release, selection, comparison).frame
        accueil = changes.table(release, (selection,)).frame
        commune_alone = changes.table(release, (Selection(slug, Level.COMMUNE, period),)).frame
        figures = zones_compared.table(release, selection).frame
        total = counts.table(release, selection, "total").frame
        of_indicator = release.ask(indicator_counts, slug, level)
        question = charts.question(
            of_indicator, period, comparison,
            changes.judgement(release, slug, level, comparison),
            zones_compared.differences(release, slug, level, period),
            title="", source="",
        )  # fmt: skip
        legend = legend_of(of_indicator)
        arguments = (slug, "--level", level, "--from", f"{period.start:%Y-%m}", "--to", f"{period.last_month:%Y-%m}")
        told = json.loads(command(home, "changes", *arguments, "--json"))
        written = json.loads(command(home, "table", *arguments, "--format", "json"))
        funnel = zones_compared.compared(zones_compared.table(release, selection)).frame.set_index("zone_code")["word"]
        months = series.history(release, selection, tuple(figures["zone_code"].iloc[:n_zones]), "month").frame
        months = months[months["period_start"].between(pd.Timestamp(period.start), pd.Timestamp(period.last_month))]
        of_months = months.groupby("zone_code")["n_events"].sum(min_count=1)

        entries = [*told["zones"], told["commune"]] if n_zones else [told["commune"]]
        for row, entry in enumerate(entries):
            is_commune = row == n_zones
            changed, figure = map_of_changes.iloc[row], figures.iloc[row]
            other = commune_alone.iloc[0] if is_commune else accueil.iloc[row]
            assert other["zone_code"] == changed["zone_code"] == figure["zone_code"] == entry["zone_code"]
            for name in ("n_events", "n_before", "word", "ratio", "low", "high"):
                assert shown(other[name]) == shown(changed[name])
            word = WORDS.get(shown(changed["word"]))
            assert entry["word"] == word
            assert entry["n_events"] == shown(changed["n_events"])
            sentence = readings.change(changed)
            colour = question["words"]["changement"][0][row]
            if word is None:
                assert colour == "-" and sentence == readings.obstacle(changed["incomparable"])
            else:
                assert legend["changement"][int(colour)]["word"] == word
                assert legend["changement"][int(colour)]["label"] == chips.word(shown(changed["word"]))
                assert word in sentence.lower()
            if shown(changed["n_events"]) is not None and changed["period_start"] == figure["period_start"]:
                assert (changed["n_events"] == figure["n_events"]) or changed["period_end"] < figure["period_end"]
            if not is_commune:
                assert written[row]["n_events"] == shown(total.iloc[row]["n_events"]) == shown(figure["n_events"])
                if months["n_events"].notna().any():
                    assert shown(of_months.get(figure["zone_code"])) == shown(figure["n_events"])
                difference = shown(funnel.get(figure["zone_code"]))
                assert difference == shown(figure["word"])
                gap = question["words"]["ecart"][0][row]
                if difference is None:
                    assert gap == "-"
                else:
                    assert legend["ecart"][int(gap)]["label"] == WORDS[difference]
                    portrait = readings.portrait(figure, figures.iloc[-1], of_indicator.indicator)
                    assert WORDS[difference] in portrait.lower()
            n_compared += 1
    with capsys.disabled():
        print(f"\n{home.parent.name}: {n_compared} zones, indicators and periods compared")
    assert n_compared > 40
