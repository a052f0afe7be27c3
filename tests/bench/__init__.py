"""The budgets: what must stay fast and small, each as a ratio of runs made in turn, so that a busy machine slows both. No test."""
