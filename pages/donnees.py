"""Screen « Données »: give the commune its files, and see what became of those that it has."""

from analytics.text import fr
from pages.app import components, deposits, guard

visit = guard.visit("donnees")
components.header(visit, fr.DONNEES_INTRO)
deposits.deposit(visit)
deposits.checklist(visit)
deposits.months(visit)
deposits.loaded(visit)
