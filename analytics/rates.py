"""Exact intervals of Poisson counts and the comparison of two counts; it judges nothing and rounds nothing.

Every function takes one cell or a whole column of cells, and gives back numbers or arrays of the same shape.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The same distributions as scipy.stats, which takes several times as long to import: screens wait for this module.
from scipy.special import betainc, betaincinv, gammainccinv, gammaincinv

from data.errors import InputError

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = float | Floats


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
        InputError
            A count is not whole: the test enumerates the possible counts.

        Notes
        -----
        Krishnamoorthy & Thomson (2004), as in ``scipy.stats.poisson_means_test``. Time and memory grow with the count
        (0.3 ms for 10 events, 2 ms for 500, 40 ms for 5,000), and so does the import of scipy.stats: read it for the
        cell that a reader opened, not for a whole screen.
        """
        from scipy.stats import poisson_means_test

        for argument, count in (("before", self.before), ("after", self.after)):
            refuse(argument, count != np.floor(count), "doit contenir des nombres entiers")
        test = np.vectorize(lambda *pair: poisson_means_test(*pair).pvalue, otypes=[float])
        p_value: Numbers = test(self.before, self.exposure_before, self.after, self.exposure_after)[()]
        return p_value


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
    InputError
        An argument is empty, not finite, out of range, or not of the length of the other.

    Notes
    -----
    Limits of Garwood (1936): half the quantiles of a chi-square with ``2 count`` and ``2 count + 2`` degrees of
    freedom, which are quantiles of gamma distributions of shape ``count`` and ``count + 1``.
    """
    events, over = aligned(count=checked_counts("count", count), exposure=checked_positive("exposure", exposure))
    tail = (1 - checked_share("level", level)) / 2
    low = np.where(events > 0, gammaincinv(events, tail), 0.0)
    high = gammainccinv(events + 1, tail)
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
    InputError
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


def checked_numbers(
    argument: str, values: ArrayLike, accepted: Callable[[Floats], NDArray[np.bool_]], problem: str
) -> Floats:
    """Give the values of an argument as finite numbers, or refuse it.

    Parameters
    ----------
    argument : its name, for the refusal.
    values : a number or an array.
    accepted : which of the numbers are allowed.
    problem : French words that complete « argument » when one is not.

    Returns
    -------
    array of floats of the same shape.

    Raises
    ------
    InputError
        Empty, not numbers, not finite, or not accepted; with the positions, from 0.
    """
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        # The original message quotes the value, which may be personal.
        raise InputError(argument=argument, problem="ne contient pas que des nombres") from None
    if numbers.size == 0:
        raise InputError(argument=argument, problem="est vide", rows="aucune")
    refuse(argument, ~(np.isfinite(numbers) & accepted(numbers)), problem)
    return numbers


def checked_counts(argument: str, values: ArrayLike) -> Floats:
    """Give counts of events as numbers >= 0, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda count: count >= 0, "doit contenir des nombres positifs ou nuls")


def checked_positive(argument: str, values: ArrayLike) -> Floats:
    """Give exposures and factors as numbers > 0, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda value: value > 0, "doit contenir des nombres strictement positifs")


def checked_share(argument: str, values: ArrayLike) -> Floats:
    """Give levels and shares as numbers strictly within 0..1, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(
        argument, values, lambda share: (share > 0) & (share < 1), "doit être strictement compris entre 0 et 1"
    )


def checked_probabilities(argument: str, values: ArrayLike) -> Floats:
    """Give probabilities as numbers within 0..1, both included, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda p: (p >= 0) & (p <= 1), "doit être compris entre 0 et 1")


def refuse(argument: str, refused: ArrayLike, problem: str) -> None:
    """Raise InputError with the positions, from 0, where ``refused`` is true; do nothing where it never is."""
    if np.any(refused):
        rows = ", ".join(map(str, np.flatnonzero(refused))) if np.ndim(refused) else "toutes"
        raise InputError(argument=argument, problem=problem, rows=rows)


def refuse_absent(argument: str, columns: Iterable[str], asked: Iterable[str]) -> None:
    """Raise InputError where a frame lacks one of the columns asked of it."""
    absent = sorted(set(asked) - set(columns))
    if absent:
        raise InputError(argument=argument, problem=f"n’a pas de colonne «\u00a0{', '.join(absent)}\u00a0»")


def aligned(**arguments: Floats) -> tuple[Floats, ...]:
    """Give all arguments the same shape: each is one number for all, or an array as long as the others.

    Raises
    ------
    InputError
        Two arrays differ in shape.
    """
    arrays = {argument: values for argument, values in arguments.items() if values.ndim}
    if len({values.shape for values in arrays.values()}) > 1:
        raise InputError(argument=", ".join(arrays), problem="n’ont pas la même longueur")
    return np.broadcast_arrays(*arguments.values())


def _lowest_odds(events: Floats, others: Floats, tail: Floats) -> Floats:
    """Low Clopper-Pearson limit of the share of ``events`` among both, as odds; 0 where there are no events."""
    share = betaincinv(events, others + 1, tail)
    return np.where(events > 0, share / (1 - share), 0.0)
