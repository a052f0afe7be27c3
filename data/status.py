"""What a home holds, for the command line and the screens: sources, months, gaps, deliveries."""

from datetime import date

from data.commune import Commune
from data.model import Level, Period, format_month
from data.warehouse import repository, snapshot


def describe(commune: Commune) -> dict[str, object]:
    """State of the published snapshot; a commune without one has empty lists.

    Returns
    -------
    ``commune``, ``snapshot``, ``snapshot_path``, ``zones`` and ``not_located`` by level, ``facts``, ``months`` (first and last with
    a fact whose month is known, else the years), ``missing_months`` by source, ``sources`` and ``deliveries``.
    """
    version = snapshot.current_version(commune.home)
    state: dict[str, object] = {"commune": commune.name, "snapshot": version, "snapshot_path": None, "zones": {}, "facts": 0,
                                "not_located": {}, "months": None, "missing_months": {}, "sources": [], "deliveries": []}  # fmt: skip
    if version is None:
        return state
    with snapshot.open_version(commune.home, version) as connection:
        given = repository.sources(connection)
        deliveries = repository.deliveries(connection)
        state |= {
            "snapshot_path": str(snapshot.path_of(commune.home, version).resolve()),
            "zones": {level.value: n for level, n in repository.zones_at_levels(connection).items() if level is not Level.COMMUNE},
            "facts": int(given["n_events"].sum()),
            "not_located": {level: n for level, n in repository.not_located(connection).items() if level != Level.COMMUNE},
        }
    days = sorted(given["period_start"].dt.date)
    if days:
        state["months"] = [format_month(days[0]), format_month(_last_month(given, days[-1]))]
    for source, rows in given.groupby("source"):
        months = sorted(rows.loc[rows["precision"] == "month", "period_start"].dt.date)
        state["missing_months"][source] = _missing(months)
    state["sources"] = sorted(given["source"].unique())
    state["deliveries"] = deliveries.astype({"loaded_at": str}).to_dict("records")
    return state


def _last_month(given, last: date) -> date:
    years = given.loc[given["precision"] == "year", "period_start"]
    return max(last, date(years.max().year, 12, 1)) if len(years) else last


def _missing(months: list[date]) -> list[str]:
    if not months:
        return []
    held = set(months)
    return [format_month(month) for month in Period.of_months(months[0], months[-1]).months() if month not in held]
