"""What is kept and how it comes in: the commune, its zones and its facts. No statistics, no screens."""

from data.intake.readers import gdal

gdal.restrict()
