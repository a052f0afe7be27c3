"""A file's way in: recognised, read, validated, minimised, located, deduplicated. The one entry is ``door.take``."""
