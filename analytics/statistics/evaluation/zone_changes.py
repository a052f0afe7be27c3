"""The action's zones against how much zones that resemble them changed by themselves."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtri

from analytics.statistics.arguments import Floats, Numbers, aligned, checked_numbers, checked_positive, refuse
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.power import minimal_detectable_effect
from analytics.statistics.evaluation.study import YEAR, Counted, Study

FEWEST = 3
"""Compared zones with facts under which how they differ is not known."""
PEAK = 1.0
"""Errors by which the year before an action stands out."""
_STEPS = 50
_HALF = 0.5


@dataclass(frozen=True)
class Compared:
    """How zones without the action changed by themselves: those that have any fact.

    Attributes
    ----------
    changes : logarithm of what each became, after over before.
    variances : of these, by chance alone.
    between : variance of their true changes (Paule-Mandel).
    """

    changes: Floats
    variances: Floats
    between: float

    @cached_property
    def weights(self) -> Floats:
        """Inverse of the whole variance of each change."""
        return 1 / (self.variances + self.between)

    @property
    def mean(self) -> float:
        """Weighted mean of the changes."""
        return float(self.weights @ self.changes / self.weights.sum())

    @property
    def variance(self) -> float:
        """Variance of ``mean``."""
        return float(1 / self.weights.sum())

    @property
    def freedom(self) -> int:
        """Degrees of freedom of Student's law: zones less one."""
        return len(self.changes) - 1

    def without_each(self) -> tuple[Floats, Floats]:
        """Mean and its variance, each zone left out in turn; the variance between zones stays that of all."""
        weights = self.weights.sum() - self.weights
        return (self.weights @ self.changes - self.weights * self.changes) / weights, 1 / weights

    def and_these(self, others: "Compared") -> tuple[float, float]:
        """Mean and its variance with other zones among them; the variance between zones stays that of these."""
        weights = np.append(self.weights, 1 / (others.variances + self.between))
        return float(weights @ np.append(self.changes, others.changes) / weights.sum()), float(1 / weights.sum())


@dataclass(frozen=True)
class Acted:
    """What zones became together, after over before.

    Attributes
    ----------
    change : its logarithm.
    by_chance, by_itself : variances of ``change``, of the counts alone and of what such zones change by themselves.
    """

    change: float
    by_chance: float
    by_itself: float

    def beside(self, among: Compared) -> tuple[float, float]:
        """Logarithm of the ratio of their change to that of the compared zones, and its error."""
        return self.change - among.mean, float(np.sqrt(self.by_chance + self.by_itself + among.variance))


def paule_mandel(values: Floats, variances: Floats) -> float:
    """Variance of the true values of which each was measured with an error.

    Parameters
    ----------
    values : at least two.
    variances : of their errors, > 0.

    Raises
    ------
    ValueError
        Fewer than two, not finite, or a variance that is not positive.

    Notes
    -----
    Root, or 0 where there is none, of ``sum (value - mean)^2 / (variance + between) = n - 1``, the mean weighted by the
    same (Paule & Mandel, 1982). The sum falls and is convex: Newton's steps from 0 rise to the root.
    """
    known, errors = aligned(
        values=checked_numbers("values", values, np.isfinite, "must be finite"),
        variances=checked_positive("variances", variances),
    )
    refuse("values", known.size < 2, "are fewer than two")
    between = 0.0
    for _ in range(_STEPS):
        weights = 1 / (errors + between)
        squares = (known - weights @ known / weights.sum()) ** 2
        excess = float(weights @ squares) - (known.size - 1)
        if excess <= 1e-12:
            break
        between += excess / float(weights**2 @ squares)
    return between


def highest_between(values: Floats, variances: Floats) -> float:
    """Highest variance of true values that their measures allow, at 95 %; 0 where these differ less than errors do.

    Notes
    -----
    Root of ``sum (value - mean)^2 / (variance + between)`` = the lowest 5 % of a chi-square (Viechtbauer, 2007).
    """
    lowest = float(chdtri(len(values) - 1, 0.95))

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        return float(weights @ (values - weights @ values / weights.sum()) ** 2) - lowest

    low, high = 0.0, 1.0
    if excess(low) <= 0:
        return 0.0
    while excess(high) > 0:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


def changes(before: Floats, after: Floats, per_event: float) -> tuple[Floats, Floats]:
    """Logarithm of what each zone became, and its variance by chance.

    Parameters
    ----------
    before, after : events of zones on the same months, one of both above 0.
    per_event : events truly counted before for each of ``before``, > 0.

    Notes
    -----
    One half is added to each count, so that its logarithm exists and hardly leans (Haldane, 1956; Anscombe, 1956). The
    variance is ``1/before + 1/after`` of the counts that the zone's total would give had it changed as all did: with
    its own counts, zones that rose by chance weigh more than those that fell, and a quiet action is called a fall.
    """
    growth = float((after.sum() + _HALF) / (before.sum() + _HALF))
    rate = (before * per_event + after + 2 * _HALF) / (per_event + growth)
    return _log_change(before, after, per_event), (1 / per_event + 1 / growth) / rate


def compared(counted: Counted) -> Compared:
    """How compared zones changed; those without any fact say nothing, and are left out."""
    seen = counted.before + counted.after > 0
    values, variances = changes(counted.before[seen], counted.after[seen], counted.per_event)
    return Compared(values, variances, paule_mandel(values, variances) if len(values) > 1 else 0.0)


def acted(counted: Counted, among: Compared) -> Acted:
    """What zones became together, their facts added.

    Notes
    -----
    The variance by chance of the logarithm of a count and a half is about ``1 / (count + 1)`` (Pettigrew, Gart &
    Thomas, 1986). Each zone has its own part of the variance between zones: together, that of one, times the sum of the
    squares of their shares.
    """
    before, after = counted.before * counted.per_event, counted.after
    shares = (before + after) / ((before + after).sum() or 1.0)
    return Acted(
        change=float(_log_change(counted.before.sum(), after.sum(), counted.per_event)),
        by_chance=float(1 / (before.sum() + 2 * _HALF) + 1 / (after.sum() + 2 * _HALF)),
        by_itself=among.between * float(shares @ shares),
    )


def zone_effect(study: Study, zones: tuple[str, ...] | None = None) -> Effect:
    """Effect in ``zones``, those of the action by default, against the compared ones.

    Raises
    ------
    ValueError
        Fewer than two compared zones with facts.

    Notes
    -----
    ``log(after / before)`` of the zones together, less the mean of the compared zones weighted by the inverse of their
    variances, ``1/before + 1/after`` plus the variance between zones, which is that of the compared ones
    (``paule_mandel``). Student's law has as many degrees of freedom as compared zones, less one (Follmann & Proschan,
    1999). ``before`` is on the same calendar months as ``after``, and as many: see ``Study.counted``.
    """
    chosen = zones or study.treated
    own, among = study.counted(chosen), compared(study.counted(study.compared))
    refuse("months", len(among.changes) < 2, "has fewer than two compared zones with events")
    ours = acted(own, among)
    log_ratio, error = ours.beside(among)
    both = limits(Measure.RATIO, float(np.exp(log_ratio)), error, 0.95, among.freedom)
    before = float(own.before.sum())
    return Effect(
        method="zone_changes",
        measure=Measure.RATIO,
        estimate=float(np.exp(log_ratio)),
        standard_error=error,
        z=log_ratio / error,
        p_value=two_sided(log_ratio / error, among.freedom),
        low=float(both.low),
        high=float(both.high),
        before=before,
        after=float(own.after.sum()),
        expected=max(before, _HALF / own.per_event) * float(np.exp(among.mean)),
        detectable=float(
            minimal_detectable_effect(
                before * own.per_event,
                exposure_ratio=float(np.exp(among.mean)) / own.per_event,
                comparison_variance=ours.by_itself + among.variance,
                freedom=among.freedom,
                rise=study.rises,
            )
        ),
        freedom=float(among.freedom),
        between=among.between,
        n_treated=len(chosen),
        n_compared=len(among.changes),
        p_value_places=_share_as_clear(log_ratio / error, among),
    )


def is_at_its_peak(study: Study) -> bool:
    """Whether the year before the action stood out, as it does where a place is chosen for its figures.

    Such a year is followed by a more usual one without any action. True where less than two years are known, as nothing
    then tells.

    Notes
    -----
    The last year read is compared with the months before it as an action is, the compared zones beside it where there
    are enough. It stands out by ``PEAK`` errors, up, or down for an action that is meant to raise. Only months before
    the action are read.
    """
    if study.n_before < 2 * YEAR:
        return True
    own, others = (study.counted(zones, study.n_before - YEAR) for zones in (study.treated, study.compared))
    if ((others.before + others.after) > 0).sum() >= FEWEST:
        among = compared(others)
        change, error = acted(own, among).beside(among)
    else:
        alone = acted(own, Compared(np.zeros(1), np.ones(1), 0.0))
        change, error = alone.change, float(np.sqrt(alone.by_chance))
    return change * (-1 if study.rises else 1) > PEAK * error


def foreseen(study: Study, n_after: int) -> float:
    """Smallest change that would probably be seen so many months after the start, counts going on as before it.

    Notes
    -----
    The zones vary by themselves as they did until now; before there are months enough after the action, as they did in
    the last year read before it.
    """
    own, others = (study.events(zones)[: study.n_before].sum(axis=0) for zones in (study.treated, study.compared))
    others = others[others > 0]
    if not own.any() or len(others) < FEWEST:
        return np.inf
    known = study.n_after >= YEAR // 2 or study.n_before < 2 * YEAR
    between = compared(study.counted(study.compared, None if known else study.n_before - YEAR)).between
    longer = n_after / study.n_before
    shares = own / own.sum()
    spread = (1 + 1 / longer) / others + between
    return float(
        minimal_detectable_effect(
            float(own.sum()),
            exposure_ratio=longer,
            comparison_variance=between * float(shares @ shares) + 1 / float((1 / spread).sum()),
            freedom=len(others) - 1,
            rise=study.rises,
        )
    )


def _log_change(before: Numbers, after: Numbers, per_event: float) -> Floats:
    return np.asarray(np.log((after + _HALF) / (before + _HALF / per_event)))


def _share_as_clear(z: float, among: Compared) -> float:
    """Share of the zones, the action's counted as one, whose change beside the others is as clear as the action's."""
    means, variances = among.without_each()
    others = (among.changes - means) / np.sqrt(1 / among.weights + variances)
    return float((1 + (np.abs(others) >= abs(z) - 1e-12).sum()) / (1 + len(others)))
