"""How much the counts of zones vary by themselves: the one noise, asked by every judge."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.figures.indicator_counts import Group, IndicatorCounts, indicator_counts
from analytics.figures.release import YEAR, Release, summed
from analytics.statistics import trends
from data.model import Level, Period, add_months

_YEARS_OF_MONTHS = 6


@dataclass(frozen=True, eq=False)
class Noise:
    """Noise of the zones of a level, of each group of categories: arrays of shape (groups,).

    Attributes
    ----------
    own, common : variance of a zone's rate from year to year, relative to its square: its own, and that of all zones.
    of_months : variance over mean of the months, where too few years are known: it knows nothing of what lasts a year.
    is_known : whether years say the noise.
    """

    own: NDArray[np.float64]
    common: NDArray[np.float64]
    of_months: NDArray[np.float64]
    is_known: bool

    def over(self, times: float) -> "Noise":
        """The same noise over periods so many times as long, whose years are independent."""
        return replace(self, own=self.own / times, common=self.common / times)

    def dispersion(self, mean: NDArray[np.float64], *, in_time: bool) -> NDArray[np.float64]:
        """Variance over mean of counts of these means, shape (groups, zones).

        Parameters
        ----------
        in_time : whether a zone is compared with its own past, rather than with the others of the same months, which
            share what is common.
        """
        if not self.is_known:
            return np.broadcast_to(self.of_months[:, None], mean.shape)
        return 1.0 + (self.own + in_time * self.common)[:, None] * mean


def noise(
    release: Release, slug: str, level: Level, periods: tuple[Period, ...], touched: frozenset[str] = frozenset()
) -> Noise:
    """Noise of the zones of a level, or of the commune alone, learnt from periods of the same months.

    From unprotected counts, so that whoever reads sees the same words.

    Parameters
    ----------
    touched : codes of zones that tell nothing of it, as recording changed there; not all of them.

    Notes
    -----
    Of at least four periods: ``trends.yearly_noise``. Of fewer: ``trends.pooled_dispersion`` of the months of the last
    six years.
    """
    counts = release.unprotected.ask(indicator_counts, slug, level)
    places = np.flatnonzero(~counts.zones["zone_code"][: max(1, len(counts.zones) - 1)].isin(touched))
    if len(periods) >= trends.FEWEST_YEARS:
        totals = [[counts.total(group, counts.within(period))[places] for period in periods] for group in counts.groups]
        years = [trends.yearly_noise(of_group) for of_group in totals]
        own, common = (np.array([getattr(one, part) for one in years]) for part in ("own", "common"))
        return Noise(own, common, np.ones(len(years)), is_known=True)
    last = max((period.end for period in periods), default=counts.buckets[-1].end)
    pooled = [trends.pooled_dispersion(_months(counts, group, last, places)) for group in counts.groups]
    nothing = np.zeros(len(pooled))
    return Noise(nothing, nothing, np.array(pooled), is_known=False)


def _months(counts: IndicatorCounts, group: Group, end: date, places: NDArray[np.intp]) -> pd.DataFrame:
    """Counts of a group by month of the years before a day, one column per zone."""
    years = Period(add_months(end, -_YEARS_OF_MONTHS * YEAR), end)
    buckets = [i for i in counts.within(years) if counts.buckets[i].n_months == 1]
    cells = summed(counts.cube.cells[np.ix_(group.members, range(len(counts.zones)), buckets)], axis=(0,))[places]
    return pd.DataFrame(np.where(cells < 0, np.nan, cells).T)
