"""What a zone is compared with: zones that resemble it, zones around it, the commune itself."""

from analytics.comparison.places import Place, PlaceWord, judge_place, place_verdict
from analytics.comparison.zones import buffer_zones, similar_zones

__all__ = ["Place", "PlaceWord", "buffer_zones", "judge_place", "place_verdict", "similar_zones"]
