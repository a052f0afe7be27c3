"""Every real file, given to `load` as it is: loaded by the right source, or refused with the right sentence."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analytics.figures import observe, surveys
from analytics.figures.surveys.waves import Apart
from data import commune as communes
from data import status
from data.errors import QuietudeError
from data.intake import assistant, door, profiles
from data.intake.profiles import ZoneProfile
from data.model import Kind, Level
from data.warehouse import repository, snapshot
from tests.real.conftest import REAL
from tests.scopes import full

UNKNOWN = "Aucune source connue ne ressemble au fichier"
EMPTY = "ne contient aucune ligne de données"
NO_TABLE = "ne se lit pas comme un tableau"


@dataclass(frozen=True)
class Loaded:
    source: str
    rows_read: int
    loaded: int
    rejected: dict[str, int] = field(default_factory=dict)


EXPECTED = {
    "ban_geocodage/reponse_geopf_search_csv.csv": UNKNOWN,
    "kobo_xlsform_fr/menage_choices.csv": UNKNOWN,
    "kobo_xlsform_fr/menage_settings.csv": UNKNOWN,
    "kobo_xlsform_fr/menage_survey.csv": UNKNOWN,
    "lille_quartier_iris/quartier-iris.csv": "aucune n’est de la commune",
    "limesurvey_export/survey_100001_R_data_file.csv": Loaded("limesurvey", 3, 2, {"réponse inachevée": 1}),
    "lyon_iris/iris.cpg": EMPTY,
    "lyon_iris/iris.dbf": NO_TABLE,
    "lyon_iris/iris.geojson": UNKNOWN,
    "lyon_iris/iris.prj": EMPTY,
    "lyon_iris/iris.shp": UNKNOWN,
    "lyon_iris/iris.shx": "ne se lit pas",
    "marseille_arrondissements/arrondissements.geojson": UNKNOWN,
    "montpellier_insee_pop_iris_1999/INSEE_MTP_PopIRIS_1999.csv": UNKNOWN,
    "open311_exemples/requests.json": Loaded("open311", 2, 2),
    "open311_exemples/requests.xml": Loaded("open311", 2, 2),
    "open311_exemples/requests_spec_verbatim_invalide.json": "ne se lit pas comme des données JSON",
    "open311_exemples/services.json": UNKNOWN,
    "open311_exemples/services.xml": UNKNOWN,
    "paris_dansmarue_2023_2024/dans_ma_rue_10000.csv": Loaded("dans_ma_rue", 10_000, 10_000),
    "paris_quartiers/quartier_paris.geojson": UNKNOWN,
    "somerville_enquete_habitants/somerville_happiness_survey_2011_2013_2015.csv": UNKNOWN,
    "ssmsi_communes_haute_garonne/communes_haute_garonne_mapping.json": UNKNOWN,
    "ssmsi_communes_haute_garonne/dashboard_haute_garonne.json": UNKNOWN,
    "ssmsi_communes_haute_garonne/georef-france-commune.geojson": UNKNOWN,
    "ssmsi_communes_haute_garonne/metadata_dashboard.json": UNKNOWN,
    "ssmsi_communes_haute_garonne/ssmsi_communal_31_mise_en_forme.csv": Loaded("ssmsi_communes", 131, 131),
    "ssmsi_departements_2016_2023/donnee-dep-data.gouv-2023-geographie2024-produit-le2024-07-05.csv": Loaded(
        "ssmsi_departements", 12_928, 12_928
    ),
    "ssmsi_departements_2016_2023/donnee-reg-data.gouv-2023-geographie2024-produit-le2024-07-05.csv": Loaded(
        "ssmsi_regions", 2_304, 2_304
    ),
    "strasbourg_iris_quartiers/communes_quartiers.geojson": UNKNOWN,
    "strasbourg_iris_quartiers/iris.geojson": UNKNOWN,
    "toulouse_quartiers/quartiers-de-democratie-locale.geojson": UNKNOWN,
    "washington_dc_crimes/Neighborhood_Clusters.cpg": EMPTY,
    "washington_dc_crimes/Neighborhood_Clusters.csv": UNKNOWN,
    "washington_dc_crimes/Neighborhood_Clusters.dbf": NO_TABLE,
    "washington_dc_crimes/Neighborhood_Clusters.prj": EMPTY,
    "washington_dc_crimes/Neighborhood_Clusters.shp": UNKNOWN,
    "washington_dc_crimes/Neighborhood_Clusters.shx": "ne se lit pas",
    "washington_dc_crimes/clusterpops.csv": UNKNOWN,
    "washington_dc_crimes/occ_crimes_min.csv": UNKNOWN,
}


def test_no_real_file_is_forgotten():
    explained = {".md", ".txt"}
    there = {str(path.relative_to(REAL)) for path in REAL.rglob("*") if path.is_file() and path.suffix not in explained}
    assert there == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_file_is_loaded_or_refused_as_expected(name, tmp_path):
    commune = communes.create(tmp_path / "home", name="Toulouse", insee_code="31555")
    expected = EXPECTED[name]
    if isinstance(expected, Loaded):
        (delivery,), _ = door.take(commune, [REAL / name])
        assert Loaded(delivery.source, delivery.rows_read, delivery.loaded, dict(delivery.rejected)) == expected
    else:
        with pytest.raises(QuietudeError, match=expected):
            door.take(commune, [REAL / name])
        assert not (commune.home / "snapshots" / "current").exists()


# --- a survey that its commune describes

SOMERVILLE = """
label = "Somerville Happiness Survey"
shape = "survey"
audience = "habitants"
voluntary = false
level = "quartier"
missing = ["R", "X"]

[columns]
id = "Combined_ID"
wave = "Year"
zone_code = "Ward"
sex = "What.is.your.sex."
age = "Age."

[questions.securite_nuit]
columns = [
    "How.safe.do.you.feel.walking.in.your.neighborhood.at.night_2013",
    "How.safe.do.you.feel.walking.in.your.community.at.night._2015",
]
answers = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
unfavourable = ["1", "2", "3", "4", "5"]
theme = "espace_public"

[questions.police]
columns = "How.would.you.rate.the.following..The.effectiveness.of.the.local.police_2011_2013"
answers = ["1", "2", "3", "4", "5"]
unfavourable = ["1", "2"]
theme = "services"

# Its classes change from one wave to the next: 0-5 years, then 1-3 and 4-7.
[questions.anciennete]
columns = "How.long.have.you.lived.here."
"""


@pytest.fixture(scope="module")
def somerville(tmp_path_factory):
    """A home with seven invented wards, and the survey of 2011, 2013 and 2015."""
    folder = tmp_path_factory.mktemp("somerville")
    commune = communes.create(folder / "home", name="Somerville", insee_code="31999")
    wards = [str(ward) for ward in range(1, 8)]
    shapes = [shapely.box(1.4 + 0.01 * i, 43.6, 1.41 + 0.01 * i, 43.61) for i in range(len(wards))]
    gpd.GeoDataFrame({"code": wards, "nom": wards}, geometry=shapes, crs=4326).to_file(folder / "wards.geojson")
    door.take(commune, [folder / "wards.geojson"], ZoneProfile(Level.QUARTIER))
    (commune.home / "sources").mkdir()
    (commune.home / "sources" / "somerville.toml").write_text(SOMERVILLE, encoding="utf-8")
    (delivery,), _ = door.take(
        commune, [REAL / "somerville_enquete_habitants" / "somerville_happiness_survey_2011_2013_2015.csv"]
    )
    return commune, delivery


def test_somerville_has_its_waves_and_its_wards(somerville):
    commune, delivery = somerville
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("somerville", 6_545, 6_545)
    assert delivery.not_located == {"quartier": 6_175}
    assert delivery.period == ("2011", "2015")
    assert [(one["wave"], one["respondents"]) for one in status.describe(commune)["waves"]] == [
        ("2015", 185), ("2013", 193), ("2011", 6_167),
    ]  # fmt: skip


def test_somerville_compares_questions_whose_column_and_scale_change(somerville):
    commune, delivery = somerville
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        asked = {wave: repository.questions(connection, survey="somerville", wave=wave) for wave in ("2011", "2015")}
        night = asked["2015"].set_index("key").loc["securite_nuit"]
        police = asked["2011"].set_index("key").loc["police"]
        answers = repository.answers(connection, survey="somerville", wave="2015", question=int(night["question"]))
        people = repository.respondents(connection, survey="somerville", wave="2015").set_index("respondent")
    assert "securite_nuit" not in set(asked["2011"]["key"]) and "police" not in set(asked["2015"]["key"])
    assert (night["n_answered"], night["n_other"], len(night["scale"])) == (183, 0, 10)
    # 933 + 2,474 + 1,759 + 280 + 96 answers for both waves; 4.5, F and the like are none of the scale.
    assert (list(police["scale"]), police["n_answered"], police["n_other"]) == (["1", "2", "3", "4", "5"], 5_358, 31)
    wards = people.loc[answers["respondent"], "quartier"].value_counts()
    assert set(wards.index) == {str(ward) for ward in range(1, 8)} and 7 <= wards.min() < wards.max() <= 69
    assert "What.neighborhood.do.you.live.in." in delivery.personal


def test_somerville_estimates_agree_with_those_of_its_file(somerville):
    commune, _ = somerville
    source = observe(commune.home)
    file = REAL / "somerville_enquete_habitants" / "somerville_happiness_survey_2011_2013_2015.csv"
    people = pd.read_csv(file, dtype=str, keep_default_na=False)
    columns = {
        "2013": "How.safe.do.you.feel.walking.in.your.neighborhood.at.night_2013",
        "2015": "How.safe.do.you.feel.walking.in.your.community.at.night._2015",
    }
    waves, estimates = surveys.waves(full(source)), {}
    for wave, column in columns.items():
        asked = surveys.questions(full(source), waves[f"somerville~{wave}"])["securite_nuit"]
        table = surveys.shares(full(source), waves[f"somerville~{wave}"], asked, Level.QUARTIER)
        found = table.frame.set_index("zone_code")
        given = people[(people["Year"] == wave) & people[column].isin([str(grade) for grade in range(1, 11)])]
        dark = given[column].isin(["1", "2", "3", "4", "5"])
        estimates[wave] = (dark.mean(), len(given))
        assert found.loc["31999", "share_pct"] == pytest.approx(100 * dark.mean())
        low, high = proportion_confint(dark.sum(), len(given), method="wilson")
        assert [*found.loc["31999", ["low_pct", "high_pct"]]] == pytest.approx([100 * low, 100 * high])
        assert dict(found["n_answers"].drop("31999")) == dict(
            given["Ward"].value_counts().reindex(map(str, range(1, 8)))
        )
        # No ward has 50 answers: none has a figure.
        assert found["share_pct"].drop("31999").isna().all()
    asked = surveys.questions(full(source), waves["somerville~2015"])["securite_nuit"]
    changed = surveys.changes(
        full(source), waves["somerville~2013"], waves["somerville~2015"], asked, Level.COMMUNE
    ).frame.iloc[0]
    (before, n_before), (after, n_after) = estimates.values()
    low, high = confint_proportions_2indep(
        after * n_after, n_after, before * n_before, n_before, method="newcomb", compare="diff"
    )
    assert [changed["difference_pts"], changed["low_pts"], changed["high_pts"]] == pytest.approx(
        [100 * (after - before), 100 * low, 100 * high]
    )


def test_somerville_joins_only_what_its_dictionary_says_comparable(somerville):
    commune, _ = somerville
    source = observe(commune.home)
    waves = surveys.waves(full(source))
    last, middle = waves["somerville~2015"], waves["somerville~2013"]
    asked = surveys.questions(full(source), last)
    assert list(surveys.joined(full(source), last, asked["securite_nuit"])) == ["somerville~2013"]
    assert surveys.apart(full(source), last, asked["securite_nuit"]) == {"2011": Apart.NOT_ASKED}
    police = surveys.questions(full(source), middle)["police"]
    assert list(surveys.joined(full(source), middle, police)) == ["somerville~2011"]
    # The same key in three waves; the classes of 2011 are not those of the others.
    length = asked["anciennete"]
    assert list(surveys.joined(full(source), last, length)) == ["somerville~2013"]
    assert surveys.apart(full(source), last, length) == {"2011": Apart.OTHER_SCALE}


def test_crimes_of_washington_are_described_from_what_is_proposed(tmp_path):
    folder = REAL / "washington_dc_crimes"
    commune = communes.create(tmp_path / "home", name="Washington", insee_code="99999")
    door.take(commune, [folder / "Neighborhood_Clusters.shp"], ZoneProfile(Level.QUARTIER))
    examined = assistant.examine(commune, folder / "occ_crimes_min.csv")
    assert dict(examined.proposed) == {"year": "year", "category": "offense", "lat": "Latitude", "lon": "Longitude"}
    columns = {role: (header,) for role, header in examined.proposed.items()}
    profile = profiles.described("crimes", "Crimes", Kind.PLAINTE, columns, Level.QUARTIER)
    told = assistant.preview(commune, folder / "occ_crimes_min.csv", profile)
    assert (told.delivery.rows_read, told.delivery.loaded, told.delivery.not_located) == (
        111_090,
        111_090,
        {"quartier": 883},
    )
    assistant.accept(commune, folder / "occ_crimes_min.csv", told.profile)
    (again,), _ = door.take(commune, [folder / "occ_crimes_min.csv"])
    assert (again.source, again.duplicate) == ("crimes", 111_090)
