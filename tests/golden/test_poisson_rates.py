"""Published figures of exact Poisson intervals and of the comparison of two counts."""

import pytest

from analytics.statistics.rates import compare_counts, poisson_interval

# Garwood (1936) and Ulm (1990) print two or three digits; the longer figures were recomputed with chi-square quantiles.
LIMITS = [
    (0, (0, 3.69), (0, 3.68888)),
    (1, (0.0253, 5.57), (0.025318, 5.571643)),
    (3, (0.619, 8.77), (0.618672, 8.767273)),
    (5, (1.62, 11.67), (1.623486, 11.668332)),
    (10, (4.80, 18.39), (4.795389, 18.390356)),
    (20, (12.22, 30.89), (12.216520, 30.888378)),
    (50, (37.11, 65.92), (37.110964, 65.918767)),
    (100, (81.36, 121.63), (81.363991, 121.626794)),
]


@pytest.mark.parametrize(("count", "published", "recomputed"), LIMITS)
def test_limits_are_those_of_garwood_when_count_is_in_the_table(meet, count, published, recomputed):
    ours = poisson_interval(count)
    # Three digits are printed of each.
    meet(f"limits of {count}", published, (ours.low, ours.high), 0.005)
    meet(f"limits of {count}, recomputed", recomputed, (ours.low, ours.high), 1e-5)


@pytest.mark.parametrize(
    ("first", "second", "exposure", "published", "tolerance"),
    [
        (0, 3, 100, 0.0884, 1e-4),  # Krishnamoorthy & Thomson (2004)
        (2, 6, 1, 0.1749, 1e-4),  # R ptools
        (10, 20, 1, 0.069, 5e-4),  # R ptools, three digits
    ],
)
def test_etest_is_that_of_the_publication_when_exposures_are_equal(meet, first, second, exposure, published, tolerance):
    ours = compare_counts(first, second, exposure, exposure).p_value_etest
    meet(f"E-test, {first} against {second}", published, ours, tolerance)


def test_screen_is_that_of_wheeler_when_a_month_has_25_for_16(meet):
    """The quick screen of Wheeler (2016) is no function of ours: the exact comparison takes its place."""
    meet("2 (sqrt 25 - sqrt 16)", 2.00, 2 * (25**0.5 - 16**0.5), 0)


def test_comparison_is_that_of_rateratio_test_when_p_barely_exceeds_five_per_cent(meet):
    ours = compare_counts(9, 2, 16_660, 17_877)
    published = (0.2070942, 0.021774, 1.000549, 0.0501065)
    meet("rateratio.test: ratio, limits, p", published, (ours.ratio, ours.low, ours.high, ours.p_value), 1e-6)
