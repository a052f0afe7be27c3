"""What every screen shows the same way: header, question, table with its download, source line.

Protected tables only.
"""

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from analytics.disclosure import ProtectedTable
from analytics.export import tables
from analytics.figures import counts, coverage
from analytics.text import formats, fr, readings
from data.errors import QuietudeError
from data.recording_breaks import RecordingBreak
from pages.app.reader import address, projection
from pages.app.reader.filters import Choice
from pages.app.session import Session, Visit


def header(visit: Visit, intro: str) -> None:
    """Title of a screen, whose commune it shows, and whether it is invented; in projection, its frame."""
    commune = visit.commune
    address.carry()
    projection.switch()
    st.title(f"{visit.screen.title} – {commune.name}", anchor=False)
    projection.frame(visit.screen.slug)
    marks = [f":violet-badge[:material/theater_comedy: {fr.FICTIVE}]"] if commune.fictive else []
    st.markdown(
        " ".join([*marks, f":gray-badge[:material/lock_open: {fr.ACCESS}]"]),
        help=" ".join([*([fr.FICTIVE_HELP] if commune.fictive else []), fr.ACCESS_HELP]),
    )
    st.caption(intro)


def question(choice: Choice, session: Session) -> None:
    """What the figures below answer, in words.

    It stays true on a projected or printed page, where no filter is seen.
    """
    nomenclature = session.release.nomenclature
    selection = choice.selection
    parts = [choice.indicator.label, formats.period(selection.period)]
    if selection.champ:
        parts.append(nomenclature.champs[selection.champ].label)
    if selection.category:
        parts.append(nomenclature.label(selection.category))
    if choice.zones:
        parts.append(formats.enumeration([choice.labels[code] for code in choice.zones]))
    st.markdown("**" + " · ".join(parts) + "**")


def twin(
    table: ProtectedTable,
    *,
    key: str,
    columns: list[str],
    note: str,
    labels: Mapping[str, str] | None = None,
    provisional: Collection[date] = (),
) -> None:
    """The table of a chart, closed until asked for, and its download."""
    if projection.is_on():
        return
    words = dict(labels or {})
    with st.expander(fr.TABLE, key=f"{key}-table", on_change="rerun") as opened:
        if opened.open:
            st.table(tables.readable(table, columns, words, provisional), hide_index=True)
            st.download_button(
                fr.DOWNLOAD,
                data=lambda: tables.csv(table, words, note),
                file_name=f"{key}.csv",
                mime="text/csv",
                key=f"{key}-csv",
                on_click="ignore",
            )


def breaks(session: Session, choice: Choice) -> list[RecordingBreak]:
    """Changes of recording of the sources shown; a file of them that does not read is refused, and hides no figure."""
    try:
        found: list[RecordingBreak] = session.ask(coverage.breaks, choice.indicator.slug, date.today())
    except QuietudeError as refusal:
        st.warning(str(refusal))
        return []
    return found


def provenance(session: Session, choice: Choice, *, with_atlas: bool = False) -> None:
    """Period, unit, source, version, share of facts without a zone and missing months: under every figure.

    Parameters
    ----------
    with_atlas : whether the screen's atlas holds the definition.
    """
    selection, asked = choice.selection, choice.indicator
    located = session.ask(counts.not_located, selection)
    gaps = session.ask(counts.missing_months, selection)
    late, provisional = (
        session.ask(view, asked.slug, date.today()) for view in (coverage.late_months, coverage.provisional_months)
    )
    parts = [
        f"Période\u00a0: {formats.period(selection.period)}.",
        f"Unité\u00a0: {asked.unit}.",
        f"Source\u00a0: {asked.source}.",
        f"Version des données\u00a0: {session.release.version}.",
        readings.location(located, selection.level),
        readings.limits(session.ask(counts.changed_limits).get((asked.kind, selection.level))),
        fr.POPULATION_ESTIMATED if session.ask(counts.has_estimated_exposure, selection) else "",
        f"Mois sans données\u00a0: {formats.enumeration([formats.month(month) for month in gaps])}." if gaps else "",
        readings.breaks(breaks(session, choice)),
        fr.LATE_MONTHS.format(months=formats.months(late)) if late else "",
        fr.PROVISIONAL_MONTHS.format(months=formats.months(provisional)) if provisional else "",
    ]
    st.caption(" ".join(part for part in parts if part))
    if not projection.is_on() and not with_atlas:
        with st.popover(fr.DEFINITION, icon=":material/info:", key="definition", on_change="rerun") as opened:
            if opened.open:
                caveats = "\n".join(f"- {caveat}" for caveat in asked.caveats)
                st.markdown(f"**{asked.label}.** {asked.definition}\n\n{caveats}\n\n[{fr.ALL_DEFINITIONS}](./methode)")
