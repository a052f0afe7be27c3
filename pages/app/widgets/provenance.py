"""What the figures of a screen answer, and where they come from."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.figures import counts, coverage
from analytics.text import formats, fr, readings
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
    nomenclature, selection = session.release.nomenclature, choice.selection
    parts = [choice.indicator.label, formats.period(selection.period)]
    if selection.champ:
        parts.append(nomenclature.champs[selection.champ].label)
    if selection.category:
        parts.append(nomenclature.label(selection.category))
    if choice.zones:
        parts.append(formats.enumeration([choice.labels[code] for code in choice.zones]))
    st.markdown(f"**{literal(' · '.join(parts))}**")


def breaks(session: Session, choice: Choice, zones: Sequence[str] = ()) -> Sequence[RecordingBreak]:
    """Changes of recording of the sources shown, in some zones or, without any, anywhere.

    A file of them that does not read is refused, and hides no figure.
    """
    try:
        known = session.ask(coverage.breaks, choice.indicator.slug, date.today())
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))
        return ()
    level = choice.selection.level
    return [one for one in known if not zones or session.ask(coverage.touched, one, level).intersection(zones)]


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
        st.caption(_source(session, choice))
    with st.container(key="printed-foot"):
        st.caption(everything)


def line(session: Session, choice: Choice) -> None:
    """All that the figures count, under them."""
    st.caption(_everything(session, choice))


def _source(session: Session, choice: Choice) -> str:
    return f"{fr.labelled(fr.SOURCE, choice.indicator.source)}. {fr.labelled(fr.VERSION, session.release.version)}."


def _everything(session: Session, choice: Choice) -> str:
    """Period, unit, source, version, share of facts without a zone and missing months."""
    selection, indicator = choice.selection, choice.indicator
    located = session.ask(counts.not_located, selection)
    gaps = session.ask(counts.missing_months, selection)
    late, provisional = (
        session.ask(figure, indicator.slug, date.today())
        for figure in (coverage.late_months, coverage.provisional_months)
    )
    parts = [
        f"{fr.labelled(fr.PERIOD, formats.period(selection.period))}.",
        f"{fr.labelled(fr.UNIT, indicator.unit)}.",
        _source(session, choice),
        readings.location(located, selection.level),
        readings.limits(session.ask(counts.changed_limits).get((indicator.kind, selection.level))),
        fr.POPULATION_ESTIMATED if session.ask(counts.has_estimated_exposure, selection) else "",
        f"{fr.labelled(fr.MISSING_MONTHS, formats.months(gaps))}." if gaps else "",
        readings.breaks(breaks(session, choice)),
        fr.LATE_MONTHS.format(months=formats.months(late)) if late else "",
        fr.PROVISIONAL_MONTHS.format(months=formats.months(provisional)) if provisional else "",
    ]
    return " ".join(part for part in parts if part)
