"""Weighted displacement difference (Wheeler & Ratcliffe, 2018; R ptools) and quotient (arithmetic of the formulas)."""

from math import sqrt

from analytics.statistics.evaluation import displacement_quotient, weighted_displacement_difference


def test_difference_is_that_of_the_paper_when_a_zone_around_is_counted(meet):
    ours = weighted_displacement_difference(
        control=(308, 318), treated=(207, 110), displacement_control=(150, 140), displacement_treated=(178, 157)
    )
    meet("WDD of 2018, rounded", (-118, -2.98, -196, -40), (ours.estimate, ours.z, ours.low, ours.high), 0.5)
    meet("WDD of 2018, error", sqrt(1568), ours.standard_error, 1e-4)
    meet(
        "WDD of 2018, recomputed",
        (-2.979950, -195.6106, -40.3894, -107, 30.7083, -11, 25),
        (
            ours.z, ours.low, ours.high, ours.local, ours.local_standard_error, ours.displacement,
            ours.displacement_standard_error,
        ),
        1e-4,
    )  # fmt: skip


def test_difference_is_that_of_ptools_when_level_is_ninety_per_cent(meet):
    ours = weighted_displacement_difference(control=(20, 20), treated=(20, 10), level=0.90)
    published = (-10, 8.366600, -1.195229, -23.761833, 3.761833)
    meet("WDD of ptools", published, (ours.estimate, ours.standard_error, ours.z, ours.low, ours.high), 1e-6)


def test_difference_is_that_of_ptools_when_periods_differ(meet):
    ours = weighted_displacement_difference(control=(100, 50), treated=(80, 20), time_weights=(2, 1))
    meet("WDD of ptools, time weights", (-20, 10.723805), (ours.estimate, ours.standard_error), 1e-6)


def test_quotient_is_that_of_its_formula_when_success_is_clear(meet):
    ours = displacement_quotient((207, 110), (178, 157), (308, 318))
    meet(
        "WDQ and TNE, arithmetic",
        (-0.326166, -0.084211, 0.258186, 130.500),
        (ours.success, ours.buffer, ours.wdq, ours.total_net_effect),
        1e-3,
    )
    assert ours.interpretable
