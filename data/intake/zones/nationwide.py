"""IRIS and priority neighbourhoods (QPV) of the commune, among those of the whole country that one file holds."""

import re
from collections.abc import Sequence

import geopandas as gpd

from data import reference
from data.commune import Commune
from data.errors import NoZoneHereError

_COMMUNE_CODES, _COMMUNE_NAMES = ("insee com", "code insee", "codgeo"), ("commune qp", "lib com", "nom com")
"""Columns that say in which communes a zone lies: those of 2024, and those of 2015, which has but names."""


def of_commune(features: gpd.GeoDataFrame, commune: Commune, *, file: str) -> gpd.GeoDataFrame:
    """The zones of a file that lie in the commune, wholly or not: all, where no column says in which communes they lie.

    Returns
    -------
    One row per zone, whole: a file may give one per commune or arrondissement that it spans.

    Raises
    ------
    NoZoneHereError : none lies there.
    """
    codes, names = (_named(features, known) for known in (_COMMUNE_CODES, _COMMUNE_NAMES))
    if codes is not None:
        # A spreadsheet writes them ="01004", loses their zero, or puts several in one cell.
        cells = (re.findall(r"\d[\dAB]\d{2,3}", str(cell)) for cell in features[codes])
        known = [any(_is_of(code.zfill(5), commune) for code in cell) for cell in cells]
    elif names is not None:
        # The arrondissement that follows the name of Paris, Lyon or Marseille does not count.
        cells = (re.split(r"[,;/]", str(cell)) for cell in features[names])
        name = reference.normalise(commune.name)
        known = [any(re.sub(r" \d.*", "", reference.normalise(one)) == name for one in cell) for cell in cells]
        # Communes of several départements bear one name; the code of a QPV begins with its own.
        if (code := _named(features, ("code qp",))) is not None:
            own = f"Q[PN]{commune.departement:0>3}"
            known = [
                is_named and re.match(own, str(text)) is not None
                for is_named, text in zip(known, features[code], strict=True)
            ]
    else:
        return _once(features)
    if not any(known):
        raise NoZoneHereError(file=file, name=commune.name)
    return _once(features[known].reset_index(drop=True))


def _is_of(code: str, commune: Commune) -> bool:
    return code == commune.insee_code or code.startswith(commune.insee_prefix)


def _once(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Zones whose parts bear one code made one."""
    code = _named(features, ("code qp",))
    if code is None or features[code].is_unique:
        return features
    return features.assign(geometry=features.geometry.make_valid()).dissolve(code, as_index=False)


def _named(features: gpd.GeoDataFrame, names: Sequence[str]) -> str | None:
    """The first column that bears one of some names."""
    by_name = {reference.normalise(str(column)): str(column) for column in features.columns}
    return next((by_name[name] for name in names if name in by_name), None)
