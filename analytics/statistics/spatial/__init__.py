"""Whether zones resemble their neighbours, where high rates gather, and the classes of a map."""

from analytics.statistics.spatial.autocorrelation import Moran, global_moran
from analytics.statistics.spatial.classes import Classes, classify
from analytics.statistics.spatial.clusters import local_g
from analytics.statistics.spatial.hot_spots import hot_spots
from analytics.statistics.spatial.neighbourhood import neighbours

__all__ = [
    "ENOUGH_ZONES",
    "Classes",
    "Moran",
    "classify",
    "global_moran",
    "hot_spots",
    "local_g",
    "neighbours",
]

ENOUGH_ZONES = 30
"""Zones below which hot spots are not looked for: a verdict rests on the funnel alone."""
