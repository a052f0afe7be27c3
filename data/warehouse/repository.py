"""Typed questions to a published snapshot.

The only module that runs ``queries/``; answers are raw: none is fit to be shown.
"""

from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import shapely

from data import reference
from data.model import Kind, Level
from data.warehouse.statements import statements_of

if TYPE_CHECKING:
    from geopandas import GeoSeries

statement = statements_of(__file__)


def cube(connection: duckdb.DuckDBPyConnection, *, kind: Kind, level: Level) -> pd.DataFrame:
    """All facts of a kind at a level, as finely as they are counted; cells without a fact are absent.

    Read by the release alone (``analytics.figures.release``): every figure of facts is computed from it.

    Returns
    -------
    One row per zone, bucket, category and source: ``zone_code`` (missing: not located), ``period_start``,
    ``precision`` (month or year), ``category``, ``source``, ``n_events``.
    """
    return _ask(connection, "cube", kind=kind, level=level)


def zones(connection: duckdb.DuckDBPyConnection, level: Level) -> pd.DataFrame:
    """Zones of a level: ``zone_code``, ``zone_label``, ``population``, ``dwellings`` (missing when unknown).

    ``population_estimated`` (from the IRIS, by surface), ``vintage``.
    """
    return _ask(connection, "zones", level=level)


def zone_centres(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """A point in each zone that has a shape: ``level``, ``zone_code``, ``zone_label``, ``lon``, ``lat`` (degrees)."""
    zones = _ask(connection, "zone_shapes")
    points = shapely.point_on_surface(shapely.from_wkb(zones.pop("geometry").map(bytes).to_numpy()))
    return zones.assign(lon=shapely.get_x(points), lat=shapely.get_y(points))


def zone_outlines(connection: duckdb.DuckDBPyConnection, level: Level) -> "GeoSeries":
    """Outlines of the zones of a level that have one, indexed by their code (WGS84)."""
    from geopandas import GeoSeries

    zones = _ask(connection, "zone_shapes").query("level == @level")
    shapes = shapely.from_wkb(zones["geometry"].map(bytes).to_numpy())
    return GeoSeries(shapes, index=zones["zone_code"].to_numpy(), crs="EPSG:4326")


def zones_at_levels(connection: duckdb.DuckDBPyConnection) -> dict[Level, int]:
    """Number of zones of each level that has any, the commune first, then in the order of the menus."""
    numbers = dict(connection.cursor().execute(statement("queries/zones_at_levels")).fetchall())
    return {level: numbers[level] for level in reference.levels() if level in numbers}


def categories(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Facts per kind and category: ``kind``, ``category``, ``n_events``."""
    return _ask(connection, "categories")


def sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What each source gave: ``source``, ``kind``, ``precision`` (month or year), ``period_start``, ``n_events``."""
    return _ask(connection, "sources")


def not_located(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Facts without a zone, by level."""
    return dict(connection.cursor().execute(statement("queries/not_located")).fetchall())


def changed_limits(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Changes of limits that facts known by the name of their zone do not follow; those known by a point do.

    Returns
    -------
    One row per source, kind and level: ``source``, ``kind``, ``level``, ``n_zones`` (whose limits changed),
    ``last_former`` (last day counted in limits that are no more), ``first_current`` (first day, in one of these zones,
    counted in today's; missing when none is).
    """
    return _ask(connection, "changed_limits")


def deliveries(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Files loaded, the latest first."""
    return _ask(connection, "deliveries")


def rejections(connection: duckdb.DuckDBPyConnection, delivery: int) -> pd.DataFrame:
    """Rows of a file that were left out: ``row_number`` (as a spreadsheet shows it) and ``reason``."""
    return _ask(connection, "rejections", delivery=delivery)


def benchmark(connection: duckdb.DuckDBPyConnection, *, departement: str) -> pd.DataFrame:
    """What the SSMSI publishes of recorded crime in the commune, in others of about its size, and in a département.

    Returns
    -------
    One row per edition, territory (INSEE code), year and indicator, in the order of loading: ``territory``, ``year``,
    ``indicator`` and ``unit`` (as published), ``n_events`` and ``rate`` (per 1,000 residents, or dwellings for
    burglaries; missing where not published, which is not 0), ``population``, ``dwellings``.
    """
    return _ask(connection, "benchmark", departement=departement)


def open_files_held(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int | None]]:
    """How much the snapshot holds of each open file that it holds something of, and its year if it has one, by slug."""
    rows = connection.cursor().execute(statement("queries/open_files_held")).fetchall()
    return {slug: (number, year) for slug, number, year in rows}


def revisions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """How far back files changed (completed, corrected) what their source had already given.

    Returns
    -------
    One row per delivery of facts that followed another of its source, the first one first: ``source``, ``delivery``,
    ``n_months`` (from the earliest month changed to the last one known by then; 0 when none was).
    """
    return _ask(connection, "revisions")


def doubtful_addresses(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Streets that the addresses of files may name, without being sure: to be reviewed by a person.

    Returns
    -------
    One row per street, the most frequent first: ``street`` (comparable name, as files write it; empty for all that
    resemble none), ``suggestion`` (as published, missing where there is none), ``score`` (0 to 1), ``n_facts``, and
    ``n_undecided`` (those of them that no decision places).
    """
    return _ask(connection, "doubtful_addresses")


def waves(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Waves of the surveys, the latest first.

    Returns
    -------
    One row per survey and wave: ``survey`` (its source), ``wave``, ``audience`` (habitants or partenaires), ``year``,
    ``first_answer`` and ``last_answer`` (days, missing where the answers are not dated), ``n_respondents``.
    """
    return _ask(connection, "waves")


def located_respondents(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Respondents in a zone, of all waves.

    Returns
    -------
    One row per survey, wave and level that has zones: ``survey``, ``wave``, ``level``, ``n_respondents``.
    """
    return _ask(connection, "located_respondents")


def answer_counts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """How often each answer was given, of all questions of all waves.

    Returns
    -------
    One row per survey, wave, question and answer of its scale, in their order: ``survey``, ``wave``, ``question``,
    ``wording``, ``type``, ``answer``, ``n_respondents``.
    """
    return _ask(connection, "answer_counts")


def questions(connection: duckdb.DuckDBPyConnection, *, survey: str, wave: str) -> pd.DataFrame:
    """Questions of a wave that have closed answers, in the order of its file.

    Returns
    -------
    One row per question: ``question`` (its number in the wave), ``key`` (the same in all waves, missing where the
    profile gives none), ``wording``, ``type`` (single, multiple or number), ``scale`` (list of texts, in order),
    ``n_answered`` (respondents), ``n_other`` (answers that are not kept).
    """
    return _ask(connection, "questions", survey=survey, wave=wave)


def answers(connection: duckdb.DuckDBPyConnection, *, survey: str, wave: str, question: int) -> pd.DataFrame:
    """What each respondent answered to a question; who did not answer is absent.

    Returns
    -------
    One row per respondent and answer (several to a multiple choice): ``respondent``, ``answer`` (missing where nothing
    of a multiple choice was ticked).
    """
    return _ask(connection, "answers", survey=survey, wave=wave, question=question)


def respondents(connection: duckdb.DuckDBPyConnection, *, survey: str, wave: str) -> pd.DataFrame:
    """Who answered a wave, whatever the question.

    Returns
    -------
    One row per respondent: ``respondent``, one column per level that cuts the commune (zone code, missing when not
    located there), ``sex`` (femmes or hommes), ``age`` (class), ``weight`` (missing where the file gives none),
    ``cluster`` (missing where it tells of none).
    """
    rows = _ask(connection, "respondents", survey=survey, wave=wave)
    zones = _ask(connection, "zone_sets").set_index("zone_set")
    return rows.drop(columns="zone_set").assign(
        **{
            level.value: rows["zone_set"].map(zones.loc[zones["level"] == level, "zone_code"])
            for level in reference.zone_levels()
        }
    )


def residents(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Residents of the commune at the latest census that tells them apart: ``sex``, ``age`` (class), ``number``."""
    return _ask(connection, "residents")


def _ask(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> pd.DataFrame:
    return connection.cursor().execute(statement(f"queries/{query}"), parameters).df()
