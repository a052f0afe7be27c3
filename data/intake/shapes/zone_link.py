"""A row is an IRIS and a zone that shares it."""

from data.intake.population import zone_links
from data.intake.shape import Shape

SHAPE = Shape("zone_links", ("iris", "zone_code", "zone_label", "share"), zone_links.load)
