"""A row is an index of the former tables of the police (état 4001), and a column is a département."""

from functools import partial

from data.intake.benchmark import benchmark, etat_4001
from data.intake.shape import Shape

SHAPE = Shape(
    "benchmark", ("index", "indicator"), partial(benchmark.load, read=etat_4001.unfolded), rank=2, fits=etat_4001.fits
)
