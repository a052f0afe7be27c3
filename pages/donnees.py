"""Screen « Données »: give the commune its files, and see what became of those that it has."""

from analytics.text import fr
from pages.app import guard
from pages.app.screens.donnees import deposit
from pages.app.widgets import components

visit = guard.visit("donnees")
components.header(visit, fr.DONNEES_INTRO)
deposit.deposit(visit)
deposit.checklist(visit)
deposit.months(visit)
deposit.loaded(visit)
