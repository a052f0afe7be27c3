"""What is verified of an effect: one file is one ``CHECK``, found by looking; nothing else lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study


class Outcome(StrEnum):
    """What a check concludes."""

    PASSED = "passed"
    FAILED = "failed"
    INFORMATIVE = "informative"


class Obstacle(StrEnum):
    """Why a check could not be made."""

    FEW_MONTHS = "few_months"
    FEW_ZONES = "few_zones"
    NO_ZONE_AROUND = "no_zone_around"


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one check of one effect.

    Attributes
    ----------
    name : of the check.
    figures : numbers and names that its sentence tells; empty where an ``obstacle`` kept it from being made.
    decisive : whether a failure bears on the comparison itself, and weakens the verdict.
    """

    name: str
    outcome: Outcome
    figures: Mapping[str, Any] = field(default_factory=dict)
    decisive: bool = True
    obstacle: Obstacle | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One verification.

    Attributes
    ----------
    name : what the journal keeps.
    order : rank in which it is read.
    run : its result for an effect measured on a study.
    applies : whether it bears on an effect; by default, on that of a comparison by zones.
    decisive : see ``CheckResult``.
    label : French name, for a check that ``analytics.text`` has none for.
    """

    name: str
    order: int
    run: Callable[[Study, Effect], CheckResult]
    applies: Callable[[Effect], bool] = lambda effect: effect.between is not None
    decisive: bool = True
    label: str = ""

    def result(self, outcome: Outcome, **figures: Any) -> CheckResult:
        """What it concludes, with the figures that its sentence tells."""
        return CheckResult(self.name, outcome, figures, self.decisive)

    def not_made(self, obstacle: Obstacle) -> CheckResult:
        """Why it could not be made."""
        return CheckResult(self.name, Outcome.INFORMATIVE, {}, self.decisive, obstacle)


def to_any(effect: Effect) -> bool:
    """``applies`` of a check that bears on any effect."""
    return True


@cache
def checks() -> Mapping[str, Check]:
    """All checks by name, in the order in which they are read."""
    known: list[Check] = [import_module(f"{__name__}.{file.name}").CHECK for file in iter_modules(__path__)]
    return {one.name: one for one in sorted(known, key=lambda one: one.order)}


def checks_of(study: Study, effect: Effect) -> tuple[CheckResult, ...]:
    """Results of all the checks that bear on an effect, in the order in which they are read."""
    return tuple(one.run(study, effect) for one in checks().values() if one.applies(effect))
