"""Dates as offices, forms and open data write them: days, months, weeks and years, with or without a time.

Usual spellings of days are left to the database, which reads millions of them; only the distinct texts that it does not
read are read one by one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import partial
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from data.errors import MappingError, UndecidedError
from data.model import Precision
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

MONTH_NAMES = {
    name: month
    for month, names in enumerate(
        ("janvier janv jan january", "fevrier fevr fev february feb", "mars mar march", "avril avr april apr",
         "mai may", "juin june jun", "juillet juil juill july jul", "aout aou august aug",
         "septembre sept sep september",
         "octobre oct october", "novembre nov november", "decembre dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""Number of each month by its French and English names, without accents."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Four digits outside are no year."""
_SAMPLE = 1000
"""Texts by which the spelling of a column is recognised."""
_FEW = 200
"""Distinct texts looked at to see whether a column is one of dates."""
_NEARLY_ALL = 0.8
_FIRST_TRY = 20
"""Of them, those looked at first."""
_LONGEST = 80
"""Letters: a longer text is no date."""
_RARE = 0.1
"""Share of contrary rows up to which the others settle whether the day comes first; the contrary ones are refused."""
_SCATTERED = 3
"""Times as many months in one reading as in the other, from which the other is likelier."""
_SORTED = 4
"""Different days in order, from which the order is no chance."""
_FIRST_LIKELY = 2010
"""Year from which a number of ten digits may be a moment rather than an identifier."""
_SERIAL_ORIGIN = datetime(1899, 12, 30)
"""Day 0 of the workbooks that count days."""
_DAY_FIRST, _MONTH_FIRST = "jour/mois", "mois/jour"
_PARIS = ZoneInfo("Europe/Paris")


class Unit(StrEnum):
    """What a date names."""

    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"
    QUARTER = "trimestre"
    SEMESTER = "semestre"
    YEAR = "année"


_PRECISIONS = {
    Unit.DAY: Precision.DAY,
    Unit.WEEK: Precision.MONTH,
    Unit.MONTH: Precision.MONTH,
    Unit.YEAR: Precision.YEAR,
}


_FORMATS = {
    Unit.DAY: ("%d/%m/%Y",),
    Unit.WEEK: ("%G-W%V-%u",),
    Unit.MONTH: ("%Y-%m",),
    Unit.YEAR: ("%Y",),
}
"""Those that the database tries where no text has a usual spelling: it must have one."""
_USUAL = re.compile(
    r"(?:\d{4}(?P<mark>[-/])\d{1,2}(?P=mark)\d{1,2}|\d{1,2}(?P<mark_last>[-/.])\d{1,2}(?P=mark_last)(?P<year>\d{4}|\d{2}))"
    r"(?:(?P<between>T| | à | - )(?P<hour>\d{1,2})(?P<colon>:|h| h )\d{2}"
    r"(?P<second>:\d{2}(?P<fraction>\.\d{1,6})?)?(?P<half> [AP]M)?)?"
)
"""Days that the database reads, most often with a time."""

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})"
_MARKS = r"[-/., '’·|_]*"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_OF_YEAR = rf"(?:\W+(?:(?:de|du)\s)?(?:l['’])?(?:an(?:nee)?\s)?\(?{_YEAR}\)?)"
_RANK = r"(?:[1-4]\s?(?:er|ere|re|e|eme|nde?|o)?|premier|deuxieme|second|troisieme|quatrieme)"
_QUARTER = r"(?:t|q|trim\.?|trimestre)"
_IN_DIGITS = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (r"(?P<first>\d{1,2})\s?(?P<mark>[-/. ])\s?(?P<second>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})", Unit.DAY),
        (r"(?P<year>\d{4})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", Unit.DAY),
        (r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})", Unit.DAY),
        (r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})", Unit.DAY),
        (r"(?P<month>\d{1,2})\s?[-/. _]\s?(?P<year>\d{4})", Unit.MONTH),
        (r"(?P<year>\d{4})\s?[-/. _·]\s?(?P<month>\d{1,2})", Unit.MONTH),
        (r"(?P<year>\d{4})(?P<month>\d{2})", Unit.MONTH),
        # 03/12 is as well 3 December without its year.
        (r"(?P<month>\d{1,2})/(?P<year>1[3-9]|[2-9]\d)", Unit.MONTH),
        (r"(?P<year>\d{4})", Unit.YEAR),
    )
)
"""Ways to write what a date names, by digits alone; the first that is a date is right."""
_IN_WORDS = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (rf"(?P<day>\d{{1,2}})\s?(?:er|st|nd|rd|th)?{_MARKS}{_MONTH}{_MARKS}{_YEAR}", Unit.DAY),
        (rf"{_MONTH}{_MARKS}{_YEAR}", Unit.MONTH),
        (rf"{_MONTH}{_MARKS}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[, ]\s?(?P<year>\d{{4}})", Unit.DAY),
        (rf"(?P<year>\d{{4}}){_MARKS}{_MONTH}{_MARKS}(?P<day>\d{{1,2}})", Unit.DAY),
        (r"(?P<year>\d{4})-?w(?P<week>\d{2})-(?P<weekday>[1-7])", Unit.DAY),
        (rf"(?P<day>\d{{1,2}})\s?(?:er|st|nd|rd|th)?{_MARKS}{_MONTH}\.?", Unit.DAY),
        (rf"(?:annee\s)?(?P<year>\d{{4}}){_MARKS}{_MONTH}\.?", Unit.MONTH),
        (r"(?P<year>\d{4})m(?P<month>\d{1,2})", Unit.MONTH),
        (rf"{_MONTH}\.?", Unit.MONTH),
        (r"(?P<year>\d{4})\W*(?:w|s|sem\.?|semaine)\W*(?P<week>\d{1,2})", Unit.WEEK),
        (rf"(?:w|s|sem\.?|semaine|week)\W*(?:n\W*|no\W*)?(?P<week>\d{{1,2}}){_OF_YEAR}?", Unit.WEEK),
        (rf"(?P<year>\d{{4}})\W*{_QUARTER}\W*[1-4]", Unit.QUARTER),
        (rf"{_QUARTER}\W*[1-4]{_OF_YEAR}?", Unit.QUARTER),
        (rf"{_RANK}\W*{_QUARTER}{_OF_YEAR}?", Unit.QUARTER),
        (rf"[1-4]t{_YEAR}", Unit.QUARTER),
        (rf"(?P<year>\d{{4}})\W*{_RANK}\W*{_QUARTER}", Unit.QUARTER),
        (rf"{_RANK}\W*(?:sem\.?|semestre){_OF_YEAR}?", Unit.SEMESTER),
        (rf"semestre\W*[12]{_OF_YEAR}?", Unit.SEMESTER),
        (r"(?P<year>\d{4})\W*semestre\W*[12]", Unit.SEMESTER),
        (r"(?:annee|an|exercice)\s(?P<year>\d{4})", Unit.YEAR),
    )
)
"""The same with words or letters, small and without accents."""
_LETTER = re.compile(r"[a-z]")
_LEADING = re.compile(
    r"^(?:(?:lun|mar|mer|jeu|ven|sam|dim)(?:[a-z]*di|anche|credi)?\.?,?\s+"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?:le|du)\s+|mois\s+(?:de\s+|d['’]|:\s*)?)?"
)
"""Day of the week, article."""
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
          "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}  # fmt: skip
_CLOCK = re.compile(
    r"(?:(?<=\d)t|\s*,\s*(?:a\s+)?|\s+(?:(?:-|a|at|vers|@)\s*)?)"
    r"(?P<hour>\d{1,2})"
    r"(?:\s?:\s?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,:]\d+)?)?"
    r"|\s?h(?:eures?)?\s?(?:(?P<minute_h>\d{2})(?:\s?(?:min|mn|m)(?:\s?\d{2}\s?s)?)?)?"
    r"|(?=\s?[ap]\.?\s?m))"
    r"(?:\s?(?P<half>[ap])\.?\s?m\.?)?"
    rf"(?:\s?(?P<zone>(?:utc|gmt)?\s?[-+]\d{{1,2}}(?::?\d{{2}})?|{'|'.join(_ZONES)}))?(?:\s?\([^)]*\))?$"
)
_COMPACT = re.compile(r"(\d{8})t?(\d{2})(\d{2})(\d{2})?")
_YEAR_AFTER_CLOCK = re.compile(r"([a-z]+\.? [a-z]+ \d{1,2})( \d{1,2}:\d{2}(?::\d{2})?(?: [a-z]{3,4})?) (\d{4})")
_WHOLE_DECIMAL = re.compile(r"(\d{4}|\d{6}|\d{8})[.,]0")
_NUMBER = re.compile(r"([2-7]\d{4}|[1-4]\d{9}|[1-4]\d{12})(?:[.,](\d+))?")
_DIGITS_OF_SERIAL, _DIGITS_OF_MILLISECONDS = 5, 13
_DAY_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A date that a text names.

    Attributes
    ----------
    moment : its start, on the commune's clocks; of a week, its Monday. None where the year lacks.
    has_clock : whether the text has a time.
    is_serial, is_epoch : whether the text is a number of days, or of seconds or milliseconds.
    """

    unit: Unit
    moment: datetime | None
    has_clock: bool = False
    is_serial: bool = False
    is_epoch: bool = False


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
            _note_on_weeks(known, texts.indices),
        )


@dataclass(frozen=True)
class Unusual:
    """Dates that have no usual spelling.

    Attributes
    ----------
    moments, hours : of each row, shape (n,); null where there is none.
    notes : what the user should know, in French sentences.
    """

    moments: pa.Array
    hours: pa.Array
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
    MappingError : the dates are quarters or semesters, which have no month.

    Notes
    -----
    What most dates name (days, weeks, months, years) is what all must name: ``2024`` in a column of days is an
    unreadable date and not 1 January. A week is put in the month of its Thursday, which is that of most of its days.
    """
    connection.execute(statement("usual_moment"))
    connection.register("dates_as_written", column)
    samples = [text for (text,) in connection.execute(statement("date_samples"), {"size": _SAMPLE}).fetchall()]
    month_first = _is_month_first(connection, samples, answers, file=file)
    read_text = partial(read, month_first=month_first, year=_answered_year(answers), time_zone=ZoneInfo(time_zone))
    sampled = [written for text in samples if (written := read_text(text))]
    units = Counter(written.unit for written in sampled)
    unit = max(units, key=lambda unit: units[unit], default=Unit.DAY)
    if unit not in _PRECISIONS:
        raise no_month(unit, file=file)
    formats = _day_formats(samples, month_first=month_first) if unit is Unit.DAY else _FORMATS[unit]
    n_without_year = sum(written.moment is None for written in sampled)
    if n_without_year > _RARE * len(sampled):
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
        return written if written and written.unit is unit and written.moment else None

    notes = _note_on_order(samples, month_first=month_first)
    return Reading(_PRECISIONS[unit], formats, has_hour, notes, read_alike)


def read(
    text: str, *, month_first: bool = False, year: int | None = None, time_zone: tzinfo = _PARIS
) -> Written | None:
    """Read one date; None where the text is none.

    Parameters
    ----------
    month_first : whether 1/3/2024 is 3 January rather than 1 March.
    year : that of dates without one.
    time_zone : that of the commune's clocks, on which a time with a zone of its own is given.
    """
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    if number := _numbered(plain, time_zone):
        return number
    day, clock = _split(plain)
    written = _read_day(day, month_first=month_first, year=year)
    if written is None or clock is None:
        return written
    if written.unit is not Unit.DAY:
        return None
    return _at(written, clock, time_zone)


def is_day(text: str) -> bool:
    """Whether a text is a day, with or without a time, and no mere number."""
    if not any(map(str.isdigit, text)) or text.strip().isdigit():
        return False
    written = read(text) or read(text, month_first=True)
    return written is not None and written.unit is Unit.DAY and not written.is_serial


def are_dates(texts: Sequence[str]) -> bool:
    """Whether nearly all texts of a column are dates, whatever its header.

    Hours (1430), postcodes, amounts and identifiers are none, nor are names that may be those of something else (S10 is
    a sector, T1 a flat): ``may_be_dates`` takes these where the header names a date.
    """
    return _are_dates(texts, _is_surely_a_date)


def may_be_dates(texts: Sequence[str]) -> bool:
    """Whether nearly all texts of a column are dates, if its header names one (date, semaine, période…)."""
    return _are_dates(texts, lambda _: True)


def month_of_header(header: str, year: int | None = None) -> date | None:
    """Month that a pivot's header names (``01/2024``, ``janv. 2024``, ``2024 · janvier``), else None.

    Parameters
    ----------
    year : that of a header without one (``Janvier``), which else names no month.
    """
    written = read(header, year=year)
    if written is None or written.unit is not Unit.MONTH or written.moment is None:
        return None
    return written.moment.date()


def coarse_unit(text: str) -> Unit | None:
    """Quarter or semester, where a text names one (``T1``, ``2e semestre 2024``): neither has a month."""
    written = read(text)
    return written.unit if written is not None and written.unit not in _PRECISIONS else None


def no_month(unit: Unit, *, file: str) -> MappingError:
    """Refusal of dates that are quarters or semesters."""
    return MappingError(
        problem=f"les dates du fichier « {file} » sont données par {unit}, et les faits se comptent par mois",
        advice="Demandez le même tableau par mois, ou avec la date de chaque fait.",
    )


def lacks_year(header: str) -> bool:
    """Whether a pivot's header names a month without its year (``Janv.``)."""
    written = read(header)
    return written is not None and written.unit is Unit.MONTH and written.moment is None


# --- one text


def _plain(text: str) -> str:
    """Small letters without accents, spaces made plain."""
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    plain = " ".join(plain.split())
    return whole[1] if (whole := _WHOLE_DECIMAL.fullmatch(plain)) else plain


def _numbered(plain: str, time_zone: tzinfo) -> Written | None:
    """Read a count of seconds or milliseconds since 1970, or of days since the origin of workbooks."""
    if not (match := _NUMBER.fullmatch(plain)):
        return None
    whole, decimals = int(match[1]), float(f"0.{match[2] or 0}")
    if len(match[1]) == _DIGITS_OF_SERIAL:
        moment = _SERIAL_ORIGIN + timedelta(days=whole, seconds=round(decimals * 86_400))
        return Written(Unit.DAY, moment, has_clock=decimals > 0, is_serial=True)
    seconds = whole // 1000 if len(match[1]) == _DIGITS_OF_MILLISECONDS else whole
    moment = datetime.fromtimestamp(seconds, time_zone).replace(tzinfo=None)
    return Written(Unit.DAY, moment, has_clock=True, is_epoch=True)


def _split(plain: str) -> tuple[str, re.Match[str] | None]:
    """The day of a text, and its time if it has one."""
    # « Thu Mar 14 10:22:00 CET 2024 » has its year last.
    plain = _YEAR_AFTER_CLOCK.sub(r"\1 \3\2", plain)
    if compact := _COMPACT.fullmatch(plain):
        plain = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    clock = _CLOCK.search(plain) if ":" in plain or "h" in plain or "m" in plain else None
    return (plain[: clock.start()], clock) if clock else (plain, None)


def _at(day: Written, clock: re.Match[str], time_zone: tzinfo) -> Written | None:
    """A day at a time, on the commune's clocks."""
    hour, minute, second = int(clock["hour"]), int(clock["minute"] or clock["minute_h"] or 0), int(clock["second"] or 0)
    if half := clock["half"]:
        if not 0 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if day.moment is None:
        return Written(Unit.DAY, None, has_clock=True)
    try:
        moment = day.moment.replace(hour=hour, minute=minute, second=second)
        if (offset := _offset(clock["zone"])) is not None:
            moment = moment.replace(tzinfo=offset).astimezone(time_zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return Written(Unit.DAY, moment, has_clock=True)


def _offset(zone: str | None) -> tzinfo | None:
    if zone is None:
        return None
    if match := re.search(r"([-+])(\d{1,2}):?(\d{2})?$", zone):
        shift = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-shift if match[1] == "-" else shift)
    return timezone(timedelta(hours=_ZONES[zone]))


def _read_day(text: str, *, month_first: bool, year: int | None) -> Written | None:
    text = text.strip(" ,")
    if not _LETTER.search(text):
        return _first_date(text, _IN_DIGITS, month_first=month_first, year=year)
    # « mar. » is Tuesday only where it is not March.
    if written := _first_date(text, _IN_WORDS, month_first=month_first, year=year):
        return written
    rest = _LEADING.sub("", text)
    return _read_day(rest, month_first=month_first, year=year) if rest != text else None


def _first_date(
    text: str, spellings: Sequence[tuple[re.Pattern[str], Unit]], *, month_first: bool, year: int | None
) -> Written | None:
    for pattern, unit in spellings:
        if (match := pattern.fullmatch(text)) and (
            written := _dated(match.groupdict(), unit, month_first=month_first, year=year)
        ):
            return written
    return None


def _dated(parts: Mapping[str, str | None], unit: Unit, *, month_first: bool, year: int | None) -> Written | None:
    """The date whose parts a spelling has; None where there is no such day, week or month."""
    if parts.get("first"):
        day, month = (parts["second"], parts["first"]) if month_first else (parts["first"], parts["second"])
    else:
        day, month = parts.get("day"), parts.get("month")
    written_year = parts.get("year")
    of_year = _year(written_year) if written_year else year
    number, week = _month(month) if month else 1, parts.get("week")
    if not number or (unit is not Unit.DAY and of_year is not None and not FIRST_YEAR <= of_year <= LAST_YEAR):
        return None
    try:
        # 2020 has a 29 February and a week 53.
        if week:
            start = date.fromisocalendar(of_year or 2020, int(week), int(parts.get("weekday") or 1))
        else:
            start = date(of_year or 2020, number, int(day or 1))
    except ValueError:
        return None
    return Written(unit, None if of_year is None else datetime(start.year, start.month, start.day))


def _year(text: str) -> int:
    """The year of four digits, or of two: 69 is 1969 and 68 is 2068, as the database has it."""
    if len(text) > len("24"):
        return int(text)
    return int(text) + (1900 if int(text) >= 69 else 2000)


def _month(text: str) -> int:
    """Number of a month, by its digits or its name; 0 for none."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    return MONTH_NAMES.get(text, 0)


# --- a column


def _answered_year(answers: Mapping[str, str]) -> int | None:
    year = answers.get("year", "").strip()
    return int(year) if re.fullmatch(r"\d{4}", year) and FIRST_YEAR <= int(year) <= LAST_YEAR else None


def _day_formats(samples: Sequence[str], *, month_first: bool) -> tuple[str, ...]:
    """Formats of ``strptime`` of the usual days of a column, the most frequent first."""
    formats = Counter(format_ for text in samples if (format_ := _usual_format(text, month_first=month_first)))
    return tuple(format_ for format_, _ in formats.most_common()) or _FORMATS[Unit.DAY]


def _usual_format(text: str, *, month_first: bool) -> str | None:
    if not (match := _USUAL.fullmatch(text)):
        return None
    first, second = ("%m", "%d") if month_first else ("%d", "%m")
    if mark := match["mark"]:
        day = f"%Y{mark}%m{mark}%d"
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


# --- day first or month first


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
    return _Day(int(match[1]), int(match[3]), _year(match[4])) if match else None


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


# --- whether a column is one of dates


def _are_dates(texts: Sequence[str], accepts: Callable[[Written], bool]) -> bool:
    n_rows = dict(Counter(text.strip() for text in texts).most_common(_FEW))
    n_rows.pop("", None)
    # Most columns hold no date: a few texts are enough to see it.
    few = dict(islice(n_rows.items(), _FIRST_TRY))
    return all(_n_dates(some, accepts) >= _NEARLY_ALL * sum(some.values()) > 0 for some in (few, n_rows))


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
