"""Crossed tables: columns whose headers are periods, zones or categories, and whose cells are numbers of facts."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from data import reference
from data.errors import UndecidedError
from data.intake import signs
from data.intake.readers import dates
from data.intake.readers.dates import Unit
from data.intake.readers.headers import BETWEEN
from data.intake.zones import names as zone_names
from data.model import Level
from data.reference import Nomenclature

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNITS = {
    Unit.MONTH: re.compile(r"(\d{4})?-\d{2}|\d{4}-\d{2}-\d{2} – \d{4}-\d{2}-\d{2}"),
    Unit.WEEK: re.compile(r"(\d{4})?-W\d{2}"),
    Unit.DAY: re.compile(r"\d{4}-\d{2}-\d{2}"),
}
_REPEATED = re.compile(r" \(\d+\)$")
_COUNT_OF = re.compile(
    r"^\s*(nb|nbre|nombres?|effectifs?|faits?)\.?(\s(de|d['’])?\s?faits?)?(\sconstatés)?(\s(en|de|d['’]|pour))?\s+(?=.*\d{4}\s*$)",
    re.IGNORECASE,
)
"""What says no more than that a column is one of counts: « Nombre de faits en 2024 »."""
_YEARS, _MONTHS = re.compile(r"annees?|an|exercice"), re.compile(r"mois\b")
_MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
_ANY_YEAR = 2020
"""It has a 29 February and a week 53."""
_TOTAL = re.compile(r"\s*(sous[- ])?(total|ensemble|cumul)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Meaning:
    """What the header of a column of counts says of them; None for what it does not say.

    Attributes
    ----------
    period : a month (2024-03), the part of one (2024-03-01 – 2024-03-15), a week (2024-W05), a day (2024-03-14) or a
        year (2024); a month or a week has no year (-03, -W05) where that of each row is in a column.
    zone, category : as the header has it.
    """

    period: str | None = None
    zone: str | None = None
    category: str | None = None

    @property
    def says(self) -> tuple[bool, bool, bool]:
        """Whether it says the period, the zone and the category."""
        return self.period is not None, self.zone is not None, self.category is not None

    @property
    def unit(self) -> Unit | None:
        """What its period is."""
        if self.period is None:
            return None
        return next((unit for unit, written in _UNITS.items() if written.fullmatch(self.period)), Unit.YEAR)


def meanings(
    columns: Mapping[str, Sequence[str]],
    names: signs.Names,
    nomenclature: Nomenclature,
    *,
    title: str,
    answers: Mapping[str, str],
    has_year: bool = False,
    file: str,
) -> dict[str, Meaning]:
    """What the columns of counts of a crossed table are, by header; nothing for any other table.

    Parameters
    ----------
    columns : texts of each column, by header.
    names : what the zones are called, by level.
    title : text over the headers, which may give the year of months that have none.
    answers : ``year``, of months that have none.
    has_year : whether a column has the year of each row.

    Raises
    ------
    UndecidedError : the months have no year.
    """
    zones = {name for named in names.values() for of_role in named.values() for name in of_role}
    year = _year(title, answers)
    counted = {header: texts for header, texts in columns.items() if not _TOTAL.match(header)}
    read = {header: _meaning(header, zones, nomenclature, year, has_year=has_year) for header in counted}
    # A column of months holds counts; one that is named after a zone or a category may say something else of it.
    of_columns = _by_month(
        {
            header: meaning
            for header, meaning in read.items()
            if any(meaning.says) and (meaning.unit is Unit.MONTH or signs.may_be_counts(counted[header]))
        }
    )
    units = {meaning.unit for meaning in of_columns.values()}
    if finest := next((unit for unit in _UNITS if unit in units), None):
        # Beside months, a year is their total and a week or a day a part of them.
        of_columns = {
            header: meaning for header, meaning in of_columns.items() if meaning.unit is finest or not meaning.period
        }
    elif year is None and not has_year and sum(dates.lacks_year(_REPEATED.sub("", header)) for header in counted) > 1:
        question = "Ses mois ou ses semaines n’ont pas d’année : de quelle année (quatre chiffres) sont-ils ?"
        raise UndecidedError(file=file, key="year", question=question)
    if not any(
        meaning.unit is Unit.MONTH or signs.are_counts(columns[header]) for header, meaning in of_columns.items()
    ):
        return {}
    # One column named after a zone is a column; months and years may be but one.
    said = [meaning.says for meaning in of_columns.values()]
    usual = max(set(said), key=said.count, default=(False, False, False))
    if not usual[0] and said.count(usual) < 2:
        return {}
    return {header: meaning for header, meaning in of_columns.items() if meaning.says == usual}


def _by_month(meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """What columns say, the first of each month being that month, as workbooks keep it."""
    days = [meaning.period for meaning in meanings.values() if meaning.period and meaning.unit is Unit.DAY]
    if not all(day.endswith("-01") for day in days):
        return {**meanings}
    return {
        header: replace(meaning, period=meaning.period[: len("2024-03")])
        if meaning.period and meaning.unit is Unit.DAY
        else meaning
        for header, meaning in meanings.items()
    }


def left_out(columns: Mapping[str, Sequence[str]], read: Collection[str]) -> list[str]:
    """Headers of the columns of counts that stand among those of a crossed table, or end it, and are not read.

    Parameters
    ----------
    columns : texts of each column, by header.
    read : headers that are read.
    """
    headers = [*columns]
    are_read = [i for i, header in enumerate(headers) if header in read and signs.may_be_counts(columns[header])]
    among = headers[min(are_read, default=len(headers)) :]
    return [
        header
        for header in among
        if header not in read and signs.are_counts(columns[header]) and not _TOTAL.match(header)
    ]


def names_of_level(names: signs.Names, level: Level | None) -> signs.Names:
    """The names of one level, or of all."""
    return names if level is None else {level: names[level]}


def _year(title: str, answers: Mapping[str, str]) -> int | None:
    if (answer := answers.get("year", "")).isdecimal():
        return int(answer)
    years = {*_YEAR.findall(title)}
    return int(years.pop()) if len(years) == 1 else None


def year_column(columns: Mapping[str, Sequence[str]]) -> str | None:
    """Header of the column that has the year of each row, where one has."""
    of_years = (header for header in columns if _YEARS.fullmatch(reference.normalise(header)))
    return next((header for header in of_years if _are_years(columns[header])), None)


def month_column(columns: Mapping[str, Sequence[str]]) -> str | None:
    """Header of the column that has the month of each row, without its year, where one has."""
    of_months = (header for header in columns if _MONTHS.match(reference.normalise(header)))
    return next((header for header in of_months if _are_months(columns[header])), None)


def _are_years(texts: Sequence[str]) -> bool:
    years = [text for text in texts if not _TOTAL.match(text)]
    return bool(years) and all(map(dates.is_year, years))


def _are_months(texts: Sequence[str]) -> bool:
    months = [text for text in texts if not _TOTAL.match(text)]
    return bool(months) and all(_MONTH_NUMBER.fullmatch(text) or dates.lacks_year(text) for text in months)


def _meaning(
    header: str, zones: set[str], nomenclature: Nomenclature, year: int | None, *, has_year: bool = False
) -> Meaning:
    """What a header says, in one part or in two."""
    if has_year and year is None and dates.lacks_year(name := _REPEATED.sub("", header)):
        month, week = dates.month_of_header(name, _ANY_YEAR), dates.week_of_header(name, _ANY_YEAR)
        return Meaning(f"{month:-%m}" if month else week and week.removeprefix(str(_ANY_YEAR)))
    parts = [_COUNT_OF.sub("", part) for part in _REPEATED.sub("", header).split(BETWEEN)]
    years = [part for part in parts if _YEAR.fullmatch(part)]
    names = [part for part in parts if part not in years]
    period, zone, category = None, None, None
    for part in names:
        if (of_month := dates.month_or_part(part, int(years[0]) if years else year)) is not None:
            period = of_month
        elif not zone_names.names_of(part).isdisjoint(zones):
            zone = part
        elif (week := dates.week_of_header(part, int(years[0]) if years else year)) is not None:
            period = week
        elif (day := dates.day_of_header(part)) is not None:
            period = f"{day:%Y-%m-%d}"
        elif nomenclature.recognise(part) in nomenclature.categories:
            category = part
    if (period, zone, category).count(None) != 3 - len(names):
        return Meaning()
    return Meaning(period or next(iter(years), None), zone, category)
