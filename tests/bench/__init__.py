"""The budgets: what must stay fast and small. Ratios of runs made in turn: a busy machine slows both sides. No test."""
