"""What a home holds, for the command line and the screens: sources, months, gaps, deliveries."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd

from data import coverage, open_files
from data.commune import Commune
from data.coverage import Coverage
from data.model import Level, format_month
from data.warehouse import repository, snapshot

_EMPTY: dict[str, Any] = {
    "snapshot": None,
    "snapshot_path": None,
    "zones": {},
    "facts": 0,
    "not_located": {},
    "months": None,
    "missing_months": {},
    "late_months": {},
    "provisional_months": {},
    "sources": [],
    "deliveries": [],
    "waves": [],
    "changed_limits": [],
}


def describe(commune: Commune, today: date | None = None) -> dict[str, Any]:
    """State of the published snapshot; a commune without one has empty lists.

    Parameters
    ----------
    today : the day by which months are late; the machine's, if None.

    Returns
    -------
    ``commune``, ``snapshot``, ``snapshot_path``, ``zones`` and ``not_located`` by level, ``facts``, ``months`` (first
    and last with a fact whose month is known, else the years), ``missing_months``, ``late_months`` and
    ``provisional_months`` by source (see ``data.coverage``), ``sources``, ``deliveries``, ``waves`` (``survey``,
    ``wave``, ``respondents``, ``located`` by level, ``questions``: ``wording``, ``type``, ``n_by_answer``),
    ``changed_limits``, as ``repository.changed_limits``, and ``open_files`` (how many zones, communes or addresses of
    each, 0 where missing).
    """
    there = {"open_files": {one.file.slug: one.number for one in open_files.availability(commune)}}
    if snapshot.current_version(commune.home) is None:
        return {**_EMPTY, "commune": commune.name, **there}
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        version = snapshot.version_of(connection)
        given = repository.sources(connection)
        zones = repository.zones_at_levels(connection)
        not_located = repository.not_located(connection)
        loaded = _records(repository.deliveries(connection))
        waves = _waves(connection)
        changed_limits = repository.changed_limits(connection)
        coverages = {one.source: one for one in coverage.read(connection, today or date.today())}
    by_source = sorted(given["source"].unique())
    return {
        "commune": commune.name,
        "snapshot": version,
        "snapshot_path": str(snapshot.path_of(commune.home, version).resolve()),
        "zones": {level.value: n for level, n in zones.items() if level is not Level.COMMUNE},
        "facts": int(given["n_events"].sum()),
        "not_located": {level: n for level, n in not_located.items() if level != Level.COMMUNE},
        "months": _ends(given),
        **{
            f"{state}_months": {source: _months(coverages.get(source), state) for source in by_source}
            for state in ("missing", "late", "provisional")
        },
        "sources": by_source,
        "deliveries": loaded,
        "waves": waves,
        "changed_limits": _records(changed_limits),
        **there,
    }


def deliveries(commune: Commune) -> list[dict[str, Any]]:
    """Files loaded, the latest first; columns as ``repository.deliveries``."""
    version = snapshot.current_version(commune.home)
    if version is None:
        return []
    with snapshot.open_version(commune.home, version) as connection:
        return _records(repository.deliveries(connection))


def coverages(commune: Commune, today: date) -> list[Coverage]:
    """What each source of facts has given by a day, month by month; none where nothing is published."""
    version = snapshot.current_version(commune.home)
    if version is None:
        return []
    with snapshot.open_version(commune.home, version) as connection:
        return coverage.read(connection, today)


def _waves(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Waves of the surveys, the latest first: who answered, where, and what."""
    located = repository.located_respondents(connection).set_index(["survey", "wave"])
    given = repository.answer_counts(connection).set_index(["survey", "wave"])
    return [
        {
            "survey": one.survey,
            "wave": one.wave,
            "respondents": one.n_respondents,
            "located": {
                level: int(n)
                for level, n in located.loc[[(one.survey, one.wave)]].set_index("level")["n_respondents"].items()
                if level != Level.COMMUNE
            },
            "questions": [
                {
                    "wording": answers["wording"].iloc[0],
                    "type": answers["type"].iloc[0],
                    "n_by_answer": {row.answer: int(row.n_respondents) for row in answers.itertuples()},
                }
                for _, answers in given[given.index == (one.survey, one.wave)].groupby("question")
            ],
        }
        for one in repository.waves(connection).itertuples()
    ]


def _records(loaded: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON, which has no NaN: an unknown kind is null."""
    days = loaded.select_dtypes("datetime").columns
    texts = loaded.astype(dict.fromkeys(days, str)).astype(object).where(loaded.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in texts.to_dict("records")]


def _ends(given: pd.DataFrame) -> list[str] | None:
    """First and last month with a fact; a year known without its months counts whole."""
    if given.empty:
        return None
    starts = given["period_start"].dt.date
    years = starts[given["precision"] == "year"]
    return [format_month(min(starts)), format_month(max([*starts, *(date(year.year, 12, 1) for year in years)]))]


def _months(coverage: Coverage | None, state: str) -> list[str]:
    """Months of a source in one state; none where its facts have no month."""
    return [format_month(month) for month in getattr(coverage, state, ())]
