"""Screen « Ressenti »: what residents and partners answer to surveys, compared with what is recorded."""

from analytics.text import fr, how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import ressenti

SCREEN = Screen(
    title=fr.RESSENTI,
    how_to_read=how_to_read.RESSENTI,
    order=4,
    scopes=MEMBERS,
    read=ressenti.read,
    headline=ressenti.headline,
    rows=((ressenti.beside, ressenti.waves),),
    below=(ressenti.shares, ressenti.partners, ressenti.model, ressenti.profile),
    foot=ressenti.source,
)
