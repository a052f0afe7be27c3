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
    icon: str
    scope: Scope


SCREENS = (
    Screen("accueil", fr.ACCUEIL, ":material/home:", Scope.ELU),
    Screen("carte", fr.CARTE, ":material/map:", Scope.ELU),
    Screen("evolution", fr.EVOLUTION, ":material/show_chart:", Scope.ELU),
    Screen("ressenti", fr.RESSENTI, ":material/forum:", Scope.ELU),
    Screen("actions", fr.ACTIONS, ":material/handshake:", Scope.ELU),
    Screen("donnees", fr.DONNEES, ":material/upload_file:", Scope.COORDINATION),
    Screen("methode", fr.METHODE, ":material/menu_book:", Scope.PUBLIC),
)
