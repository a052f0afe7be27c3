"""Screen « Méthode »: every indicator, every field of action and every word of the screens, defined."""

from analytics.text import fr
from pages.app import guard
from pages.app.screens import methode
from pages.app.widgets import components

session = guard.require("methode")
components.header(session, fr.METHODE_INTRO)
methode.indicator_sheets(session)
methode.champs(session)
methode.glossary()
