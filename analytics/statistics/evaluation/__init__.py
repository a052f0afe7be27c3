"""Whether an action worked: estimates, checks and verdicts; frames in, frames out."""

from analytics.statistics.evaluation.appraisal import Appraisal, allowed, appraise
from analytics.statistics.evaluation.checks import Check, Outcome
from analytics.statistics.evaluation.differences import difference_in_differences
from analytics.statistics.evaluation.displacement import (
    Quotient,
    displacement_quotient,
    weighted_displacement_difference,
)
from analytics.statistics.evaluation.effects import Effect, Measure, Method
from analytics.statistics.evaluation.interrupted import interrupted_time_series
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.next_steps import NextStep, Step, next_step
from analytics.statistics.evaluation.power import minimal_detectable_effect
from analytics.statistics.evaluation.study import Recording, Study
from analytics.statistics.evaluation.synthetic import SyntheticControl, synthetic_control
from analytics.statistics.evaluation.verdicts import displacement_verdict, verdict
from analytics.statistics.words import ChangeWord, DisplacementWord, ProofLevel, Verdict

__all__ = [
    "Appraisal",
    "ChangeWord",
    "Check",
    "DisplacementWord",
    "Effect",
    "Measure",
    "Method",
    "NextStep",
    "Outcome",
    "ProofLevel",
    "Quotient",
    "Recording",
    "Step",
    "Study",
    "SyntheticControl",
    "Verdict",
    "adjust_p_values",
    "allowed",
    "appraise",
    "difference_in_differences",
    "displacement_quotient",
    "displacement_verdict",
    "interrupted_time_series",
    "minimal_detectable_effect",
    "next_step",
    "synthetic_control",
    "verdict",
    "weighted_displacement_difference",
]
