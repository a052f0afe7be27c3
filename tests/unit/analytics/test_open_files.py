"""The checklist of open files, in words."""

import dataclasses

import pytest

from analytics.text import open_files as words
from data import commune as communes
from data import open_files
from data.open_files import Availability

THERE = {
    "contours_iris": (992, None, "IRIS\u00a0: 992."),
    "population_iris": (992, 2022, "IRIS\u00a0: 992, recensement de 2022."),
    "contours_qpv": (20, None, "Quartiers prioritaires\u00a0: 20."),
    "ssmsi_communes": (41, 2025, "Communes\u00a0: 41, dernière année\u00a0: 2025."),
    "adresses": (1500, None, "Adresses\u00a0: 1\u202f500."),
}


@pytest.fixture
def missing(tmp_path):
    commune = communes.create(tmp_path / "home", name="Toulouse", insee_code="31555")
    return [Availability(file) for file in open_files.of_commune(commune)]


def test_missing_file_says_what_it_brings_and_where_it_is(missing):
    lines = words.checklist(missing).splitlines()
    assert len(lines) == len(missing)
    for line, held in zip(lines, missing, strict=True):
        assert f"[**{held.file.label}**]({held.file.page})" in line and held.file.publisher in line
        assert held.file.brings in line and line.endswith(f"]({held.file.address})")
        # Some communes have no priority neighbourhood: nothing says that it is missing.
        assert (":orange-badge[Manque]" in line) is (held.file.slug != "contours_qpv")
        assert line.count("S’il y en a") == (held.file.slug == "contours_qpv")


def test_file_that_is_there_says_how_much_of_it_and_of_when(missing):
    files = [dataclasses.replace(one, number=THERE[one.file.slug][0], year=THERE[one.file.slug][1]) for one in missing]
    for line, held in zip(words.checklist(files).splitlines(), files, strict=True):
        assert line.startswith("- :green-badge[Chargé] ") and line.endswith(THERE[held.file.slug][2])


@pytest.mark.parametrize("n", [0, 1, 5])
def test_title_counts_what_is_there(missing, n):
    files = [dataclasses.replace(one, number=int(rank < n)) for rank, one in enumerate(missing)]
    assert words.title(files) == f"Fichiers ouverts ({n} sur 5)"
