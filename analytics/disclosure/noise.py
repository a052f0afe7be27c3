"""Noise that keeps small counts from being told: the same cell always has the same noise, and none becomes negative."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.rates import Floats, aligned, checked_counts, checked_numbers, checked_positive, refuse
from data.errors import InputError


def perturbation_table(maximum: int, variance: float) -> pd.DataFrame:
    """Give the probability of each noise by count, such that nothing more than its mean and variance is decided.

    Parameters
    ----------
    maximum : largest noise either way, whole, >= 1.
    variance : of the noise, > 0, the same for every count but 0.

    Returns
    -------
    DataFrame
        Row per count from 0 to ``maximum``, the last standing for all greater counts; column per noise from
        ``-maximum`` to ``maximum``. A row adds up to 1 and has mean 0; that of 0 has no noise.

    Raises
    ------
    InputError
        An argument is out of range, or no noise has this variance.

    Notes
    -----
    Of all noises that have mean 0 and this variance, never make a count negative, and are never less probable than a
    greater one of the same sign, the one of largest entropy (Giessing, 2016), as in Enderle's R ptable. The
    last condition matters for the smallest counts alone: for a count of 1 and a noise of 2 at most it makes -1 as
    probable as 0.
    """
    refuse("maximum", checked_positive("maximum", maximum) % 1 != 0, "doit contenir des nombres entiers")
    checked_positive("variance", variance)
    noises = np.arange(-int(maximum), int(maximum) + 1)
    table = pd.DataFrame(0.0, pd.RangeIndex(int(maximum) + 1, name="count"), pd.Index(noises, name="noise"))
    table.loc[0, 0] = 1.0
    for count in range(1, int(maximum) + 1):
        possible = noises[noises >= -count]
        table.loc[count, possible] = _largest_entropy(possible, float(variance))
    return table


def cell_key_noise(count: ArrayLike, key: ArrayLike, table: pd.DataFrame) -> NDArray[np.int64]:
    """Give the noise of each cell, decided by its count and its key.

    Parameters
    ----------
    count : whole, >= 0; a number or an array.
    key : of the cell, from 0 to 1 excluded: the fractional part of the sum of the random keys of its units, so that
        the same units always have the same noise; same shape.
    table : as ``perturbation_table`` gives it.

    Returns
    -------
    array of whole numbers of the same shape, to be added to the counts.

    Raises
    ------
    InputError
        An argument is empty, not finite, out of range, or not of the length of the other.
    """
    counts, keys = aligned(
        count=checked_counts("count", count),
        key=checked_numbers("key", key, lambda key: (key >= 0) & (key < 1), "doit être compris entre 0 et 1, 1 exclu"),
    )
    refuse("count", counts % 1 != 0, "doit contenir des nombres entiers")
    upper = table.to_numpy().cumsum(axis=1)[np.minimum(counts, len(table) - 1).astype(int)]
    # The last limit is 1, up to rounding: a key above it still has the last noise.
    positions = np.minimum((upper <= keys[..., None]).sum(axis=-1), table.shape[1] - 1)
    noise: NDArray[np.int64] = table.columns.to_numpy()[positions][()]
    return noise


def _largest_entropy(noises: NDArray[np.int64], variance: float) -> Floats:
    """Probabilities of ``noises``: mean 0, the variance asked, not increasing away from 0."""
    # It costs half a second that screens, which import the gate beside, do not owe.
    from scipy.optimize import LinearConstraint, linprog, minimize

    powers = np.array([np.ones(len(noises)), noises, noises**2])
    moments = [1.0, 0.0, variance]
    outer_less = np.diff(np.eye(len(noises)), axis=0) * np.where(noises[:-1] < 0, -1, 1)[:, None]
    possible = linprog(noises, A_eq=powers, b_eq=moments, A_ub=outer_less, b_ub=np.zeros(len(outer_less)))
    if not possible.success:
        raise InputError(argument="variance", problem="n’est celle d’aucun bruit de cette étendue", rows="aucune")
    # Its own word on success is not asked: at this precision it may stop for want of a better point.
    found = minimize(
        lambda p: float(p @ np.log(p)),
        np.full(len(noises), 1 / len(noises)),
        jac=lambda p: np.log(p) + 1,
        method="SLSQP",
        bounds=[(1e-12, 1)] * len(noises),
        constraints=[LinearConstraint(powers, moments, moments), LinearConstraint(outer_less, -np.inf, 0)],
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return np.asarray(found.x)
