"""Whether an action worked: estimates, checks and verdicts; frames in, frames out."""

from analytics.statistics.evaluation.appraisal import Appraisal, Setting, appraise
from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome, checks
from analytics.statistics.evaluation.differences import difference_in_differences
from analytics.statistics.evaluation.displacement import (
    Quotient,
    displacement_quotient,
    weighted_displacement_difference,
)
from analytics.statistics.evaluation.effects import Effect, Measure
from analytics.statistics.evaluation.expected import against_expected
from analytics.statistics.evaluation.interrupted import interrupted_time_series
from analytics.statistics.evaluation.methods import Method, allowed, methods
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.next_steps import NextStep, Step, StepReason, next_step
from analytics.statistics.evaluation.power import minimal_detectable_effect
from analytics.statistics.evaluation.study import Recording, Study
from analytics.statistics.evaluation.synthetic import SyntheticControl, synthetic_control
from analytics.statistics.evaluation.verdicts import DisplacementVerdict, Reason, Verdict, displacement_verdict, verdict
from analytics.statistics.evaluation.zone_changes import is_at_its_peak, paule_mandel, zone_effect
from analytics.statistics.words import ChangeWord, DisplacementWord, ProofLevel

__all__ = [
    "Appraisal",
    "ChangeWord",
    "Check",
    "CheckResult",
    "DisplacementVerdict",
    "DisplacementWord",
    "Effect",
    "Measure",
    "Method",
    "NextStep",
    "Obstacle",
    "Outcome",
    "ProofLevel",
    "Quotient",
    "Reason",
    "Recording",
    "Setting",
    "Step",
    "StepReason",
    "Study",
    "SyntheticControl",
    "Verdict",
    "against_expected",
    "adjust_p_values",
    "allowed",
    "appraise",
    "checks",
    "difference_in_differences",
    "displacement_quotient",
    "displacement_verdict",
    "interrupted_time_series",
    "is_at_its_peak",
    "methods",
    "minimal_detectable_effect",
    "next_step",
    "paule_mandel",
    "synthetic_control",
    "verdict",
    "weighted_displacement_difference",
    "zone_effect",
]
