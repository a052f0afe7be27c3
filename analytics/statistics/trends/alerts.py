"""Alerts: whether the facts of a quarter are more than its season, its trend and its noise let expect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, nbdtrik, stdtr

from analytics.statistics.arguments import (
    Floats,
    aligned,
    checked_counts,
    checked_positive,
    checked_share,
    refuse,
)
from analytics.statistics.rates import Interval

QUARTERS = 4
FEWEST_EXPECTED = 20
"""Facts expected of a quarter under which no alert is worth giving."""
ABERRATION = 2.58
"""Standardised residual from which an earlier quarter weighs less."""
_TREND_SIGNIFICANCE = 0.05
_FEWEST_YEARS = 3
_STEPS, _PRECISION, _LEAST_LOG = 40, 1e-10, -9.0


@dataclass(frozen=True)
class Watched:
    """What was expected of a quarter, one value per series.

    Attributes
    ----------
    expected : facts of a quarter like the others.
    low, high : whole numbers within which 95 % of such quarters are.
    p_value : probability of as many facts or more, before any correction.
    has_trend : whether the expected count follows a trend.
    """

    expected: Floats
    low: Floats
    high: Floats
    p_value: Floats
    has_trend: NDArray[np.bool_]


def watch(past: ArrayLike, count: ArrayLike, *, noise: ArrayLike = 0.0) -> Watched:
    """Compare the counts of a quarter with what the quarters before it let expect.

    Parameters
    ----------
    past : counts of the quarters before, >= 0, the last one just before; shape (quarters, series): whole years, at
        least three, five are wanted.
    count : counts of the quarter, >= 0, shape (series,).
    noise : variance of the rate of a series from one quarter to the same of another year, relative to its square, >= 0;
        one for all, or one each.

    Raises
    ------
    ValueError
        ``past`` is not a table of whole years, or has fewer than three; a count or a noise is not one.

    Notes
    -----
    Farrington et al. (1996), as improved by Noufaily et al. (2013), on quarters. A quasi-Poisson model with two
    harmonics of the year (hence one level per season) and a trend on the logarithm is fitted to ``past``. Quarters
    whose Anscombe residual ``s`` is over ``ABERRATION`` are given the weight ``s⁻²`` (see ``aberration_weights``), and
    the model is fitted again. The trend is kept where it is significant at 5 % and expects no more than was ever seen.

    Around its mean ``μ``, the count to come has the variance ``φμ + noise μ² + v μ²``: ``φ = max(1, P - noise μ̄)`` is
    what is left of the Pearson dispersion ``P`` once the noise is told apart, and ``v`` the variance of the fitted
    ``log μ``. The usual limits are those of the negative binomial of this mean and variance; for ``p_value``, it
    is that at the mean of the years and of the quarter itself, as in a test of two counts.
    """
    quarters = checked_counts("past", past)
    refuse("past", quarters.ndim != 2 or len(quarters) % QUARTERS, "is not a table of whole years of quarters")
    refuse("past", len(quarters) < _FEWEST_YEARS * QUARTERS, f"has fewer than {_FEWEST_YEARS} years")
    counts, noises, _ = aligned(
        count=checked_counts("count", count), noise=checked_counts("noise", noise), past=quarters[0]
    )
    mean, highest = quarters.mean(axis=0), quarters.max(axis=0)
    level, sloped = _fit(quarters, has_trend=False), _fit(quarters, has_trend=True)
    # What befalls a year befalls its four quarters: to a slope, it is four times the noise of one.
    of_slope = np.maximum(sloped.dispersion, sloped.without(noises * mean) + QUARTERS * noises * mean)
    p_trend = 2 * stdtr(sloped.freedom, -np.abs(sloped.slope) / np.sqrt(of_slope * sloped.slope_variance))
    has_trend = (p_trend < _TREND_SIGNIFICANCE) & (sloped.expected <= highest)
    expected = np.where(has_trend, sloped.expected, level.expected)
    left = np.where(has_trend, sloped.without(noises * mean), level.without(noises * mean))

    def variance(at: Floats) -> Floats:
        spread = left + noises * at
        fitted = np.where(has_trend, of_slope * sloped.leverage, spread * level.leverage)
        return at * spread + at**2 * fitted

    # Were the quarter like the others, it would tell their mean as they do; alone, low years would hide their noise.
    n_years = len(quarters) / QUARTERS
    like_others = (n_years * expected + counts) / (n_years + 1)
    usual = usual_counts(expected, variance(expected))
    p_value = chance_of(counts, expected, np.maximum(variance(like_others), variance(expected)))
    return Watched(expected, np.asarray(usual.low), np.asarray(usual.high), p_value, has_trend)


def chance_of(count: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """Probability of as many facts or more, of a negative binomial of this mean and variance.

    Raises
    ------
    ValueError
        A count is negative, a mean is not positive, or a variance is not above its mean.
    """
    counts, size, share = aligned(count=checked_counts("count", count), **_negative_binomial(mean, variance))
    chance: Floats = np.where(counts > 0, betainc(np.maximum(counts, 1), size, 1 - share), 1.0)
    return chance


def usual_counts(mean: ArrayLike, variance: ArrayLike, *, level: float = 0.95) -> Interval:
    """Whole numbers within which a count of this mean and variance lies with the probability ``level``.

    Raises
    ------
    ValueError
        A mean is not positive, a variance is not above its mean, or ``level`` is not within 0..1 excluded.
    """
    tail = (1 - checked_share("level", level)) / 2
    size, share = _negative_binomial(mean, variance).values()
    # Under the probability of 0, the quantile is no number.
    low, high = (np.fmax(np.ceil(nbdtrik(at, size, share)), 0.0)[()] for at in (tail, 1 - tail))
    return Interval(low, high)


def aberration_weights(residuals: ArrayLike, threshold: float = ABERRATION) -> Floats:
    """Weights of earlier quarters, whose sum is their number: ``s⁻²`` times less over the threshold.

    Parameters
    ----------
    residuals : standardised, shape (quarters,) or (quarters, series).

    Notes
    -----
    Farrington et al. (1996), whose threshold is 1; that of Noufaily et al. (2013) is 2.58. Only what was too high
    weighs less: it would hide the next alert.
    """
    over = np.asarray(residuals, dtype=float)
    weights: Floats = np.where(over > threshold, np.where(over > threshold, over, 1.0) ** -2.0, 1.0)
    weights *= len(weights) / weights.sum(axis=0)
    return weights


@dataclass(frozen=True)
class _Fit:
    """A model of each series, and what it expects of the quarter that follows.

    Attributes
    ----------
    dispersion : Pearson's, at least 1, of ``freedom`` degrees.
    leverage, slope_variance : variances of the logarithm of ``expected`` and of the slope, over the dispersion.
    slope : of the last term of the model.
    """

    expected: Floats
    dispersion: Floats
    freedom: int
    leverage: Floats
    slope: Floats
    slope_variance: Floats

    def without(self, noise: Floats) -> Floats:
        """What is left of the dispersion, at least 1, without a part of it."""
        return np.maximum(1.0, self.dispersion - noise)


def _fit(quarters: Floats, *, has_trend: bool) -> _Fit:
    """Fit the model twice, the second time with less weight to aberrations."""
    n = len(quarters)
    design = _design(n + 1)[:, : None if has_trend else -1]
    past, next_one = design[:-1], design[-1]
    freedom = n - design.shape[1]
    weights = np.ones_like(quarters)
    for _ in range(2):
        coefficients, means, covariance = _maximise(past, quarters, weights)
        dispersion = np.maximum(1.0, (weights * (quarters - means) ** 2 / means).sum(axis=0) / freedom)
        weights = aberration_weights(_anscombe(past, quarters, means, covariance, weights, dispersion))
    return _Fit(
        np.exp(coefficients @ next_one),
        dispersion,
        freedom,
        np.einsum("p,spq,q->s", next_one, covariance, next_one),
        coefficients[:, -1],
        covariance[:, -1, -1],
    )


def _design(n: int) -> Floats:
    """A level, two harmonics of the year, then the years since the first quarter; one row per quarter."""
    quarter = np.arange(n)
    angle = 2 * np.pi * quarter / QUARTERS
    return np.column_stack([np.ones(n), np.cos(angle), np.sin(angle), np.cos(2 * angle), quarter / QUARTERS])


def _maximise(design: Floats, counts: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients (series, terms), means (quarters, series) and covariance (series, terms, terms) of Poisson models.

    Iteratively reweighted least squares, of all series together. A season without a fact has no logarithm: its mean is
    kept above 0.
    """
    logs = np.log(counts + 0.5)
    for _ in range(_STEPS):
        means = np.exp(logs)
        worth = (weights * means).T
        target = (logs + (counts - means) / means).T
        information = np.einsum("qp,sq,qr->spr", design, worth, design)
        coefficients = np.linalg.solve(information, np.einsum("qp,sq->sp", design, worth * target)[..., None])[..., 0]
        former, logs = logs, np.maximum((coefficients @ design.T).T, _LEAST_LOG)
        if np.abs(logs - former).max() < _PRECISION:
            break
    return coefficients, np.exp(logs), np.linalg.inv(information)


def _anscombe(
    design: Floats, counts: Floats, means: Floats, covariance: Floats, weights: Floats, dispersion: Floats
) -> Floats:
    """Standardised Anscombe residuals of Poisson models, shape (quarters, series)."""
    leverages = weights * means * np.einsum("qp,spr,qr->qs", design, covariance, design)
    spread = np.sqrt(dispersion * np.maximum(1 - leverages, np.finfo(float).eps))
    residuals: Floats = 1.5 * (counts ** (2 / 3) - means ** (2 / 3)) / (means ** (1 / 6) * spread)
    return residuals


def _negative_binomial(mean: ArrayLike, variance: ArrayLike) -> dict[str, Floats]:
    """Size and probability of a negative binomial."""
    means, variances = aligned(mean=checked_positive("mean", mean), variance=checked_positive("variance", variance))
    refuse("variance", variances <= means, "must be above the mean")
    return {"size": means**2 / (variances - means), "share": means / variances}
