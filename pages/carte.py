"""Screen « Carte »: one figure per zone, and the portrait of the zone chosen."""

from analytics.text import fr, how_to_read
from pages.app.screen import MEMBERS, Screen
from pages.app.screens.carte import felt_and_done, hot_spots, zone_map, zones_compared
from pages.app.widgets import provenance

SCREEN = Screen(
    title=fr.CARTE,
    how_to_read=how_to_read.CARTE,
    order=2,
    scopes=MEMBERS,
    read=zone_map.read,
    headline=zone_map.headline,
    rows=(
        (zone_map.atlas_of,),
        (zone_map.portrait,),
        (felt_and_done.felt_and_done,),
        (zones_compared.funnel,),
        (hot_spots.table,),
    ),
    foot=provenance.line,
)
