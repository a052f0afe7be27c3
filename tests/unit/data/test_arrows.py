"""Arrows lead from each zone to the one that the eye expects, and to every zone in the end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake.zones.arrows import lead_everywhere

LEFT, UP, RIGHT, DOWN = range(4)
NO_TOUCH = np.empty((2, 0), dtype=int)


def both_ways(*pairs):
    return np.array([*pairs, *((second, first) for first, second in pairs)]).T


def reached_from(to, zone):
    """Positions that the arrows lead to, one press after another."""
    seen, waiting = {zone}, [zone]
    while waiting:
        new = {int(target) for target in to[waiting.pop()] if target >= 0} - seen
        seen |= new
        waiting += new
    return seen


def test_arrows_follow_rows_and_columns_when_zones_form_a_grid():
    at = np.array([(x, y) for y in (0, 10, 20) for x in (0, 10, 20)], dtype=float)
    to = lead_everywhere(at, NO_TOUCH)
    assert to[4].tolist() == [3, 1, 5, 7]
    assert to[0].tolist() == [-1, -1, 1, 3]
    assert to[8].tolist() == [7, 5, -1, -1]


@pytest.mark.parametrize(("degrees", "target"), [(59, 1), (61, -1)])
def test_arrow_leads_to_a_zone_when_it_is_less_than_sixty_degrees_off(degrees, target):
    angle = np.radians(degrees)
    to = lead_everywhere(np.array([(0.0, 0.0), (np.cos(angle), np.sin(angle))]), NO_TOUCH)
    assert to[0, RIGHT] == target and to[0, DOWN] == 1


@pytest.mark.parametrize(("aside", "target"), [(0, 1), (30, 2)])
def test_arrow_prefers_the_zone_ahead_when_another_is_nearer_but_aside(aside, target):
    # The nearer zone is 45 degrees off: straight ahead is worth nearly twice the distance.
    at = np.array([(0.0, 0.0), (15.0, aside), (9.0, 9.0)])
    assert lead_everywhere(at, NO_TOUCH)[0, RIGHT] == target


def test_arrow_prefers_the_zone_that_touches_when_another_is_nearer():
    at = np.array([(0.0, 0.0), (10.0, 0.0), (19.0, 0.0)])
    assert lead_everywhere(at, NO_TOUCH)[0, RIGHT] == 1
    assert lead_everywhere(at, both_ways((0, 2)))[0, RIGHT] == 2


def test_arrows_lead_nowhere_when_the_zone_is_alone():
    assert lead_everywhere(np.array([(5.0, 5.0)]), np.array([[0], [0]])).tolist() == [[-1, -1, -1, -1]]


def test_zone_is_reached_when_another_stands_before_it_on_every_side():
    # From any other zone, something touching or straighter comes first: the nearest one gives it an arrow.
    at = np.array([(0, 0), (10, 0), (20, 0), (0, 10), (20, 10), (0, 20), (10, 20), (20, 20), (12, 4)], dtype=float)
    ring = both_ways(*((a, b) for a in range(8) for b in range(8) if a < b))
    plain = lead_everywhere(at[:8], ring[:, (ring < 8).all(axis=0)])
    to = lead_everywhere(at, ring)
    assert (to == 8).sum() == 1 and to[1, DOWN] == 8 and plain[1, DOWN] != 8
    assert all(reached_from(to, zone) == set(range(9)) for zone in range(9))


# Whole numbers in a small square: points in line, and several at the same place, come often.
places = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=14)


@given(places, st.data())
def test_every_zone_is_reached_from_every_zone(places, data):
    zone = st.integers(0, len(places) - 1)
    pairs = data.draw(st.lists(st.tuples(zone, zone), max_size=20))
    to = lead_everywhere(np.array(places, dtype=float), both_ways(*pairs) if pairs else NO_TOUCH)
    assert to.shape == (len(places), 4) and to.min() >= -1 and to.max() < len(places)
    assert all(reached_from(to, zone) == set(range(len(places))) for zone in range(len(places)))
