"""Answers to surveys: waves, respondents and closed questions."""
