"""Which meeting is shown, among those that are for the reader."""

from data.journal import Meeting
from pages.app.guard import may_see
from pages.app.reader import filters
from pages.app.session import Session

PART = "seance"
"""Of the address: the number of a meeting."""


def known(session: Session) -> dict[str, Meeting]:
    """The meetings that the reader may see, the latest first, by number."""
    return {str(one.number): one for one in session.journal.meetings() if may_see(session.scope, one.scope)}


def asked(session: Session) -> Meeting | None:
    """The meeting that the address names, else the latest one; None where there is none."""
    meetings = known(session)
    return meetings[filters.one_of(PART, [*meetings])] if meetings else None
