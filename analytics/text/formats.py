"""French numbers, dates and lists, with the spaces that French typography wants."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from babel.dates import get_month_names
from babel.lists import format_list

from data.model import Period, add_months
from data.typography import NBSP, NNBSP

_LOCALE = "fr_FR"
MISSING = "–"
_MONTHS = get_month_names("wide", locale=_LOCALE)
_SHORT_MONTHS = get_month_names("abbreviated", locale=_LOCALE)
_FRENCH = str.maketrans({",": NNBSP, ".": ","})


def integer(value: float) -> str:
    """Whole number: ``1 234``."""
    return decimal(value, 0)


def decimal(value: float, digits: int = 1) -> str:
    """Number with a fixed number of decimals: ``1 234,5``; a half is rounded away from 0, as browsers do too."""
    rounded = Decimal(float(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded:,f}".translate(_FRENCH)


def rate(value: float) -> str:
    """Rate with the decimals that its size deserves: two under 1, one under 100, none above."""
    return integer(value) if value >= 100 else decimal(value, 1 if value >= 1 else 2)


def signed(value: float) -> str:
    """Whole number with its sign: ``+12``, ``−67``, ``0``."""
    written = integer(abs(value))
    return written if written == "0" else f"{'+' if value > 0 else '−'}{written}"


def span(period: Period) -> str:
    """A period in figures: ``2025``, or ``12/2024 – 11/2025``."""
    first, last = period.start, period.last_month
    if first.month == 1 and period.n_months == 12:
        return str(first.year)
    ends = [f"{month:%m/%Y}" for month in (first, last)]
    return ends[0] if first == last else " – ".join(ends)


def percent(share: float) -> str:
    """Share of 1 as a percentage: ``12 %``, with a decimal under 10."""
    return f"{decimal(100 * share, 1) if 0 < abs(share) < 0.0995 else integer(100 * share)}{NNBSP}%"


def percents(first: float, second: float) -> str:
    """Two shares of 1: ``de 12 % à 15 %``; with a decimal where they would be written alike, ``de 11,8 % à 12,3 %``."""
    if first == second:
        return percent(first)
    written = [percent(first), percent(second)]
    if written[0] == written[1]:
        written = [f"{decimal(100 * share, 1)}{NNBSP}%" for share in (first, second)]
    return f"autour de {written[0]}" if written[0] == written[1] else f"de {written[0]} à {written[1]}"


def points(difference: float) -> str:
    """Difference in points, signed: ``+1,3``, ``−8,6``."""
    sign = "−" if difference < 0 else "+"
    return f"{sign}{decimal(abs(difference))}"


def small(label: str) -> str:
    """A label within a sentence: its first letter is small."""
    return label[:1].lower() + label[1:]


def shortened(text: str, letters: int) -> str:
    """A name in at most so many letters: ``Les Prés d’Aubr…``."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def capitalised(text: str) -> str:
    """Text whose first letter alone is made a capital."""
    return text[:1].upper() + text[1:]


def alternatives(words: Sequence[str]) -> str:
    """Choice in words: ``a, b ou c``."""
    return format_list(list(words), style="or", locale=_LOCALE)


def month(day: date | pd.Timestamp) -> str:
    """Month and year: ``mars 2025``."""
    return f"{_MONTHS[day.month]} {day.year}"


def short_month(day: date) -> str:
    """Month and year of a narrow column: ``sept. 2025``."""
    return f"{_SHORT_MONTHS[day.month]} {day.year}"


def short_day(moment: date) -> str:
    """Day of a narrow column: ``3 sept. 2025``."""
    return f"{moment.day} {short_month(moment)}"


def month_name(day: date | pd.Timestamp) -> str:
    """Month without its year: ``mars``."""
    return str(_MONTHS[day.month])


def day(moment: date) -> str:
    """Day in words: ``3 mars 2025``, ``1er mars 2025``."""
    return f"{'1er' if moment.day == 1 else moment.day} {month(moment)}"


def period(months: Period) -> str:
    """Period in words: ``mars 2025``, ``de janvier à décembre 2025``, ``de juin 2024 à mai 2025``."""
    first, last = months.start, months.last_month
    if first == last:
        return month(first)
    start = _MONTHS[first.month] if first.year == last.year else month(first)
    return f"{of_month(start)} à {month(last)}"


def short_period(months: Period) -> str:
    """Period of a narrow column: ``mars – nov. 2025``."""
    start, end = months.start, months.last_month
    if start == end:
        return short_month(start)
    first = _SHORT_MONTHS[start.month] if start.year == end.year else short_month(start)
    return f"{first} – {short_month(end)}"


def months(days: Sequence[date]) -> str:
    """Months in words, those that follow each other together: ``mars 2023, de mai à juillet 2023``."""
    runs: list[Period] = []
    for one in sorted(days):
        follows = runs and runs[-1].end == one
        runs[-1:] = [Period.of_months(runs[-1].start, one)] if follows else [*runs[-1:], Period.of_months(one, one)]
    return enumeration([period(run) for run in runs])


def during(months: Period) -> str:
    """Period within a sentence: ``en mars 2025``, ``de janvier à décembre 2025``."""
    return f"en {period(months)}" if months.n_months == 1 else period(months)


def within(months: Period) -> str:
    """Period within a sentence, by its year where it is all of it: ``en 2025``."""
    named = bucket(pd.Timestamp(months.start), pd.Timestamp(months.end))
    return f"en {named}" if named.isdigit() else during(months)


def of_month(text: str) -> str:
    """Month after ``de``: ``de mars``, ``d’avril``."""
    return f"d’{text}" if text[0] in "aeiouh" else f"de {text}"


def bucket(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Bucket of a table: a month, a year or a period in words."""
    months = Period(start.date(), end.date())
    whole_year = months.start.month == 1 and months.end == add_months(months.start, 12)
    return str(start.year) if whole_year else period(months)


def interval(low: float, high: float) -> str:
    """Limits of a rate: ``de 12,1 à 14,8``."""
    return f"de {rate(low)} à {rate(high)}"


def enumeration(words: Sequence[str]) -> str:
    """List in words: ``a, b et c``."""
    return format_list(list(words), locale=_LOCALE)


def counted(number: float, singular: str, plural: str) -> str:
    """Number and its noun, agreed: ``1 plainte``, ``12 plaintes``."""
    return f"{integer(number)}{NBSP}{singular if abs(number) < 2 else plural}"
