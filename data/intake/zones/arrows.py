"""Where the arrow keys lead on a map: from each zone to a neighbour on each side, so that every zone can be reached."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ARROWS = np.array([-1, -1j, 1, 1j])
"""Left, up, right, down: points are complex numbers, with y downwards."""
_NARROWEST = 0.5
"""Cosine of the largest angle, 60°, between an arrow and the way to the zone that it leads to."""
_TOUCHING = 0.5
"""A zone that touches costs this share of what it costs otherwise."""


def lead_everywhere(at: NDArray[np.float64], touching: NDArray[np.int64]) -> NDArray[np.int64]:
    """Zone that each arrow leads to, such that arrows lead from any zone to any other.

    Parameters
    ----------
    at : a point in each zone, shape (zones, 2), x to the right, y downwards.
    touching : pairs of zones that touch, both ways, shape (2, pairs).

    Returns
    -------
    Positions in ``at``, shape (zones, 4), for left, up, right and down; -1 where the arrow leads nowhere.

    Notes
    -----
    Near zones come first; then arrows are turned until every zone is reached from the first one, and leads back to it.
    There is always an arrow to turn: what is reached hangs on one arrow a zone, of four, and those stay; zones that do
    not lead back lead only to one another, and on the arrows of the last of them nothing hangs.
    """
    points = at @ np.array([1, 1j])
    to = np.array([_nearest(points, zone, touching[1, touching[0] == zone]) for zone in range(len(points))])
    reached, kept = _from_first(to)
    while len(reached) < len(points):
        unreached = np.setdiff1d(np.arange(len(points)), reached)
        _connect(points, to, reached, unreached.tolist(), kept)
        reached, kept = _from_first(to)
    while not (returning := _back_to_first(to)).all():
        _connect(points, to, np.flatnonzero(~returning).tolist(), np.flatnonzero(returning).tolist(), kept)
    return to


def _nearest(points: NDArray[np.complex128], zone: int, touching: NDArray[np.int64]) -> NDArray[np.int64]:
    """Zone on each side of one: near, little off the direction of the arrow, and touching if possible."""
    way = (points - points[zone])[:, None]
    distance = np.abs(way)
    cosine = np.divide((way * _ARROWS.conj()).real, distance, out=np.zeros((len(points), 4)), where=distance > 0)
    ahead = cosine >= _NARROWEST
    cost = np.divide(distance, cosine**2, out=np.full(cosine.shape, np.inf), where=ahead)
    cost[touching] *= _TOUCHING
    return np.where(ahead.any(axis=0), cost.argmin(axis=0), -1)


def _from_first(to: NDArray[np.int64]) -> tuple[list[int], set[tuple[int, int]]]:
    """Zones to which arrows lead from the first one, and the arrow (zone, direction) that first led to each."""
    reached, seen, arrows = [0], {0}, set()
    for zone in reached:
        for direction, target in enumerate(to[zone].tolist()):
            if target >= 0 and target not in seen:
                reached.append(target)
                seen.add(target)
                arrows.add((zone, direction))
    return reached, arrows


def _back_to_first(to: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether arrows lead from each zone to the first one."""
    # One element more than zones: the one that an arrow leading nowhere (-1) finds, never true.
    returning = np.zeros(len(to) + 1, dtype=bool)
    returning[0] = True
    while (added := returning[to].any(axis=1) & ~returning[:-1]).any():
        returning[:-1] |= added
    return returning[:-1]


def _connect(
    points: NDArray[np.complex128],
    to: NDArray[np.int64],
    starts: Sequence[int],
    goals: Sequence[int],
    kept: set[tuple[int, int]],
) -> None:
    """Turn one arrow that is not ``kept``, the best turned already, from one of ``starts`` to the nearest goal."""
    spare = [zone for zone in starts if any((zone, direction) not in kept for direction in range(4))]
    distances = np.abs(points[goals] - points[spare][:, None])
    start, goal = divmod(int(distances.argmin()), len(goals))
    zone, target = spare[start], goals[goal]
    bearing = ((points[target] - points[zone]) * _ARROWS.conj()).real
    best = max((d for d in range(4) if (zone, d) not in kept), key=lambda direction: bearing[direction])
    to[zone, best] = target
