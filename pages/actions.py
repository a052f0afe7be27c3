"""Screen « Actions »: the register of the CLSPD, the verdict on each action, the decisions about it."""

from analytics.text import actions as texts
from analytics.text import how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens.actions import register, sheet

SCREEN = Screen(
    title=texts.TITLE,
    how_to_read=how_to_read.ACTIONS,
    order=5,
    scopes=MEMBERS,
    read=register.read,
    headline=register.headline,
    rows=((sheet.action_or_register,), (sheet.details_or_objectives,), (register.mediation,)),
)
