"""What a sample of answers says of the population: weights, estimates with their errors, small areas, verdicts."""

from analytics.statistics.surveys.estimation import Estimate, estimate_mean, estimate_ratio, estimate_total
from analytics.statistics.surveys.proportions import difference_interval, difference_p_value, proportion_interval
from analytics.statistics.surveys.shares import Weighted, Weighting, estimate_share, weigh
from analytics.statistics.surveys.small_areas import SmallAreas, fay_herriot
from analytics.statistics.surveys.verdicts import ENOUGH_ANSWERS, WaveVerdict, feeling_gap, wave_verdict
from analytics.statistics.surveys.weighting import Calibration, calibrate, kish_effect, rake
from analytics.statistics.words import SurveyWord

__all__ = [
    "ENOUGH_ANSWERS",
    "Calibration",
    "Estimate",
    "SmallAreas",
    "SurveyWord",
    "WaveVerdict",
    "Weighted",
    "Weighting",
    "calibrate",
    "difference_interval",
    "difference_p_value",
    "estimate_mean",
    "estimate_ratio",
    "estimate_share",
    "estimate_total",
    "fay_herriot",
    "feeling_gap",
    "kish_effect",
    "proportion_interval",
    "rake",
    "wave_verdict",
    "weigh",
]
