"""Records rather than rows: JSON, JSON lines, Open311, GeoJSON, GeoPackage and shapefile."""

import io
import json
import zipfile

import geopandas as gpd
import pytest
import shapely

EVENT = ("date=jour", "category=type", "point=geometry")
RECORDS = [{"jour": "2024-03-14", "type": "Tags"}, {"jour": "2024-03-15", "type": "Bruit"}]
PLACES = [(1.42, 43.62), (1.47, 43.62)]
EXPECTED = [("2024-03-14", "Tags", "01"), ("2024-03-15", "Bruit", "02")]
OPEN311 = [
    {"service_request_id": 638344, "status": "closed", "service_name": "Éclairage", "service_code": "006",
     "requested_datetime": "2024-04-14T06:37:38-08:00", "address": "1 rue de l’Essai", "lat": "43.62", "long": "1.42"},
    {"service_request_id": 638349, "status": "open", "service_name": "Tags", "service_code": "007",
     "requested_datetime": "2024-04-19T06:37:38-08:00", "lat": 43.62, "long": 1.47},
]  # fmt: skip


def features(wrap=lambda features: {"type": "FeatureCollection", "features": features}):
    return json.dumps(
        wrap(
            [
                {"type": "Feature", "properties": record, "geometry": {"type": "Point", "coordinates": place}}
                for record, place in zip(RECORDS, PLACES, strict=True)
            ]
        )
    )


def layer(folder, name, **options):
    frame = gpd.GeoDataFrame(RECORDS, geometry=shapely.points(PLACES), crs=4326).to_crs(2154)
    frame.to_file(folder / name, **options)
    return folder / name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS),
        json.dumps({"results": RECORDS, "total_count": 2}),
        json.dumps({"erreurs": [1], "donnees": {"page": 1}, "faits": RECORDS}, indent=1),
        "\n".join(map(json.dumps, RECORDS)) + "\n\n",
        json.dumps([{"datasetid": "x", "fields": record, "record_timestamp": "2025"} for record in RECORDS]),
        json.dumps([[*RECORDS[0]], *([*record.values()] for record in RECORDS)]),
        json.dumps({"data": {"columns": [*RECORDS[0]], "rows": [[*record.values()] for record in RECORDS]}}),
        json.dumps({name: [record[name] for record in RECORDS] for name in RECORDS[0]}),
        json.dumps({name: {str(i): record[name] for i, record in enumerate(RECORDS)} for name in RECORDS[0]}),
        json.dumps({f"S-{i}": record for i, record in enumerate(RECORDS)}),
        "<a>" + "".join('<b jour="{jour}" type="{type}"/>'.format(**record) for record in RECORDS) + "</a>",
        '<a xmlns="http://c/d"><e><f>1</f></e><g>'
        + "".join("<h><jour>{jour}</jour><type>{type}</type></h>".format(**record) for record in RECORDS)
        + "</g></a>",
    ],
    ids=[
        "list",
        "portal",
        "longest list",
        "lines",
        "fields",
        "rows under headers",
        "rows beside their headers",
        "columns",
        "columns with numbered rows",
        "by identifier",
        "attributes",
        "two levels down",
    ],
)
def test_records_are_read_wherever_a_document_holds_them(town, content, encoding):
    town.load(content.replace("Bruit", "Éclairage").encode(encoding), *EVENT[:2], kind="signalement")
    assert town.facts("fact_date::VARCHAR, category") == [("2024-03-14", "Tags"), ("2024-03-15", "Éclairage")]


@pytest.mark.parametrize("name", ["name", "id"])
@pytest.mark.parametrize("member", ["attributes", "properties"])
def test_columns_that_a_document_describes_are_not_its_records(town, name, member):
    described = [{name: one, "type": "text"} for one in ("jour", "type", "x", "y", "z")]
    content = {"fields": described, "features": [{member: record} for record in RECORDS]}
    town.load(json.dumps(content), *EVENT[:2], kind="signalement")
    assert town.facts("fact_date::VARCHAR, category") == [("2024-03-14", "Tags"), ("2024-03-15", "Bruit")]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([{"quand": record, "lieu": {"zone": {"nom": "Bellevue"}}} for record in RECORDS]),
        json.dumps([{"quand": [record], "lieu": {"zone": {"nom": "Bellevue"}}} for record in RECORDS]),
        "<a>"
        + "".join(
            "<b><quand><jour>{jour}</jour><type>{type}</type></quand><lieu><zone nom='Bellevue'/></lieu></b>".format(
                **record
            )
            for record in RECORDS
        )
        + "</a>",
    ],
    ids=["object", "list of one", "elements"],
)
def test_members_of_an_object_inside_a_record_are_columns(town, content):
    town.load(content, "date=quand.jour", "category=quand.type", "zone_label=lieu.zone.nom", kind="signalement")
    assert town.facts("fact_date::VARCHAR, category, quartier") == [
        (day, category, "02") for day, category, _ in EXPECTED
    ]


def test_position_inside_a_record_stays_whole(town):
    records = [record | {"ou": {"lon": lon, "lat": lat}} for record, (lon, lat) in zip(RECORDS, PLACES, strict=True)]
    town.load(json.dumps(records), "date=jour", "category=type", "point=ou", kind="signalement")
    assert town.facts("fact_date::VARCHAR, category, quartier") == EXPECTED


def test_value_that_a_record_lacks_is_empty(town):
    lacking = [*RECORDS, {"jour": "2024-03-16", "type": None}, {"jour": "2024-03-17"}, "bruit", 3]
    town.load(json.dumps(lacking), *EVENT[:2], kind="signalement")
    assert [category for (category,) in town.facts("category")] == ["Bruit", "Non précisé", "Non précisé", "Tags"]


def test_features_of_geojson_are_located_by_their_point(town):
    town.load(features(), *EVENT, kind="signalement")
    assert town.facts("fact_date::VARCHAR, category, quartier") == EXPECTED


@pytest.mark.parametrize("name", ["faits.gpkg", "faits.bin", "faits.csv"])
def test_features_of_a_geopackage_are_located_whatever_their_system(town, name):
    path = layer(town.folder, "faits.gpkg", driver="GPKG")
    town.load(path.read_bytes(), *EVENT, kind="signalement", name=name)
    assert town.facts("fact_date::VARCHAR, category, quartier") == EXPECTED


@pytest.mark.parametrize("name", ["envoi.zip", "envoi.csv"])
def test_features_of_a_shapefile_are_located_in_its_archive_or_beside_its_parts(town, name):
    path = layer(town.folder, "faits.shp")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for part in town.folder.glob("faits.*"):
            made.write(part, part.name)
    town.load(archive.getvalue(), *EVENT, kind="signalement", name=name)
    assert town.facts("fact_date::VARCHAR, category, quartier") == EXPECTED
    assert town.load(path.read_bytes(), *EVENT, kind="signalement", name="faits.shp").duplicate == 2


@pytest.mark.parametrize("shape", ["json", "xml"])
def test_open311_is_recognised_and_located_as_json_or_xml(town, shape):
    requests = "".join(
        "<request>" + "".join(f"<{name}>{value}</{name}>" for name, value in one.items()) + "</request>"
        for one in OPEN311
    )
    xml = f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>{requests}</service_requests>'
    delivery = town.load(json.dumps(OPEN311) if shape == "json" else xml)
    assert (delivery.source, delivery.loaded) == ("open311", 2)
    assert town.facts("fact_date::VARCHAR, hour, category, quartier, record_id") == [
        ("2024-04-14", 16, "Éclairage", "01", "638344"),
        ("2024-04-19", 16, "Tags", "02", "638349"),
    ]


def test_request_is_known_again_whatever_the_shape_of_the_next_file(town):
    town.load(json.dumps(OPEN311))
    delivery = town.load(json.dumps([*OPEN311, OPEN311[0] | {"service_request_id": 700000}]), name="suite.json")
    assert (delivery.loaded, delivery.duplicate) == (1, 2)


@pytest.mark.parametrize(
    "content",
    ["[{]", '[{"jour": 006}]', '{"jour": "2024-03-14"', "<a><b></a>", "<a/>", "[]", "{}", "[" * 100_000,
     '<!DOCTYPE a [<!ENTITY b "c">]><a><d>&e;</d></a>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><d>&b;</d></a>'],
)  # fmt: skip
def test_records_are_refused_in_one_sentence_when_they_do_not_read(town, refusal, content):
    path = town.write("envoi.json", content)
    before = town.files()
    mapping = [part for role in EVENT[:2] for part in ("--map", role)]
    sentence = refusal(town.command("load", path, "--kind", "signalement", *mapping))
    assert "« envoi.json »" in sentence and "Rien n’a été modifié." in sentence and "root:" not in sentence
    assert town.files() == before
