"""Screen « Données »: give the commune its files, and see what became of those that it has."""

from analytics.text import fr, how_to_read
from pages.app.screen import COORDINATORS, Screen
from pages.app.screens.donnees import received
from pages.app.session import Session

# What reads files is long to import: not before somebody opens this screen.


def deposit(session: Session, _: None) -> None:
    """Take files, and ask what only a person knows of them."""
    from pages.app.screens.donnees.deposit import deposit

    deposit(session)


def checklist(session: Session, _: None) -> None:
    """List the open files that a commune starts from."""
    from pages.app.screens.donnees.deposit import checklist

    checklist(session)


def streets(session: Session, _: None) -> None:
    """Ask which streets files misspell."""
    from pages.app.screens.donnees.streets import doubtful

    doubtful(session)


SCREEN = Screen(
    title=fr.DONNEES,
    how_to_read=how_to_read.DONNEES,
    order=7,
    scopes=COORDINATORS,
    headline=received.headline,
    rows=((deposit,), (received.to_begin,), (checklist,), (streets,), (received.months,), (received.loaded,)),
    needs_data=False,
)
