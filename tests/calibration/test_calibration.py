"""The cases of ``make calibration`` with few draws: every statistic is right about as often as it says."""

import numpy as np
import pytest

from tests.calibration.cases import COVERAGE, Case, Line, Range, shares
from tests.calibration.report import CASES

ERRORS = 4
FEWER = 60
"""Times fewer draws than in the report."""
FEWEST = 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_statistic_is_right_as_often_as_it_says(case):
    (seed,) = case.seeds(1)
    found = shares(case, case.found(seed, max(FEWEST, case.replicates // FEWER)))
    out = [(share.line.name, share.found, share.error) for share in found if share.n and share.is_out(ERRORS)]
    assert not out


@pytest.mark.parametrize(
    ("hits", "is_out"),
    [([1] * 95 + [0] * 5, False), ([1] * 80 + [0] * 20, True), ([1] * 89 + [0] * 11, False), ([np.nan] * 100, True)],
)
def test_share_is_out_when_it_misses_its_range_by_three_errors_or_nothing_was_said(hits, is_out):
    case = Case("towns", 100, lambda rng, n: hits, (Line("statistic", COVERAGE),))
    (share,) = shares(case, case.found(*case.seeds(1), 100))
    assert share.is_out(3) == is_out


def test_share_known_to_be_elsewhere_is_held_there():
    always = Case("towns", 1_000, lambda rng, n: np.ones(n), (Line("a", COVERAGE), Line("a", COVERAGE, Range(0.99, 1))))
    found = np.ones((1_000, 2))
    assert [share.is_out(3) for share in shares(always, found)] == [True, False]


def test_every_case_is_told_apart_and_every_exception_has_its_reason():
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(bool(line.held) == bool(line.why) for case in CASES for line in case.lines)
