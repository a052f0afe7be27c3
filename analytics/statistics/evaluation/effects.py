"""What every method of evaluation gives back: one effect, its interval, and what it was measured against."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import stdtr, stdtrit

from analytics.statistics.arguments import Numbers
from analytics.statistics.rates import Interval


class Measure(StrEnum):
    """What the estimate is."""

    RATIO = "ratio"
    """Rate with the action over rate without it; 1 when nothing changed. Its error is that of its logarithm."""
    DIFFERENCE = "difference"
    """Events (or mean) with the action minus without it; 0 when nothing changed."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An effect, with all that its verdict needs.

    Attributes
    ----------
    method : slug of the method.
    estimate, low, high : in the unit of ``measure``; the interval is at the level asked for.
    standard_error : of the difference, or of the logarithm of the ratio.
    z : the estimate (or its logarithm) over its standard error.
    p_value : two-sided, of no effect; it agrees with the interval.
    before, after : events (or mean outcome) of the treated zones in each period.
    expected : what ``after`` would have been without the action.
    detectable : smallest change that would probably be seen, a fall (0 to 1) or, of an action meant to raise, a rise;
        known before any result.
    freedom : degrees of freedom of Student's law, infinite for the normal one.
    dispersion : variance of the counts over their mean, as estimated or given; 1 for Poisson.
    between : variance of the true changes of compared zones, on the logarithm; None where they are not compared so.
    dependence : correlation of the errors of two months that follow each other, of an interrupted series.
    n_treated, n_compared : zones.
    local, displacement : the two parts of a weighted displacement difference, with their standard errors.
    slope, slope_standard_error, slope_f, slope_p_value : change of slope of an interrupted series, per period and on
        the scale of its link; the F test compares the models with and without it.
    trend : slope before the action, per period, on the scale of the link.
    p_value_places : share of zones without the action, itself included, that changed as much (randomisation).
    """

    method: str
    measure: Measure
    estimate: float
    standard_error: float
    z: float
    p_value: float
    low: float
    high: float
    before: float
    after: float
    expected: float
    detectable: float
    freedom: float = np.inf
    dispersion: float = 1.0
    between: float | None = None
    dependence: float = 0.0
    n_treated: int = 1
    n_compared: int = 0
    local: float | None = None
    local_standard_error: float | None = None
    displacement: float | None = None
    displacement_standard_error: float | None = None
    slope: float | None = None
    slope_standard_error: float | None = None
    slope_f: float | None = None
    slope_p_value: float | None = None
    trend: float | None = None
    p_value_places: float | None = None

    def interval(self, level: float) -> Interval:
        """Interval at another level, in the unit of ``measure``."""
        return limits(self.measure, self.estimate, self.standard_error, level, self.freedom)

    @property
    def is_ratio(self) -> bool:
        """Whether the estimate is a ratio, rather than a difference."""
        return self.measure is Measure.RATIO

    @property
    def relative(self) -> float:
        """With the action over without it: a ratio whatever the measure. Infinite where nothing was expected."""
        return self._over_expected(self.estimate)

    def relative_interval(self, level: float = 0.95) -> Interval:
        """Interval of ``relative``; a difference is brought to the events expected, taken as known."""
        both = self.interval(level)
        return Interval(self._over_expected(float(both.low)), self._over_expected(float(both.high)))

    @property
    def difference(self) -> float:
        """Events (or mean) after, beyond those expected without the action."""
        return self.expected * (self.estimate - 1) if self.is_ratio else self.after - self.expected

    def difference_interval(self, level: float = 0.95) -> Interval:
        """Interval of ``difference``, which holds 0 exactly where that of ``relative`` holds 1."""
        both = self.interval(level)
        if self.measure is Measure.DIFFERENCE:
            return both
        return Interval(self.expected * (both.low - 1), self.expected * (both.high - 1))

    def _over_expected(self, value: float) -> float:
        if self.measure is Measure.RATIO:
            return value
        return 1 + value / self.expected if self.expected > 0 else np.inf


def limits(measure: Measure, estimate: Numbers, error: Numbers, level: float, freedom: float = np.inf) -> Interval:
    """Interval of an estimate whose logarithm (a ratio) or itself (a difference) is about normal, or Student's."""
    margin = stdtrit(freedom, (1 + level) / 2) * error
    if measure is Measure.RATIO:
        return Interval(estimate * np.exp(-margin), estimate * np.exp(margin))
    return Interval(estimate - margin, estimate + margin)


def two_sided(z: float, freedom: float = np.inf) -> float:
    """Two-sided p-value of a statistic of Student's law, normal when ``freedom`` is infinite."""
    return float(2 * stdtr(freedom, -abs(z)))
