"""Screen « Ressenti »: what residents and partners answer to surveys, compared with what is recorded."""

from analytics.text import fr
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import ressenti
from pages.app.session import Session


def draw(session: Session) -> None:
    """Draw the screen."""
    choice = ressenti.read(session)
    ressenti.question(choice)
    ressenti.zones(session, choice)
    ressenti.waves(session, choice)
    ressenti.recorded_facts(session, choice)
    ressenti.partners(session, choice)
    ressenti.model(session, choice)
    ressenti.profile(session, choice)


SCREEN = Screen(title=fr.RESSENTI, intro=fr.RESSENTI_INTRO, order=4, scopes=MEMBERS, draw=draw)
