"""Intervals of shares and of the difference of two shares."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtr, stdtrit

from analytics.statistics.arguments import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_share,
    refuse,
    unusable,
)
from analytics.statistics.rates import Interval


def proportion_interval(
    successes: ArrayLike,
    n: ArrayLike,
    level: float = 0.95,
    method: Literal["wilson", "clopper_pearson", "korn_graubard"] = "wilson",
    *,
    n_effective: ArrayLike | None = None,
    degrees_of_freedom: ArrayLike | None = None,
) -> Interval:
    """Confidence interval of a share.

    Parameters
    ----------
    successes : answers counted, within 0..``n``; a number or an array. They need not be whole: a weighted share times
        its answers.
    n : answers, > 0; same shape, or one for all.
    level : confidence level, within 0..1 excluded.
    method : ``wilson`` and ``clopper_pearson`` (exact) for a simple random sample; ``korn_graubard`` for any design.
    n_effective : for ``korn_graubard``, that of the ``Estimate`` of the share; ``n`` if None.
    degrees_of_freedom : for ``korn_graubard``, those of the same ``Estimate``, > 0; ``n - 1`` if None.

    Returns
    -------
    Interval
        Shares of 1.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others; the method is unknown;
        fewer than two answers with ``korn_graubard``.

    Notes
    -----
    Korn & Graubard (1998), as svyciprop(method="beta") of R survey: the exact interval of
    ``share (1 - share) / standard error^2`` answers, times ``(t(n - 1) / t(degrees of freedom))^2``. That first term is
    ``n_effective (n - 1) / n``. Unlike in R, a share of 0 or 1, which has no standard error, has an interval too.
    """
    counted, answers = aligned(successes=checked_counts("successes", successes), n=checked_positive("n", n))
    refuse("successes", counted > answers, "exceeds the number of answers")
    alpha = 1 - float(checked_share("level", level))
    match method:
        case "wilson" | "clopper_pearson":
            # It costs a second: only who asks for an interval waits for it.
            from statsmodels.stats.proportion import proportion_confint

            known_as = {"wilson": "wilson", "clopper_pearson": "beta"}[method]
            # Copies, as it wants arrays that it may write to.
            low, high = proportion_confint(counted.copy(), answers.copy(), alpha=alpha, method=known_as)
        case "korn_graubard":
            refuse("n", answers < 2, "must be at least 2")
            effective, freedom, share, _ = aligned(
                n_effective=checked_positive("n_effective", answers if n_effective is None else n_effective),
                degrees_of_freedom=checked_positive(
                    "degrees_of_freedom", answers - 1 if degrees_of_freedom is None else degrees_of_freedom
                ),
                successes=counted / answers,
                n=answers,
            )
            quantiles = stdtrit(answers - 1, 1 - alpha / 2) / stdtrit(freedom, 1 - alpha / 2)
            low, high = _clopper_pearson(share, effective * (answers - 1) / answers * quantiles**2, alpha)
        case _:
            raise unusable("method", "is no known method", "none")
    return Interval(np.asarray(low)[()], np.asarray(high)[()])


def difference_interval(
    successes_1: ArrayLike, n_1: ArrayLike, successes_2: ArrayLike, n_2: ArrayLike, level: float = 0.95
) -> Interval:
    """Confidence interval of the first share less the second, of two independent samples.

    Parameters
    ----------
    successes_1, n_1, successes_2, n_2 : answers counted and answers, as for ``proportion_interval``; effective ones
        after weighting.
    level : confidence level, within 0..1 excluded.

    Returns
    -------
    Interval
        Within -1..1; 0.05 means five points more in the first sample.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    Newcombe (1998), method 10: the Wilson limits of both shares, squared and added.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    samples = _two_samples(successes_1, n_1, successes_2, n_2)
    alpha = 1 - float(checked_share("level", level))
    # Copies, as it wants arrays that it may write to.
    writable = [values.copy() for values in samples]
    low, high = confint_proportions_2indep(*writable, method="newcomb", compare="diff", alpha=alpha)
    return Interval(np.asarray(low)[()], np.asarray(high)[()])


def difference_p_value(successes_1: ArrayLike, n_1: ArrayLike, successes_2: ArrayLike, n_2: ArrayLike) -> Numbers:
    """Two-sided p-value of no difference between two shares; it agrees with ``difference_interval``.

    Parameters
    ----------
    successes_1, n_1, successes_2, n_2 : see ``difference_interval``.

    Returns
    -------
    float or array
        Within 0..1: below ``1 - level`` exactly where the interval of that level excludes 0.

    Raises
    ------
    ValueError
        See ``difference_interval``.

    Notes
    -----
    The risk at which Newcombe's interval touches 0, found by root. Other tests of two shares may contradict it.
    """
    from scipy.optimize.elementwise import find_root  # As long to import as pandas: not before the server listens.

    counted_1, answers_1, counted_2, answers_2 = _two_samples(successes_1, n_1, successes_2, n_2)
    first_larger = counted_1 * answers_2 >= counted_2 * answers_1
    larger = np.where(first_larger, counted_1, counted_2), np.where(first_larger, answers_1, answers_2)
    smaller = np.where(first_larger, counted_2, counted_1), np.where(first_larger, answers_2, answers_1)

    def distance_to_zero(z: Floats, above: Floats, n_above: Floats, below: Floats, n_below: Floats) -> Floats:
        share_above, share_below = above / n_above, below / n_below
        fall = share_above - _wilson_limit(above, n_above, -z)
        rise = _wilson_limit(below, n_below, z) - share_below
        return np.asarray(share_above - share_below - np.hypot(fall, rise))

    # Beyond 40 standard errors no probability is left to tell.
    root = find_root(
        distance_to_zero, (np.zeros(larger[0].shape), np.full(larger[0].shape, 40.0)), args=(*larger, *smaller)
    )
    p_value: Numbers = np.where(root.success, 2 * ndtr(-np.abs(root.x)), 0.0)[()]
    return p_value


def _two_samples(
    successes_1: ArrayLike, n_1: ArrayLike, successes_2: ArrayLike, n_2: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    counted_1, answers_1, counted_2, answers_2 = aligned(
        successes_1=checked_counts("successes_1", successes_1),
        n_1=checked_positive("n_1", n_1),
        successes_2=checked_counts("successes_2", successes_2),
        n_2=checked_positive("n_2", n_2),
    )
    refuse("successes_1", counted_1 > answers_1, "exceeds the number of answers")
    refuse("successes_2", counted_2 > answers_2, "exceeds the number of answers")
    return counted_1, answers_1, counted_2, answers_2


def _wilson_limit(successes: Floats, n: Floats, z: Floats) -> Floats:
    """Limit of Wilson's interval ``z`` standard errors away: the low one where ``z`` is negative."""
    variance = successes * (n - successes) / n + z**2 / 4
    return np.asarray((successes + z**2 / 2 + z * np.sqrt(variance)) / (n + z**2))


def _clopper_pearson(share: Floats, answers: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Exact limits of a share of answers that need not be whole."""
    successes, failures = share * answers, (1 - share) * answers
    low = betaincinv(np.where(successes > 0, successes, 1), failures + 1, alpha / 2)
    high = betaincinv(successes + 1, np.where(failures > 0, failures, 1), 1 - alpha / 2)
    return np.where(successes > 0, low, 0.0), np.where(failures > 0, high, 1.0)
