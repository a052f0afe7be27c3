"""What a file holds under its wrapping and its encoding: one table of text."""
