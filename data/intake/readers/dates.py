"""Dates as offices, forms and open data write them: days, months, weeks and years, with or without a time.

What one text names; ``date_columns`` decides how a whole column is read.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

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
_FULL_YEAR, _SHORT_YEAR = re.compile(r"(19|20)\d{2}"), re.compile(r"['’]?(\d{2})")
_LONGEST = 80
"""Letters: a longer text is no date."""
_SERIAL_ORIGIN = datetime(1899, 12, 30)
"""Day 0 of the workbooks that count days."""
_PARIS = ZoneInfo("Europe/Paris")


class Unit(StrEnum):
    """What a date names."""

    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"
    QUARTER = "trimestre"
    SEMESTER = "semestre"
    YEAR = "année"
    PERIOD = "période"


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
_MONTH_WORD = rf"(?:{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})\b\.?"
_WEEKDAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?\s+)?"
_END = (
    rf"(?:\d{{4}}[-/.]\d{{2}}[-/.]\d{{2}}|\d{{1,2}}(?:\s?er)?\s+{_MONTH_WORD}(?:\s+\d{{4}})?|{_MONTH_WORD}(?:\s+\d{{4}})?"
    r"|\d{1,2}/\d{4}|\d{1,2}[-/.]\d{1,2}(?:[-/.](?:\d{4}|\d{2}))?)"
)
_AT = r"(?:,?\s+(?:a\s+)?\d{1,2}\s?[:h]\s?(?:\d{2})?(?::\d{2})?)?"
_PERIOD = re.compile(
    r"(?:(?:periode|semaine|sem\.?|s|nuit|mois|week-?end|we)s?\s*(?:n?[o°]?\s*\d{1,2}\s*)?[:,(]?\s*)?"
    r"(?:(?:du|de|d['’]|des|entre(?:\s+le)?|depuis\s+le|le|from)\s*)?"
    rf"{_WEEKDAY}(?P<start>{_END}|\d{{1,2}}(?:\s?er)?){_AT}"
    r"\s*(?:\bau\b|\ba\b|\bet\b(?:\s+le\b)?|\bjusqu['’]?\s?au\b|\bto\b|[-–—]+>?|[→>/])\s*"
    rf"{_WEEKDAY}(?P<end>{_END}){_AT}\s*(?:inclus)?\)?"
)
"""From a day or a month to another: the first of them may leave out what the other one says."""
_MONTH_IN_TITLE = re.compile(
    rf"(?<!\d\s)(?<!\der\s)\b{_MONTH_WORD}\s+\d{{4}}\b|(?<![\d/-])(?:0?[1-9]|1[0-2])/\d{{4}}\b"
)
_PERIOD_IN_TITLE = re.compile(
    r"\bdu\s\S+(?:\s\S+){0,3}?\sau\s\S+(?:\s[a-z]+\s\d{4})?"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s(?:au|a|[-–])\s\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b"
)
_FORTNIGHT = re.compile(
    r"(?:la\s+)?(?:(?P<first>premiere|1\s?(?:re|ere|er|e)?)|deuxieme|seconde|2\s?(?:e|eme|nde|de)?)\s+quinzaine\s+"
    rf"(?:du\s+mois\s+)?(?:de\s+|d['’]\s?)?(?P<month>{_MONTH_WORD}\s+\d{{4}})"
)
_LAST_OF_FIRST = 15
"""Last day of the first fortnight of a month, in France."""
_QUARTER_MONTHS, _SEMESTER_MONTHS, _YEAR_MONTHS = 3, 6, 12
_QUESTION = re.compile(r"q\W?\d", re.IGNORECASE)
"""A question as well as a quarter."""
_SHORT_WEEK = re.compile(r"[sw]\W?[1-9]\d?", re.IGNORECASE)
_SEMESTER = re.compile(r"(?:(?:19|20)\d{2}\W*)?s\W?[12](?:\W*(?:19|20)\d{2})?", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Written:
    """A date that a text names.

    Attributes
    ----------
    moment : its start, on the commune's clocks; of a week, its Monday. None where the year lacks.
    last : of a period written by its two ends, its last day.
    has_clock : whether the text has a time.
    is_serial, is_epoch : whether the text is a number of days, or of seconds or milliseconds.
    """

    unit: Unit
    moment: datetime | None
    has_clock: bool = False
    is_serial: bool = False
    is_epoch: bool = False
    last: datetime | None = None

    @property
    def is_over_months(self) -> bool:
        """Whether it is a period that is not within one month."""
        return self.last is not None and self.moment is not None and _month_of(self.last) != _month_of(self.moment)


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
    if written is None:
        return _read_period(plain, month_first=month_first, year=year)
    if clock is None:
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


def month_of_header(header: str, year: int | None = None) -> date | None:
    """Month that a pivot's header names (``01/2024``, ``janv. 2024``, ``2024 · janvier``), else None.

    Parameters
    ----------
    year : that of a header without one (``Janvier``), which else names no month.
    """
    written = read(header, year=year)
    if written is None or written.unit not in (Unit.MONTH, Unit.PERIOD) or written.moment is None:
        return None
    return None if written.is_over_months else written.moment.date()


def month_or_part(header: str, year: int | None = None) -> str | None:
    """Month that a pivot's header names, as ``2024-03``, or the part of one, as ``2024-03-01 – 2024-03-15``; else None.

    Parameters
    ----------
    year : that of a header without one.
    """
    written = read(header, year=year)
    if written is None or written.moment is None or written.is_over_months:
        return None
    if written.unit is Unit.PERIOD and written.last:
        return f"{written.moment:%Y-%m-%d} – {written.last:%Y-%m-%d}"
    return f"{written.moment:%Y-%m}" if written.unit is Unit.MONTH else None


def day_of_header(header: str) -> date | None:
    """Day that a pivot's header is, whether a workbook kept it as a date or not; else None."""
    written = read(header) if is_day(header) else None
    return written.moment.date() if written is not None and written.moment is not None else None


def month_in(title: str) -> str | None:
    """The only month that a title names (« Bilan de mars 2024 »), or part of one, as ``month_or_part`` writes them.

    A day is that of an extraction.
    """
    plain = _plain(title)
    parts = [match[0] for pattern in (_FORTNIGHT, _PERIOD_IN_TITLE) for match in pattern.finditer(plain)]
    months = _MONTH_IN_TITLE.findall(_PERIOD_IN_TITLE.sub(" ", _FORTNIGHT.sub(" ", plain)))
    named = {month for text in (*parts, *months) if (month := month_or_part(text))}
    return named.pop() if len(named) == 1 else None


def week_of_header(header: str, year: int | None = None) -> str | None:
    """Week that a pivot's header names (``S05 2024``, ``Semaine 5``), as ``2024-W05``, else None.

    Parameters
    ----------
    year : that of a header without one, which else names no week.
    """
    written = read(header, year=year)
    if written is None or written.unit is not Unit.WEEK or written.moment is None or may_be_semester(header):
        return None
    return f"{written.moment:%G-W%V}"


def may_be_semester(text: str) -> bool:
    """Whether a text may be a semester as well as a week: ``S1 2024``, but neither ``S01`` nor ``S3``."""
    return _SEMESTER.fullmatch(text.strip()) is not None


def coarse_unit(text: str) -> Unit | None:
    """Unit of what has no month, where a text names it: ``T1``, ``2e semestre 2024``, ``de janvier à avril 2024``."""
    written = read(text)
    if written is None or _QUESTION.fullmatch(text.strip()):
        return None
    if written.unit in (Unit.QUARTER, Unit.SEMESTER) or (written.unit is Unit.PERIOD and written.is_over_months):
        return written.unit
    return Unit.SEMESTER if written.unit is Unit.WEEK and written.moment and may_be_semester(text) else None


def lacks_year(header: str) -> bool:
    """Whether a pivot's header names a month or a week without its year (``Janv.``, ``Semaine 5``, ``S05``)."""
    written = read(header)
    if written is None or written.unit not in (Unit.MONTH, Unit.WEEK) or written.moment is not None:
        return False
    # S5 and S10 are sectors as well, S05 is not.
    return written.unit is Unit.MONTH or _SHORT_WEEK.fullmatch(header.strip()) is None


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


def _read_period(plain: str, *, month_first: bool, year: int | None) -> Written | None:
    """What goes from one day, or one month, to another; or half a month."""
    if fortnight := _FORTNIGHT.fullmatch(plain):
        month = _read_day(fortnight["month"], month_first=False, year=None)
        if month is None or month.moment is None:
            return None
        if fortnight["first"]:
            return _spanning(month.moment, month.moment.replace(day=_LAST_OF_FIRST))
        return _spanning(month.moment.replace(day=_LAST_OF_FIRST + 1), _next_month(month.moment) - timedelta(days=1))
    if not (match := _PERIOD.fullmatch(plain)):
        return None
    end = _read_end(match["end"], month_first=month_first, year=year)
    if end is None or end.unit not in (Unit.DAY, Unit.MONTH):
        return None
    if end.moment is None:
        return Written(Unit.PERIOD, None)
    start = _start(match["start"], end, month_first=month_first)
    if start is None or start > end.moment:
        return None
    return _spanning(start, end.moment if end.unit is Unit.DAY else _next_month(end.moment) - timedelta(days=1))


def _read_end(text: str, *, month_first: bool, year: int | None) -> Written | None:
    """One end of a period, which alone may be a day and a month in digits without their year."""
    if not (yearless := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})", text)):
        return _read_day(text, month_first=month_first, year=year)
    # 2020 has a 29 February.
    written = _read_day(f"{text}{yearless[2]}{year or 2020}", month_first=month_first, year=None)
    return written and (written if year else Written(written.unit, None))


def _start(text: str, end: Written, *, month_first: bool) -> datetime | None:
    """First day of a period of which the end says the year, and the month of a start that is a mere number."""
    if (moment := end.moment) is None:
        return None
    if number := re.fullmatch(r"(\d{1,2})(?:\s?er)?", text):
        day = int(number[1])
        return moment.replace(day=day) if end.unit is Unit.DAY and 1 <= day <= moment.day else None
    start = _read_end(text, month_first=month_first, year=moment.year)
    if start is None or start.unit is not end.unit or start.moment is None:
        return None
    if start.moment <= moment or str(start.moment.year) in text:
        return start.moment
    # « du 28 décembre au 3 janvier 2025 »
    before = _read_end(text, month_first=month_first, year=moment.year - 1)
    return before.moment if before else None


def _spanning(first: datetime, last: datetime) -> Written:
    """A period by its first and its last day: a night is its evening, a whole month is that month."""
    if last - first <= timedelta(days=1):
        return Written(Unit.DAY, first, last=first)
    n_months = 12 * (last.year - first.year) + last.month - first.month + 1
    is_whole = first.day == 1 and last + timedelta(days=1) == _next_month(last)
    units = {1: Unit.MONTH, _QUARTER_MONTHS: Unit.QUARTER, _SEMESTER_MONTHS: Unit.SEMESTER, _YEAR_MONTHS: Unit.YEAR}
    if is_whole and n_months in units and (first.month - 1) % n_months == 0:
        return Written(units[n_months], first, last=last)
    return Written(Unit.PERIOD, first, last=last)


def _next_month(day: datetime) -> datetime:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month_of(day: datetime) -> tuple[int, int]:
    return day.year, day.month


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
    of_year = full_year(written_year) if written_year else year
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


def is_year(text: str) -> bool:
    """Whether a text is a year, of four digits or of two: those up to 12 are months as well."""
    if match := _SHORT_YEAR.fullmatch(text):
        return 12 < int(match[1]) <= datetime.now().year % 100
    return _FULL_YEAR.fullmatch(text) is not None


def full_year(text: str) -> int:
    """The year of four digits, or of two: 69 is 1969 and 68 is 2068, as the database has it."""
    if len(text) > len("24"):
        return int(text)
    return int(text) + (1900 if int(text) >= 69 else 2000)


def _month(text: str) -> int:
    """Number of a month, by its digits or its name; 0 for none."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    return MONTH_NAMES.get(text, 0)
