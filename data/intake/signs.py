"""What a column seems to be, by its header and by what it holds: signs, that a person may correct."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import duckdb

from data import reference
from data.intake.readers import date_columns, dates, degrees
from data.intake.readers.dates import Unit
from data.intake.readers.headers import BETWEEN
from data.intake.zones import names as zone_names
from data.model import Level
from data.reference import Nomenclature

SAMPLE = 1000
"""Rows looked at."""
_DIFFERENT = 200
"""Different texts of a column looked at."""
_FEW, _OF_ROWS = 20, 0.2
"""Different texts in a column, up to which they may be categories: in number, or as a share of the rows."""
_FIRST = 40
"""Different texts of a column that are compared with the names of zones."""
_MOSTLY = 0.5

_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_WHOLE = re.compile(r"\d[\d\s\u00a0\u202f]*([.,]0+)?(\s[^\W\d]+)?")
"""A whole number, with the name of what is counted or without it."""
_WITHHELD = re.compile(
    r"[<≤]\s?=?\s?\d+|(moins de|inf[ée]rieure? [àa]|inf\.? [àa])\s?\d+|\d+ ou moins"
    r"|[\[(]?(entre )?\d+\s?([-–à;]|et)\s?\d+[\])]?"
    r"|n[./]?[sdcarp]\.?|s\.?s?\.?|c|conf(identiel)?\.?|secret( statistique)?"
    r"|non (communiqu|disponible|significatif)\w*|\*+|[-–—]+|…",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(19|20)\d{2}")
_MONTH = re.compile(r"\d{1,2}")
_WEEK = re.compile(r"0?[1-9]|[1-4]\d|5[0-3]")
_DAY_OF_YEAR = re.compile(r"(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])")
_HOUR = re.compile(r"\d{1,2}\s*[:hH]\s*(\d{2}(:\d{2})?)?")
_COARSE = re.compile(r"(trimestre|semestre)\b")
_PERIOD = re.compile(r"\b(date|jour|mois|annee|an|exercice|periode|semaine|saison)\b")
_PART_OF_YEAR = re.compile(r"(mois|trimestre|semestre|semaine)\b")
_MARKS = re.compile(r"[\d\s.,/:-]+")
_LETTERS = re.compile(r"[^\W\d]{3}")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_POINT = re.compile(
    r"\(?\s*[-+]?\d{1,3}[.,]\d+\s*[,; ]\s*[-+]?\d{1,3}[.,]\d+\s*\)?"
    r"|(SRID=\d+;)?\s*POINT\b.*|.*coordinates.*|\{.*lon.*\}",
    re.IGNORECASE | re.DOTALL,
)

Names = Mapping[Level, Mapping[str, Collection[str]]]
"""Of each level, what its zones are called, by role: by their label, or by their code."""
_Test = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class _Sign:
    """Signs of a role.

    Attributes
    ----------
    header : a regular expression of normalised headers; ``other`` one of those that speak of something else.
    holds : whether the texts of a column with such a header may be those of the role.
    alone : whether the texts of any column are surely those of the role; None where no text is.
    """

    header: re.Pattern[str]
    holds: _Test
    alone: _Test | None = None
    other: re.Pattern[str] | None = None

    def is_in(self, name: str, texts: Sequence[str]) -> bool:
        """Whether the header and the contents of a column agree."""
        return self._may_be(name, texts) and self.header.search(name) is not None and self.holds(texts)

    def is_alone_in(self, name: str, texts: Sequence[str]) -> bool:
        """Whether the contents of a column suffice."""
        return self._may_be(name, texts) and self.alone is not None and self.alone(texts)

    def _may_be(self, name: str, texts: Sequence[str]) -> bool:
        return bool(texts) and not (self.other and self.other.search(name))


def texts_of(rows: duckdb.DuckDBPyRelation) -> dict[str, list[str]]:
    """Texts of the first rows that are not empty, by header."""
    sample = rows.limit(SAMPLE).fetchall()
    return {
        header: [text for row in sample if (text := (row[i] or "").strip())] for i, header in enumerate(rows.columns)
    }


def names_of_zones(connection: duckdb.DuckDBPyConnection) -> dict[Level, dict[str, set[str]]]:
    """What the zones of each level are called in a snapshot."""
    names: dict[Level, dict[str, set[str]]] = {}
    for level in reference.zone_levels():
        zones = zone_names.zones_of(connection, level)
        names[level] = {
            "zone_label": {name for _, _, label, *_ in zones for name in zone_names.names_of(label)},
            "zone_code": {name for code, *_ in zones for name in zone_names.names_of(code)},
        }
    return names


def are_zones(texts: Collection[str], names: Names) -> bool:
    """Whether half of some different texts, by the first of them, are names of the zones of one level."""
    return any(_share_of(texts, known) >= _MOSTLY for named in names.values() for known in named.values())


def level_of(columns: Mapping[str, Sequence[str]], names: Names) -> Level:
    """The level of which a column names most zones; quartiers where none does."""
    different = [dict.fromkeys(texts) for texts in columns.values()]
    shares = {
        level: max((_share_of(texts, known) for texts in different for known in named.values()), default=0.0)
        for level, named in names.items()
    }
    return max(shares, key=lambda level: shares[level], default=Level.QUARTIER)


def proposed(
    columns: Mapping[str, Sequence[str]],
    names: Names,
    nomenclature: Nomenclature,
    *,
    is_dated: bool = False,
    is_counted: bool = False,
) -> dict[str, str]:
    """Header of each role that a column seems to play; each column plays one.

    Parameters
    ----------
    columns : texts of each column, by header.
    is_dated : whether the headers of other columns are the months.
    is_counted : whether other columns hold counts.
    """
    of_level = names[level_of(columns, names)] if names else {}
    signs = _signs(of_level, nomenclature)
    normalised = {header: reference.normalise(header) for header in columns}
    left = {header: [*dict.fromkeys(texts)][:_DIFFERENT] for header, texts in columns.items()}
    roles: dict[str, str] = {}
    for role, sign in signs.items():
        if is_dated and role in _UNDATED:
            continue
        cells = columns if role in _BY_ROW else left
        agreeing = (header for header in left if sign.is_in(normalised[header], cells[header]))
        sure = (header for header in left if sign.is_alone_in(normalised[header], cells[header]))
        # The first one settles it: most columns need not be read as dates.
        if header := next(chain(agreeing, sure), None):
            roles[role] = header
            del left[header]
    if of_level.get("zone_label") and not _LOCATING & roles.keys():
        # Names of which the commune has none may be what a partner calls its zones: a person maps them.
        named = (header for header, texts in left.items() if _OWN_ZONE.search(normalised[header]) and texts)
        if header := next((header for header in named if _are_texts(left[header]) and _are_few(left[header])), None):
            roles["zone_label"] = header
    texts = columns[roles["date"]] if "date" in roles else []
    is_yearless = date_columns.lack_year(texts) or (bool(texts) and _are_mostly(_DAY_OF_YEAR)(texts))
    return _coherent(roles, is_counted=is_counted, is_yearless=is_yearless)


def likely_unread(
    columns: Mapping[str, Sequence[str]], read: Collection[str], names: Names, nomenclature: Nomenclature
) -> list[str]:
    """Headers that are not read and look like a date, a place, a count or a category."""
    left = {header: texts for header, texts in columns.items() if header not in read}
    likely = [header for role, header in proposed(left, names, nomenclature).items() if role in _SHOWN]
    # Names of zones that the commune does not have are worth a map of their own, or a correction; numbers too, and so
    # are coordinates that do not read and columns of crosses that are named after a category.
    named = (
        header
        for header, texts in left.items()
        if texts
        and (
            (_ZONE.search(name := reference.normalise(header)) and _are_texts(texts))
            or nomenclature.recognise(header) in nomenclature.categories
            or (_PLACES.search(name) and any(map(str.isdigit, "".join(texts))))
            or (_COUNT.search(name) and not _NO_COUNT.search(name) and any(map(str.isdigit, "".join(texts))))
        )
    )
    return [*dict.fromkeys([*likely, *named])]


def coarse_unit(columns: Mapping[str, Sequence[str]]) -> Unit | None:
    """Quarter or semester, where columns of counts are named after several of them, or a column holds them."""
    named = [unit for header, texts in columns.items() if texts and (unit := _unit_in(header)) and may_be_counts(texts)]
    if len(named) > 1:
        return named[0]
    for header, texts in columns.items():
        if match := _COARSE.match(reference.normalise(header)):
            return Unit(match[0])
        if texts and (unit := dates.coarse_unit(texts[0])) and all(map(dates.coarse_unit, texts)):
            return unit
    return None


def name_parts_of_year(columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether a column that holds something is that of months, quarters or semesters."""
    return any(texts and _PART_OF_YEAR.match(reference.normalise(header)) for header, texts in columns.items())


def name_periods(columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether a column says of which period each row is, even where it does not read."""
    return any(len({*texts}) > 1 and _PERIOD.search(reference.normalise(header)) for header, texts in columns.items())


def are_counts(texts: Sequence[str]) -> bool:
    """Whether most texts are whole numbers, or stand for one that is withheld."""
    return any(map(_WHOLE.fullmatch, texts)) and may_be_counts(texts)


def may_be_counts(texts: Sequence[str]) -> bool:
    """Whether most texts are nothing else than a whole number, or a withheld one."""
    return sum(bool(_WHOLE.fullmatch(text) or _WITHHELD.fullmatch(text)) for text in texts) >= _MOSTLY * len(texts)


def _unit_in(header: str) -> Unit | None:
    parts = (header, *header.split(BETWEEN))
    return next((unit for part in parts if (unit := dates.coarse_unit(part))), None)


def _are(pattern: re.Pattern[str]) -> _Test:
    return lambda texts: all(map(pattern.fullmatch, texts))


def _are_mostly(pattern: re.Pattern[str]) -> _Test:
    """Where the header already speaks of the role, a row that does not fit is refused when it is read, and counted."""
    return lambda texts: sum(bool(pattern.fullmatch(text)) for text in texts) >= _MOSTLY * len(texts)


def _are_mostly_years(texts: Sequence[str]) -> bool:
    return sum(map(dates.is_year, texts)) >= _MOSTLY * len(texts)


def _is_point(text: str) -> bool:
    return bool(_POINT.fullmatch(text)) or len(degrees.read(text)) == 2


def _are_degrees(texts: Sequence[str]) -> bool:
    """Whether most are angles, in figures or with minutes."""
    return sum(bool(_NUMBER.fullmatch(text)) or len(degrees.read(text)) == 1 for text in texts) >= _MOSTLY * len(texts)


def _are_few(texts: Sequence[str]) -> bool:
    return len({*texts}) <= max(_FEW, _OF_ROWS * len(texts)) and not all(map(_MARKS.fullmatch, texts))


def _are_texts(texts: Sequence[str]) -> bool:
    return sum(bool(_LETTERS.search(text)) for text in texts) >= _MOSTLY * len(texts)


def _are_identifiers(texts: Sequence[str]) -> bool:
    """Whether most differ: a form with several facts repeats its number; those that a spreadsheet rounded are none."""
    n_rounded = sum(bool(_SCIENTIFIC.fullmatch(text)) for text in texts)
    return n_rounded < _MOSTLY * len(texts) and len({*texts}) >= _MOSTLY * len(texts)


def _are_dates(texts: Sequence[str]) -> bool:
    return date_columns.are_dates(texts) and not all(map(_YEAR.fullmatch, texts))


def _may_be_dates(texts: Sequence[str]) -> bool:
    dates = date_columns.may_be_dates(texts) and not all(map(_YEAR.fullmatch, texts))
    return dates or _are_mostly(_DAY_OF_YEAR)(texts)


def _share_of(texts: Collection[str], names: Collection[str]) -> float:
    """Share of the different texts of a column that are names of zones, by the first of them."""
    some = [*islice(texts, _FIRST)] if names else []
    return sum(not zone_names.spellings(text).isdisjoint(names) for text in some) / len(some) if some else 0.0


def _coherent(roles: Mapping[str, str], *, is_counted: bool, is_yearless: bool) -> dict[str, str]:
    """Roles that go together: both axes or none; a date, or a year and its month or week; one way to locate.

    A date that has no year takes that of another column.

    A fact that lasts is dated by its beginning; a count is that of a whole period.
    """
    kept = dict(roles)
    for pair in (("lat", "lon"), ("x", "y")):
        if len(kept.keys() & set(pair)) == 1:
            kept = {role: header for role, header in kept.items() if role not in pair}
    dropped: set[str] = set()
    if "date" in kept or "year" not in kept:
        dropped |= {"month"} if is_yearless else {"year", "month"}
    if "date" in kept or {"year", "month"} <= kept.keys():
        dropped.add("week")
    if "date" not in kept or not (is_counted or "count" in kept):
        dropped.add("end")
    if {"lat", "point"} & kept.keys():
        dropped |= {"x", "y"}
    if "lat" in kept:
        dropped.add("point")
    return {role: header for role, header in kept.items() if role not in dropped}


def _signs(names: Mapping[str, Collection[str]], nomenclature: Nomenclature) -> dict[str, _Sign]:
    """Signs of each role, in the order in which columns are given away."""
    labels, codes = names.get("zone_label", ()), names.get("zone_code", ())

    def are_labels(texts: Sequence[str]) -> bool:
        return _share_of(dict.fromkeys(texts), labels) >= _MOSTLY

    def are_known(texts: Sequence[str]) -> bool:
        if not _are_few(texts):
            return False
        different = {*texts}
        n_known = sum(nomenclature.recognise(text) in nomenclature.categories for text in different)
        return n_known >= _MOSTLY * len(different)

    def names_one(texts: Sequence[str]) -> bool:
        return _share_of(dict.fromkeys(texts), labels) > 0

    return {
        # Under the header of a place, names that designate no zone are asked about.
        "zone_label": _Sign(_ZONE, names_one, alone=are_labels),
        # Codes of one or two digits are those of anything.
        "zone_code": _Sign(_ZONE, lambda texts: _share_of(dict.fromkeys(texts), codes) >= _MOSTLY),
        **_SIGNS,
        "category": _Sign(_NATURE, _are_few, alone=are_known, other=_NO_NATURE),
    }


_ZONE = re.compile(r"quartier|secteur|zone|iris|qpv|arrondissement|canton|territoire|feuille")
_OWN_ZONE = re.compile(r"^(nom (du |de la )?)?(quartier|secteur|zone|arrondissement|canton)s?$")
_LOCATING = {"zone_label", "zone_code", "lat", "x", "point"}
_NATURE = re.compile(
    r"nature|type|categorie|motif|infraction|offen[sc]e|objet|theme|libelle|famille|index|sujet|qualification|rubrique"
    r"|incident|probleme"
)
_NO_NATURE = re.compile(r"\b(sous|source|origine|voie|lieu|agent|public|geometr|appel|adresse|suite|statut|etat)\b")
_NO_DATE = re.compile(
    r"\b(maj|mise a jour|modif\w*|cloture|closed?|fin|naissance|traitement|resolution|resolved|import\w*|export\w*"
    r"|fixed|updated?|confirmed|edition|saisie|enregistrement)\b"
)
_COUNT = re.compile(r"\b(nb|nbre|nbr|nombres?|total|effectifs?|faits|quantites?|volume|count|combien|constates?)\b")
_NO_COUNT = re.compile(
    r"\b(personnes|jeunes|mineurs|participants?|beneficiaires?|blesses?|tues?|temoins|usagers|passagers|auteurs"
    r"|mis en cause|taux|pour|mille|habitants?|population|logements?|annee|mois|jours?|agents?|minutes?|duree)\b"
)
_PLACES = re.compile(r"\b(coord\w*|gps|lat lon|latlon)\b")
_SIGNS = {
    "point": _Sign(
        re.compile(r"point|geo|coord|position|localisation|wkt|latlon|lat lon|\bgps\b"),
        lambda texts: sum(map(_is_point, texts)) >= _MOSTLY * len(texts),
        lambda texts: all(map(_is_point, texts)),
    ),
    "lat": _Sign(re.compile(r"\b(lat|latitude)\b|^y wgs84"), _are_degrees),
    "lon": _Sign(re.compile(r"\b(lon|lng|long|longitude)\b|^x wgs84"), _are_degrees),
    "x": _Sign(
        re.compile(r"^(coord\w* ?)?x( l93| l2e?| lambert.*| 3857| wm)?$|^(lambert|loc) x|^easting$"),
        _are_mostly(_NUMBER),
    ),
    "y": _Sign(
        re.compile(r"^(coord\w* ?)?y( l93| l2e?| lambert.*| 3857| wm)?$|^(lambert|loc) y|^northing$"),
        _are_mostly(_NUMBER),
    ),
    "date": _Sign(
        re.compile(
            r"date|jour|\ble\b|^(a partir )?du$|debut|moment|mois|periode|semaine|when|created|quand|horodat\w*"
        ),
        _may_be_dates,
        _are_dates,
        other=_NO_DATE,
    ),
    "end": _Sign(re.compile(r"\bfin\b|^(jusqu )?au$|\bend\b"), _may_be_dates),
    "year": _Sign(re.compile(r"^(annee|an|exercice|year)\b|^(feuille|fichier)$"), _are_mostly_years),
    "month": _Sign(re.compile(r"^mois\b"), _are_mostly(_MONTH)),
    "week": _Sign(re.compile(r"^((n|no|num|numero) )?(de )?(semaine|sem|week)\b"), _are_mostly(_WEEK)),
    "time": _Sign(re.compile(r"heure|horaire"), _are_mostly(_HOUR)),
    "count": _Sign(_COUNT, are_counts, other=_NO_COUNT),
    "id": _Sign(re.compile(r"^(id|n|no|num|numero|ref|reference|identifiant)\b|\bid$"), _are_identifiers),
    "address": _Sign(
        re.compile(r"adresse|voie|\brue\b|lieu|localisation"),
        _are_texts,
        other=re.compile(r"mail|courriel|messagerie|electronique|\bip\b|internet"),
    ),
    "subcategory": _Sign(re.compile(r"\bsous|detail|precision"), _are_texts),
    "sex": _Sign(re.compile(r"^(sexe|genre|vous etes)\b"), _are_few),
    "age": _Sign(re.compile(r"\bage\b"), lambda texts: any(map(str.isdigit, "".join(texts)))),
    "weight": _Sign(re.compile(r"^(poids|ponderation|weight)"), _are_mostly(_NUMBER)),
}
OF_SURVEYS = ("sex", "age", "weight")
"""Roles that only whoever answers a survey has."""
_BY_ROW = {"id", "category", "date", "end"}
"""Roles that are told by how often texts come back."""
_UNDATED = {"date", "end", "time", "year", "month", "week", "count"}
_SHOWN = {"date", "zone_label", "zone_code", "lat", "x", "point", "address", "count", "category", "year"}
