"""What would have been counted month by month had nothing been done, and how far what was counted lies from it."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analytics.statistics.arguments import refuse, unusable
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import methods
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import Part

USUAL, MOST = 0.68, 0.95
"""Shares of what chance gives that lie within the limits."""
_HALF = 0.5


def against_expected(study: Study, effect: Effect, *, length: int = 1) -> pd.DataFrame:
    """Set what was counted beside what would have been without the action, by the method that judged it.

    Parameters
    ----------
    effect : of ``study``, by a method that tells what is ``expected``.
    length : months put together, >= 1, counted from the start either way; the first months of the study that make no
        whole one are left out, the last make one that is shorter.

    Returns
    -------
    One row per so many months, in order: ``period_start``, ``period_end`` (excluded), ``part`` (a ``Part``),
    ``observed``, ``expected``; from the start on, otherwise missing: ``chance_low``, ``chance_high``, ``inner_low`` and
    ``inner_high``, limits within which chance alone would leave 95 % and 68 % of the facts counted; ``cumulated``,
    facts counted beyond those expected since the start, with its 95 % limits ``cumulated_low`` and ``cumulated_high``.

    Raises
    ------
    ValueError
        ``length`` below 1, or a method that does not tell what is expected.

    Notes
    -----
    The facts expected after add up to those counted less ``effect.difference``: the last row is the effect, with its
    interval. Limits are of Student's law on the logarithm of the facts counted over those expected, with
    ``effect.freedom``, half a fact added to both (Haldane, 1956). Limits of ``cumulated`` follow the
    errors of the months so far, brought to ``effect.standard_error`` for the whole, as the cumulative effect of
    Brodersen et al. (2015).
    """
    method = methods()[effect.method]
    refuse("length", length < 1, "must be at least 1")
    if method.expected is None or not effect.is_ratio:
        raise unusable("effect", "is by a method that expects no facts by month", effect.method)
    first, n = study.first, len(study.months)
    edges = np.r_[np.arange(first % length, first, length), np.arange(first, n, length), n]
    starts, ends = edges[:-1], edges[1:]
    months, is_after = np.arange(n), starts >= first
    alone = (months >= starts[:, None]) & (months < ends[:, None])
    so_far = (months >= first) & (months < ends[:, None])
    known = method.expected(study, effect, np.vstack([alone[is_after], so_far[is_after]]))
    of_row, since = np.split(known.errors, 2)

    observed, as_judged = alone @ study.acted, known.months
    # What the estimate adds to the counts, half a fact or a residual of the trend, is shared out as what is expected.
    share = max(0.0, (effect.after - effect.difference) / effect.expected)
    expected = alone @ np.where(months >= first, share * as_judged, as_judged)
    frame = pd.DataFrame(
        {
            "period_start": study.months.index[starts],
            "period_end": study.months.index[ends - 1] + pd.DateOffset(months=1),
            "part": np.select([is_after, ends > study.n_before], [Part.AFTER, Part.LEFT_OUT], Part.BEFORE),
            "observed": observed,
            "expected": expected,
        }
    )
    for names, level in ((("chance_low", "chance_high"), MOST), (("inner_low", "inner_high"), USUAL)):
        margin = stdtrit(effect.freedom, (1 + level) / 2) * of_row
        for name, factor in zip(names, (np.exp(-margin), np.exp(margin)), strict=True):
            frame.loc[is_after, name] = np.maximum(0.0, (expected[is_after] + _HALF) * factor - _HALF)
    cumulated = (observed - expected)[is_after].cumsum()
    awaited = so_far[is_after] @ as_judged
    counted = np.maximum(0.0, cumulated + awaited + _HALF * (1 - awaited / awaited[-1]))
    margin = stdtrit(effect.freedom, (1 + MOST) / 2) * since * effect.standard_error / since[-1]
    frame.loc[is_after, "cumulated"] = cumulated
    frame.loc[is_after, "cumulated_low"] = counted * np.exp(-margin) - awaited
    frame.loc[is_after, "cumulated_high"] = counted * np.exp(margin) - awaited
    return frame
