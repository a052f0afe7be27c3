"""Screen « Méthode »: every indicator, every field of action and every word of the screens, defined."""

from analytics.text import fr
from pages.app.screen import EVERYBODY, Screen
from pages.app.screens import methode
from pages.app.session import Session


def draw(session: Session) -> None:
    """Draw the screen."""
    methode.indicator_sheets(session)
    methode.champs(session)
    methode.glossary()


SCREEN = Screen(title=fr.METHODE, intro=fr.METHODE_INTRO, order=7, scopes=EVERYBODY, draw=draw)
