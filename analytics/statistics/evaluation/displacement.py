"""One zone and few counts: the weighted displacement difference, and what an action may have pushed next door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from analytics.statistics.arguments import Floats, checked_counts, checked_positive, checked_share, unusable
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.power import minimal_detectable_effect

AREAS = ("control", "treated", "displacement_control", "displacement_treated")
Pair: TypeAlias = Sequence[float] | Floats


@dataclass(frozen=True)
class Quotient:
    """Weighted displacement quotient: what happened in the buffer for each unit of success, without any margin.

    Attributes
    ----------
    wdq : above 0 benefits spread to the buffer, below 0 facts moved there, below -1 more than was gained; 0 where
        nothing can be divided.
    success, buffer : change of the share that the action's zone, and the buffer, are of the comparison zone.
    total_net_effect : facts avoided in both together; negative when there were more.
    interpretable : whether the action's zone did better than its comparison; if not, ``wdq`` means nothing.
    """

    wdq: float
    success: float
    buffer: float
    total_net_effect: float
    interpretable: bool


def weighted_displacement_difference(
    *,
    control: Pair,
    treated: Pair,
    displacement_control: Pair | None = None,
    displacement_treated: Pair | None = None,
    time_weights: Pair = (1, 1),
    area_weights: Mapping[str, float] | None = None,
    level: float = 0.95,
    dispersion: float = 1.0,
) -> Effect:
    """Change of the action's zone and of the zone around it, beyond that of zones that resemble them.

    Parameters
    ----------
    control, treated : events (before, after) of the comparison zone and of the action's, >= 0.
    displacement_control, displacement_treated : the same for the zone around, both or neither; none counts as no event.
    time_weights : length of each period, > 0, in any unit: counts are divided by it.
    area_weights : by name of the four zones, > 0: counts are divided by it as well; 1 for those not named.
    level : confidence level, within 0..1 excluded.
    dispersion : variance of the counts over their mean, > 0.

    Returns
    -------
    Effect
        ``estimate`` is a difference of events per unit of weight, negative when there are fewer; ``local`` and
        ``displacement`` are its two parts.

    Raises
    ------
    ValueError
        Not two finite counts, a negative one, a weight that is not positive, a name that is no zone, or no event at
        all: nothing can be concluded.

    Notes
    -----
    ``(treated after - before) - (control after - before)``, plus the same of the zone around; its variance is
    ``dispersion`` times the sum of the counts over the squares of their weights (Wheeler & Ratcliffe, 2018; with
    weights, Wheeler, 2021). Counts are taken as Poisson and both zones as moving in parallel: check both.
    """
    checked_share("level", level)
    checked_positive("dispersion", dispersion)
    if (displacement_control is None) != (displacement_treated is None):
        raise unusable("displacement_treated", "goes with displacement_control")
    periods = _pair("time_weights", time_weights, positive=True)
    areas = _area_weights(area_weights)
    given = (control, treated, displacement_control, displacement_treated)
    counts = {name: _pair(name, (0, 0) if pair is None else pair) for name, pair in zip(AREAS, given, strict=True)}
    change = {name: float(np.diff(counts[name] / periods)[0] / areas[name]) for name in AREAS}
    variance = {name: float(np.sum(counts[name] / periods**2) / areas[name] ** 2) * dispersion for name in AREAS}
    parts = {
        "local": (change["treated"] - change["control"], variance["treated"] + variance["control"]),
        "displacement": (
            change["displacement_treated"] - change["displacement_control"],
            variance["displacement_treated"] + variance["displacement_control"],
        ),
    }
    estimate, error = sum(value for value, _ in parts.values()), np.sqrt(sum(spread for _, spread in parts.values()))
    if error == 0:
        raise unusable("control, treated", "have no event")
    both = limits(Measure.DIFFERENCE, estimate, error, level)
    before, after = counts["treated"] / periods / areas["treated"]
    with_around = displacement_treated is not None
    return Effect(
        method="weighted_displacement_difference",
        measure=Measure.DIFFERENCE,
        estimate=estimate,
        standard_error=float(error),
        z=float(estimate / error),
        p_value=two_sided(estimate / error),
        low=float(both.low),
        high=float(both.high),
        before=float(counts["treated"][0]),
        after=float(after),
        expected=float(after - parts["local"][0]),
        detectable=_detectable(counts, periods, dispersion),
        dispersion=dispersion,
        n_compared=1,
        local=parts["local"][0],
        local_standard_error=float(np.sqrt(parts["local"][1])),
        displacement=parts["displacement"][0] if with_around else None,
        displacement_standard_error=float(np.sqrt(parts["displacement"][1])) if with_around else None,
    )


def displacement_quotient(response: Pair, buffer: Pair, control: Pair) -> Quotient:
    """Describe what happened around an action for each unit of its success; it has no margin and tests nothing.

    Parameters
    ----------
    response, buffer, control : events (before, after) of the action's zone, of the zone around and of a zone that
        resembles them, >= 0; those of ``control`` > 0.

    Returns
    -------
    Quotient

    Raises
    ------
    ValueError
        Not two finite counts, a negative one, or a comparison zone without events.

    Notes
    -----
    With R, D and C the three zones: ``WDQ = (Da/Ca - Db/Cb) / (Ra/Ca - Rb/Cb)`` (Bowers & Johnson, 2003) and
    ``TNE = (Rb Ca/Cb - Ra) + (Db Ca/Cb - Da)`` (Guerette, 2009). The quotient explodes where success is near 0.
    """
    acted, around = _pair("response", response), _pair("buffer", buffer)
    compared = _pair("control", control, positive=True)
    success, spill = (float(np.diff(pair / compared)[0]) for pair in (acted, around))
    growth = compared[1] / compared[0]
    return Quotient(
        wdq=spill / success if success else 0.0,
        success=success,
        buffer=spill,
        total_net_effect=float((acted[0] + around[0]) * growth - acted[1] - around[1]),
        interpretable=success < 0,
    )


def _pair(argument: str, pair: Pair, *, positive: bool = False) -> Floats:
    values = checked_positive(argument, pair) if positive else checked_counts(argument, pair)
    if values.shape != (2,):
        raise unusable(argument, "must hold two numbers, before then after")
    return values


def _area_weights(given: Mapping[str, float] | None) -> dict[str, float]:
    unknown = set(given or ()) - set(AREAS)
    if unknown:
        raise unusable("area_weights", f"names an unknown zone ({', '.join(sorted(unknown))})")
    return dict.fromkeys(AREAS, 1.0) | {
        name: float(checked_positive("area_weights", weight)) for name, weight in (given or {}).items()
    }


def _detectable(counts: Mapping[str, Floats], periods: Floats, dispersion: float) -> float:
    """Smallest detectable fall in the action's zone, the comparison zone going on as before."""
    ratio = float(periods[1] / periods[0])
    compared = float(counts["control"][0])
    if compared == 0:
        return 1.0
    return float(
        minimal_detectable_effect(
            counts["treated"][0],
            exposure_ratio=ratio,
            dispersion=dispersion,
            comparison_variance=dispersion * (1 / compared + 1 / (compared * ratio)),
        )
    )
