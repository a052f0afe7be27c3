"""Sentences of verdicts and of their checks: the effect in units, then its interval, then the word."""
