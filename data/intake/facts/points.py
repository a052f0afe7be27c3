"""The point of each row of a file: that of its coordinates, else that of its address."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from data.intake.addresses.gazetteer import Gazetteer

LOCATIONS = ("point", "address", "street")
"""How a point is known: by coordinates, by a number in a street, by a street alone."""
_BY_ADDRESS, BY_STREET = 1, 2
_DOUBTFUL = pa.schema({"address": pa.int32(), "written": pa.string(), "suggestion": pa.string(), "score": pa.float64()})


@dataclass
class Points:
    """Where n rows lie, as far as is known.

    Attributes
    ----------
    lon, lat : degrees, shape (n,); NaN where unknown.
    location : position in ``LOCATIONS``, shape (n,); -1 where unknown.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    location: NDArray[np.int8]


@dataclass(frozen=True)
class Addresses:
    """What became of the addresses of a file; rows that have none, most often all of them, take no room.

    Attributes
    ----------
    by_street, street : rows known by their street alone, and the position of that street in the gazetteer.
    in_vain, address : rows whose address no street bears, and the position of that address in ``doubtful``.
    doubtful : one row per address: ``address`` (its position), ``written``, ``suggestion`` and ``score``, as matched.
    """

    by_street: NDArray[np.int64]
    street: NDArray[np.int64]
    in_vain: NDArray[np.int64]
    address: NDArray[np.int32]
    doubtful: pa.Table


def find_addresses(points: Points, texts: pa.DictionaryArray, gazetteer: "Gazetteer | None") -> Addresses:
    """Give a point to the rows that have only an address, and find the street of what a geocoder knows by street.

    Parameters
    ----------
    texts : address of each row, or street that a geocoder answered where it has coordinates.
    gazetteer : the streets of the commune; None where no row has an address.
    """
    if gazetteer is None:
        none = np.array([], dtype=np.int64)
        return Addresses(none, none, none, none.astype(np.int32), _DOUBTFUL.empty_table())
    rows = np.flatnonzero(texts.is_valid())
    address = positions(texts)[rows]
    matched = gazetteer.match(texts.dictionary.to_pylist())
    answers = matched.iloc[address]
    street = answers["street"].to_numpy()
    unlocated = np.isnan(points.lon[rows])
    located = unlocated & (street >= 0)
    if located.any():
        points.lon, points.lat = points.lon.copy(), points.lat.copy()
        points.lon[rows[located]] = answers["lon"].to_numpy()[located]
        points.lat[rows[located]] = answers["lat"].to_numpy()[located]
        has_number = (answers["precision"] == "housenumber").to_numpy()[located]
        points.location[rows[located]] = np.where(has_number, _BY_ADDRESS, BY_STREET)
    by_street = (street >= 0) & (points.location[rows] == BY_STREET)
    in_vain = unlocated & ~located & (len(gazetteer.streets) > 0)
    doubtful = pa.Table.from_pandas(matched.assign(address=np.arange(len(matched))), _DOUBTFUL, preserve_index=False)
    return Addresses(rows[by_street], street[by_street], rows[in_vain], address[in_vain], doubtful)


def positions(encoded: pa.DictionaryArray) -> NDArray[np.int32]:
    """Position of each value in the dictionary, -1 where it is missing."""
    indices: NDArray[np.int32] = encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    return indices
