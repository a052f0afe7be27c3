"""Rates of Poisson counts: exact intervals, two counts compared, many zones against their whole.

It judges nothing and rounds nothing. Intervals and comparisons take one cell or a whole column of cells, and give back
numbers or arrays of the same shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

# The same distributions as scipy.stats, which takes several times as long to import: screens wait for this module.
from scipy.special import betainc, betaincinv, gammainccinv, gammaincinv, ndtri

from analytics.statistics.arguments import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_numbers,
    checked_positive,
    checked_share,
    refuse,
    unusable,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Interval:
    """Two limits: numbers for one count, arrays for many."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class CountComparison:
    """Rate after over rate before, its central interval, and the test that agrees with it."""

    ratio: Numbers
    low: Numbers
    high: Numbers
    p_value: Numbers
    before: Numbers
    after: Numbers
    exposure_before: Numbers
    exposure_after: Numbers

    @cached_property
    def p_value_etest(self) -> Numbers:
        """Two-sided p-value of the E-test, a second opinion computed only when it is read.

        Returns
        -------
        float or array of the shape of the counts, within 0..1.

        Raises
        ------
        ValueError
            A count is not whole: the test enumerates the possible counts.

        Notes
        -----
        Krishnamoorthy & Thomson (2004), as in ``scipy.stats.poisson_means_test``. Time and memory grow with the count
        (0.3 ms for 10 events, 2 ms for 500, 40 ms for 5,000), and so does the import of scipy.stats: read it for the
        cell that a reader opened, not for a whole screen.
        """
        from scipy.stats import poisson_means_test

        for argument, count in (("before", self.before), ("after", self.after)):
            refuse(argument, count != np.floor(count), "must hold whole numbers")
        test = np.vectorize(lambda *pair: poisson_means_test(*pair).pvalue, otypes=[float])
        p_value: Numbers = test(self.before, self.exposure_before, self.after, self.exposure_after)[()]
        return p_value


@dataclass(frozen=True)
class RatePrior:
    """What the rates of all zones say of any one of them: their mean, and their variance beyond chance (0 if none)."""

    mean: float
    variance: float


@dataclass(frozen=True)
class Overdispersion:
    """How much more observed counts vary around expected ones than chance alone would make them.

    ``phi`` multiplies the variance of a count (1 for Poisson); ``tau2`` adds to the variance of a transformed ratio
    (0 for Poisson). ``z`` are the standardised gaps, one per zone, and ``winsorised`` what ``phi`` was computed from.
    ``pearson`` is the dispersion with neither transform nor winsorising: chi-square over zones less one.
    ``dispersion`` is ``phi`` over what winsorising leaves of chance alone, and at least 1: what limits are widened by.
    """

    phi: float
    tau2: float
    z: Floats
    winsorised: Floats
    pearson: float
    dispersion: float


def poisson_interval(count: ArrayLike, exposure: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """Exact confidence interval of a Poisson rate.

    Parameters
    ----------
    count : events, >= 0; a number or an array. Effective counts need not be whole.
    exposure : what the events are counted over (days, dwellings, residents), > 0; same shape, or one for all.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Interval
        Events per unit of exposure. A count of 0 has 0 as its low limit.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the other.

    Notes
    -----
    Limits of Garwood (1936): half the quantiles of a chi-square with ``2 count`` and ``2 count + 2`` degrees of
    freedom, which are quantiles of gamma distributions of shape ``count`` and ``count + 1``.
    """
    events, over = aligned(count=checked_counts("count", count), exposure=checked_positive("exposure", exposure))
    tail = (1 - checked_share("level", level)) / 2
    # Zones and months share few counts, and a quantile costs more than to find them.
    different, place = np.unique(events, return_inverse=True)
    low = np.where(different > 0, gammaincinv(different, tail), 0.0)[place]
    high = gammainccinv(different + 1, tail)[place]
    return Interval((low / over)[()], (high / over)[()])


def compare_counts(
    before: ArrayLike,
    after: ArrayLike,
    exposure_before: ArrayLike = 1.0,
    exposure_after: ArrayLike = 1.0,
    level: float = 0.95,
) -> CountComparison:
    """Compare two independent Poisson counts by the ratio of their rates.

    Parameters
    ----------
    before, after : events of each period, >= 0; numbers or arrays. Effective counts need not be whole.
    exposure_before, exposure_after : what each is counted over (days, dwellings), > 0; same shape, or one for all.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    CountComparison
        ``ratio`` is the rate after over the rate before: 0 when nothing happened after, infinite when nothing happened
        before, and 1 by convention when both are empty, with the interval 0 to infinity and a p-value of 1: equal,
        and nothing known. No field is ever NaN.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    Given the total, ``after`` is binomial. The interval is that of Clopper & Pearson, turned into a ratio; the
    two-sided p-value is twice the smaller tail (central test), so that p < 1 - level exactly where the interval
    excludes 1. The minimum-likelihood p of other software can contradict its own interval (Fay, 2010).
    """
    events_before, events_after, over_before, over_after = aligned(
        before=checked_counts("before", before),
        after=checked_counts("after", after),
        exposure_before=checked_positive("exposure_before", exposure_before),
        exposure_after=checked_positive("exposure_after", exposure_after),
    )
    tail = (1 - checked_share("level", level)) / 2
    exposure_ratio = over_after / over_before
    # An empty period leaves the ratio without a limit on one side: infinity is the answer, not an accident.
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = events_after / events_before / exposure_ratio
        low = _lowest_odds(events_after, events_before, tail) / exposure_ratio
        high = 1 / (_lowest_odds(events_before, events_after, tail) * exposure_ratio)
    share_after = over_after / (over_before + over_after)
    as_many_after = betainc(events_after, events_before + 1, share_after)
    as_many_before = betainc(events_before, events_after + 1, 1 - share_after)
    return CountComparison(
        ratio=np.where(events_before + events_after == 0, 1.0, observed)[()],
        low=low[()],
        high=high[()],
        p_value=np.minimum(1.0, 2 * np.minimum(as_many_after, as_many_before))[()],
        before=events_before[()],
        after=events_after[()],
        exposure_before=over_before[()],
        exposure_after=over_after[()],
    )


def rate_prior(counts: ArrayLike, exposures: ArrayLike) -> RatePrior:
    """Mean and variance of the true rates of zones, by the method of moments.

    Parameters
    ----------
    counts : events of each zone, >= 0; at least two zones.
    exposures : what each is counted over (dwellings, residents), > 0; same length, or one for all.

    Returns
    -------
    RatePrior
        ``variance`` is 0 where the rates vary no more than chance would make them.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the other; fewer than two zones.

    Notes
    -----
    Marshall (1991): with ``m = sum(counts) / sum(exposures)``, the variance is
    ``sum(exposures (rate - m)^2) / sum(exposures) - m / mean(exposures)``, and 0 if this is negative.
    """
    events, over = _zones(counts=checked_counts("counts", counts), exposures=checked_positive("exposures", exposures))
    mean = events.sum() / over.sum()
    spread = (over * (events / over - mean) ** 2).sum() / over.sum()
    return RatePrior(float(mean), max(0.0, float(spread - mean / over.mean())))


def empirical_bayes(counts: ArrayLike, exposures: ArrayLike) -> Floats:
    """Rates drawn towards the mean of all zones, the more so as a zone is small.

    Parameters
    ----------
    counts : events of each zone, >= 0; at least two zones.
    exposures : what each is counted over (dwellings, residents), > 0; same length, or one for all.

    Returns
    -------
    array
        Events per unit of exposure, each between the zone's own rate and the mean of all (global smoothing).

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the other; fewer than two zones.

    Notes
    -----
    Marshall (1991), with the moments of ``rate_prior``. Where the rates vary no more than chance all become the mean;
    ``esda.smoothing.Empirical_Bayes`` keeps a negative variance there, which puts rates beyond the mean.
    """
    prior = rate_prior(counts, exposures)
    events, over = _zones(counts=np.asarray(counts, dtype=float), exposures=np.asarray(exposures, dtype=float))
    # prior.variance + prior.mean / over is 0 only where nothing happened anywhere: any share then gives 0.
    share = prior.variance * over / (prior.variance * over + (prior.mean or 1.0))
    return share * (events / over) + (1 - share) * prior.mean


def funnel_limits(
    expected: ArrayLike, target: float = 1.0, levels: Sequence[float] = (0.95, 0.998), dispersion: ArrayLike = 1.0
) -> "pd.DataFrame":
    """Limits within which the ratio of observed to expected events would stay by chance.

    Parameters
    ----------
    expected : events that each zone would have at the rate of the whole, > 0; a number or an array.
    target : ratio that the funnel is centred on, > 0.
    levels : probabilities of staying within the limits, within 0..1 excluded.
    dispersion : variance of the counts over their mean, > 0, of each count expected or of all; limits of counts divided
        by it.

    Returns
    -------
    DataFrame
        One row per level and expected count, in the order given: ``level``, ``expected``, ``low`` and ``high``
        (ratios, >= 0).

    Raises
    ------
    ValueError
        An argument is empty, not finite or out of range.

    Notes
    -----
    Exact limits of the R package FunnelPlotR: those of ``poisson_interval`` around ``expected x target``, over
    ``expected``. Spiegelhalter (2005) gives the funnel and its inflation.
    """
    import pandas as pd

    counts, centre = np.atleast_1d(checked_positive("expected", expected)), checked_positive("target", target)
    effective = counts / checked_positive("dispersion", dispersion)
    limits = [poisson_interval(effective * centre, effective, level) for level in levels]
    refuse("levels", not limits, "is empty")
    return pd.DataFrame(
        {
            "level": np.repeat(np.asarray(levels, dtype=float), counts.size),
            "expected": np.tile(counts, len(limits)),
            "low": np.concatenate([interval.low for interval in limits]),
            "high": np.concatenate([interval.high for interval in limits]),
        }
    )


def overdispersion(
    observed: ArrayLike,
    expected: ArrayLike,
    transform: Literal["sqrt", "log"] = "sqrt",
    winsorise: float = 0.10,
) -> Overdispersion:
    """Measure how much more zones differ from what is expected of them than chance alone explains.

    Parameters
    ----------
    observed : events of each zone, >= 0; at least two zones.
    expected : events that each would have at the rate of the whole, > 0; same length, or one for all.
    transform : of the ratio observed / expected: its square root, or its logarithm (half an event stands for none).
    winsorise : share of zones, at each end, whose gap is brought back to that of the next; within 0..0.5 excluded, 0
        for none. Zones that truly differ would otherwise hide themselves by widening the limits.

    Returns
    -------
    Overdispersion
        ``phi`` may be below 1, and is so of Poisson counts: winsorising shortens chance too.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the other; fewer than two zones; an
        unknown transform.

    Notes
    -----
    Spiegelhalter (2005). With ``y`` the transformed ratio and ``s`` its standard error by chance (``1 / (2
    sqrt(expected))`` or ``1 / sqrt(expected)``), ``z = (y - y(1)) / s``, ``phi`` is the mean of the squares once
    winsorised (quantiles interpolated as R's type 7), and ``tau2 = max(0, (n phi - (n - 1)) / (sum(w) - sum(w^2) /
    sum(w)))`` with ``w = 1 / s^2``.
    """
    seen, due = _zones(observed=checked_counts("observed", observed), expected=checked_positive("expected", expected))
    ends = checked_numbers(
        "winsorise", winsorise, lambda share: (share >= 0) & (share < 0.5), "must lie within 0..0.5, 0.5 excluded"
    )
    match transform:
        case "sqrt":
            gap, error = np.sqrt(seen / due) - 1, 1 / (2 * np.sqrt(due))
        case "log":
            gap, error = np.log(np.where(seen > 0, seen, 0.5) / due), 1 / np.sqrt(due)
        case _:
            raise unusable("transform", "is no known transformation")
    z = gap / error
    winsorised = np.clip(z, *np.quantile(z, [ends, 1 - ends]))
    phi, weight = float(np.mean(winsorised**2)), 1 / error**2
    excess = (z.size * phi - (z.size - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    pearson = float(((seen - due) ** 2 / due).sum() / (z.size - 1))
    dispersion = max(1.0, phi / _square_kept(float(ends)))
    return Overdispersion(phi, max(0.0, float(excess)), z, winsorised, pearson, dispersion)


def _zones(**arguments: Floats) -> tuple[Floats, ...]:
    """Arguments of the same length, one value per zone; at least two zones, in one dimension."""
    arrays = aligned(**arguments)
    if arrays[0].ndim != 1 or arrays[0].size < 2:
        raise unusable(", ".join(arguments), "must hold one value per zone, for two zones at least")
    return arrays


def _square_kept(ends: float) -> float:
    """Mean square of a standard normal value winsorised by ``ends`` on each side: 0.68 at 10 %, 1 without."""
    if ends == 0:
        return 1.0
    limit = float(ndtri(1 - ends))
    density = float(np.exp(-(limit**2) / 2) / np.sqrt(2 * np.pi))
    return 1 - 2 * ends - 2 * limit * density + 2 * ends * limit**2


def _lowest_odds(events: Floats, others: Floats, tail: Floats) -> Floats:
    """Low Clopper-Pearson limit of the share of ``events`` among both, as odds; 0 where there are no events."""
    share = betaincinv(events, others + 1, tail)
    return np.where(events > 0, share / (1 - share), 0.0)
