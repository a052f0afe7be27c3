"""Screen « Carte »: one figure per zone, and the portrait of the zone chosen."""

from analytics.text import fr, how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens.carte import hot_spots, portrait, zone_map, zones_compared
from pages.app.widgets import provenance

SCREEN = Screen(
    title=fr.CARTE,
    how_to_read=how_to_read.CARTE,
    order=2,
    scopes=MEMBERS,
    read=zone_map.read,
    headline=zone_map.headline,
    rows=((portrait.map_and_portrait,),),
    below=(zone_map.in_words, portrait.details, zones_compared.funnel, hot_spots.table),
    foot=provenance.line,
)
