"""Cells of a register of actions as people write them: dates, amounts, statuses, zones, words of the nomenclature."""

import calendar
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data.errors import EntryError
from data.intake.readers import dates
from data.journal.values import ActionStatus, Zone
from data.model import Level
from data.reference import alike, normalise

_BLANK = re.compile(
    r"(?:a (?:definir|preciser|determiner|completer|chiffrer)|non (?:connu|chiffre|defini)e?|n ?[acrd])?"
)
_ENDLESS = re.compile(
    r"en cours|permanente?|perenne|continue?|indeterminee?|sans (?:fin|terme)|illimitee?|reconductible"
)
_FREE = re.compile(r"gratuit|neant|aucun|sans (?:cout|frais)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d.*)?")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?")
_BEFORE_DATE = re.compile(r"^(?:(?:le|en|au|du|depuis|courant|annee|prevue?|des|jusqu|a partir|a compter|l|de|d) )+")
_BEFORE_DIGIT = re.compile(r"^\D+")
_SINCE = re.compile(r"(?:depuis|a partir|a compter)\b")
_PART = re.compile(r"(?:(debut|mi|milieu|fin) (?:de |d )?)?(.+)")
_DAY_IN_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})")
_MONTH_IN_WORDS = re.compile(r"([a-z]+) (\d{4}|\d{2})")
_MONTH = re.compile(r"(?P<month>0?[1-9]|1[0-2]) (?P<year>\d{4})|(?P<year_first>\d{4}) (?P<month_last>0?[1-9]|1[0-2])")
_RANK = {"1": 1, "1er": 1, "premier": 1, "2": 2, "deuxieme": 2, "second": 2, "3": 3, "troisieme": 3, "4": 4,
         "quatrieme": 4, "dernier": 0}  # fmt: skip
_PORTION = re.compile(
    r"(?:(?P<letter>[ts]) ?(?P<number>[1-4])|(?P<rank>[1-4]|premier|second|deuxieme|troisieme|quatrieme|dernier)"
    r" ?(?:er|e|eme|nd|nde|de)? (?P<word>trimestre|semestre)(?: de)?) (?P<year>\d{4})"
    r"|(?P<year_first>\d{4}) (?P<letter_last>[ts]) ?(?P<number_last>[1-4])"
)
_YEARS = re.compile(r"(\d{4})(?: (?:a )?(\d{4}))?")
_SEASONS = {"printemps": (3, 5), "ete": (6, 8), "automne": (9, 11), "rentree": (9, 9)}
_PARTS_OF_YEAR = {"debut": (1, 3), "mi": (6, 7), "milieu": (6, 7), "fin": (10, 12)}
_PARTS_OF_MONTH = {"debut": (1, 10), "mi": (11, 20), "milieu": (11, 20), "fin": (21, 31)}
_BETWEEN_DATES = re.compile(r"\s+(?:au|à|jusqu['’]au|jusqu['’]en|-|–|—|→)\s+|\s*[–—→]\s*", re.IGNORECASE)
_EUROS = re.compile(
    r"(?:env(?:\.|iron)?|~|≈|max(?:\.|imum)?)?\s*€?\s*(\d[\d\s.,'’]*?)\s*(k|m|mille|millions?)?\s*(?:d['’])?"
    r"(?:€|euros?|eur)?\s*(?:ttc|ht)?\s*((?:/|par)\s*an)?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_STATUSES = (
    (ActionStatus.PLANNED, r"^(?:non|pas|jamais)\b|^en attente|^0 pour cent"),
    (ActionStatus.RUNNING, r"\ben cours\b|^partiel|^en partie|\b\d{1,2} pour cent"),
    (ActionStatus.ENDED, r"^100 pour cent"),
    (ActionStatus.PLANNED, r"\b(?:projet|a venir|a lancer|a demarrer|a faire|a l etude|preparation"
                           r"|(?:prevu|planifie|programme|envisage|valide)e?s?)\b"),
    (ActionStatus.STOPPED, r"\b(?:arret|abandon|annul|interromp|stopp|supprim|renonc)"),
    (ActionStatus.SUSPENDED, r"\b(?:suspend|pause|report|differ|gele|sommeil)"),
    (ActionStatus.ENDED, r"\b(?:termin|realis|achev|fini|clos|clotur|effectu|faite?s?\b|solde)"),
    (ActionStatus.RUNNING, r"\b(?:lance|demarre|engage|acti[fv]|mise? en|poursui|permanen|en place|recondui|commence)"),
)  # fmt: skip
"""Words of each status, without accents; the first that fits."""
_STATUS_PATTERNS = tuple((status, re.compile(pattern)) for status, pattern in _STATUSES)
_BETWEEN_ZONES = re.compile(r"(\s*[,;/\n&+]\s*|\s+et\s+)")
_WHOLE_COMMUNE = re.compile(
    r"(?:sur |dans )?(?:(?:l )?ensemble|tous?|toutes?|(?:la )?totalite)(?: (?:de|du|des|les|la|le|l))*"
    r"(?: (?:commune|ville|territoire|quartiers?|secteurs?|zones?|municipalite))?(?: entiere?)?(?: communal)?"
    r"|(?:la |le )?(?:commune|ville|territoire)(?: entiere?| communal)?|communal|intercommunal"
)
_BEFORE_NAME = re.compile(r"^(?:(?:quartiers?|q|secteurs?|zones?|iris|qpv) )?(?:(?:de|du|des|d|la|le|les|l) )*(?=.)")


def period(text: str) -> tuple[date, date] | None:
    """First and last day of what a cell names: a day, a month, a quarter, a year, « fin 2025 »; None for no date.

    Raises
    ------
    EntryError : no date is recognised.
    """
    plain = normalise(text)
    if _BLANK.fullmatch(plain) or _ENDLESS.fullmatch(plain):
        return None
    try:
        days = _exact_day(_BEFORE_DIGIT.sub("", text.strip())) or _days_in_words(_BEFORE_DATE.sub("", plain))
    except ValueError:
        days = None
    if days is None:
        raise EntryError(problem=f"« {text} » n’est pas une date (par exemple 2025-03-31)")
    return days


def first_and_last(text: str) -> tuple[date | None, date | None]:
    """Start and end of a cell that holds both: « 2024-2026 », « du 01/03/2024 au 31/12/2025 »; open where it is."""
    parts = _BETWEEN_DATES.split(text.strip())
    if len(parts) > 2:
        raise EntryError(problem=f"« {text} » n’est pas une période (par exemple 01/03/2024 au 31/12/2025)")
    first, last = period(parts[0]), period(parts[-1])
    if _SINCE.match(normalise(text)):
        last = None
    return first and first[0], last and last[1]


def _exact_day(text: str) -> tuple[date, date] | None:
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _FRENCH_DAY.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), _year(match[3])
    else:
        return None
    return (date(year, month, day),) * 2


def _days_in_words(plain: str) -> tuple[date, date] | None:
    if (day := _DAY_IN_WORDS.fullmatch(plain)) and day[2] in dates.MONTH_NAMES:
        return (date(_year(day[3]), dates.MONTH_NAMES[day[2]], int(day[1])),) * 2
    match = _PART.fullmatch(plain)
    part, rest = match.groups() if match else (None, plain)
    if years := _YEARS.fullmatch(rest):
        first, last = int(years[1]), int(years[2] or years[1])
        from_month, to_month = _PARTS_OF_YEAR.get(part or "", (1, 12))
        return _months(first, from_month)[0], _months(last, to_month)[1]
    if months := _MONTH.fullmatch(rest):
        return _part_of_month(int(months["year"] or months["year_first"]), int(months["month"] or months["month_last"]),
                              part)  # fmt: skip
    if portion := _PORTION.fullmatch(rest):
        return _portion_of_year(portion)
    if named := _MONTH_IN_WORDS.fullmatch(rest):
        year = _year(named[2])
        if named[1] in _SEASONS:
            first, last = _SEASONS[named[1]]
            return _months(year, first)[0], _months(year, last)[1]
        return _part_of_month(year, dates.MONTH_NAMES.get(named[1], 0), part)
    return None


def _part_of_month(year: int, month: int, part: str | None) -> tuple[date, date]:
    first, last = _PARTS_OF_MONTH.get(part or "", (1, 31))
    end = _months(year, month)[1]
    return date(year, month, first), end.replace(day=min(last, end.day))


def _portion_of_year(match: re.Match[str]) -> tuple[date, date]:
    kind = (match["letter"] or match["letter_last"] or match["word"])[0]
    n_months = 3 if kind == "t" else 6
    number = _RANK[match["number"] or match["number_last"] or match["rank"]] or 12 // n_months
    year = int(match["year"] or match["year_first"])
    return _months(year, (number - 1) * n_months + 1)[0], _months(year, number * n_months)[1]


def _months(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def euros(text: str) -> tuple[float | None, bool]:
    """Amount of « 45 k€ » or « 1.500,50 € TTC », and whether it is said to be of each year; None for no amount.

    Raises
    ------
    EntryError : no amount is recognised.
    """
    plain = normalise(text)
    if _FREE.fullmatch(plain):
        return 0, False
    if _BLANK.fullmatch(plain) and not any(letter.isdigit() for letter in text):
        return None, False
    match = _EUROS.fullmatch(_IN_BRACKETS.sub("", text).strip())
    if match is None:
        raise EntryError(problem=f"« {text} » n’est pas un nombre d’euros")
    number, unit, yearly = re.sub(r"[\s'’]", "", match[1]).rstrip(".,"), (match[2] or "").lower(), match[3]
    separators = re.sub(r"\d", "", number)
    if _THOUSANDS.fullmatch(number) and not unit:
        number = number.replace(separators[0], "")
    elif separators:
        whole, decimals = number.rsplit(separators[-1], 1)
        number = f"{re.sub(r'[.,]', '', whole)}.{decimals}"
    factor = 1 if not unit else 1000 if unit in ("k", "mille") else 1_000_000
    amount = float(number) * factor
    if not math.isfinite(amount):
        raise EntryError(problem=f"« {text} » n’est pas un nombre d’euros")
    return amount, yearly is not None


def status(text: str) -> ActionStatus | None:
    """Status that a text says, whatever its gender; None of an empty text.

    Raises
    ------
    EntryError : no status is recognised.
    """
    plain = normalise(text.replace("%", " pour cent"))
    if not plain:
        return None
    for known, pattern in _STATUS_PATTERNS:
        if pattern.search(plain):
            return known
    raise EntryError(problem=f"« {text} » n’est pas un statut ({', '.join(ActionStatus)})")


@dataclass(frozen=True)
class ZoneNames:
    """Zones of the commune, by what a cell may call them.

    Attributes
    ----------
    zones : by their name, normalised.
    commune : name of the commune.
    """

    zones: Mapping[str, Zone]
    commune: str

    def read(self, text: str) -> tuple[tuple[Zone, ...], list[str]]:
        """Zones of a cell, and the names that are like one of the commune; none stands for the whole commune.

        A name that holds a comma or « et » stays whole where the commune has such a zone.
        """
        zones: list[Zone] = []
        guessed: list[str] = []
        for cell in text.split("|"):
            parts = _BETWEEN_ZONES.split(cell.strip())
            position = 0
            while position < len(parts):
                length = min(self._most_parts, len(parts) - position)
                ends = range(position + length, position, -1)
                names = ((end, "".join(parts[position:end]).strip()) for end in ends if (end - position) % 2)
                end, name, zone = next(
                    ((end, name, zone) for end, name in names if (zone := self._exact(name))), (0, "", None)
                )
                if zone is None:
                    end, name = position + 1, parts[position].strip()
                    zone = self._alike(name)
                    if zone is not None:
                        guessed.append(f"« {name} » pour « {zone.label} »")
                    elif name and not self._is_whole_commune(name):
                        zone = Zone(Level.QUARTIER, "", name)
                if zone is not None:
                    zones.append(zone)
                position = end + 1
        return tuple(zones), guessed

    def _exact(self, name: str) -> Zone | None:
        plain = normalise(name)
        return self.zones.get(plain) or (None if self._is_whole_commune(name) else self._by_core.get(_core(plain)))

    def _is_whole_commune(self, name: str) -> bool:
        plain = normalise(name)
        return plain == normalise(self.commune) or _WHOLE_COMMUNE.fullmatch(plain) is not None

    def _alike(self, name: str) -> Zone | None:
        core = _core(normalise(name))
        known = alike(core, (one for one in self._by_core if not _has_digit(one)))
        return None if known is None or _has_digit(core) else self._by_core[known]

    @cached_property
    def _by_core(self) -> dict[str, Zone]:
        """Zones by their name without « quartier de la »; not those that this makes one of."""
        named: dict[str, set[Zone]] = {}
        for name, zone in self.zones.items():
            named.setdefault(_core(name), set()).add(zone)
        return {core: next(iter(zones)) for core, zones in named.items() if len(zones) == 1}

    @cached_property
    def _most_parts(self) -> int:
        """Parts of the name that has most, separators included."""
        return max((len(_BETWEEN_ZONES.split(zone.label)) for zone in self.zones.values()), default=1)


def _core(plain: str) -> str:
    return _BEFORE_NAME.sub("", plain)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def stems(text: str) -> frozenset[str]:
    """Words of a text that say something, singular."""
    return frozenset(word.removesuffix("s") for word in normalise(text).split() if len(word) > 2 and word != "des")


def slug(text: str, labels: Mapping[str, str]) -> str | None:
    """Slug of what a text names: by its slug, its label, the words of one label alone, or a spelling like one."""
    plain = normalise(text)
    exact = {normalise(name): one for one, label in labels.items() for name in (one, label)}
    if plain in exact:
        return exact[plain]
    words = stems(text)
    holding = [one for one, label in labels.items() if words and words <= stems(label)]
    if len(holding) == 1:
        return holding[0]
    joined = {name.replace(" ", ""): one for name, one in exact.items()}
    known = alike(plain.replace(" ", ""), joined)
    return None if known is None else joined[known]
