"""The point of each row of a file: that of its coordinates, else that of its address."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data.intake.addresses import Gazetteer

LOCATIONS = ("point", "address", "street")
"""How a point is known: by coordinates, by a number in a street, by a street alone."""
_BY_ADDRESS, _BY_STREET = 1, 2


@dataclass
class Points:
    """Where n rows lie, as far as is known; arrays of shape (n,).

    Attributes
    ----------
    lon, lat : degrees; NaN where unknown.
    location : position in ``LOCATIONS``, -1 where unknown.
    street : position among the gazetteer's streets of the one that is all that is known, else -1.
    address : position among the addresses of the file of one that no street of the extract bears, else -1.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    location: NDArray[np.int8]
    street: NDArray[np.int32]
    address: NDArray[np.int32]


def of_coordinates(lon: NDArray[np.float64], lat: NDArray[np.float64], location: pa.DictionaryArray) -> Points:
    """Points of rows that have coordinates; ``location`` says whether a geocoder gave them."""
    known = ~np.isnan(lon)
    return Points(
        lon,
        lat,
        np.where(known, positions(location), -1).astype(np.int8),
        street=np.full(len(lon), -1, dtype=np.int32),
        address=np.full(len(lon), -1, dtype=np.int32),
    )


def find_addresses(points: Points, texts: pa.DictionaryArray, gazetteer: Gazetteer) -> pd.DataFrame:
    """Give a point to the rows that have only an address, and its street to what a geocoder knows by street.

    Parameters
    ----------
    texts : address of each row, or street that a geocoder answered where it has coordinates.

    Returns
    -------
    One row per address: ``address`` (its position), ``written``, ``suggestion`` and ``score``, as matched.
    """
    found = gazetteer.match(texts.dictionary.to_pylist())
    address = positions(texts)
    rows = np.flatnonzero(address >= 0)
    of_row = found.iloc[address[rows]]
    street, has_number = of_row["street"].to_numpy(), (of_row["precision"] == "housenumber").to_numpy()
    unplaced = np.isnan(points.lon[rows])
    placed = unplaced & (street >= 0)
    points.lon, points.lat = points.lon.copy(), points.lat.copy()
    points.lon[rows[placed]] = of_row["lon"].to_numpy()[placed]
    points.lat[rows[placed]] = of_row["lat"].to_numpy()[placed]
    points.location[rows[placed]] = np.where(has_number, _BY_ADDRESS, _BY_STREET)[placed]
    by_street = points.location[rows] == _BY_STREET
    points.street[rows[by_street]] = street[by_street]
    in_vain = unplaced & ~placed & (len(gazetteer.streets) > 0)
    points.address[rows[in_vain]] = address[rows[in_vain]]
    return found.assign(address=np.arange(len(found)))[["address", "written", "suggestion", "score"]]


def positions(encoded: pa.DictionaryArray) -> NDArray[np.int32]:
    """Position of each value in the dictionary, -1 where it is missing."""
    found: NDArray[np.int32] = encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    return found
