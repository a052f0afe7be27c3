"""What the commune has been given: months of each source, files loaded, and the way to undo one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

import streamlit as st

from analytics.blocks.months_received import months_received
from analytics.charts.small import MONTHS
from analytics.export import tables
from analytics.figures import coverage, rejections
from analytics.text import deliveries as words
from analytics.text import formats, fr, headlines
from analytics.text.markdown import literal
from data import status
from data.errors import QuietudeError
from data.intake.profiles import read_profiles
from data.warehouse import snapshot, undo
from pages.app.reader import projection
from pages.app.session import Session
from pages.app.widgets import beginning, block, tableau
from pages.app.widgets.form import Fields, Form, write_entries

_Loaded: TypeAlias = Mapping[str, Any]
_SHOWN = 20
"""Files listed before all are asked for."""
_ASKED = "files-asked"


def headline(session: Session) -> str:
    """Which months are not there, or until when all are."""
    if snapshot.current_version(session.commune.home) is None:
        return headlines.NO_FACTS
    coverages = session.ask(coverage.of_sources, date.today())
    return headlines.of_files(coverages, _names(session), session.ask(coverage.gives_years))


def to_begin(session: Session, _: None) -> None:
    """What is there and what is next, as long as there is no fact."""
    home = session.commune.home
    if snapshot.current_version(home) is None or not session.ask(coverage.has_facts):
        beginning.draw(session, with_link=False)


def months(session: Session, _: None) -> None:
    """What each source has given, month by month: what is missing, late or provisional."""
    if snapshot.current_version(session.commune.home) is None:
        return
    try:
        breaks = coverage.declared_breaks(session.release)
    except QuietudeError as refusal:
        breaks = ()
        st.warning(literal(str(refusal)))
    is_whole = st.session_state.get("donnees-all-months")
    n_months = None if is_whole else MONTHS
    names, today = tuple(_names(session).items()), date.today()
    is_drawn = block.draw(session, months_received, names, breaks=breaks, today=today, n_months=n_months)
    if is_drawn and not projection.is_on():
        st.toggle(fr.ALL_MONTHS, key="donnees-all-months")


def loaded(session: Session, _: None) -> None:
    """What was loaded, the latest first, and the way to undo each."""
    rows = status.deliveries(session.commune)
    if not rows:
        return
    names = _names(session)
    listed = rows if st.session_state.get("files-all") else rows[:_SHOWN]
    title = words.listed(len(listed), rows)
    st.header(title, anchor=False)
    heads = {name: tableau.text(head) for name, head in words.FILE_HEADERS.items()} | {"undo": tableau.text(fr.UNDO)}
    cells = [_cells(row, names) for row in listed]
    tableau.draw(heads, [("", cells)], key="files", caption=title, on_press=_ask)
    if len(listed) < len(rows):
        st.button(fr.ALL_FILES, on_click=st.session_state.update, kwargs={"files-all": True})
    number, action = st.session_state.get(_ASKED, (None, None))
    asked = next((row for row in rows if row["delivery"] == number), None)
    if asked and not projection.is_on():
        title, drawn = {"undo": (fr.UNDO_TITLE, _undo), "rejected": (fr.REJECTED_TITLE, _rejected)}[action]
        st.dialog(title, on_dismiss=_forget)(drawn)(session, asked, names)


def _cells(row: _Loaded, names: Mapping[str, str]) -> list[str]:
    def asking(action: str, label: str, named: str) -> str:
        return tableau.button(label, key=f"{action} {row['delivery']}", name=fr.labelled(named, row["file"]))

    n_rejected = formats.integer(row["rejected"])
    return [
        *map(tableau.text, words.cells(row, names)),
        asking("rejected", n_rejected, fr.REJECTED_TITLE) if row["rejected"] else tableau.text(n_rejected),
        asking("undo", fr.UNDO, fr.UNDO),
    ]


def _ask(pressed: str) -> None:
    action, number = pressed.split()
    st.session_state[_ASKED] = int(number), action


def _forget() -> None:
    st.session_state.pop(_ASKED, None)


def _undo(session: Session, row: _Loaded, names: Mapping[str, str]) -> None:
    """Say what would disappear, and undo once that is confirmed; a refusal is said there too."""
    # Of a dialog, Streamlit runs nothing else.
    write_entries()
    st.markdown(words.undoing(row, names))

    def take_back(_: Fields) -> str:
        undone = undo.undo(session.commune, row["delivery"])
        return fr.UNDONE.format(name=literal(undone.file), version=undone.snapshot)

    Form("files-undo").button(fr.UNDO_DO, take_back, waiting=fr.UNDO_DOING, type="primary")


def _rejected(session: Session, row: _Loaded, _: Mapping[str, str]) -> None:
    """Reasons for which rows were left out, and the list of these rows."""
    table = session.ask(rejections.table, row["delivery"])
    said = words.rejections(table)
    st.markdown(said)
    st.download_button(
        fr.DOWNLOAD,
        data=lambda: tables.csv(table, {}, said),
        file_name=f"rejets-{row['delivery']}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _names(session: Session) -> dict[str, str]:
    """What each source is called, by slug."""
    return {slug: profile.label for slug, profile in read_profiles(session.commune.home).items()}
