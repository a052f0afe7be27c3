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
from data.warehouse import snapshot, undo
from pages.app.screens.donnees import description
from pages.app.session import Session
from pages.app.widgets import uploads
from pages.app.widgets.form import Fields, Form, confirm

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


@dataclass(frozen=True)
class _Preview:
    """What a file would bring, or why it is refused."""

    delivery: Delivery | None
    refusal: str = ""
    is_unknown: bool = False


def deposit(session: Session) -> None:
    """Take files, say what each would bring, and load those that can be, on request."""
    st.subheader(fr.DEPOSIT, anchor=False)
    new = Form("files-load")
    files = st.file_uploader(fr.DEPOSIT_LABEL, accept_multiple_files=True, help=fr.DEPOSIT_HELP, key=new.key("files"))
    confirm("files-")
    if not files:
        return
    with st.spinner(fr.DEPOSIT_READING):
        previews = [_preview(session.commune, file) for file in files]
    labels = _labels(session.commune)
    for file, preview in zip(files, previews, strict=True):
        if preview.delivery is None:
            st.warning(preview.refusal)
            if preview.is_unknown:
                _offer_description(file)
        else:
            st.info(f"{words.verbatim(file.name)} {words.brought(preview.delivery, labels)}")
    usable = [
        (file, one.delivery) for file, one in zip(files, previews, strict=True) if one.delivery and one.delivery.is_new
    ]
    if usable:
        ordered = [file for file, _ in sorted(usable, key=lambda pair: pair[1].rank)]
        new.button(
            fr.DEPOSIT_LOAD,
            lambda _: _load(session.commune, ordered),
            waiting=fr.DEPOSIT_LOADING,
            type="primary",
        )
    described = st.session_state.get("deposit-described")
    for file, preview in zip(files, previews, strict=True):
        if preview.is_unknown and file.file_id == described:
            description.describe(session, file)


def _offer_description(file: "UploadedFile") -> None:
    """The way in and out of the description of a file that is unknown."""
    is_open = st.session_state.get("deposit-described") == file.file_id
    if st.button(descriptions.CLOSE if is_open else descriptions.OPEN, key=f"describe-{file.file_id}"):
        st.session_state["deposit-described"] = None if is_open else file.file_id
        st.rerun()


def checklist(session: Session) -> None:
    """The open files that a commune starts from: which are there, which are missing, where they are."""
    if session.commune.fictive:
        return
    files = open_files.availability(session.commune)
    is_complete = all(one.number or not one.file.needed for one in files)
    with st.expander(lists.title(files), expanded=not is_complete):
        st.markdown(lists.COMPLETE if is_complete else lists.INTRO)
        st.markdown(lists.checklist(files))


def loaded(session: Session) -> None:
    """What was loaded, the latest first, and the way to undo it."""
    st.subheader(fr.LOADED, anchor=False)
    deliveries = status.deliveries(session.commune)
    if not deliveries:
        st.markdown(fr.LOADED_NONE)
        return
    st.markdown(words.list_of(deliveries, _labels(session.commune)))
    with st.expander(fr.UNDO, on_change="rerun", key="undo") as opened:
        if opened.open:
            _undo(session, {one["delivery"]: f"{one['delivery']}. {one['file']}" for one in deliveries})


def months(session: Session) -> None:
    """What each source has given, month by month: what is missing, late or provisional."""
    coverages = status.coverages(session.commune, date.today())
    if not coverages:
        return
    st.subheader(fr.CALENDAR, anchor=False)
    st.caption(fr.CALENDAR_NOTE)
    try:
        breaks = recording_breaks.read(session.commune.home)
    except QuietudeError as refusal:
        breaks = ()
        st.warning(str(refusal))
    st.markdown(words.calendar(coverages, breaks, _labels(session.commune)))


def _labels(commune: Commune) -> dict[str, str]:
    """What each source is called, by slug."""
    return {slug: profile.label for slug, profile in profiles.read_profiles(commune.home).items()}


def _undo(session: Session, names: dict[int, str]) -> None:
    st.markdown(fr.UNDO_HELP)
    new = Form("files-undo")
    st.selectbox(fr.UNDO_WHICH, [*names], format_func=names.__getitem__, key=new.key("delivery"))

    def take_back(given: Fields) -> str:
        undone = undo.undo(session.commune, given["delivery"])
        return fr.UNDONE.format(name=undone.file, version=undone.snapshot)

    new.button(fr.UNDO_DO, take_back, waiting=fr.UNDO_DOING)


def _preview(commune: Commune, file: "UploadedFile") -> _Preview:
    """Read a file once for each version of the data, and remember what it would bring while the reader stays."""
    seen: dict[tuple[str, str | None], _Preview] = st.session_state.setdefault("deposit-previews", {})
    key = file.file_id, snapshot.current_version(commune.home)
    if key not in seen:
        with uploads.written([file]) as paths:
            try:
                (taken,), _ = door.take(commune, paths, dry_run=True)
                seen[key] = _Preview(taken)
            except BusyError as refusal:
                return _Preview(None, str(refusal))
            except QuietudeError as refusal:
                seen[key] = _Preview(None, str(refusal), isinstance(refusal, UnknownSourceError))
    return seen[key]


def _load(commune: Commune, files: Sequence["UploadedFile"]) -> str:
    """Load files, all or none."""
    with uploads.written(files) as paths:
        _, version = door.take(commune, paths)
    return fr.DEPOSIT_LOADED.format(n=len(files), version=version)
