"""Screen « Évolution »: months, running sums or years, then every zone side by side."""

from analytics.text import fr, how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import events, evolution, similar_zones
from pages.app.widgets import provenance

SCREEN = Screen(
    title=fr.EVOLUTION,
    how_to_read=how_to_read.EVOLUTION,
    order=3,
    scopes=MEMBERS,
    read=evolution.read,
    headline=evolution.headline,
    rows=((evolution.counted,), (evolution.side_by_side,)),
    below=(similar_zones.drawn, evolution.benchmark, events.drawn),
    foot=provenance.draw,
)
