"""A row is an IRIS and a zone that shares it."""

from data.intake.shape import Shape, late

SHAPE = Shape("zone_links", ("iris", "zone_code", "zone_label", "share"), late("data.intake.population.zone_links"))
