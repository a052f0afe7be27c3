"""A row is a figure that the State publishes of a territory and a year."""

from functools import partial

from data.intake.benchmark import benchmark
from data.intake.shape import Shape

SHAPE = Shape("benchmark", benchmark.ROLES, partial(benchmark.load, read=benchmark.rows), rank=2)
