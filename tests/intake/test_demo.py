"""The fictive commune: its zones fit together, its files are what partners send, and its true effects are in them."""

import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import commune as communes
from data import demo, journal, public_places, reference
from data.demo import town, truth
from data.intake.profiles import read_profiles
from data.intake.readers import layers
from data.model import Level

QUARTIERS, IRIS, QPV = 14, 40, 3
REFERENCE = Path(reference.__file__).parent


pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def files(folder: Path) -> demo.DemoFiles:
    return demo.write_files(folder)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where the town keeps its files and its journal, and nothing else."""
    home = communes.create(tmp_path_factory.mktemp("home"), name=demo.NAME, insee_code=demo.INSEE_CODE).home
    demo.write_home_files(home)
    demo.write_journal(home)
    return home


@pytest.fixture(scope="module")
def actions(home: Path) -> tuple[journal.Action, ...]:
    with journal.open_journal(home) as kept:
        return kept.actions()


@pytest.fixture(scope="module")
def zones(files: demo.DemoFiles) -> dict[Level, gpd.GeoDataFrame]:
    return {file.level: next(iter(layers.read(file.path).values())) for file in files.zones}


@pytest.fixture(scope="module")
def place() -> town.Town:
    return town.draw()


@pytest.fixture(scope="module")
def nomenclature(tmp_path_factory: pytest.TempPathFactory) -> reference.Nomenclature:
    return reference.read(tmp_path_factory.mktemp("no_home"))


def headers(path: Path) -> list[str]:
    first = path.read_text(encoding="utf-8-sig").splitlines()[0]
    return first.split(";" if ";" in first else ",")


def expected_with(place: town.Town, *effects: demo.TrueEffect) -> np.ndarray:
    return truth.rates(place, np.random.default_rng(5), effects)


def effect(slug: str) -> demo.TrueEffect:
    return next(one for one in demo.TRUE_EFFECTS if one.slug == slug)


def rows_of(one: demo.TrueEffect) -> list[int]:
    return [
        row
        for row, series in enumerate(truth.SERIES)
        if series.kind in one.kinds and (not one.categories or series.slug in one.categories)
    ]


def months_from(start: date) -> slice:
    return slice(truth.PERIOD.months().index(start), None)


# --- files


def test_files_are_the_same_bytes_when_written_twice(folder: Path, files: demo.DemoFiles, tmp_path: Path) -> None:
    demo.write_files(tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in names if (folder / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_facts_differ_and_zones_do_not_when_the_seed_changes(files: demo.DemoFiles, tmp_path: Path) -> None:
    others = demo.write_files(tmp_path, seed=1)
    assert all(a.path.read_bytes() == b.path.read_bytes() for a, b in zip(files.zones, others.zones, strict=True))
    assert all(a.path.read_bytes() != b.path.read_bytes() for a, b in zip(files.facts, others.facts, strict=True))


def test_every_file_written_is_announced(folder: Path, files: demo.DemoFiles) -> None:
    announced = {file.path for file in (*files.zones, *files.facts)} | {*files.surveys, files.benchmark, *files.others}
    assert announced == set(folder.iterdir())


def test_progress_is_told_in_order(tmp_path: Path) -> None:
    steps: list[str] = []
    demo.write_files(tmp_path / "new" / "folder", on_progress=steps.append)
    assert steps == [
        "Tracé de la ville et de ses zones",
        "Six années de faits",
        "Enquêtes et statistiques nationales",
    ]


# --- zones


@pytest.mark.parametrize(("level", "number"), [(Level.QUARTIER, QUARTIERS), (Level.IRIS, IRIS), (Level.QPV, QPV)])
def test_zones_have_the_columns_announced(
    files: demo.DemoFiles, zones: dict[Level, gpd.GeoDataFrame], level: Level, number: int
) -> None:
    file = next(file for file in files.zones if file.level == level)
    frame = zones[level]
    assert len(frame) == frame[file.code].nunique() == frame[file.label].nunique() == number
    assert {file.code, file.label, file.population, file.dwellings} - {None} <= set(frame.columns)


@pytest.mark.parametrize("level", [Level.QUARTIER, Level.IRIS])
def test_zones_leave_no_gap_and_do_not_overlap(zones: dict[Level, gpd.GeoDataFrame], level: Level) -> None:
    shapes = zones[level].geometry.to_numpy()
    town_shape = shapely.coverage_union_all(shapes)
    assert shapely.coverage_is_valid(shapes)
    assert zones[level].geom_type.eq("Polygon").all() and zones[level].is_valid.all()
    assert town_shape.geom_type == "Polygon" and not town_shape.interiors


def test_iris_fill_their_quartier(place: town.Town) -> None:
    area = place.iris.area.groupby(place.iris["quartier"]).sum()
    inside = shapely.covers(place.quartiers.geometry.to_numpy()[place.iris["quartier"]], place.iris.geometry.to_numpy())
    assert inside.all()
    assert place.quartiers.area.to_numpy() == pytest.approx(area.to_numpy())


def test_quartiers_sum_their_iris(zones: dict[Level, gpd.GeoDataFrame]) -> None:
    iris = zones[Level.IRIS].assign(num=zones[Level.IRIS]["CODE_IRIS"].str[5:7].astype(int))
    summed = iris.groupby("num")[["P21_POP", "P21_LOG"]].sum()
    quartiers = zones[Level.QUARTIER].set_index("num")
    assert (summed.to_numpy() == quartiers[["population", "logements"]].to_numpy()).all()
    assert quartiers["population"].sum() == 45_160


def test_iris_codes_are_text_of_the_commune(zones: dict[Level, gpd.GeoDataFrame]) -> None:
    assert zones[Level.IRIS]["CODE_IRIS"].str.fullmatch(demo.INSEE_CODE + r"\d{4}").all()
    assert zones[Level.QPV]["code_qp"].str.fullmatch(r"QN\d{5}[A-Z]").all()


def test_town_lies_at_sea(zones: dict[Level, gpd.GeoDataFrame]) -> None:
    west, south, east, north = zones[Level.QUARTIER].total_bounds
    assert -3.3 < west < east < -3.1 and 45.2 < south < north < 45.4


def test_qpv_lie_in_the_town_across_iris(place: town.Town) -> None:
    outline = place.quartiers.union_all()
    crossed = shapely.intersects(place.qpv.geometry.to_numpy()[:, None], place.iris.geometry.to_numpy()).sum(axis=1)
    assert place.qpv.within(outline).all()
    assert (crossed >= 2).all()


# --- facts


def test_every_profile_reads_columns_that_its_file_has(files: demo.DemoFiles, tmp_path: Path) -> None:
    profiles = read_profiles(tmp_path)
    missing = {
        (file.path.name, column)
        for file in files.facts
        for (column, *_) in profiles[file.source].columns.values()
        if column not in headers(file.path)
    }
    assert missing == set()


def test_police_tables_have_a_row_per_place_and_nature(folder: Path, place: town.Town) -> None:
    table = pd.read_csv(folder / "plaintes_police_nationale_2020.csv", sep=";", encoding="utf-8-sig")
    assert list(table.columns[:3]) == ["Quartier", "Nature", "01/2020"] and table.shape == ((QUARTIERS + 1) * 15, 14)
    assert set(table["Quartier"]) == {*place.quartiers["label"], "Non localisé"}


def test_volumes_are_those_of_such_a_town(folder: Path) -> None:
    police = [pd.read_csv(path, sep=";").filter(regex=r"^\d\d/").to_numpy().sum() for path in folder.glob("plaintes*")]
    rows = {
        name: len(pd.read_csv(folder / name, sep=separator))
        for name, separator in
        (("signalements_ville.csv", ","), ("main_courante_pm.csv", ";"), ("mediation_interventions.csv", ";"))
    }  # fmt: skip
    assert len(police) == 6 and sum(police) / 6 == pytest.approx(2_200, rel=0.06)
    assert rows["signalements_ville.csv"] / 6 == pytest.approx(5_000, rel=0.06)
    assert rows["main_courante_pm.csv"] / 6 == pytest.approx(2_600, rel=0.06)
    assert rows["mediation_interventions.csv"] / 6 == pytest.approx(1_500, rel=0.06)


def test_events_lie_in_the_town_or_are_known_not_to(folder: Path, zones: dict[Level, gpd.GeoDataFrame]) -> None:
    events = pd.read_csv(folder / "signalements_ville.csv")
    located = events.dropna(subset=["lat", "lon"])
    shapes = zones[Level.QUARTIER].geometry.to_numpy()
    hits = sum(shapely.contains_xy(shape, located["lon"], located["lat"]).astype(int) for shape in shapes)
    assert 1 - len(located) / len(events) == pytest.approx(0.05, abs=0.01)
    assert ((hits == 0) == (located["adresse"] == "Limite de commune")).all() and hits.max() == 1
    assert 0 < (hits == 0).mean() < 0.01


def test_main_courante_is_in_metres_of_the_same_town(folder: Path, place: town.Town) -> None:
    events = pd.read_csv(folder / "main_courante_pm.csv", sep=";")
    located = events.dropna(subset=["X", "Y"])
    outline = place.quartiers.union_all()
    assert shapely.contains_xy(outline, located["X"], located["Y"]).all()
    assert 1 - len(located) / len(events) == pytest.approx(0.03, abs=0.01)
    assert pd.to_datetime(events["Date"] + events["Heure"], format="%d/%m/%Y%H:%M").is_monotonic_increasing


def test_mediation_names_quartiers_in_several_spellings(folder: Path, place: town.Town) -> None:
    names = pd.read_csv(folder / "mediation_interventions.csv", sep=";")["Quartier"]
    known = {reference.normalise(label) for label in place.quartiers["label"]}
    assert names.isna().mean() == pytest.approx(0.02, abs=0.01)
    assert names.nunique() > 2 * QUARTIERS
    assert {name for name in names.dropna().unique() if reference.normalise(name) not in known} == set()


def test_every_category_of_the_files_is_known(folder: Path, nomenclature: reference.Nomenclature) -> None:
    labels = {
        "plaintes_police_nationale_2025.csv": (";", "Nature"),
        "main_courante_pm.csv": (";", "Nature"),
        "signalements_ville.csv": (",", "type"),
        "mediation_interventions.csv": (";", "Type d'intervention"),
    }
    unknown = {
        label
        for name, (separator, column) in labels.items()
        for label in pd.read_csv(folder / name, sep=separator)[column].unique()
        if nomenclature.recognise(label) not in nomenclature.categories
    }
    assert unknown == set()


@pytest.mark.parametrize("series", truth.SERIES, ids=lambda series: f"{series.kind}-{series.slug}")
def test_a_label_means_its_category(series: truth.Series, nomenclature: reference.Nomenclature) -> None:
    assert nomenclature.recognise(series.label) == series.slug


# --- true effects


@pytest.mark.parametrize("one", demo.TRUE_EFFECTS, ids=lambda one: one.slug)
def test_effect_names_what_exists(
    one: demo.TrueEffect,
    place: town.Town,
    actions: tuple[journal.Action, ...],
    nomenclature: reference.Nomenclature,
) -> None:
    by_name = {action.name: action for action in actions}
    assert set(one.quartiers) <= set(place.quartiers["label"]) and set(one.categories) <= set(nomenclature.categories)
    if one.nature is truth.Nature.ACTION:
        registered = by_name[one.label]
        assert (registered.champ, registered.start) == (one.champ, one.start)
        assert tuple(zone.label for zone in registered.zones) == one.quartiers
        # What it is followed by is what it truly changes, and was said before.
        assert {followed.category for followed in registered.indicators} == set(one.categories)
        assert not registered.written_late
    else:
        assert one.champ is None and one.label not in by_name


@pytest.mark.parametrize("one", demo.TRUE_EFFECTS, ids=lambda one: one.slug)
def test_rates_change_only_where_and_when_an_effect_says(one: demo.TrueEffect, place: town.Town) -> None:
    ratio = expected_with(place, one) / expected_with(place)
    treated = np.isin(
        place.quartiers["label"].to_numpy()[place.iris["quartier"]], one.quartiers or place.quartiers["label"]
    )
    after = np.zeros(ratio.shape[2], dtype=bool)
    after[months_from(one.start)] = True
    touched = np.zeros(ratio.shape, dtype=bool)
    touched[np.ix_(rows_of(one), np.flatnonzero(treated), np.flatnonzero(after))] = True
    if one.nature is truth.Nature.TREND:
        yearly = ratio[rows_of(one)][:, :, 12:] / ratio[rows_of(one)][:, :, :-12]
        assert yearly == pytest.approx(np.full_like(yearly, one.rate_ratio))
    else:
        assert ratio[touched] == pytest.approx(np.full(touched.sum(), one.rate_ratio))
    assert (ratio[~touched] >= 1 - 1e-12).all()
    assert ratio[:, :, ~after] == pytest.approx(np.ones_like(ratio[:, :, ~after]))


def test_displaced_facts_are_half_of_the_avoided_ones_in_the_adjacent_quartiers(place: town.Town) -> None:
    one = effect("presence_gare")
    change = (expected_with(place, one) - expected_with(place)).sum(axis=(0, 2))
    by_quartier = pd.Series(change).groupby(place.iris["quartier"].to_numpy()).sum().to_numpy()
    gare = place.quartiers["label"].tolist().index("La Gare")
    elsewhere = np.delete(by_quartier, gare)
    assert by_quartier[gare] < 0
    assert elsewhere.sum() == pytest.approx(-one.displaced_share * by_quartier[gare])
    assert set(np.flatnonzero(by_quartier > 1e-9)) == set(place.neighbours(gare))


def test_counts_have_the_variance_written_when_drawn_many_times() -> None:
    expected = np.full((200, 40, 72), 0.8)
    counts = truth.draw_counts(expected, np.random.default_rng(3))
    town_wide = counts.sum(axis=1)
    assert counts.mean() == pytest.approx(0.8, rel=0.01)
    assert counts.var() / counts.mean() == pytest.approx(1 + truth.EXTRA_VARIANCE, rel=0.01)
    assert town_wide.var() / town_wide.mean() == pytest.approx(1 + truth.EXTRA_VARIANCE, rel=0.05)


def located_signalements(folder: Path, zones: dict[Level, gpd.GeoDataFrame]) -> pd.DataFrame:
    events = pd.read_csv(folder / "signalements_ville.csv", parse_dates=["date_creation"]).dropna()
    tanneries = zones[Level.QUARTIER].set_index("nom").geometry["Les Tanneries"]
    return events.assign(tanneries=shapely.contains_xy(tanneries, events["lon"], events["lat"]))


def log_ratio(after: int, before: int, years_after: float, years_before: float) -> tuple[float, float]:
    """Logarithm of the ratio of two yearly rates and its standard error, the written over-dispersion included."""
    spread = np.sqrt((1 + truth.EXTRA_VARIANCE) * (1 / after + 1 / before))
    return np.log(after / years_after) - np.log(before / years_before), spread


def test_mediation_shows_in_the_drawn_signalements(folder: Path, zones: dict[Level, gpd.GeoDataFrame]) -> None:
    one = effect("mediation_tanneries")
    events = located_signalements(folder, zones)
    events = events[events["type"].isin(["Bruit et tapage", "Rassemblements gênants"])]
    after = events["date_creation"] >= pd.Timestamp(one.start)
    here, spread_here = log_ratio((after & events["tanneries"]).sum(), (~after & events["tanneries"]).sum(), 2.75, 3.25)
    there, spread_there = log_ratio(
        (after & ~events["tanneries"]).sum(), (~after & ~events["tanneries"]).sum(), 2.75, 3.25
    )
    spread = np.hypot(spread_here, spread_there)
    assert here - there == pytest.approx(np.log(one.rate_ratio), abs=3 * spread)
    assert here - there < -1.96 * spread


def test_application_raises_the_drawn_signalements_and_nothing_else(folder: Path) -> None:
    one = effect("application_signalement")
    signalements = pd.to_datetime(pd.read_csv(folder / "signalements_ville.csv")["date_creation"])
    main_courante = pd.to_datetime(pd.read_csv(folder / "main_courante_pm.csv", sep=";")["Date"], format="%d/%m/%Y")
    for dates, ratio in ((signalements, one.rate_ratio), (main_courante, 1.0)):
        # Same months of the year on both sides, so that the season cancels out.
        after = dates.between("2024-03-01", "2025-02-28 23:59:59").sum()
        before = dates.between("2023-03-01", "2024-02-29 23:59:59").sum()
        difference, spread = log_ratio(after, before, 1, 1)
        assert difference == pytest.approx(np.log(ratio), abs=3 * spread)


def test_burglaries_fall_slowly_and_peak_in_winter(folder: Path) -> None:
    tables = [pd.read_csv(path, sep=";").set_index("Nature") for path in sorted(folder.glob("plaintes*"))]
    months = [table.loc["Cambriolages de logement"].filter(regex=r"^\d\d/").sum() for table in tables]
    early, late = sum(year.sum() for year in months[:3]), sum(year.sum() for year in months[3:])
    difference, spread = log_ratio(late, early, 3, 3)
    season = np.array([year.to_numpy() for year in months]).sum(axis=0)
    assert difference == pytest.approx(3 * np.log(effect("baisse_cambriolages").rate_ratio), abs=3 * spread)
    assert season[[0, 10, 11]].sum() > 1.3 * season[[5, 6, 7]].sum()


# --- what surrounds the facts


@pytest.mark.parametrize(
    ("name", "answers", "questions"),
    [("enquete_habitants_2022", 900, 6), ("enquete_habitants_2025", 1_000, 6), ("enquete_partenaires_2025", 80, 3)],
)
def test_surveys_have_their_answers(folder: Path, name: str, answers: int, questions: int) -> None:
    frame = pd.read_csv(folder / f"{name}.csv", sep=";", encoding="utf-8-sig")
    asked = [column for column in frame if column.endswith(("?", "…"))]
    assert (len(frame), len(asked)) == (answers, questions)
    assert 0 < frame[asked].isna().to_numpy().mean() < 0.05


def test_benchmark_withholds_small_counts_and_agrees_with_the_complaints(folder: Path) -> None:
    benchmark = pd.read_csv(folder / "benchmark_ssmsi.csv", sep=";", decimal=",")
    withheld = benchmark["est_diffuse"] == "ndiff"
    ours = benchmark[(benchmark["CODGEO_2025"] == int(demo.INSEE_CODE)) & ~withheld & (benchmark["annee"] == 2025)]
    police = pd.read_csv(folder / "plaintes_police_nationale_2025.csv", sep=";").set_index("Nature")
    totals = police.filter(regex=r"^\d\d/").groupby("Nature").sum().sum(axis=1)
    per_thousand = ours["nombre"] / ours["insee_pop"].where(
        ours["indicateur"] != "Cambriolages de logement", ours["insee_log"]
    )
    assert withheld.any() and benchmark.loc[withheld, ["nombre", "taux_pour_mille"]].isna().all(axis=None)
    assert benchmark.loc[~withheld, "nombre"].notna().all()
    assert (ours.set_index("indicateur")["nombre"] == totals[ours["indicateur"]]).all()
    assert ours["taux_pour_mille"].to_numpy() == pytest.approx(per_thousand.to_numpy() * 1_000, abs=1e-6)


def test_population_by_age_and_sex_sums_to_that_of_the_iris(folder: Path, zones: dict[Level, gpd.GeoDataFrame]) -> None:
    frame = pd.read_csv(folder / "population_age_sexe.csv", sep=";", dtype={"IRIS": str}).set_index("IRIS")
    cells = frame.filter(regex=r"^P21_[HF]\d")
    expected = zones[Level.IRIS].set_index("CODE_IRIS")["P21_POP"]
    assert cells.shape == (IRIS, 12)
    assert cells.sum(axis=1)[expected.index].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-3)


# --- what the town keeps itself


def test_actions_cover_every_champ_and_name_quartiers(
    actions: tuple[journal.Action, ...], place: town.Town, nomenclature: reference.Nomenclature
) -> None:
    assert {action.champ for action in actions} == set(nomenclature.champs)
    assert {zone.label for action in actions for zone in action.zones} <= set(place.quartiers["label"])
    assert {partner for action in actions for partner in action.partners} == set(nomenclature.partners)
    assert any(not action.zones for action in actions) and any(action.end for action in actions)


def test_places_lie_well_inside_the_town(home: Path, place: town.Town) -> None:
    places = public_places.read(home)
    points = gpd.GeoSeries(
        gpd.points_from_xy([one.longitude for one in places], [one.latitude for one in places]), crs=4326
    )
    inside = shapely.contains(
        place.quartiers.buffer(-50).to_numpy()[:, None], points.to_crs(town.LAMBERT_93).to_numpy()
    )
    assert len({one.name for one in places}) == len(places) == 14
    assert (inside.sum(axis=0) == 1).all() and inside.any(axis=1).sum() > 8


def test_register_stands_in_the_home_and_not_among_the_deliveries(demo_home: Path) -> None:
    assert {path.name for path in demo_home.glob("*.csv")} == {"actions.csv", "lieux.csv", "ruptures.csv"}
    assert not (demo_home / "livraisons" / "actions.csv").exists()


def test_journal_is_the_same_in_another_home(home: Path, tmp_path: Path) -> None:
    other = communes.create(tmp_path / "other", name=demo.NAME, insee_code=demo.INSEE_CODE).home
    demo.write_journal(other)

    def content(home: Path) -> tuple[object, ...]:
        with journal.open_journal(home) as kept:
            return kept.actions(), kept.meetings(), kept.decisions(), kept.objectives(), kept.changes()

    assert content(home) == content(other)


def test_a_decision_is_late_one_is_to_come_and_objectives_have_an_axis(home: Path) -> None:
    with journal.open_journal(home) as kept:
        first, *others = kept.open_decisions()
        axes = {action.axis for action in kept.actions()}
        assert first.word == "ajuster" and first.is_late(date(2026, 3, 1))
        assert [decision.due for decision in others] == [date(2026, 12, 15), None]
        assert len(kept.objectives()) == 3 and {one.axis for one in kept.objectives()} <= axes
        assert all(kept.decisions(meeting=meeting.number) for meeting in kept.meetings())


def test_actions_of_the_installed_town_are_in_zones_that_it_has(demo_home: Path) -> None:
    with journal.open_journal(demo_home) as kept:
        assert all(zone.code for action in kept.actions() for zone in action.zones)


# --- nomenclatures


def test_a_spelling_means_one_category_only(nomenclature: reference.Nomenclature) -> None:
    owners: dict[str, set[str]] = {}
    for slug, category in nomenclature.categories.items():
        for spelling in (slug, category.label, *category.aliases):
            owners.setdefault(reference.normalise(spelling), set()).add(slug)
    assert {spelling: slugs for spelling, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("name", ["champs", "categories"])
def test_nomenclature_says_all_it_must(name: str) -> None:
    entries = tomllib.loads((REFERENCE / f"{name}.toml").read_text(encoding="utf-8"))
    champs = tomllib.loads((REFERENCE / "champs.toml").read_text(encoding="utf-8"))
    for slug, entry in entries.items():
        assert entry["label"] and entry["definition"].endswith("."), slug
        if name == "categories":
            assert entry["champs"] and set(entry["champs"]) <= set(champs), slug


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Coups et blessures volontaires intrafamiliaux", "violences_intrafamiliales"),
        ("Coups et blessures volontaires", "coups_blessures_volontaires"),
        ("Vols d'accessoires sur véhicules", "vols_accessoires_vehicules"),
        ("Cambriolages de logement", "cambriolages_logement"),
        ("Escroqueries", "escroqueries"),
        ("Graffitis, tags, affiches et autocollants", "graffitis_affiches"),
        ("Autos, motos, vélos, trottinettes...", "stationnement_epaves"),
        ("Arbres, végétaux et animaux", "vegetation_animaux"),
        ("Éclairage / Électricité", "eclairage"),
    ],
)
def test_labels_of_real_files_are_known(label: str, slug: str, nomenclature: reference.Nomenclature) -> None:
    assert nomenclature.recognise(label) == slug
