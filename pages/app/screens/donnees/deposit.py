"""The files that a coordinator gives: what each would bring, before anything is written; what was loaded, undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from analytics.text import deliveries as words
from analytics.text import descriptions, fr
from analytics.text import open_files as lists
from data import open_files, recording_breaks, status
from data.commune import Commune
from data.errors import BusyError, QuietudeError, UnknownSourceError
from data.intake import door, profiles
from data.intake.delivery import Delivery
from data.warehouse import snapshot
from data.warehouse.undo import undo
from pages.app.screens.donnees import description
from pages.app.session import Visit
from pages.app.widgets import uploads

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


@dataclass(frozen=True)
class _Preview:
    """What a file would bring, or why it is refused."""

    delivery: Delivery | None
    refusal: str = ""
    is_unknown: bool = False


def deposit(visit: Visit) -> None:
    """Take files, say what each would bring, and load those that can be once asked to."""
    st.subheader(fr.DEPOSIT, anchor=False)
    turn = st.session_state.setdefault("deposit-turn", 0)
    files = st.file_uploader(fr.DEPOSIT_LABEL, accept_multiple_files=True, help=fr.DEPOSIT_HELP, key=f"deposit-{turn}")
    if said := st.session_state.pop("deposit-said", None):
        st.success(said)
    if not files:
        return
    with st.spinner(fr.DEPOSIT_READING):
        previews = [_preview(visit.commune, file) for file in files]
    labels = _labels(visit.commune)
    for file, preview in zip(files, previews, strict=True):
        if preview.delivery is None:
            st.warning(preview.refusal)
            if preview.is_unknown:
                _offer_description(file)
        else:
            st.info(f"{words.verbatim(file.name)} {words.brought(preview.delivery, labels)}")
    if refused := st.session_state.pop("deposit-refused", None):
        st.warning(refused)
    usable = [
        (file, one.delivery) for file, one in zip(files, previews, strict=True) if one.delivery and one.delivery.is_new
    ]
    if usable and st.button(fr.DEPOSIT_LOAD, type="primary"):
        with st.spinner(fr.DEPOSIT_LOADING):
            _load(visit.commune, [file for file, _ in sorted(usable, key=lambda pair: pair[1].rank)])
        st.rerun()
    asked = st.session_state.get("deposit-described")
    for file, preview in zip(files, previews, strict=True):
        if preview.is_unknown and file.file_id == asked:
            _describe(visit, file)


def _offer_description(file: "UploadedFile") -> None:
    """The way in and out of the description of a file that is unknown."""
    is_open = st.session_state.get("deposit-described") == file.file_id
    if st.button(descriptions.CLOSE if is_open else descriptions.OPEN, key=f"describe-{file.file_id}"):
        st.session_state["deposit-described"] = None if is_open else file.file_id
        st.rerun()


def _describe(visit: Visit, file: "UploadedFile") -> None:
    if done := description.describe(visit, file):
        st.session_state["deposit-said"] = done
        st.rerun()


def checklist(visit: Visit) -> None:
    """The open files that a commune starts from: which are there, which are missing, where they are."""
    if visit.commune.fictive:
        return
    held = open_files.availability(visit.commune)
    is_complete = all(one.number or not one.file.needed for one in held)
    with st.expander(lists.title(held), expanded=not is_complete):
        st.markdown(lists.COMPLETE if is_complete else lists.INTRO)
        st.markdown(lists.checklist(held))


def loaded(visit: Visit) -> None:
    """What was loaded, the latest first, and the way to undo it."""
    st.subheader(fr.LOADED, anchor=False)
    deliveries = status.deliveries(visit.commune)
    if not deliveries:
        st.markdown(fr.LOADED_NONE)
        return
    st.markdown(words.list_of(deliveries, _labels(visit.commune)))
    with st.expander(fr.UNDO, on_change="rerun", key="undo") as opened:
        if opened.open:
            _undo(visit, {one["delivery"]: f"{one['delivery']}. {one['file']}" for one in deliveries})


def months(visit: Visit) -> None:
    """What each source has given, month by month: what is missing, late or provisional."""
    coverages = status.coverages(visit.commune, date.today())
    if not coverages:
        return
    st.subheader(fr.CALENDAR, anchor=False)
    st.caption(fr.CALENDAR_NOTE)
    try:
        breaks = recording_breaks.read(visit.commune.home)
    except QuietudeError as refusal:
        breaks = ()
        st.warning(str(refusal))
    st.markdown(words.calendar(coverages, breaks, _labels(visit.commune)))


def _labels(commune: Commune) -> dict[str, str]:
    """What each source is called, by slug."""
    return {slug: profile.label for slug, profile in profiles.read_profiles(commune.home).items()}


def _undo(visit: Visit, names: dict[int, str]) -> None:
    st.markdown(fr.UNDO_HELP)
    number = st.selectbox(fr.UNDO_WHICH, [*names], format_func=names.__getitem__)
    if st.button(fr.UNDO_DO):
        try:
            with st.spinner(fr.UNDO_DOING):
                undone = undo(visit.commune, number)
        except QuietudeError as refusal:
            st.warning(str(refusal))
        else:
            st.session_state["deposit-said"] = fr.UNDONE.format(name=undone.file, version=undone.snapshot)
            st.rerun()


def _preview(commune: Commune, file: "UploadedFile") -> _Preview:
    """Read a file once for each version of the data, and remember what it would bring while the reader stays."""
    seen: dict[tuple[str, str | None], _Preview] = st.session_state.setdefault("deposit-previews", {})
    asked = file.file_id, snapshot.current_version(commune.home)
    if asked not in seen:
        with uploads.written([file]) as paths:
            try:
                (delivery,), _ = door.take(commune, paths, dry_run=True)
                seen[asked] = _Preview(delivery)
            except BusyError as refusal:
                return _Preview(None, str(refusal))
            except QuietudeError as refusal:
                seen[asked] = _Preview(None, str(refusal), isinstance(refusal, UnknownSourceError))
    return seen[asked]


def _load(commune: Commune, files: Sequence["UploadedFile"]) -> None:
    """Load files, all or none, and make room for the next ones."""
    with uploads.written(files) as paths:
        try:
            _, version = door.take(commune, paths)
        except QuietudeError as refusal:
            st.session_state["deposit-refused"] = str(refusal)
            return
    st.session_state["deposit-said"] = fr.DEPOSIT_LOADED.format(n=len(files), version=version)
    st.session_state["deposit-turn"] += 1
