"""Screen « Méthode »: every indicator, every champ d'action and every word of the screens, defined and searched."""

from analytics.text import fr, how_to_read
from pages.app.screen import EVERYBODY, Screen
from pages.app.screens import methode

SCREEN = Screen(
    title=fr.METHODE,
    how_to_read=how_to_read.METHODE,
    order=8,
    scopes=EVERYBODY,
    read=methode.read,
    rows=((methode.definitions,),),
    headline=methode.headline,
    needs_data=False,
)
