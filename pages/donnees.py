"""Screen « Données »: give the commune its files, and see what became of those that it has."""

from analytics.text import fr, how_to_read
from pages.app.screen import COORDINATORS, Screen
from pages.app.session import Session


def parts(session: Session, _: None) -> None:
    """Draw the deposit of files, what is there and what is missing."""
    # What reads files is long to import: not before somebody opens this screen.
    from pages.app.screens.donnees import deposit, streets

    deposit.deposit(session)
    deposit.checklist(session)
    streets.doubtful(session)
    deposit.months(session)
    deposit.loaded(session)


SCREEN = Screen(
    title=fr.DONNEES,
    intro=fr.DONNEES_INTRO,
    how_to_read=how_to_read.DONNEES,
    order=6,
    scopes=COORDINATORS,
    rows=((parts,),),
    needs_data=False,
)
