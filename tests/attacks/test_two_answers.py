"""Two answers put together give no withheld count: every answer is a sum of cells that the release publishes."""

from collections.abc import Iterator

import numpy as np
import pytest

from analytics.disclosure import Status
from analytics.figures import Observatory, Release, changes, counts, observe, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import indicator_counts
from data.model import Level, Period, Scope, Selection

PROTECTED = (Scope.PUBLIC, Scope.PARTENAIRE, Scope.ELU)


@pytest.fixture(scope="module")
def source(demo_home) -> Observatory:
    return observe(demo_home)


def questions(release: Release) -> Iterator[tuple[str, Level, Period]]:
    """Every indicator and level of the commune, with its whole period."""
    for one in counts.available_indicators(release):
        for level in counts.available_levels(release, one.slug):
            covered = counts.covered_period(release, one.slug, level)
            assert covered is not None
            yield one.slug, level, covered


def test_two_totals_one_month_apart_give_no_withheld_month(source, capsys):
    """The total up to a month, less the total up to the month before, is the month's count, where both are shown."""
    release = Release(source, Scope.PUBLIC)
    withheld = given_back = published = 0
    for slug, level, covered in questions(release):
        months = counts.table(release, Selection(slug, level, covered), "month").frame
        hidden = months.pivot(index="period_start", columns="zone_code", values="status") == Status.PRIMARY
        ends = covered.months()[1:]
        totals = [
            counts.table(release, Selection(slug, level, Period(covered.start, end)), "total").frame for end in ends
        ]
        shown = np.array([total["n_events"].notna() for total in totals])
        withheld += int(hidden.to_numpy().sum())
        published += int((months["status"] == Status.PUBLISHED).sum())
        given_back += int((shown[1:] & shown[:-1] & hidden.to_numpy()[1 : len(shown)]).sum())
    with capsys.disabled():
        print(f"\nWithheld months: {withheld}, published: {published}, given back by two totals: {given_back}")
    assert withheld > 0
    assert given_back == 0


def test_every_figure_is_a_sum_of_published_cells(source):
    """Hence no combination of answers gives more than the cells of the release."""
    release = Release(source, Scope.PUBLIC)
    n_compared = 0
    for slug, level, covered in questions(release):
        of_indicator = release.ask(indicator_counts, slug, level)
        periods = [covered, Period(covered.months()[-12], covered.end), Period(covered.months()[-1], covered.end)]
        for group in of_indicator.groups:
            for period in periods:
                selection = Selection(slug, level, period, group.category, group.champ)
                buckets = of_indicator.within(period)
                cells = of_indicator.cube.cells[np.ix_(group.members, range(len(of_indicator.zones)), buckets)]
                published = (cells >= 0).any(axis=(0, 2)) & ~(cells == -1).any(axis=(0, 2))
                sums = np.where(cells > 0, cells, 0).sum(axis=(0, 2))
                for table in (counts.with_commune, zones_compared.table):
                    frame = table(release, selection).frame
                    assert (frame["n_events"].notna().to_numpy() == published).all()
                    assert (frame["n_events"].dropna().to_numpy(int) == sums[published]).all()
                    n_compared += len(frame)
                if period.n_months <= 12:
                    comparison = Comparison.with_years_before(period)
                    changed = changes.with_commune(release, selection, comparison).frame
                    for row, known in changed[changed["n_events"].notna()].iterrows():
                        judged = Period(known["period_start"].date(), known["period_end"].date())
                        parts = of_indicator.cube.cells[np.ix_(group.members, [row], of_indicator.within(judged))]
                        assert (parts != -1).all()
                        assert known["n_events"] == parts[parts > 0].sum()
    assert n_compared > 1_000


@pytest.mark.parametrize("scope", PROTECTED)
def test_no_cell_of_the_release_is_small(source, scope):
    release = Release(source, scope)
    for slug, level, _ in questions(release):
        cells = release.ask(indicator_counts, slug, level).cube.cells
        assert not ((cells > 0) & (cells < 5)).any()
