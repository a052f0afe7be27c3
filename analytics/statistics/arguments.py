"""Checks of the arguments of statistics: what only a programmer can get wrong is an English ``ValueError``.

A message names the argument, then the offending rows, from 0.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = float | Floats


def unusable(argument: str, problem: str, rows: object = "all") -> ValueError:
    """Error that names an argument, what is wrong with it, and its offending rows (``all``, or ``none``)."""
    return ValueError(f"{argument} {problem} (rows {rows})")


def checked_numbers(
    argument: str, values: ArrayLike, accepted: Callable[[Floats], NDArray[np.bool_]], problem: str
) -> Floats:
    """Give the values of an argument as finite numbers, or refuse it.

    Parameters
    ----------
    argument : its name, for the refusal.
    values : a number or an array.
    accepted : which of the numbers are allowed.
    problem : English words that complete the name of the argument when one is not.

    Returns
    -------
    array of floats of the same shape.

    Raises
    ------
    ValueError
        Empty, not numbers, not finite, or not accepted; with the positions, from 0.
    """
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        # The original message quotes the value, which may be personal.
        raise unusable(argument, "must hold numbers") from None
    if numbers.size == 0:
        raise unusable(argument, "is empty", "none")
    refuse(argument, ~(np.isfinite(numbers) & accepted(numbers)), problem)
    return numbers


def checked_counts(argument: str, values: ArrayLike) -> Floats:
    """Give counts of events as numbers >= 0, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda count: count >= 0, "must be at least 0")


def checked_positive(argument: str, values: ArrayLike) -> Floats:
    """Give exposures and factors as numbers > 0, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda value: value > 0, "must be above 0")


def checked_share(argument: str, values: ArrayLike) -> Floats:
    """Give levels and shares as numbers strictly within 0..1, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda share: (share > 0) & (share < 1), "must lie strictly within 0..1")


def checked_probabilities(argument: str, values: ArrayLike) -> Floats:
    """Give probabilities as numbers within 0..1, both included, or refuse the argument; see ``checked_numbers``."""
    return checked_numbers(argument, values, lambda p: (p >= 0) & (p <= 1), "must lie within 0..1")


def refuse(argument: str, refused: ArrayLike, problem: str) -> None:
    """Raise ``ValueError`` with the positions where ``refused`` is true; do nothing where it never is."""
    if np.any(refused):
        rows = ", ".join(map(str, np.flatnonzero(refused))) if np.ndim(refused) else "all"
        raise unusable(argument, problem, rows)


def refuse_absent(argument: str, columns: Iterable[str], required: Iterable[str]) -> None:
    """Raise ``ValueError`` where a frame lacks one of the columns required."""
    absent = sorted(set(required) - set(columns))
    if absent:
        raise unusable(argument, f"lacks the columns {', '.join(absent)}")


def aligned(**arguments: Floats) -> tuple[Floats, ...]:
    """Give all arguments the same shape: each is one number for all, or an array as long as the others.

    Raises
    ------
    ValueError
        Two arrays differ in shape.
    """
    arrays = {argument: values for argument, values in arguments.items() if values.ndim}
    if len({values.shape for values in arrays.values()}) > 1:
        raise unusable(", ".join(arrays), "differ in length")
    return np.broadcast_arrays(*arguments.values())
