"""Noise tables of the ptable vignette (Enderle), and their lookup."""

import numpy as np
import pytest

from analytics.disclosure import cell_key_noise, perturbation_table

ROWS = [
    ("no noise on 0", 2, 0.9, 0, (0, 0, 1, 0, 0)),
    ("a count of 1", 2, 0.9, 1, (0, 0.36250, 0.36250, 0.18750, 0.08750)),
    ("2 and more, variance 0.9", 2, 0.9, 2, (0.05154609, 0.24381564, 0.40927654, 0.24381564, 0.05154609)),
    ("2 and more, variance 1", 2, 1.0, 2, (0.06382714, 0.24469145, 0.38296282, 0.24469145, 0.06382714)),
]


@pytest.mark.parametrize(("case", "maximum", "variance", "count", "published"), ROWS)
def test_probabilities_are_those_of_ptable_when_noise_is_two_at_most(meet, case, maximum, variance, count, published):
    meet(case, published, perturbation_table(maximum, variance).loc[count], 1e-6)


@pytest.mark.parametrize(("key", "published"), [(0.05, -2), (0.20, -1), (0.50, 0), (0.80, 1), (0.99, 2)])
def test_noise_is_that_of_the_cumulative_intervals_when_key_is_looked_up(meet, key, published):
    meet(f"key {key}", published, cell_key_noise(7, key, perturbation_table(2, 0.9)), 0)


def test_noise_is_the_same_when_a_cell_holds_the_same_units():
    table, units = perturbation_table(2, 0.9), np.random.default_rng(7).random(40)
    one, again = (cell_key_noise(40, order.sum() % 1, table) for order in (units, units[::-1]))
    print(
        f"same units in another order: published the same noise, ours {one} and {again}, difference {again - one:.1e}"
    )
    assert one == again
