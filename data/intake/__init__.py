"""A file's way in: recognise, read, validate, minimise, locate, deduplicate."""
