"""Figures that the State publishes, with which those of a commune are compared."""
