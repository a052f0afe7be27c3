"""Screen « Méthode »: every indicator, every champ d'action and every word of the screens, defined and searched."""

from analytics.text import fr
from pages.app.screen import EVERYBODY, Screen
from pages.app.screens import methode

SCREEN = Screen(
    title=fr.METHODE,
    intro=fr.METHODE_INTRO,
    order=7,
    scopes=EVERYBODY,
    read=methode.read,
    rows=((methode.definitions,),),
    headline=methode.headline,
    needs_data=False,
)
