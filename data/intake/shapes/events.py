"""A row is a fact."""

from functools import partial

from data.intake.facts import facts, roles, rows
from data.intake.shape import Shape

SHAPE = Shape("facts", roles.ROLES, partial(facts.load, read=rows.by_role), roles.check_dated)
