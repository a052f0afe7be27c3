"""Whether a conclusion stands when the effect is measured against other compared zones."""

import numpy as np
from numpy.typing import NDArray

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.differences import log_rate_ratio
from analytics.statistics.evaluation.effects import Effect, Measure, limits
from analytics.statistics.evaluation.study import Study
from analytics.statistics.rates import Interval


def against(study: Study, effect: Effect, compared: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Ratios against other comparisons, and whether each excludes no change on the side that the effect does.

    Parameters
    ----------
    compared : events before and after of each other comparison, shape (2, comparisons).

    Returns
    -------
    Two arrays of shape (comparisons,). The 90 % interval of each is compared with the 95 % one of the effect.
    """
    acted = study.periods(study.acted)
    months = study.lengths()[:, None]
    log_ratio, variance = log_rate_ratio(
        np.stack([np.broadcast_to(acted[:, None], compared.shape), np.broadcast_to(months, compared.shape)]),
        np.stack([compared, np.broadcast_to(months, compared.shape)]),
    )
    error = np.sqrt(variance * effect.dispersion)
    pairs = zip(np.exp(log_ratio), error, strict=True)
    margins = [limits(Measure.RATIO, float(ratio), float(spread), 0.90, effect.freedom) for ratio, spread in pairs]
    side = _side(effect.relative_interval(0.95))
    return np.exp(log_ratio), np.array([side == 0 or side == _side(margin) for margin in margins])


def _side(margin: Interval) -> int:
    """-1 for a fall, 1 for a rise, 0 where the interval has no change within it."""
    return -1 if margin.high < 1 else 1 if margin.low > 1 else 0
