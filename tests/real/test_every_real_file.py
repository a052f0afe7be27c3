"""Every real file, given to `load` as it is: loaded by the right source, or refused with the right sentence."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from data import commune as communes
from data.errors import QuietudeError
from data.intake import load

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="les fichiers réels (../shared/data/real) ne sont pas sur cette machine"
)

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
    "limesurvey_export/survey_100001_R_data_file.csv": UNKNOWN,
    "lyon_iris/iris.cpg": EMPTY,
    "lyon_iris/iris.dbf": NO_TABLE,
    "lyon_iris/iris.geojson": UNKNOWN,
    "lyon_iris/iris.prj": EMPTY,
    "lyon_iris/iris.shp": UNKNOWN,
    "lyon_iris/iris.shx": UNKNOWN,
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
    "ssmsi_communes_haute_garonne/metadata_dashboard.json": EMPTY,
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
    "washington_dc_crimes/Neighborhood_Clusters.shx": UNKNOWN,
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
        (delivery,), _ = load.load(commune, [REAL / name])
        assert Loaded(delivery.source, delivery.rows_read, delivery.loaded, dict(delivery.rejected)) == expected
    else:
        with pytest.raises(QuietudeError, match=expected):
            load.load(commune, [REAL / name])
        assert not (commune.home / "snapshots" / "current").exists()
