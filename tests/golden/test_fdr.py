"""Worked example of Benjamini & Hochberg (1995): fifteen p-values, level 0.05."""

import numpy as np
import pytest

from analytics.statistics.evaluation import adjust_p_values

P_VALUES = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0,
)  # fmt: skip
ADJUSTED = (
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765, 0.486, 0.581182, 0.714875, 0.753231,
    0.813214, 1.0,
)  # fmt: skip


def test_adjusted_p_values_are_those_recomputed_when_given_the_published_ones(meet):
    meet("adjusted p-values, recomputed", ADJUSTED, adjust_p_values(P_VALUES), 1e-6)


@pytest.mark.parametrize(("method", "published"), [("bonferroni", 3), ("benjamini_hochberg", 4)])
def test_rejections_are_those_of_the_paper_when_level_is_five_per_cent(meet, method, published):
    meet(f"rejections, {method}", published, np.count_nonzero(adjust_p_values(P_VALUES, method) <= 0.05), 0)
