"""Screen « Méthode »: every indicator, every field of action and every word of the screens, defined."""

from analytics.text import fr
from pages.app.screen import EVERYBODY, Screen
from pages.app.screens import methode

SCREEN = Screen(
    title=fr.METHODE,
    intro=fr.METHODE_INTRO,
    order=7,
    scopes=EVERYBODY,
    rows=((methode.indicator_sheets,), (methode.champs,), (methode.glossary,)),
)
