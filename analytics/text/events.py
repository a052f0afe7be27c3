"""What is said of the events of the commune."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.text import formats
from analytics.text.actions import WHOLE_COMMUNE
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module

if TYPE_CHECKING:
    from data.journal import Event

TITLE = "Événements"
NOTE = "Travaux, festival, émeutes : ce qui a pu jouer sur les chiffres, à garder en tête en lisant les mois."
NEW = "Nouvel événement"
CORRECT = "Corriger un événement"
LABEL = "Événement, en quelques mots"
START, END = "Premier jour", "Dernier jour (vide : le même)"
SAVE = "Enregistrer l’événement"
SAVED = "L’événement est enregistré."
DROP = "Retirer cet événement"
DROPPED = "L’événement est retiré."


def event(one: "Event") -> str:
    """An event, in a line: what, when, where."""
    where = formats.enumeration([zone.label for zone in one.zones]) if one.zones else WHOLE_COMMUNE
    return f"**{literal(one.label)}**, {_when(one)} ({literal(where)})"


def happened(events: Sequence["Event"]) -> str:
    """Events marked on a chart of months; empty where there is none."""
    if not events:
        return ""
    return f"Événements : {formats.enumeration([f'« {literal(one.label)} » ({_when(one)})' for one in events])}."


def _when(one: "Event") -> str:
    if one.start == one.end:
        return f"le {formats.day(one.start)}"
    return f"du {formats.day(one.start)} au {formats.day(one.end)}"


typeset_module(__name__)
