"""The commune beside its département and similar communes: public figures as published, gaps that stay gaps."""

import dataclasses

import numpy as np
import pytest

from analytics.charts import series as lines
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import benchmark, observe
from analytics.figures.release import Release
from analytics.statistics.rates import poisson_interval
from analytics.text import fr, readings
from data import commune as communes
from data.intake import door
from data.model import Scope
from tests.scopes import full

COMMUNES = "CODGEO_2025;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop;insee_log;est_diffuse"
DEPARTEMENTS = "Code.département;annee;classe;unité.de.compte;faits;tauxpourmille;POP;LOG"
TABLEAU = "Index;libellé index;Haute-Garonne"
OWN, DEPARTEMENT = "31999", "31"


def of(code, year, count, people=10_000, indicator="Vols de véhicule", unit="Véhicule"):
    homes = people // 2
    exposure = homes if indicator.startswith("Camb") else people
    figures = ("NA", "NA") if count is None else (count, str(1000 * count / exposure).replace(".", ","))
    said = "ndiff" if count is None else "diff"
    return ";".join(map(str, (code, year, indicator, unit, *figures, people, homes, said)))


@pytest.fixture
def beside(tmp_path):
    """Makes an observatory of a commune whose similar ones are 31001 to 31005, from rows of the SSMSI's files."""

    def make(*rows, departement=(), similar=("31001", "31002", "31003", "31004", "31005"), **files):
        town = communes.create(tmp_path / "home", name="Essai-sur-Test", insee_code=OWN)
        town = dataclasses.replace(town, similar=similar)
        given = {"communes.csv": [COMMUNES, *rows], "departements.csv": [DEPARTEMENTS, *departement], **files}
        for name, lines_ in given.items():
            if len(lines_) > 1:
                (tmp_path / name).write_text("\n".join(lines_) + "\n", encoding="utf-8")
                door.take(town, [tmp_path / name])
        return dataclasses.replace(observe(town.home), commune=town)

    return make


def shown(source, slug="vols_de_vehicules", scope=Scope.PUBLIC):
    table = benchmark.table(Release(source, scope), slug)
    assert isinstance(table, ProtectedTable)
    return table.frame.set_index(["zone_code", table.frame["period_start"].dt.year])


def test_nothing_is_available_when_no_file_is_loaded_or_none_is_of_the_commune(beside):
    assert benchmark.available(Release(beside(of("31001", 2024, 9)), Scope.COORDINATION)) == {}


def test_indicators_are_those_of_the_commune_by_label_each_with_its_unit(beside):
    source = beside(
        of(OWN, 2024, 20),
        of(OWN, 2024, 8, indicator="Cambriolages de logement", unit="Infraction"),
        of(OWN, 2024, 6, indicator="Usage de stupéfiants (AFD)", unit="Mis en cause"),
        of("31001", 2024, 7, indicator="Escroqueries", unit="Victime"),
    )
    known = benchmark.available(full(source))
    assert [
        (one.label, one.unit, readings.per_thousand(one.per_dwelling), one.counts_suspects) for one in known.values()
    ] == [
        ("Cambriolages de logement", "infraction", fr.PER_DWELLINGS, False),
        ("Usage de stupéfiants (AFD)", "mis en cause", fr.PER_RESIDENTS, True),
        ("Vols de véhicules", "véhicule", fr.PER_RESIDENTS, False),
    ]


def test_rates_are_as_published_with_the_margin_of_the_commune_under_any_threshold(beside):
    """The département's edition is older: it spells the indicator, the unit and the year in its own way."""
    departement = ["31;23;Vols de véhicules;véhicule;2000;1,5e+00;1400000;700000"]
    frame = shown(beside(of(OWN, 2023, 3), departement=departement))
    own, whole = frame.loc[(OWN, 2023)], frame.loc[(DEPARTEMENT, 2023)]
    assert (own["status"], own["events"], own["value"], own["zone_label"]) == ("published", 3, 0.3, "Essai-sur-Test")
    margin = poisson_interval(3, 10)
    assert (own["value_low"], own["value_high"]) == (margin.low, margin.high)
    assert (whole["status"], whole["events"], whole["value"], whole["zone_label"]) == (
        "published", 2000, 1.5, "Haute-Garonne",
    )  # fmt: skip


def test_burglaries_are_related_to_dwellings(beside):
    frame = shown(beside(of(OWN, 2024, 8, indicator="Cambriolages de logement")), "cambriolages_logement")
    assert (frame.loc[(OWN, 2024), "exposure"], frame.loc[(OWN, 2024), "value"]) == (5000, 1.6)


def test_year_not_published_is_said_and_is_never_zero(beside):
    frame = shown(beside(of(OWN, 2021, 9), of(OWN, 2022, None), of(OWN, 2024, 0)))
    own = frame.loc[OWN]
    assert own["status"].to_dict() == {
        2021: Status.PUBLISHED, 2022: Status.UNPUBLISHED, 2023: Status.NO_DATA, 2024: Status.PUBLISHED,
    }  # fmt: skip
    assert own.loc[[2022, 2023], ["events", "value", "value_low", "value_high", "n_territories"]].isna().all(axis=None)
    assert (own.loc[2024, "events"], own.loc[2024, "value"]) == (0, 0)


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ((10, 20, 30, 40, 50), 3.0),
        ((10, 20, 30, 40, None), 2.5),
        ((10, 20, 30, None, None), 2.0),
        ((10, 20, None, None, None), None),
        ((10, 20, 60), 2.0),
        ((10, 20), None),
        ((10, 20, 30, None, None, None), None),
        ((None, None, None), None),
    ],
    ids=str,
)
def test_median_wants_three_communes_and_more_than_one_in_two(beside, counts, median):
    codes = [f"3100{i}" for i in range(1, len(counts) + 1)]
    rows = [of(code, 2024, count) for code, count in zip(codes, counts, strict=True)]
    row = shown(beside(of(OWN, 2024, 8), *rows, similar=tuple(codes))).loc[(benchmark.SIMILAR, 2024)]
    if median is None:
        assert row["status"] == Status.UNPUBLISHED and row[["value", "n_territories"]].isna().all()
    else:
        assert (row["status"], row["value"]) == (Status.PUBLISHED, median)
        assert row["n_territories"] == sum(count is not None for count in counts)
    assert np.isnan(row["events"])


def test_median_of_a_year_that_no_similar_commune_has_is_no_data(beside):
    rows = [of(f"3100{i}", 2023, 9) for i in (1, 2, 3)]
    frame = shown(beside(of(OWN, 2023, 9), of(OWN, 2024, 9), *rows))
    assert frame.loc[benchmark.SIMILAR, "status"].to_dict() == {2023: Status.PUBLISHED, 2024: Status.NO_DATA}


def test_similar_communes_are_those_named_that_the_file_has(beside):
    source = beside(of(OWN, 2024, 9), of("31002", 2024, 9), of("31005", 2024, 9))
    assert benchmark.similar(full(source)) == ["31002", "31005"]
    unnamed = dataclasses.replace(source, commune=dataclasses.replace(source.commune, similar=()))
    assert benchmark.similar(full(unnamed)) == ["31002", "31005"]
    other = dataclasses.replace(source, commune=dataclasses.replace(source.commune, similar=("31005",)))
    assert benchmark.similar(full(other)) == ["31005"]


def test_later_edition_counts_once_in_the_place_of_the_former(beside):
    """An edition that spells its indicator otherwise stands in the table beside the former."""
    source = beside(
        of(OWN, 2024, 8), **{"suite.csv": [COMMUNES, of(OWN, 2024, 9, indicator="Vols de véhicules", unit="véhicule")]}
    )
    assert shown(source)["events"].to_dict() == {(OWN, 2024): 9}


def test_former_tables_are_never_set_beside_the_figures_of_the_ssmsi(beside):
    source = beside(of(OWN, 2012, 8), **{"etat-4001-2012.csv": [TABLEAU, "35;Vols de véhicules;4000"]})
    assert shown(source).index.get_level_values(0).unique().tolist() == [OWN]


# --- Readings and chart


def read(source, slug="vols_de_vehicules"):
    known = benchmark.available(full(source))[slug]
    return readings.benchmark(
        benchmark.table(full(source), slug), readings.per_thousand(known.per_dwelling), known.unit
    )


def test_reading_says_the_figure_its_unit_and_where_it_stands(beside):
    rows = [of(f"3100{i}", 2024, 10 * i) for i in (1, 2, 3)]
    departement = ["31;24;Vols de véhicules;véhicule;9000;9,0;1400000;700000"]
    said = read(beside(of(OWN, 2022, None), of(OWN, 2023, None), of(OWN, 2024, 20), *rows, departement=departement))
    assert said == (
        "Essai-sur-Test, 2024\u00a0: 20\u00a0véhicules, soit 2,0 pour 1\u202f000\u00a0habitants (marge de 1,2 à 3,1). "
        "Communes semblables (médiane)\u00a0: 2,0\u202f; l’écart est compatible avec le hasard. "
        "Haute-Garonne\u00a0: 9,0\u202f; la commune est au-dessous, au-delà du hasard. "
        "Non diffusé pour la commune, ce qui n’est pas un zéro\u00a0: 2022 et 2023."
    )


def test_reading_tells_persons_suspected_from_facts_and_a_département_that_is_late(beside):
    rows = dict(indicator="Usage de stupéfiants", unit="Mis en cause")
    departement = ["31;23;Usage de stupéfiants;Mis en cause;9000;1,0;1400000;700000"]
    source = beside(of(OWN, 2023, 1, **rows), of(OWN, 2024, 1, **rows), departement=departement)
    said = read(source, "usage_stupefiants")
    assert "2024\u00a0: 1\u00a0personne mise en cause, soit" in said
    assert said.endswith("Haute-Garonne, 2024\u00a0: pas de données.")


def test_reading_says_when_no_year_is_published(beside):
    said = read(beside(of(OWN, 2024, None)))
    assert said.startswith("Aucune année n’est diffusée pour la commune. Non diffusé") and said.endswith(
        "\u00a0: 2024."
    )


@pytest.mark.parametrize(
    ("codes", "named", "said"),
    [
        (["31001", "31002"], True, "2 (31001 et 31002), choisies par la commune dans ses réglages."),
        (["31001"] * 13, False, "13, celles qui ont entre trois quarts et quatre tiers de sa population."),
    ],
)
def test_similar_communes_are_counted_and_their_choice_told(codes, named, said):
    assert readings.similar_communes(codes, named) == f"Communes semblables\u00a0: {said}"


def test_settings_are_named_when_there_is_no_similar_commune():
    assert "`commune.toml`" in readings.similar_communes([], named=False)


def test_line_is_broken_where_a_year_is_not_published(beside):
    departement = [f"31;{year};Vols de véhicules;véhicule;2000;1,5;1400000;700000" for year in (22, 23)]
    source = beside(of(OWN, 2022, 9), of(OWN, 2023, None), of(OWN, 2024, 12), departement=departement)
    figure = lines.benchmark(benchmark.table(Release(source, Scope.ELU), "vols_de_vehicules"), unit=fr.PER_RESIDENTS)
    own, whole = figure.data
    assert list(own.x) == list(whole.x) == [2022, 2023, 2024]
    np.testing.assert_array_equal(own.y, [0.9, np.nan, 1.2])
    np.testing.assert_array_equal(whole.y, [1.5, 1.5, np.nan])
    assert own.connectgaps is None and (own.name, whole.name) == ("Essai-sur-Test", "Haute-Garonne")
    assert own.line.dash != whole.line.dash and own.marker.symbol != whole.marker.symbol
    assert list(own.customdata) == [f"2022\u00a0: 0,90 {fr.PER_RESIDENTS}", "", f"2024\u00a0: 1,2 {fr.PER_RESIDENTS}"]
