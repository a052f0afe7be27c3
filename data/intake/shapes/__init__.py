"""Shapes of tables: one module is one shape, named after it, whose ``SHAPE`` says all of it."""
