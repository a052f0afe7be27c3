"""Which zone a name designates: a code or a label, whatever its case, its accents, its article and its kind.

Rules decide; what merely resembles a zone is a proposal.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import duckdb

from data import reference
from data.errors import UnknownLevelError
from data.intake import personal
from data.model import Level
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_SHORT = 2
"""Letters of the longest code that may be that of anything."""
_KIND = re.compile(
    r"^(quartiers?|quart|qu|q|secteurs?|sect|iris|qpv|zone)\b ?((de|d)\b ?)?(n|no|num|numero)?\b ?(?=\w|$)"
)
_ARTICLE = re.compile(r"^(la|le|les|l|du|des) (?=\w)")
_SAINT = re.compile(r"\bst(e?)\b")
_NUMBER = re.compile(r"^\d+ (?=\D)")
_NUMBERED = re.compile(r"[a-z]{1,5}\d+[a-z]?")
"""A code that may stand beside a name, whoever numbered: « Q3 »."""
_FIRST_CODE = re.compile(rf"^(\d+|{_NUMBERED.pattern}) (?=\D)")
_NUMBER_OF_CODE = re.compile(r"[a-z]{0,5} ?(\d{1,9})")
_LETTER = re.compile(r"[a-z]")
_CODE_WORDS = 2
"""Words of the longest code looked for beside a name."""
_BETWEEN = re.compile(r"\s+[-–—]\s+|[()\[\]:;,/|+&]|\s[-–—]|[-–—]\s")
_PARTS = 3
"""Parts of a name looked at."""
_ALIKE = 85
"""Out of 100, letters in common from which a zone is proposed for a name."""

UNMATCHED = "Noms de zones qui n’en désignent aucune"
"""Beginning of the note that lists them."""
_LISTED = 50
"""Names that designate no zone, listed."""
_PREFIX = "zone:"
NO_ZONE = "sans zone"
"""Answer to a name that is that of no zone, and is not to be listed again."""

ZoneRow = tuple[str, str, str, float | None, float | None]
"""Code, vintage, label, population and dwellings of a zone, the latter two as its file gives them."""


def zones_of(connection: duckdb.DuckDBPyConnection, level: Level) -> list[ZoneRow]:
    """Zones of a level, in code order; none where the level has none."""
    return connection.execute(statement("zones_of_level"), {"level": level}).fetchall()


def codes_of_names(
    connection: duckdb.DuckDBPyConnection, level: Level, names: Iterable[str], answers: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Code of the zone that each name designates, whether its code or its label; names that designate none are absent.

    Parameters
    ----------
    answers : what a person answered: under the ``answer_key`` of a name, the code or the label of the zone that it is,
        or ``NO_ZONE``.

    Raises
    ------
    UnknownLevelError : the level has no zones.
    """
    index = _Index(connection, level)
    mapped = {name: zone for name, zone in answered(answers or {}).items() if zone != NO_ZONE}
    codes = {name: index.code(mapped.get(reference.normalise(name), name)) for name in names}
    return {name: code for name, code in codes.items() if code is not None}


def answer_key(name: str) -> str:
    """Key of the answer to what zone a name is."""
    return f"{_PREFIX}{name}"


def name_of_key(key: str) -> str | None:
    """The name that an answer is about; None for the answer to any other question."""
    return key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else None


def unmatched(unknown: Iterable[tuple[str, int]], answers: Mapping[str, str]) -> dict[str, int]:
    """Rows by name that designates no zone, the most frequent first, as it is first spelled.

    Without those that a person said to be no zone, nor those that seem to name someone; of many, the first alone.

    Parameters
    ----------
    unknown : names that designate none and the rows of each; a name may come several times.
    """
    zones = answered(answers)
    spelled: dict[str, str] = {}
    rows: dict[str, int] = defaultdict(int)
    for name, n_rows in unknown:
        comparable = reference.normalise(name)
        if zones.get(comparable) != NO_ZONE:
            rows[spelled.setdefault(comparable, name)] += n_rows
    # The rows of a name that seems to be a person's were refused; what is listed is not to name anyone either.
    open_names = ((name, n) for name, n in rows.items() if not personal.of_text(name))
    return dict(sorted(open_names, key=lambda item: (-item[1], item[0]))[:_LISTED])


def answered(answers: Mapping[str, str]) -> dict[str, str]:
    """What a person answered, by comparable name."""
    named = ((name_of_key(key), zone) for key, zone in answers.items())
    return {reference.normalise(name): zone for name, zone in named if name is not None}


def choices(connection: duckdb.DuckDBPyConnection, level: Level, names: Iterable[str]) -> dict[str, list[str]]:
    """Zones that each name may be, the one that it resembles first; they are answers that ``codes_of_names`` takes.

    Raises
    ------
    UnknownLevelError : the level has no zones.
    """
    index = _Index(connection, level)
    # Two zones may bear one label, which then designates neither.
    zones = sorted(label if index.code(label) == code else code for code, _, label, *_ in zones_of(connection, level))
    likeliest = suggestions(connection, level, names)
    return {name: sorted(zones, key=lambda zone: zone != likeliest.get(name)) for name in names}


def suggestions(connection: duckdb.DuckDBPyConnection, level: Level, names: Iterable[str]) -> dict[str, str]:
    """Label of the zone that each name resembles; names that resemble none are absent."""
    from rapidfuzz import fuzz, process

    labels = {_bare(label): label for _, _, label, *_ in zones_of(connection, level)}
    near = {name: process.extractOne(_bare(name), [*labels], scorer=fuzz.ratio, score_cutoff=_ALIKE) for name in names}
    return {name: labels[one[0]] for name, one in near.items() if one is not None}


def names_at_levels(connection: duckdb.DuckDBPyConnection) -> dict[Level, set[str]]:
    """Comparable names of the zones of each level, codes of a digit or two left out: they are those of anything."""
    return {
        level: {
            name
            for code, _, label, *_ in zones_of(connection, level)
            for text in (label, *([code] if len(code) > _SHORT else ()))
            for name in names_of(text)
        }
        for level in reference.zone_levels()
    }


def names_of(name: str) -> set[str]:
    """Comparable spellings of a zone's code or label, with and without its kind."""
    return {reference.normalise(name), _bare(name)}


# A column is compared with the zones of each level; the process that reads a file ends with it.
@lru_cache(maxsize=20_000)
def spellings(name: str) -> frozenset[str]:
    """Comparable spellings of what a file calls a zone, and of each part of it: « Rennes (Plateau) », « Q3 Gare »."""
    parts = {_bare(_FIRST_CODE.sub("", reference.normalise(part))) for part in _BETWEEN.split(name)[:_PARTS]}
    return frozenset(names_of(name) | (parts - {""}))


class _Index:
    """Zones of a level by the spellings of their codes and labels; one that two zones bear designates neither."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, level: Level) -> None:
        zones = zones_of(connection, level)
        if not zones:
            raise UnknownLevelError(level=level)
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, set[str]] = defaultdict(set)
        for code, _, label, *_ in zones:
            self._numbers[_number(code)].add(code)
            for name in (code, label):
                self._exact[reference.normalise(name)].add(code)
                self._bare[_bare(name)].add(code)
                self._joined[_joined(name)].add(code)
        self._commune = {_bare(label) for _, _, label, *_ in zones_of(connection, Level.COMMUNE)}

    def code(self, name: str) -> str | None:
        """Code of the zone that a name designates, if any."""
        whole = self._exact.get(reference.normalise(name)) or self._bare.get(_bare(name))
        if whole := whole or self._joined.get(_joined(name)):
            return next(iter(whole)) if len(whole) == 1 else None
        # « Rennes (Plateau) », « 3 - Gare »: one part names a zone, and the others say nothing more.
        parts = {bare for part in _BETWEEN.split(name) if (bare := _bare(part)) not in self._commune and bare}
        named = {part for part in parts if not part.isdigit()} or parts
        of_part = self._of_part(next(iter(named))) if len(named) == 1 else None
        return of_part or self._beside_code(name)

    def _beside_code(self, name: str) -> str | None:
        """Code of the zone of which a name is a code and a label, in any order: « Q3 Centre Ville »."""
        words = reference.normalise(name).split()
        fitting: set[str] = set()
        for n in range(1, min(_CODE_WORDS + 1, len(words))):
            for beside, label in ((words[:n], words[n:]), (words[-n:], words[:-n])):
                zones = self._bare.get(_bare(" ".join(label)), set())
                coded = self._exact.get(" ".join(beside)) or self._numbers.get(_number(" ".join(beside)), set())
                # A code that is that of another zone fits both.
                if zones and (coded or _NUMBERED.fullmatch("".join(beside))):
                    fitting |= zones | coded
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _of_part(self, part: str) -> str | None:
        for spelling in (
            part,
            _bare(_NUMBER.sub("", part)),
            *(_bare(part.removeprefix(f"{one} ")) for one in self._commune),
        ):
            if (codes := self._bare.get(spelling)) and len(codes) == 1:
                return next(iter(codes))
        return None


def _bare(name: str) -> str:
    """A zone's name without its kind nor its article (« Quartier de la »), its saints in full."""
    name = _KIND.sub("", reference.normalise(name))
    name = _ARTICLE.sub("", name)
    return _SAINT.sub(r"saint\1", name)


def _joined(name: str) -> str:
    """A bare name whose words are not set apart; that of figures alone stays as it is."""
    bare = _bare(name)
    return bare.replace(" ", "") if _LETTER.search(bare) else bare


def _number(code: str) -> str:
    """The number of a code, after a few letters or none: 3 of « Q03 »; the code itself where it has none."""
    match = _NUMBER_OF_CODE.fullmatch(reference.normalise(code))
    return str(int(match[1])) if match else code
