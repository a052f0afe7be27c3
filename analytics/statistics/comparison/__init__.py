"""What a zone is compared with: zones that resemble it, zones around it, the commune itself."""

from analytics.statistics.comparison.zone_and_commune import Place, PlaceWord, judge_place
from analytics.statistics.comparison.zones import buffer_zones, similar_zones

__all__ = ["Place", "PlaceWord", "buffer_zones", "judge_place", "similar_zones"]
