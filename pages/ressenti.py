"""Screen « Ressenti »: what residents and partners answer to surveys, beside what is recorded."""

from analytics.text import fr
from pages.app import components, feelings, guard

session = guard.require("ressenti")
components.header(session, fr.RESSENTI_INTRO)
choice = feelings.choose(session)
feelings.asked(choice)
feelings.zones(session, choice)
feelings.waves(session, choice)
feelings.beside(session, choice)
feelings.partners(session, choice)
feelings.model(session, choice)
feelings.profile(session, choice)
