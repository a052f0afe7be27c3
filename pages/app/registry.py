"""The screens, in the order of the menu, and the least informed scope that may open each.

A new screen is a file and a line here.
"""

from dataclasses import dataclass

from analytics.text import fr
from data.model import Scope


@dataclass(frozen=True)
class Screen:
    """One screen: its script is ``pages/<slug>.py`` and its address ``/<slug>``."""

    slug: str
    title: str
    scope: Scope


SCREENS = (
    Screen("accueil", fr.ACCUEIL, Scope.ELU),
    Screen("carte", fr.CARTE, Scope.ELU),
    Screen("evolution", fr.EVOLUTION, Scope.ELU),
    Screen("ressenti", fr.RESSENTI, Scope.ELU),
    Screen("actions", fr.ACTIONS, Scope.ELU),
    Screen("donnees", fr.DONNEES, Scope.COORDINATION),
    Screen("methode", fr.METHODE, Scope.PUBLIC),
)
