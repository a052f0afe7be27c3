"""Whether zones resemble their neighbours, and whether facts follow each other in place and time."""

from analytics.statistics.spatial.autocorrelation import Geary, Moran, bivariate_moran, geary, global_moran, rate_moran
from analytics.statistics.spatial.classes import Classes, classify
from analytics.statistics.spatial.clusters import local_g, local_moran
from analytics.statistics.spatial.near_repeat import Knox, knox
from analytics.statistics.spatial.neighbourhood import neighbours

__all__ = [
    "ENOUGH_ZONES",
    "Classes",
    "Geary",
    "Knox",
    "Moran",
    "bivariate_moran",
    "classify",
    "geary",
    "global_moran",
    "knox",
    "local_g",
    "local_moran",
    "neighbours",
    "rate_moran",
]

ENOUGH_ZONES = 30
"""Zones below which a verdict rests on the funnel alone: clusters are then computed, and not concluded from."""
