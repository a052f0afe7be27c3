"""A row is an IRIS and its residents."""

from data.intake.shape import Shape, late

SHAPE = Shape("population", ("iris", "population"), late("data.intake.population.residents"))
