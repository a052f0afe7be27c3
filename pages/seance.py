"""Screen « Séance »: the file of a meeting of the CLSPD, prepared, projected and written up."""

from analytics.text import how_to_read
from analytics.text import meetings as texts
from pages.app.screen import COORDINATORS, Screen
from pages.app.screens.seance import agenda, decisions, documents, projected

SCREEN = Screen(
    title=texts.TITLE,
    how_to_read=how_to_read.SEANCE,
    order=6,
    scopes=COORDINATORS,
    read=agenda.read,
    headline=agenda.headline,
    rows=((agenda.points,), (decisions.taken,)),
    pages=projected.pages,
    below=(documents.produced,),
    foot=projected.scope,
)
