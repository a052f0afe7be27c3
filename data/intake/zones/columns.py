"""Which columns of a file of zones are their code and their label: by their headers and by what they hold."""

import json
import re
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from data import reference

_CODE_NAMES = (
    "code iris", "codeiris", "dcomiris", "code qp", "code insee", "codgeo", "c quinsee", "insee com", "com code",
    "code zone", "code quartier", "quartier", "code", "num", "numero", "id", "gid", "objectid", "fid", "n",
)  # fmt: skip
_LABEL_NAMES = (
    "nom quartier", "nom iris", "libiris", "lab iris", "lib qp", "nom qp", "l qu", "nom", "libelle", "label", "name",
    "com name", "nbh names", "nom zone", "lib zone", "a",
)  # fmt: skip
_NAMES = re.compile(r"\b(nom|noms|name|names|lib|libelle|label|lbl|intitule|denomination|appellation|titre|title)\b")
_ZONES = re.compile(r"\b(quartiers?|secteurs?|zones?|conseils?|ilots?|districts?|faubourgs?)\b")
_CODES = re.compile(r"\b(codes?|id|ident|identifiant|num|numero|ref|cle|key)\b|^cod|(id|code|num)$")
_TECHNICAL = re.compile(
    r"^(description|timestamp|begin|end|altitudemode|tessellate|extrude|visibility|draworder|icon|styleurl|stroke.*|"
    r"fill.*|marker.*|snippet|globalid|uuid|url|lien|commentaire.*|shape .*|geo ?point.*|st area.*|couleur|color)$"
)
"""Columns of the drawing, that never name a zone."""
_UPDATES = re.compile(r"maj|mise? a jour|update|modif|edit|creat|creation|valid|arrete|delib|export|version|millesime")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}/\d\d/\d\d")

Texts = Mapping[str, pd.Series]
"""Cells of each column as text, by header; columns without any cell are absent."""


def texts(features: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Cells of each column but the shape, as text; columns that are all empty are left out."""
    cells = {str(column): of(features[column]) for column in features.columns.drop(features.geometry.name)}
    return {header: column for header, column in cells.items() if (column != "").any()}


def of(values: pd.Series) -> pd.Series:
    """Values as text: numbers without decimals, one-element lists opened, missing as an empty text."""
    return values.astype(object).map(_text)


def labels(known: Texts) -> list[str]:
    """Headers that may be the label: one where the file leaves no doubt, none where no column names its zones."""
    by_name: dict[str, str] = {reference.normalise(header): header for header in reversed([*known])}
    naming = {header: column for header, column in known.items() if _may_name(header, column)}
    for spelling in _LABEL_NAMES:
        if (header := by_name.get(spelling)) in naming and naming[header].is_unique:
            return [header]
    ranks = {header: _rank(header, column) for header, column in naming.items()}
    best = [header for header, rank in ranks.items() if rank == max(ranks.values())]
    different = {tuple(naming[header].str.casefold()): header for header in reversed(best)}
    return [header for header in best if header in different.values()]


def says_name(header: str) -> bool:
    """Whether a header announces the name of a zone."""
    return bool(_NAMES.search(reference.normalise(header)) or _ZONES.search(reference.normalise(header)))


def code(known: Texts, label: str | None) -> str | None:
    """Header of the code: every value given, and another for each zone, of which rows of one label are parts."""
    by_name: dict[str, str] = {reference.normalise(header): header for header in reversed([*known])}
    likely = [by_name[name] for name in _CODE_NAMES if name in by_name]
    likely += [header for header in known if _CODES.search(reference.normalise(header))]
    zones = known.get(label) if label else None
    for parts_allowed in (True, False):
        for header in likely:
            column = known[header]
            if (column == "").any() or (header == label and not column.is_unique):
                continue
            if parts_allowed and zones is not None and not zones.is_unique:
                if _names_the_same(column, zones):
                    return header
            elif column.is_unique:
                return header
    if zones is not None and ((zones != "").all() and (zones.is_unique or _is_whole(known, zones))):
        return label
    return next((header for header, column in known.items() if (column != "").all() and column.is_unique), None)


def dates(known: Texts) -> list[str]:
    """Headers of dates that differ from row to row, and that are not those of the data's own updates."""
    return [
        header
        for header, column in known.items()
        if not _UPDATES.search(reference.normalise(header))
        and column[column != ""].map(lambda text: _DATE.match(text) is not None).all()
        and (len({*column}) > 1 or len(column) == 1)
    ]


def _names_the_same(column: pd.Series, zones: pd.Series) -> bool:
    """Whether rows have one value in both columns or another in both."""
    pairs = len({*zip(column, zones, strict=True)})
    return bool(pairs == column.nunique() == zones.nunique())


def _is_whole(known: Texts, zones: pd.Series) -> bool:
    """Whether no column tells apart the rows of one label: they are parts of one zone."""
    return not any((column != "").all() and column.is_unique for column in known.values()) and len({*zones}) > 1


def _may_name(header: str, column: pd.Series) -> bool:
    """Whether a column holds names that differ: words, neither dates nor numbers nor codes."""
    if _TECHNICAL.match(reference.normalise(header)) or (column == "").any():
        return False
    if len(column) > 1 == len({*column}):
        return False
    words = column.str.contains(r"[^\W\d_]{3}", regex=True)
    if not (2 * words.sum() > len(column)) or column.map(lambda text: _DATE.match(text) is not None).any():
        return False
    # A few natures shared by many zones (« Conseil de quartier », « Urbain ») name none.
    return bool(2 * column.nunique() > len(column))


def _rank(header: str, column: pd.Series) -> tuple[bool, int]:
    name = reference.normalise(header)
    is_code = _CODES.search(name) is not None
    says = 0 if is_code else 3 if _NAMES.search(name) and _ZONES.search(name) else 2 if _NAMES.search(name) else 1
    return bool(column.is_unique), says + (says == 1 and _ZONES.search(name) is not None)


def _list_or_text(value: str) -> object:
    """The list that a text between brackets writes, or the text itself when it only looks like one."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _text(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r'\[\s*".*"\s*\]', value):
        value = _list_or_text(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        value = value[0] if len(value) == 1 else ""
    if isinstance(value, float):
        value = "" if np.isnan(value) else int(value) if value.is_integer() else value
    return "" if value is None else str(value).strip()
