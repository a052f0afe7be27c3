"""Whether each statistic is right as often as it says: towns are drawn whose truth is known, and what is said of them counted."""
