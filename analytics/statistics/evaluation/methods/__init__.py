"""The methods of evaluation: one file is one ``METHOD``, found by looking; nothing else lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import ProofLevel

Spans: TypeAlias = NDArray[np.bool_]
"""Months put together, shape (spans, months of the study): each of them after the start."""


@dataclass(frozen=True)
class Expected:
    """What would have been counted had nothing been done.

    Attributes
    ----------
    months : facts of the action's zones in each month of the study, those before the start among them.
    errors : of each span, that of the logarithm of the facts counted over those expected, had nothing been done.
    """

    months: Floats
    errors: Floats


@dataclass(frozen=True, kw_only=True)
class Method:
    """One way to measure the effect of an action.

    Attributes
    ----------
    slug : name that the journal keeps.
    estimate : effect of the action of a study.
    foreseen : smallest change that it would probably see after so many months, whatever the study has by now.
    months_before, months_after : months without which nothing is estimated.
    expected : what would have been counted month by month, for a study and its effect; None where the method does not
        tell, and nothing is drawn.
    best_proof : proof level that no data raise it above.
    compared_zones : fewest compared zones with which it is allowed; 0 where it compares with none.
    only_probable : whether a change that it finds is never more than probable.
    priority : among the methods that a study meets, the highest is used.
    label : French name, for a method that ``analytics.text`` has none for.
    """

    slug: str
    estimate: Callable[[Study], Effect]
    foreseen: Callable[[Study, int], float]
    months_before: int
    months_after: int
    best_proof: ProofLevel
    expected: Callable[[Study, Effect, Spans], Expected] | None = None
    compared_zones: int = 0
    only_probable: bool = False
    priority: int = 0
    label: str = ""

    @property
    def compares(self) -> bool:
        """Whether it wants compared zones."""
        return self.compared_zones > 0

    def has_zones(self, study: Study) -> bool:
        """Whether a study has the compared zones without which it is not allowed."""
        return len(study.compared) >= self.compared_zones

    def has_months(self, study: Study) -> bool:
        """Whether both periods of a study are long enough."""
        return study.n_before >= self.months_before and study.n_after >= self.months_after


@cache
def methods() -> Mapping[str, Method]:
    """All methods by slug, the highest priority first."""
    known: list[Method] = [import_module(f"{__name__}.{file.name}").METHOD for file in iter_modules(__path__)]
    return {one.slug: one for one in sorted(known, key=lambda one: -one.priority)}


def allowed(study: Study) -> tuple[Method, ...]:
    """Methods that a study may be judged by: those whose compared zones it has."""
    return tuple(one for one in methods().values() if one.has_zones(study))


def choose(study: Study) -> Method:
    """Method that a study is judged by unless another is chosen.

    Notes
    -----
    The highest priority among those allowed whose months the study has; where it has the months of none, the highest
    priority, whose verdict then tells what lacks.
    """
    return next((one for one in allowed(study) if one.has_months(study)), allowed(study)[0])
