"""What a zone is compared with: zones that resemble it, zones around it, the commune itself."""

from analytics.statistics.comparison.zone_and_commune import DIFFERENCE_OF_CHANGE, ZoneDifference, judge_difference
from analytics.statistics.comparison.zones import buffer_zones, similar_zones, zones_of_like_size

__all__ = [
    "DIFFERENCE_OF_CHANGE",
    "ZoneDifference",
    "buffer_zones",
    "judge_difference",
    "similar_zones",
    "zones_of_like_size",
]
