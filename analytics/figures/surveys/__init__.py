"""What residents and partners feel, by their answers to surveys: shares, changes between waves, and who is missing."""

from analytics.figures.surveys.changes import changes
from analytics.figures.surveys.partners import partners, partners_by_zone
from analytics.figures.surveys.profile import profile
from analytics.figures.surveys.respondents import has_clusters, levels, weighting
from analytics.figures.surveys.shares import estimates, shares
from analytics.figures.surveys.waves import Apart, Question, Wave, apart, joined, questions, wave_before, waves

__all__ = [
    "Apart",
    "Question",
    "Wave",
    "apart",
    "changes",
    "estimates",
    "has_clusters",
    "joined",
    "levels",
    "partners",
    "partners_by_zone",
    "profile",
    "questions",
    "shares",
    "wave_before",
    "waves",
    "weighting",
]
