"""Screen « Accueil »: what changed, in sentences, with the figures behind each."""

from analytics.text import fr, how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import accueil
from pages.app.widgets import provenance

SCREEN = Screen(
    title=fr.ACCUEIL,
    how_to_read=how_to_read.ACCUEIL,
    order=1,
    scopes=MEMBERS,
    read=accueil.read,
    headline=accueil.headline,
    rows=(
        (accueil.key_figures,),
        (accueil.changes_by_zone, accueil.conclusive_actions, accueil.to_follow),
        (accueil.last_meeting, accueil.changes_by_champ),
    ),
    slow=(accueil.conclusive_actions,),
    foot=provenance.draw,
)
