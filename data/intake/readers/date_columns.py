"""How a whole column writes its dates: what they name, and whether the day comes first or the month.

Usual spellings of days are left to the database, which reads millions of them; only the distinct texts that it does not
read are read one by one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from data.errors import CoarseDateError, UndecidedError
from data.intake.readers.dates import FIRST_YEAR, LAST_YEAR, Unit, Written, full_year, may_be_semester, read
from data.model import Precision
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_SAMPLE = 1000
"""Texts by which the spelling of a column is recognised."""
_FEW = 200
"""Distinct texts looked at to see whether a column is one of dates."""
_NEARLY_ALL, _MOSTLY = 0.8, 0.6
_FIRST_TRY = 20
"""Of them, those looked at first."""
_RARE = 0.1
"""Share of contrary rows up to which the others settle whether the day comes first; the contrary ones are refused."""
_SCATTERED = 3
"""Times as many months in one reading as in the other, from which the other is likelier."""
_SORTED = 4
"""Different days in order, from which the order is no chance."""
_FIRST_LIKELY = 2010
"""Year from which a number of ten digits may be a moment rather than an identifier."""
_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST = "jour/mois", "mois/jour", "année/mois/jour"

_PRECISIONS = {
    Unit.DAY: Precision.DAY,
    Unit.WEEK: Precision.MONTH,
    Unit.MONTH: Precision.MONTH,
    Unit.YEAR: Precision.YEAR,
    Unit.PERIOD: Precision.MONTH,
}
_LONGER = {Unit.QUARTER, Unit.SEMESTER, Unit.YEAR}
_KIN = {Unit.MONTH: _LONGER | {Unit.PERIOD}, Unit.PERIOD: _LONGER | {Unit.DAY, Unit.MONTH}}
"""Periods by their two ends that a column of months, or of periods, may hold; those over several months are refused."""

_FORMATS = {
    Unit.DAY: ("%d/%m/%Y",),
    Unit.WEEK: ("%G-W%V-%u",),
    Unit.MONTH: ("%Y-%m",),
    Unit.YEAR: ("%Y",),
    Unit.PERIOD: ("%Y-%m",),
}
"""Those that the database tries where no text has a usual spelling: it must have one."""
_USUAL = re.compile(
    r"(?:\d{4}(?P<mark>[-/])\d{1,2}(?P=mark)\d{1,2}|\d{1,2}(?P<mark_last>[-/.])\d{1,2}(?P=mark_last)(?P<year>\d{4}|\d{2}))"
    r"(?:(?P<between>T| | à | - )(?P<hour>\d{1,2})(?P<colon>:|h| h )\d{2}"
    r"(?P<second>:\d{2}(?P<fraction>\.\d{1,6})?)?(?P<half> [AP]M)?)?"
)
"""Days that the database reads, most often with a time."""

_DAY_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_YEAR_OR_DAY_FIRST = re.compile(r"\s*(\d{2})([-/.])(\d{2})\2(\d{2})(?!\d)")
_DAY_OF_YEAR = re.compile(r"\s*(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\s*")
"""A day that leaves out its year."""
_RECENT = 5
"""Years up to this one, of which files are."""
_MANY_DAYS = 10
"""Different last numbers that are the days of a few years rather than years."""
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How the dates of a column are read.

    Attributes
    ----------
    formats : those of ``strptime`` that the database tries, the most frequent first.
    has_hour : whether times are known; a column where it is always midnight has none.
    notes : what the user should know, in French sentences.
    read : reader of the texts that these formats do not fit; what it reads names what most dates of the column do.
    """

    precision: Precision
    formats: tuple[str, ...]
    has_hour: bool
    notes: tuple[str, ...]
    read: Callable[[str], Written | None]

    def unusual(self, column: pa.ChunkedArray) -> "Unusual":
        """Read the texts that the database did not, each different one once.

        Parameters
        ----------
        column : shape (n,), most often null.
        """
        texts = column.combine_chunks().dictionary_encode()
        known = [self.read(text) for text in texts.dictionary.to_pylist()]
        moments = [_month_moment(written) for written in known]
        hours = [
            moment.hour if moment and written and written.has_clock and self.has_hour else None
            for written, moment in zip(known, moments, strict=True)
        ]
        return Unusual(
            pa.array(moments, pa.timestamp("us")).take(texts.indices),
            pa.array(hours, pa.int8()).take(texts.indices),
            pa.array([bool(written and written.is_over_months) for written in known], pa.bool_()).take(texts.indices),
            _note_on_weeks(known, texts.indices),
        )


@dataclass(frozen=True)
class Unusual:
    """Dates that have no usual spelling.

    Attributes
    ----------
    moments, hours : of each row, shape (n,); null where there is none.
    over_months : of each row, shape (n,), whether it is of a period over several months.
    notes : what the user should know, in French sentences.
    """

    moments: pa.Array
    hours: pa.Array
    over_months: pa.Array
    notes: tuple[str, ...]


def recognise(
    connection: duckdb.DuckDBPyConnection,
    column: duckdb.DuckDBPyRelation,
    *,
    time_zone: str,
    answers: Mapping[str, str],
    file: str,
) -> Reading:
    """Recognise how a column writes dates, by its first ones.

    Makes the macro ``usual_moment`` (text, formats, time zone), which reads those of a usual spelling.

    Parameters
    ----------
    column : the texts, in the order of the file, as ``date_text``.
    answers : what a person answered, by the key of the question: ``date_order``, ``year``.

    Raises
    ------
    UndecidedError : the day or the month may come first (``date_order``), or the year lacks (``year``).
    CoarseDateError : the dates are quarters or semesters, which have no month.

    Notes
    -----
    What most dates name (days, weeks, months, years) is what all must name: ``2024`` in a column of days is an
    unreadable date and not 1 January. A week is put in the month of its Thursday, which is that of most of its days.
    """
    connection.execute(statement("usual_moment"))
    connection.register("dates_as_written", column)
    samples = [text for (text,) in connection.execute(statement("date_samples"), {"size": _SAMPLE}).fetchall()]
    year_first = _is_year_first(samples, answers, file=file)
    month_first = not year_first and _is_month_first(connection, samples, answers, file=file)
    answered = _answered_year(answers)
    reader = _read_year_first if year_first else read
    read_text = partial(reader, month_first=month_first, year=answered, time_zone=ZoneInfo(time_zone))
    if answered and all(map(_DAY_OF_YEAR.fullmatch, samples)):
        read_text = partial(_read_day_of_year, year=answered, time_zone=ZoneInfo(time_zone))
    sampled = [written for text in samples if (written := read_text(text))]
    units = Counter(written.unit for written in sampled)
    unit = max(units, key=lambda unit: units[unit], default=Unit.DAY)
    if unit is Unit.WEEK and all(map(may_be_semester, samples)):
        unit = Unit.SEMESTER
    if unit not in _PRECISIONS:
        raise no_month(unit, file=file)
    formats = (
        _day_formats(samples, month_first=month_first, year_first=year_first) if unit is Unit.DAY else _FORMATS[unit]
    )
    n_without_year = sum(written.moment is None for written in sampled)
    if n_without_year > _RARE * len(sampled) or (not sampled and samples and all(map(_DAY_OF_YEAR.fullmatch, samples))):
        raise UndecidedError(
            file=file,
            key="year",
            question="Ses dates n’ont pas d’année : de quelle année (quatre chiffres) sont-elles ?",
        )
    connection.unregister("dates_as_written")
    has_hour = any(map(_is_timed, sampled))

    def read_alike(text: str) -> Written | None:
        # Where no sample is a date, a million other texts are not read to see that they are none.
        written = read_text(text) if sampled else None
        if written is None or written.moment is None:
            return None
        is_kin = written.last is not None and written.unit in _KIN.get(unit, ())
        return written if written.unit is unit or is_kin else None

    notes = _note_on_order(samples, month_first=month_first)
    if year_first:
        notes = ("L’année est écrite avant le mois et le jour dans les dates du fichier.",)
    return Reading(_PRECISIONS[unit], formats, has_hour, notes, read_alike)


def are_dates(texts: Sequence[str]) -> bool:
    """Whether nearly all texts of a column are dates, whatever its header.

    Hours (1430), postcodes, amounts and identifiers are none, nor are names that may be those of something else (S10 is
    a sector, T1 a flat): ``may_be_dates`` takes these where the header names a date.
    """
    return _are_dates(texts, _is_surely_a_date, _NEARLY_ALL)


def may_be_dates(texts: Sequence[str]) -> bool:
    """Whether most texts of a column are dates, if its header names one (date, semaine, période…).

    The others, such as those of a line of totals, are refused when they are read.
    """
    return _are_dates(texts, lambda _: True, _MOSTLY)


def lack_year(texts: Sequence[str]) -> bool:
    """Whether no date of a column has its year."""
    written = [one for text in {*texts} if (one := read(text) or read(text, month_first=True))]
    return bool(written) and not any(one.moment for one in written)


def no_month(unit: Unit, *, file: str) -> CoarseDateError:
    """Refusal of dates that are quarters, semesters or other periods of several months."""
    return CoarseDateError(file=file, unit="périodes de plusieurs mois" if unit is Unit.PERIOD else str(unit))


def _answered_year(answers: Mapping[str, str]) -> int | None:
    year = answers.get("year", "").strip()
    return int(year) if re.fullmatch(r"\d{4}", year) and FIRST_YEAR <= int(year) <= LAST_YEAR else None


def _day_formats(samples: Sequence[str], *, month_first: bool, year_first: bool) -> tuple[str, ...]:
    """Formats of ``strptime`` of the usual days of a column, the most frequent first."""
    usual = (_usual_format(text, month_first=month_first, year_first=year_first) for text in samples)
    formats = Counter(filter(None, usual))
    return tuple(format_ for format_, _ in formats.most_common()) or _FORMATS[Unit.DAY]


def _usual_format(text: str, *, month_first: bool, year_first: bool) -> str | None:
    if not (match := _USUAL.fullmatch(text)):
        return None
    first, second = ("%m", "%d") if month_first else ("%d", "%m")
    if mark := match["mark"]:
        day = f"%Y{mark}%m{mark}%d"
    elif year_first:
        day = f"%y{match['mark_last']}%m{match['mark_last']}%d"
    else:
        year = "%Y" if len(match["year"]) == len("2024") else "%y"
        day = f"{first}{match['mark_last']}{second}{match['mark_last']}{year}"
    if not match["hour"]:
        return day
    clock = f"{match['between']}{'%I' if match['half'] else '%H'}{match['colon']}%M"
    clock += (":%S" if match["second"] else "") + (".%f" if match["fraction"] else "")
    return day + clock + (" %p" if match["half"] else "")


def _is_timed(written: Written) -> bool:
    """Whether a date has a time that is not the midnight of an export."""
    return written.has_clock and written.moment is not None and (written.moment.hour, written.moment.minute) != (0, 0)


def _month_moment(written: Written | None) -> datetime | None:
    """A moment of what a date names; of a week, its Thursday."""
    if written is None or written.moment is None:
        return None
    return written.moment + timedelta(days=3 if written.unit is Unit.WEEK else 0)


def _note_on_weeks(known: Sequence[Written | None], indices: pa.Array) -> tuple[str, ...]:
    straddling = [
        written is not None
        and written.unit is Unit.WEEK
        and written.moment is not None
        and written.moment.month != (written.moment + timedelta(days=6)).month
        for written in known
    ]
    n = pa.array(straddling, pa.bool_()).take(indices).true_count if any(straddling) else 0
    if n == 0:
        return ()
    rows = f"{n} lignes portent" if n > 1 else "1 ligne porte"
    return (f"{rows} sur une semaine à cheval sur deux mois : le mois de son jeudi est retenu.",)


def _note_on_order(samples: Sequence[str], *, month_first: bool) -> tuple[str, ...]:
    if not month_first:
        return ()
    matches = (match for text in samples if (match := _DAY_YEAR_LAST.search(text)))
    examples = (f" (par exemple {match[0]})" for match in matches if int(match[3]) > 12)
    return (f"Le mois est écrit avant le jour dans les dates du fichier{next(examples, '')}.",)


# --- day first, month first or year first


def _is_year_first(samples: Sequence[str], answers: Mapping[str, str], *, file: str) -> bool:
    """Whether dates of three numbers of two digits begin with the year: ``24-03-14``.

    Raises
    ------
    UndecidedError : they may as well begin with the day.
    """
    matches = [match for text in samples if (match := _YEAR_OR_DAY_FIRST.match(text))]
    if not matches or len(matches) < _NEARLY_ALL * len(samples):
        return False
    this_year = datetime.now().year % 100
    firsts, lasts = {int(match[1]) for match in matches}, {int(match[4]) for match in matches}
    if max(lasts) > 31 or min(lasts) == 0 or max(firsts) > this_year or any(not 1 <= int(m[3]) <= 12 for m in matches):
        return False
    if _SCATTERED * len(firsts) > len(lasts) or min(firsts) < this_year - _RECENT:
        return min(firsts) == 0
    # A year to come is a day.
    if max(lasts) > this_year or len(lasts) >= _MANY_DAYS:
        return True
    if (answer := answers.get("date_order")) in (_DAY_FIRST, _YEAR_FIRST):
        return answer == _YEAR_FIRST
    raise UndecidedError(
        file=file,
        key="date_order",
        question=f"Dans ses dates, comme {matches[0][0].strip()}, qu’est-ce qui vient en premier, l’année ou le jour ?",
        options=(_YEAR_FIRST, _DAY_FIRST),
    )


def _read_year_first(text: str, *, month_first: bool, year: int | None, time_zone: ZoneInfo) -> Written | None:
    century = "20" if _YEAR_OR_DAY_FIRST.match(text) else ""
    return read(century + text.strip(), month_first=month_first, year=year, time_zone=time_zone)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day written with its year last, on ``n`` rows."""

    first: int
    second: int
    year: int
    n: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it is another day once read in the other order."""
        return self.first != self.second and max(self.first, self.second) <= 12


def _is_month_first(
    connection: duckdb.DuckDBPyConnection, samples: Sequence[str], answers: Mapping[str, str], *, file: str
) -> bool:
    """Whether the month comes before the day.

    Raises
    ------
    UndecidedError : both readings are likely.

    Notes
    -----
    What reads settles it: 14 is no month. Else signs must agree: one reading lies in few months and the other is
    scattered, one is in order and the other is not, days and months have two digits as in France or « AM » and « PM »
    follow as in America. Of a few days without a sign, the day comes first, as everywhere in France.
    """
    days = [day for text in samples if (day := _day_as_written(text))]
    if not days:
        return False
    if (settled := _settled(days)) is None:
        rows = connection.execute(statement("days_as_written")).fetchall()
        days = [replace(day, n=n) for text, n in rows if (day := _day_as_written(text))]
        settled = _settled(days)
    if settled is not None:
        return settled
    example = next((day for day in days if day.is_open), None)
    signs = set(_signs(days, samples))
    if len(signs) == 1 or example is None:
        return signs == {True}
    if not signs and sum(day.is_open for day in days) < _SORTED:
        return False
    if (answer := answers.get("date_order")) in (_DAY_FIRST, _MONTH_FIRST):
        return answer == _MONTH_FIRST
    raise UndecidedError(
        file=file,
        key="date_order",
        question=f"Dans ses dates, comme {example.first}/{example.second}/{example.year}, "
        "qu’est-ce qui vient en premier, le jour ou le mois ?",
        options=(_DAY_FIRST, _MONTH_FIRST),
    )


def _day_as_written(text: str) -> _Day | None:
    match = _DAY_YEAR_LAST.search(text)
    return _Day(int(match[1]), int(match[3]), full_year(match[4])) if match else None


def _readable(days: Sequence[_Day]) -> tuple[int, int]:
    """Rows that read only with the day first, and only with the month first."""
    return (
        sum(day.n for day in days if day.first > 12 >= day.second),
        sum(day.n for day in days if day.second > 12 >= day.first),
    )


def _settled(days: Sequence[_Day]) -> bool | None:
    """Whether the month comes first, by what reads one way only; None where nothing does, or too much both ways."""
    few, many = sorted(_readable(days))
    if many == 0 or few > _RARE * many:
        return None
    return _readable(days)[1] == many


def _signs(days: Sequence[_Day], samples: Sequence[str]) -> Iterator[bool]:
    """Signs that the month comes first (True) or the day (False)."""
    n_day_first, n_month_first = _readable(days)
    if n_day_first or n_month_first:
        yield from (False, True)
    months = {(day.year, day.second) for day in days}, {(day.year, day.first) for day in days}
    # The first of each month, in the other order, is the first days of January.
    if _SCATTERED * len(months[0]) <= len(months[1]) and {day.second for day in days} != {1}:
        yield False
    if _SCATTERED * len(months[1]) <= len(months[0]) and {day.first for day in days} != {1}:
        yield True
    in_order = (
        _are_sorted([(day.year, day.second, day.first) for day in days]),
        _are_sorted([(day.year, day.first, day.second) for day in days]),
    )
    if in_order[0] != in_order[1]:
        yield in_order[1]
    yield from _style(samples)


def _are_sorted(days: Sequence[tuple[int, int, int]]) -> bool:
    return len({*days}) >= _SORTED and (
        all(first <= second for first, second in pairwise(days))
        or all(first >= second for first, second in pairwise(days))
    )


def _style(samples: Sequence[str]) -> Iterator[bool]:
    """Signs in the spelling: « AM » and « PM », or dots, « h » and two digits everywhere, as in France."""
    matches = [match for text in samples if (match := _DAY_YEAR_LAST.search(text))]
    if any(map(_HALF_DAY.search, samples)):
        yield True
    elif all(len(match[1]) == len(match[3]) == len("01") for match in matches) or any(
        match[2] == "." or "h" in match.string[match.end() :] or "à" in match.string for match in matches
    ):
        yield False


def _read_day_of_year(text: str, *, year: int, time_zone: ZoneInfo) -> Written | None:
    mark = _DAY_OF_YEAR.fullmatch(text)
    return read(f"{text.strip()}{mark[1]}{year}" if mark else text, time_zone=time_zone)


# --- whether a column is one of dates


def _are_dates(texts: Sequence[str], accepts: Callable[[Written], bool], share: float) -> bool:
    n_rows = dict(Counter(text.strip() for text in texts).most_common(_FEW))
    n_rows.pop("", None)
    # Most columns hold no date: a few texts are enough to see it.
    few = dict(islice(n_rows.items(), _FIRST_TRY))
    return all(_n_dates(some, accepts) >= share * sum(some.values()) > 0 for some in (few, n_rows))


def _n_dates(n_rows: Mapping[str, int], accepts: Callable[[Written], bool]) -> int:
    """Number of rows whose texts are dates, of those that name the same (days, months, years)."""
    units: Counter[Unit] = Counter()
    for text, n in n_rows.items():
        written = read(text) or read(text, month_first=True)
        if written is not None and accepts(written):
            units[written.unit] += n
    return max(units.values(), default=0)


def _is_surely_a_date(written: Written) -> bool:
    if written.moment is None:
        return written.unit in (Unit.DAY, Unit.MONTH)
    if written.is_epoch:
        return written.moment.year >= _FIRST_LIKELY and written.moment <= datetime.now()
    if written.unit is Unit.YEAR:
        return written.moment <= datetime.now()
    return not written.is_serial
