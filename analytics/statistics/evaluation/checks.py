"""What is verified of a comparison, each check saying whether it passed, failed or only informs, with a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.differences import log_rate_ratio
from analytics.statistics.evaluation.effects import Effect, Measure, Method, limits, two_sided
from analytics.statistics.evaluation.interrupted import interrupted_residuals
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.study import Study
from analytics.statistics.rates import Interval
from analytics.statistics.words import SIGNIFICANCE
from analytics.text import verdicts as texts

MONTHS_OF_TREND = 12
"""Months before the action from which their trend is read."""
MONTHS_OF_PLACEBO = 6
"""Fewest months on each side of a date when nothing began."""
LAGS = 6
"""Months over which the dependence of the months is tested."""
OVERDISPERSED = 1.5
RARE_SHARE, COMMON_SHARE = 0.05, 0.20
"""Shares of the zones that change as clearly, under which a clear effect stands, and over which it does not."""


class Outcome(StrEnum):
    """What a check says."""

    PASSED = "passed"
    FAILED = "failed"
    INFORMATIVE = "informative"


@dataclass(frozen=True)
class Check:
    """One verification.

    Attributes
    ----------
    name : one of the keys of ``texts.CHECK_NAMES``.
    text : French sentence.
    decisive : whether a failure bears on the comparison itself, and weakens the verdict.
    """

    name: str
    outcome: Outcome
    text: str
    decisive: bool = True


def checks_of(study: Study, effect: Effect) -> tuple[Check, ...]:
    """All the checks of an effect, in the order in which they are read.

    Parameters
    ----------
    study : what the effect was measured on.
    effect : by difference in differences, displacement difference or interrupted series.
    """
    if effect.method is Method.INTERRUPTED:
        return overdispersion(study, effect), autocorrelation(study, effect), recording(study), simultaneous(study)
    return (
        pre_trend(study),
        placebo_dates(study, effect),
        placebo_places(effect),
        leave_one_out(study, effect),
        buffer(study, effect),
        overdispersion(study, effect),
        autocorrelation(study, effect),
        recording(study),
        simultaneous(study),
    )


def pre_trend(study: Study) -> Check:
    """Whether the gap with the compared zones already moved before the action.

    Notes
    -----
    Given the month's total, the share of the action's zones is binomial; its logit is regressed on time, errors widened
    by Pearson's dispersion where it exceeds 1. Failed where the 95 % interval of the yearly ratio excludes 1.
    """
    acted, beside = study.acted[: study.n_before], study.beside[: study.n_before]
    seen = acted + beside > 0
    if seen.sum() < MONTHS_OF_TREND or not acted.any() or not beside.any():
        return Check("pre_trend", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_MONTHS))
    import statsmodels.api as sm

    years = np.flatnonzero(seen) / 12
    design = np.column_stack([np.ones(len(years)), years - years.mean()])
    fitted = sm.GLM(np.column_stack([acted, beside])[seen], design, family=sm.families.Binomial()).fit()
    dispersion = max(1.0, float(fitted.pearson_chi2 / fitted.df_resid))
    slope, error = float(fitted.params[1]), float(fitted.bse[1]) * np.sqrt(dispersion)
    yearly = float(np.exp(slope))
    margin = limits(Measure.RATIO, yearly, error, 0.95, float(fitted.df_resid))
    passed = bool(margin.low <= 1 <= margin.high)
    text = texts.pre_trend((yearly, float(margin.low), float(margin.high)), passed)
    return Check("pre_trend", Outcome.PASSED if passed else Outcome.FAILED, text)


def placebo_dates(study: Study, effect: Effect) -> Check:
    """Whether the same computation finds an effect at a quarter, half and three quarters of the months before.

    Notes
    -----
    Only months before the action are read. Failed where one of the dates is significant after a Benjamini-Hochberg
    adjustment.
    """
    cuts = sorted({study.n_before * k // 4 for k in (1, 2, 3)})
    cuts = [cut for cut in cuts if MONTHS_OF_PLACEBO <= cut <= study.n_before - MONTHS_OF_PLACEBO]
    before = np.stack([study.acted[: study.n_before], study.beside[: study.n_before]])
    if not cuts or not before.any(axis=1).all():
        return Check("placebo_dates", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_MONTHS))
    running = np.insert(before.cumsum(axis=1), 0, 0, axis=1)[:, cuts]
    whole = before.sum(axis=1, keepdims=True)
    months = np.array([cuts, study.n_before - np.array(cuts)], dtype=float)
    # Shape (zones, events or months, periods, dates).
    acted, beside = (np.stack([np.stack([running[i], whole[i] - running[i]]), months]) for i in (0, 1))
    log_ratio, variance = log_rate_ratio(acted, beside)
    z = log_ratio / np.sqrt(variance * effect.dispersion)
    n_found = int((adjust_p_values([two_sided(one, effect.freedom) for one in z]) <= SIGNIFICANCE).sum())
    text = texts.placebo_dates(len(cuts), n_found)
    return Check("placebo_dates", Outcome.FAILED if n_found else Outcome.PASSED, text)


def placebo_places(effect: Effect) -> Check:
    """Whether zones without the action changed as clearly, each treated in turn as if it had it."""
    share = effect.p_value_places
    if share is None or effect.n_compared < 2:
        return Check("placebo_places", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_ZONES))
    n_zones = effect.n_compared
    alone = effect.n_treated == 1
    text = texts.placebo_places(n_zones, round(share * (n_zones + 1)) - 1) if alone else texts.placebo_choices(share)
    if effect.p_value > SIGNIFICANCE:
        return Check("placebo_places", Outcome.INFORMATIVE, text)
    if share <= max(RARE_SHARE, 1 / (n_zones + 1)):
        return Check("placebo_places", Outcome.PASSED, text)
    return Check("placebo_places", Outcome.FAILED if share > COMMON_SHARE else Outcome.INFORMATIVE, text)


def leave_one_out(study: Study, effect: Effect) -> Check:
    """Whether the conclusion holds without each compared zone in turn."""
    if len(study.compared) < 3:
        return Check("leave_one_out", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_ZONES))
    each = study.periods(study.months[list(study.compared)].to_numpy(dtype=float))
    without = study.periods(study.beside)[:, None] - each
    ratios, held = _held(study, effect, without)
    holds = bool(held.all())
    text = texts.leave_one_out(float(ratios.min()), float(ratios.max()), holds)
    return Check("leave_one_out", Outcome.PASSED if holds else Outcome.FAILED, text)


def buffer(study: Study, effect: Effect) -> Check:
    """Whether the conclusion holds when the zones around count among the compared ones."""
    if not study.around:
        return Check("buffer", Outcome.INFORMATIVE, texts.unchecked(texts.NO_ZONE_AROUND))
    within = study.periods(study.beside + study.together(study.around))[:, None]
    ratios, held = _held(study, effect, within)
    text = texts.buffer(effect.relative, float(ratios[0]), bool(held[0]))
    return Check("buffer", Outcome.PASSED if held[0] else Outcome.FAILED, text)


def overdispersion(study: Study, effect: Effect) -> Check:
    """Whether months vary more than chance alone: see ``monthly_dispersion``, or the model of an interrupted series."""
    dispersion = effect.dispersion if effect.method is Method.INTERRUPTED else monthly_dispersion(study)
    if dispersion is None:
        return Check("overdispersion", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_MONTHS), decisive=False)
    over = dispersion > OVERDISPERSED
    text = texts.overdispersion(dispersion, over)
    return Check("overdispersion", Outcome.INFORMATIVE if over else Outcome.PASSED, text, decisive=False)


def autocorrelation(study: Study, effect: Effect) -> Check:
    """Whether the gap of a month tells that of the next ones.

    Notes
    -----
    Ljung & Box (1978) over six months, on the residuals of the share of the action's zones, each period having its own;
    of an interrupted series, on those of its model.
    """
    if effect.method is Method.INTERRUPTED:
        residuals = interrupted_residuals(study.acted, study.n_before)
    else:
        residuals = np.concatenate(list(_residuals(study)))
    n = len(residuals)
    if n <= 2 * LAGS or not residuals.any():
        return Check("autocorrelation", Outcome.INFORMATIVE, texts.unchecked(texts.TOO_FEW_MONTHS), decisive=False)
    from statsmodels.stats.diagnostic import acorr_ljungbox

    p_value = float(acorr_ljungbox(residuals, lags=[LAGS])["lb_pvalue"].iloc[0])
    outcome = Outcome.FAILED if p_value < SIGNIFICANCE else Outcome.PASSED
    return Check("autocorrelation", outcome, texts.autocorrelation(p_value), decisive=False)


def recording(study: Study) -> Check:
    """Whether what is written down changed within the months compared, and alike everywhere."""
    first, last = study.months.index[0], study.months.index[-1]
    met = [change for change in study.recording if first < change.month <= last and _touches(change.zones, study)]
    months = [change.month.date() for change in met]
    if not met:
        return Check("recording", Outcome.PASSED, texts.recording(months, True))
    shared = bool(study.compared) and all(not change.zones for change in met)
    outcome = Outcome.INFORMATIVE if shared else Outcome.FAILED
    return Check("recording", outcome, texts.recording(months, shared))


def simultaneous(study: Study) -> Check:
    """Whether another action bears on the same facts, in the same place and the same months."""
    names = study.simultaneous
    return Check("simultaneous", Outcome.FAILED if names else Outcome.PASSED, texts.simultaneous(names))


def monthly_dispersion(study: Study) -> float | None:
    """Pearson's dispersion of the months before the action about levels of zones and months; None if it has none."""
    zones = list(study.treated + study.compared)
    counts = study.months[zones].to_numpy(dtype=float)[: study.n_before]
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if min(counts.shape, default=0) < 2:
        return None
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return float(((counts - expected) ** 2 / expected).sum() / freedom)


def _held(study: Study, effect: Effect, beside: Floats) -> tuple[Floats, Floats]:
    """Ratios with other comparisons, shape (choices,), and whether each still says as much as the effect does."""
    acted = study.periods(study.acted)
    months = study.lengths()[:, None]
    log_ratio, variance = log_rate_ratio(
        np.stack([np.broadcast_to(acted[:, None], beside.shape), np.broadcast_to(months, beside.shape)]),
        np.stack([beside, np.broadcast_to(months, beside.shape)]),
    )
    error = np.sqrt(variance * effect.dispersion)
    pairs = zip(np.exp(log_ratio), error, strict=True)
    margins = [limits(Measure.RATIO, float(ratio), float(spread), 0.90, effect.freedom) for ratio, spread in pairs]
    side = _side(effect.relative_interval(0.95))
    return np.exp(log_ratio), np.array([side == 0 or side == _side(margin) for margin in margins])


def _side(margin: Interval) -> int:
    """-1 for a fall, 1 for a rise, 0 where the interval holds no change."""
    return -1 if margin.high < 1 else 1 if margin.low > 1 else 0


def _residuals(study: Study) -> Iterator[Floats]:
    """Standardised gaps of the months of each period."""
    for period in (slice(study.n_before), slice(study.n_before, None)):
        acted, beside = study.acted[period], study.beside[period]
        total = acted + beside
        share = acted.sum() / total.sum() if total.sum() else 0.0
        spread = np.sqrt(total * share * (1 - share))
        yield np.divide(acted - total * share, spread, out=np.zeros_like(total), where=spread > 0)


def _touches(zones: tuple[str, ...], study: Study) -> bool:
    return not zones or bool(set(zones) & {*study.treated, *study.compared})
