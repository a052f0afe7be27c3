"""Tobacco in California: synthetic control on outcomes alone (Arkhangelsky et al., 2021), not on covariates."""

import pandas as pd
import pytest

from analytics.statistics.evaluation import synthetic_control


@pytest.fixture
def california(reference):
    panel = pd.read_csv(reference / "synthetic_control" / "prop99_panel.csv")
    return synthetic_control(
        panel, outcome="PacksPerCapita", unit="State", time="Year", treated_unit="California", start=1989
    )


def test_effect_is_that_of_the_paper_when_outcomes_alone_are_matched(meet, california):
    meet("mean effect 1989-2000", -19.6, california.mean_effect, 0.3)
    meet("mean effect, recomputed", -19.5136, california.mean_effect, 0.01)
    meet("error before, recomputed", 2.7437, california.pre_mspe, 0.01)
    meet("gaps of 1989, 1995 and 2000", (-8.44, -22.86, -26.60), california.gaps[[1989, 1995, 2000]], 0.05)


def test_weights_are_those_recomputed_when_outcomes_alone_are_matched(meet, california):
    states = ["Utah", "Montana", "Nevada", "Connecticut", "New Hampshire", "Colorado"]
    meet("weights", (0.394, 0.232, 0.205, 0.109, 0.045, 0.015), california.weights[states], 0.005)


def test_rank_is_third_when_all_states_count(meet, california):
    meet("rank among 39, recomputed", 3, california.placebo_rank, 0)
    assert california.n_donors == 38


def test_weights_of_2010_are_not_met_because_covariates_make_another_problem(california):
    """Abadie, Diamond & Hainmueller also match covariates, which a general optimiser does not solve alike.

    Ours fits the years before better than theirs (mean square 3.17), as it looks at nothing else; neither their
    weights nor their rank of 1 out of 39 can therefore be expected of it.
    """
    published = pd.Series({"Utah": 0.334, "Nevada": 0.234, "Montana": 0.199, "Colorado": 0.164, "Connecticut": 0.069})
    ours = california.weights[published.index]
    far = (ours - published).abs().max()
    print(f"weights with covariates (not met): published {dict(published)}, ours {dict(ours.round(3))}, ", end="")
    print(f"difference {far:.1e}")
    print(f"rank with covariates (not met): published 1 of 39, ours {california.placebo_rank} of 39, difference 2")
    assert california.pre_mspe < 3.17
    assert far > 0.03
