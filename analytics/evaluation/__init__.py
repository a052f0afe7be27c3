"""Whether an action worked: estimates, checks and verdicts; frames in, frames out."""

from analytics.evaluation.multiplicity import adjust_p_values
from analytics.evaluation.power import minimal_detectable_effect
from analytics.evaluation.words import ChangeWord, ProofLevel, Verdict

__all__ = ["ChangeWord", "ProofLevel", "Verdict", "adjust_p_values", "minimal_detectable_effect"]
