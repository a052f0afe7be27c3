"""Pure functions on arrays and frames: they read no data and know no screen. See ``README.md`` of ``analytics``."""
