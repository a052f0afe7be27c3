"""The words of the house as frozen values: kinds, levels, scopes, months, periods and selections."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from data.errors import MonthError


class Kind(StrEnum):
    """What sort of record a fact is."""

    PLAINTE = "plainte"
    SIGNALEMENT = "signalement"
    MAIN_COURANTE = "main_courante"
    MEDIATION = "mediation"
    ACCIDENT = "accident"


_LEVELS = Path(__file__).parent / "reference" / "levels"


class Level(StrEnum):
    """How finely the commune is cut; the commune itself is one zone.

    One level per file of ``data/reference/levels``, which ``reference.levels`` reads. Named here are those that the
    product knows by a property of their own: the whole, the cut of the commune, that of the census.
    """

    _ignore_ = ["file"]

    COMMUNE = "commune"
    QUARTIER = "quartier"
    IRIS = "iris"
    for file in sorted(_LEVELS.glob("*.toml")):
        if file.stem.upper() not in vars():
            vars()[file.stem.upper()] = file.stem


class Audience(StrEnum):
    """Whom a survey asks."""

    HABITANTS = "habitants"
    PARTENAIRES = "partenaires"


class Precision(StrEnum):
    """What the source knows of a date; a year-only fact is never given a month."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Scope(StrEnum):
    """Who looks; what each may see is a table of rights, not an order."""

    PUBLIC = "public"
    PARTENAIRE = "partenaire"
    ELU = "elu"
    COORDINATION = "coordination"
    ADMINISTRATION = "administration"


def parse_month(text: str) -> date:
    """Read a month written ``YYYY-MM``.

    Returns
    -------
    The first day of that month.

    Raises
    ------
    MonthError : the text is not a month.
    """
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise MonthError(text=text) from error
    if not 1900 <= day.year <= 2100:
        raise MonthError(text=text)
    return day


def format_month(day: date) -> str:
    """Write the month of a day as ``YYYY-MM``."""
    return f"{day:%Y-%m}"


def add_months(day: date, months: int) -> date:
    """First day of the month that lies ``months`` (may be negative) after the month of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Whole months, from ``start`` (included) to ``end`` (excluded), both first days of a month."""

    start: date
    end: date

    @classmethod
    def of_months(cls, first: date, last: date) -> "Period":
        """Period from the month of ``first`` to the month of ``last``, both included, in either order."""
        first, last = sorted((first, last))
        return cls(add_months(first, 0), add_months(last, 1))

    @property
    def last_month(self) -> date:
        """First day of the last month included."""
        return add_months(self.end, -1)

    @property
    def n_months(self) -> int:
        """Number of months included."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def months(self) -> list[date]:
        """First days of the months included, in order."""
        return [add_months(self.start, i) for i in range(self.n_months)]

    def shift(self, months: int) -> "Period":
        """The period of the same length, ``months`` later (earlier when negative)."""
        return Period(add_months(self.start, months), add_months(self.end, months))


@dataclass(frozen=True)
class Selection:
    """What a screen or a command asks for.

    Attributes
    ----------
    indicator : slug of an indicator.
    level : the cut of the commune.
    period : whole months.
    category, champ : slugs of the only category and the only champ d'action kept; None keeps all.
    """

    indicator: str
    level: Level
    period: Period
    category: str | None = None
    champ: str | None = None
