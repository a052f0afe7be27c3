"""Rows that are facts or counts of facts: typed, located, minimised, set beside those already known."""
