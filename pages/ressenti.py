"""Screen « Ressenti »: what residents and partners answer to surveys, beside what is recorded."""

from analytics.text import fr
from pages.app import guard
from pages.app.screens import ressenti
from pages.app.widgets import components

session = guard.require("ressenti")
components.header(session, fr.RESSENTI_INTRO)
choice = ressenti.choose(session)
ressenti.asked(choice)
ressenti.zones(session, choice)
ressenti.waves(session, choice)
ressenti.beside(session, choice)
ressenti.partners(session, choice)
ressenti.model(session, choice)
ressenti.profile(session, choice)
