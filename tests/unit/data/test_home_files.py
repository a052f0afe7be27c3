"""What a commune keeps beside its facts: files read as they are written by hand, and refused by their line."""

from datetime import date

import pytest

from data import public_places, recording_breaks
from data.errors import HomeFileError, UnknownColumnError, UnreadableFileError
from data.journal import Zone
from data.journal.spreadsheet import by_name
from data.model import Level
from data.public_places import PublicPlace
from data.recording_breaks import RecordingBreak

PLACES = "nom;nature;longitude;latitude"


@pytest.fixture
def keep(tmp_path):
    """Write lines under their headers in a home, and give that home."""

    def write(name, *lines, encoding="utf-8"):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding=encoding)
        return tmp_path

    return write


def place(nom="Mairie", nature="mairie", longitude="1.44", latitude="43.60"):
    return f"{nom};{nature};{longitude};{latitude}"


def test_nothing_is_kept_when_there_is_no_file(tmp_path):
    assert public_places.read(tmp_path) == ()


def test_nothing_is_kept_when_files_have_headers_only(keep):
    assert public_places.read(keep("lieux.csv", PLACES)) == ()


def test_places_are_read_with_decimal_points_and_commas(keep):
    home = keep("lieux.csv", PLACES, place(), place(nom="Gare", nature="gare", longitude="-3,2", latitude="45,3"))
    assert public_places.read(home) == (
        PublicPlace("Mairie", "mairie", 1.44, 43.6),
        PublicPlace("Gare", "gare", -3.2, 45.3),
    )


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"nom": ""}, "la colonne « nom » est vide"),
        ({"nature": ""}, "la colonne « nature » est vide"),
        ({"longitude": "est"}, "« est » n’est pas un nombre"),
        ({"longitude": "180.1"}, "la longitude « 180.1 » n’est pas en degrés, de -180 à 180"),
        ({"longitude": "-180.1"}, "la longitude « -180.1 » n’est pas en degrés"),
        ({"latitude": "90.1"}, "la latitude « 90.1 » n’est pas en degrés, de -90 à 90"),
        ({"latitude": "6279000"}, "la latitude « 6279000 » n’est pas en degrés"),
        ({"latitude": "nan"}, "la latitude « nan » n’est pas en degrés"),
        ({"latitude": ""}, "la colonne « latitude » est vide"),
    ],
    ids=[
        "no name",
        "no nature",
        "text",
        "too far east",
        "too far west",
        "too far north",
        "metres",
        "nan",
        "no latitude",
    ],
)
def test_place_is_refused_by_its_line_when_a_cell_is_faulty(keep, cells, problem):
    home = keep("lieux.csv", PLACES, place(**cells))
    with pytest.raises(HomeFileError) as refused:
        public_places.read(home)
    assert f"« lieux.csv » ne se lit pas : ligne 2, {problem}" in str(refused.value).replace("\xa0", " ")


@pytest.mark.parametrize(("longitude", "latitude"), [("180", "90"), ("-180", "-90"), ("0", "0")])
def test_place_is_kept_when_it_is_at_the_end_of_the_earth(keep, longitude, latitude):
    (found,) = public_places.read(keep("lieux.csv", PLACES, place(longitude=longitude, latitude=latitude)))
    assert (found.longitude, found.latitude) == (float(longitude), float(latitude))


def test_line_is_refused_when_it_is_cut(keep):
    with pytest.raises(HomeFileError, match="ligne 2, la colonne «\xa0longitude\xa0» est vide"):
        public_places.read(keep("lieux.csv", PLACES, "Mairie;mairie"))


@pytest.mark.parametrize("header", ["nature;longitude;latitude", "nom,nature"], ids=["no name", "commas"])
def test_file_is_refused_when_a_column_is_missing(keep, header):
    with pytest.raises(UnknownColumnError, match="«\xa0nom\xa0»"):
        public_places.read(keep("lieux.csv", header))


@pytest.mark.parametrize("content", ["", "\n"])
def test_file_is_refused_when_it_has_not_even_headers(tmp_path, content):
    (tmp_path / "lieux.csv").write_text(content)
    with pytest.raises(UnknownColumnError, match="lieux.csv"):
        public_places.read(tmp_path)


def test_file_is_refused_when_it_is_not_in_utf8(keep):
    with pytest.raises(UnreadableFileError, match="lieux.csv.*UTF-8"):
        public_places.read(keep("lieux.csv", PLACES, place(nom="Collège"), encoding="cp1252"))


# --- changes of recording

BREAKS = "source;mois;note"
GARE, CENTRE = Zone(Level.QUARTIER, "01", "La Gare"), Zone(Level.QUARTIER, "02", "Centre; Ouest")
TOWERS = Zone(Level.IRIS, "01", "Les Tours")
ZONES = by_name([Zone(Level.COMMUNE, "31999", "Ville-Essai"), GARE, CENTRE, TOWERS])


def test_changes_of_recording_are_read_in_the_order_of_the_file(keep):
    home = keep(
        "ruptures.csv", BREAKS, "signalements_ville;2024-03; Nouvelle application ", "plaintes;2023-01;Logiciel"
    )
    assert recording_breaks.read(home, {}) == (
        RecordingBreak("signalements_ville", date(2024, 3, 1), "Nouvelle application"),
        RecordingBreak("plaintes", date(2023, 1, 1), "Logiciel"),
    )


def test_no_change_of_recording_is_known_without_the_file(tmp_path):
    assert recording_breaks.read(tmp_path, ZONES) == ()


@pytest.mark.parametrize(
    ("cell", "zones"),
    [
        ("", ()),
        (" ", ()),
        ("la gare", (GARE,)),
        ("01", (GARE,)),
        ("iris:01", (TOWERS,)),
        ('"Centre; Ouest | La Gare|02"', (CENTRE, GARE)),
        ("La Gare|Les Tours", (GARE, TOWERS)),
        ("La Gare | Ville-Essai", ()),
    ],
)
def test_change_of_recording_is_of_the_zones_named_or_of_everywhere(keep, cell, zones):
    (change,) = recording_breaks.read(keep("ruptures.csv", f"{BREAKS};zones", f"ville;2024-03;Appli;{cell}"), ZONES)
    assert change.zones == zones


@pytest.mark.parametrize(("cell", "named"), [("La Guerre", "La Guerre"), ("La Gare | Port", "Port"), ("La Gare|", "")])
def test_change_of_recording_is_refused_when_it_names_no_zone_of_the_commune(keep, cell, named):
    with pytest.raises(HomeFileError) as refused:
        recording_breaks.read(keep("ruptures.csv", f"{BREAKS};zones", f"ville;2024-03;Appli;{cell}"), ZONES)
    said = str(refused.value).replace("\xa0", " ")
    assert f"« ruptures.csv » ne se lit pas : ligne 2, « {named} » ne nomme aucune zone" in said


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";2024-03;x", "la colonne « source » est vide"),
        ("ville;;x", "la colonne « mois » est vide"),
        ("ville;mars 2024;x", "« mars 2024 » n’est pas un mois"),
        ("ville;2024-13;x", "« 2024-13 » n’est pas un mois"),
        ("ville;2024-03;", "la colonne « note » est vide"),
    ],
)
def test_change_of_recording_is_refused_by_its_line_when_a_cell_is_faulty(keep, line, problem):
    with pytest.raises(HomeFileError) as refused:
        recording_breaks.read(keep("ruptures.csv", BREAKS, line), ZONES)
    assert f"« ruptures.csv » ne se lit pas : ligne 2, {problem}" in str(refused.value).replace("\xa0", " ")
