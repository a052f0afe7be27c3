"""How much the count of a zone varies from year to year beyond chance: by itself, and with all the others."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from analytics.statistics.arguments import Floats, checked_counts, refuse
from analytics.statistics.trends.seasons import student_excess

FEWEST_YEARS = 4


@dataclass(frozen=True)
class YearlyNoise:
    """Variance of the rate of a zone from year to year, relative to its square.

    Attributes
    ----------
    own : what each zone adds by itself.
    common : what all zones of a year share.
    """

    own: float
    common: float

    def dispersion(self, mean: ArrayLike) -> Floats:
        """Variance over mean of the yearly counts of zones of these means, >= 0: ``1 + (own + common) × mean``."""
        return 1.0 + (self.own + self.common) * checked_counts("mean", mean)


def yearly_noise(years: ArrayLike) -> YearlyNoise:
    """Estimate the noise of zones from the counts of several years.

    Parameters
    ----------
    years : counts, >= 0, shape (years, zones): at least four years; of the same months where they are not whole.

    Raises
    ------
    ValueError
        Not a table of counts, or of fewer than four years.

    Notes
    -----
    A zone of mean ``m`` has the variance ``m + (own + common) m²``.

    With ``E = year total × zone total / total`` and ``f = years × zones / ((years - 1)(zones - 1))``, ``own`` is
    ``max(0, (f Σ(Y - E)²/E - number of E > 0) / ΣE)``: what years and zones do not explain together, less what chance
    gives. ``common`` is what is left of the variance ``v`` of the year totals, of mean ``M``:
    ``max(0, (v - M - own Σm²) / M²)``. Both are right on average, and 0 where years vary no more than chance.

    A unit that is alone has but its few years to say its noise: its ``common`` is multiplied by the square of Student's
    quantile over the normal one. Zones judged together are spared it: ``tests/calibration`` says how often they err.
    """
    counts = checked_counts("years", years)
    refuse("years", counts.ndim != 2, "is not a table of years and zones")
    n_years, n_zones = counts.shape
    refuse("years", n_years < FEWEST_YEARS, f"has fewer than {FEWEST_YEARS} years")
    of_year, of_zone, total = counts.sum(axis=1), counts.mean(axis=0), counts.sum()
    if total == 0:
        return YearlyNoise(0.0, 0.0)
    own = 0.0
    if n_zones > 1:
        expected = of_year[:, None] * counts.sum(axis=0) / total
        known = expected > 0
        pearson = ((counts - expected)[known] ** 2 / expected[known]).sum()
        freedom = n_years * n_zones / ((n_years - 1) * (n_zones - 1))
        own = max(0.0, float((freedom * pearson - known.sum()) / total))
    mean = of_year.mean()
    common = max(0.0, float((of_year.var(ddof=1) - mean - own * (of_zone**2).sum()) / mean**2))
    if n_zones == 1:
        common *= float(student_excess(n_years - 1)) ** 2
    return YearlyNoise(own, common)
