"""Open files as their publishers give them: synthetic shapes and figures; headers and archives as published."""

import io
import zipfile

import geopandas as gpd
import shapely

NORTH, SOUTH = shapely.box(1.40, 43.60, 1.50, 43.65), shapely.box(1.40, 43.55, 1.50, 43.60)
CENSUS = "IRIS;COM;P22_POP\n319990101;31999;120,5\n319990102;31999;80\n310010101;31001;9\n"
SSMSI = (
    "CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_log\n"
    "31999;2025;Cambriolages;Infraction;8;16,5;diff;200;90\n31001;2025;Cambriolages;Infraction;8;16,5;diff;210;90\n"
    "31002;2025;Cambriolages;Infraction;8;16,5;diff;9000;90\n"
)
BAN = (
    "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;nom_ancienne_commune;lon;lat\n"
    "a;1;;Rue de l’Essai;31999;31999;Ville-Essai;;1.42;43.61\nb;2;;Rue d’Ailleurs;31001;31001;Ailleurs;;1.42;43.61\n"
)


def iris(code="CODE_IRIS", commune="INSEE_COM", crs=4326):
    columns = {commune: ["31999", "31999", "31001"], code: ["319990101", "319990102", "310010101"]}
    shapes = [NORTH, shapely.MultiPolygon([SOUTH]), shapely.box(5, 43, 6, 44)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_crs(crs)


def qpv(*communes, crs=4326):
    columns = {"code_qp": [f"QN0310{i}M" for i in range(len(communes))], "insee_com": communes}
    return gpd.GeoDataFrame(columns, geometry=[NORTH] * len(communes), crs=4326).to_crs(crs)


def zipped(**files):
    """Archive of files, whose names have their dots written __ and their folders ___."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("___", "/").replace("__", "."), text)
    return content.getvalue()
