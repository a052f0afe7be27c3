"""The budgets: what must stay fast and small. Ratios of runs made in turn, so that a busy machine slows both sides; no test."""
