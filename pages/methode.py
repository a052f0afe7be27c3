"""Screen « Méthode »: every indicator, every field of action and every word of the screens, defined."""

from analytics.text import fr
from pages.app import components, guard, panels

session = guard.require("methode")
components.header(session, fr.METHODE_INTRO)
panels.indicator_sheets(session)
panels.champs(session)
panels.glossary()
