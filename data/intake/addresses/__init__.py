"""Streets and numbers of the commune, and which of them a text means."""
