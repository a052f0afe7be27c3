"""What a series of monthly counts says: comparison of equal months, usual season, breaks, and the word for a change.

A month is delivered or missing; a missing month is NaN or absent, never 0. Running sums are for display, never tested.
"""

from analytics.statistics.trends.alerts import FEWEST_EXPECTED, QUARTERS, Watched, watch
from analytics.statistics.trends.breaks import ChangePoint, change_point
from analytics.statistics.trends.changes import Change, judge_change, year_on_year
from analytics.statistics.trends.dispersion import monthly_dispersion, pooled_dispersion
from analytics.statistics.trends.months import rolling_sum
from analytics.statistics.trends.noise import FEWEST_YEARS, YearlyNoise, yearly_noise
from analytics.statistics.trends.seasons import (
    Decomposition,
    decompose,
    seasonal_band,
    seasonal_limits,
    student_excess,
    usual_dispersion,
    usual_limits,
)
from analytics.statistics.trends.shrinkage import FEWEST_ZONES, are_bounded, shrunken_ratios
from analytics.statistics.words import ChangeWord

__all__ = [
    "FEWEST_EXPECTED",
    "FEWEST_YEARS",
    "FEWEST_ZONES",
    "QUARTERS",
    "Change",
    "ChangePoint",
    "ChangeWord",
    "Decomposition",
    "Watched",
    "YearlyNoise",
    "are_bounded",
    "change_point",
    "decompose",
    "judge_change",
    "monthly_dispersion",
    "pooled_dispersion",
    "rolling_sum",
    "seasonal_band",
    "seasonal_limits",
    "shrunken_ratios",
    "student_excess",
    "usual_dispersion",
    "usual_limits",
    "watch",
    "year_on_year",
    "yearly_noise",
]
