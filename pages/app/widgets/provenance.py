"""What the figures of a screen answer, and where they come from."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.blocks import source
from analytics.text import fr
from analytics.text.markdown import literal
from data.errors import QuietudeError
from data.recording_breaks import RecordingBreak
from pages.app.reader import filters, projection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import beginning


def read(session: Session, menus: Sequence[str] = tuple(filters.MENUS)) -> Choice | None:
    """Draw the menus, and what the figures below answer; None, with what to do, when there is no fact."""
    choice = filters.read(session, menus)
    if choice is None:
        beginning.draw(session)
    else:
        question(session, choice)
    return choice


def question(session: Session, choice: Choice) -> None:
    """What the figures below answer, in words; also on a projected or printed page, where no menu is seen."""
    st.markdown(f"**{source.asked(session.release, choice.selection, choice.zones)}**")


def breaks(session: Session, choice: Choice, zones: Sequence[str] = ()) -> tuple[RecordingBreak, ...]:
    """Changes of recording of the sources shown, in some zones or, without any, anywhere.

    A file of them that does not read is refused, and hides no figure.
    """
    try:
        return source.known_breaks(session.release, choice.selection, zones)
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))
        return ()


def draw(session: Session, choice: Choice) -> None:
    """Source and version; all that the figures count, once opened, and on a projected or printed page."""
    everything = _everything(session, choice)
    if projection.is_on():
        st.caption(everything)
        return
    indicator = choice.indicator
    with st.popover(
        fr.DEFINITION, type="tertiary", icon=":material/info:", key="definition", on_change="rerun"
    ) as opened:
        if opened.open:
            caveats = "\n".join(f"- {caveat}" for caveat in indicator.caveats)
            words = f"**{indicator.label}.** {indicator.definition}\n\n{caveats}\n\n{everything}"
            st.markdown(f"{words}\n\n[{fr.ALL_DEFINITIONS}](./methode)")
    with st.container(key="source", width="content"):
        st.caption(source.in_short(session.release, choice.indicator.slug))
    with st.container(key="printed-foot"):
        st.caption(everything)


def line(session: Session, choice: Choice) -> None:
    """All that the figures count, under them."""
    st.caption(_everything(session, choice))


def _everything(session: Session, choice: Choice) -> str:
    return source.whole(session.release, choice.selection, breaks(session, choice), today=date.today())
