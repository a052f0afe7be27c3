"""Zones of a level: read from a file of shapes, put in degrees, drawn for browsers."""
