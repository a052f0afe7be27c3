"""What each source has given, month by month: which months are missing, late or provisional."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.model import Kind, Period, add_months, parse_month
from data.warehouse import repository
from data.warehouse.snapshot import Connection

_ENOUGH_FILES = 3
"""Files that must have followed another before the median of their corrections is used."""
_YEAR = 12


@dataclass(frozen=True)
class Coverage:
    """Months of one source of facts.

    Attributes
    ----------
    received : from the first month with a fact to the last.
    rhythm : months that a file usually brings; None as long as no file has followed another.
    missing : months without a fact between the first and the last.
    late : months that should have come by now.
    provisional : last months, that the source may still complete or correct.
    """

    source: str
    kind: Kind
    received: Period
    rhythm: int | None
    missing: tuple[date, ...]
    late: tuple[date, ...]
    provisional: tuple[date, ...]


def read(connection: Connection, today: date) -> list[Coverage]:
    """Coverage of each source whose facts have a month, in the order of their slugs.

    Notes
    -----
    A source's rhythm is the median of the months by which its files went further than those before. Its next file is
    late once the usual delay is over too: the median, over the days when files were loaded, of the months between the
    last month given and that day, the month of the day included.

    Provisional are as many of the last months as files usually (median) changed of what their source had already given,
    at most twelve; the last month alone, as long as fewer than three files have followed another.
    """
    given = repository.sources(connection)
    loaded = repository.deliveries(connection).sort_values("delivery")
    revisions = repository.revisions(connection)
    coverages = []
    for (source, kind), rows in given[given["precision"] == "month"].groupby(["source", "kind"]):
        months = [start.date() for start in rows["period_start"]]
        received = Period.of_months(min(months), max(months))
        files = loaded[(loaded["source"] == source) & (loaded["period_last"] != "")]
        furthest = _furthest(files["period_last"])
        rhythm = _rhythm(furthest)
        changed = revisions.loc[revisions["source"] == source, "n_months"].tolist()
        coverages.append(
            Coverage(
                str(source),
                Kind(kind),
                received,
                rhythm,
                tuple(month for month in received.months() if month not in set(months)),
                _late(furthest[-1], rhythm, _delay(files["loaded_at"], furthest), today) if rhythm else (),
                tuple(received.months()[-n:]) if (n := _n_provisional(changed)) else (),
            )
        )
    return coverages


def _furthest(lasts: "pd.Series[str]") -> list[date]:
    """The furthest month that a source has reached, after each of its files."""
    reached: list[date] = []
    for last in lasts:
        month = parse_month(f"{last}-12"[:7])
        reached.append(max([month, *reached[-1:]]))
    return reached


def _rhythm(furthest: Sequence[date]) -> int | None:
    pairs = zip(furthest, furthest[1:], strict=False)
    steps = [_months(before, after) for before, after in pairs if after > before]
    return statistics.median_high(steps) if steps else None


def _delay(loaded_at: "pd.Series[pd.Timestamp]", furthest: Sequence[date]) -> int:
    """Months between the last one given and the load that gives it; of files loaded together, the last tells."""
    days = dict(zip(loaded_at.dt.date, furthest, strict=True))
    firsts = {month: day for day, month in reversed(days.items())}
    return statistics.median_high(_months(month, day) for month, day in firsts.items())


def _late(last: date, rhythm: int, delay: int, today: date) -> tuple[date, ...]:
    n_files = max(0, (_months(last, today) - delay - 1) // rhythm)
    return tuple(add_months(last, i + 1) for i in range(n_files * rhythm))


def _n_provisional(changed: Sequence[int]) -> int:
    return min(statistics.median_high(changed), _YEAR) if len(changed) >= _ENOUGH_FILES else 1


def _months(first: date, last: date) -> int:
    """Months from that of a day to that of another."""
    return (last.year - first.year) * 12 + last.month - first.month
