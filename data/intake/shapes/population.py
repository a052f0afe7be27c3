"""A row is an IRIS and its residents."""

from data.intake.population import residents
from data.intake.shape import Shape

SHAPE = Shape("population", ("iris", "population"), residents.load)
