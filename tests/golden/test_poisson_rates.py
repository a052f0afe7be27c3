"""Published figures of exact Poisson intervals and of the comparison of two counts."""

import pytest

from analytics.rates import compare_counts, poisson_interval

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
def test_limits_are_those_of_garwood_when_count_is_in_the_table(count, published, recomputed):
    ours = poisson_interval(count)
    print(f"count {count}: published {published}, recomputed {recomputed}, ours ({ours.low:.6f}, {ours.high:.6f})")
    assert (ours.low, ours.high) == pytest.approx(published, abs=0.005)
    assert (ours.low, ours.high) == pytest.approx(recomputed, abs=1e-5)


@pytest.mark.parametrize(
    ("first", "second", "exposure", "published", "tolerance"),
    [
        (0, 3, 100, 0.0884, 1e-4),  # Krishnamoorthy & Thomson (2004)
        (2, 6, 1, 0.1749, 1e-4),  # R ptools
        (10, 20, 1, 0.069, 5e-4),  # R ptools, three digits
    ],
)
def test_etest_is_that_of_the_publication_when_exposures_are_equal(first, second, exposure, published, tolerance):
    ours = compare_counts(first, second, exposure, exposure).p_value_etest
    print(f"{first} against {second}: published {published}, ours {ours:.6f}")
    assert ours == pytest.approx(published, abs=tolerance)


def test_comparison_is_that_of_rateratio_test_when_p_barely_exceeds_five_per_cent():
    published = {"ratio": 0.2070942, "low": 0.021774, "high": 1.000549, "p_value": 0.0501065}
    comparison = compare_counts(9, 2, 16_660, 17_877)
    ours = {name: float(getattr(comparison, name)) for name in published}
    print(f"published {published}, ours {ours}")
    assert ours == pytest.approx(published, abs=1e-6)
