"""Rows that are facts or counts of facts: typed, located, minimised, compared with those already known."""
