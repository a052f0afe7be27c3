"""Whether each statistic is right as often as it says, in towns drawn at random whose truth is known."""
