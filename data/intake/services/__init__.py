"""Servers called when a person types a command that does, and what they answer."""
