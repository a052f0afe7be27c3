"""The files that a coordinator gives: what each would bring, before anything is written; what was loaded, undone."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from analytics.text import deliveries as words
from analytics.text import fr
from data import history, status
from data.commune import Commune
from data.errors import BusyError, QuietudeError
from data.intake import load, profiles
from data.intake.load import Delivery
from data.warehouse import snapshot
from pages.app.guard import Visit

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


@dataclass(frozen=True)
class _Preview:
    """What a file would bring, or why it is refused."""

    delivery: Delivery | None
    refusal: str = ""


def deposit(visit: Visit) -> None:
    """Take files, say what each would bring, and load those that can be once asked to."""
    st.subheader(fr.DEPOSIT, anchor=False)
    turn = st.session_state.setdefault("deposit-turn", 0)
    files = st.file_uploader(fr.DEPOSIT_LABEL, accept_multiple_files=True, help=fr.DEPOSIT_HELP, key=f"deposit-{turn}")
    if not files:
        if said := st.session_state.get("deposit-said"):
            st.success(said)
        return
    with st.spinner(fr.DEPOSIT_READING):
        previews = [_preview(visit.commune, file) for file in files]
    labels = _labels(visit.commune)
    for file, preview in zip(files, previews, strict=True):
        if preview.delivery is None:
            st.warning(preview.refusal)
        else:
            st.info(f"{words.verbatim(file.name)} {words.preview(preview.delivery, labels)}")
    if refused := st.session_state.pop("deposit-refused", None):
        st.warning(refused)
    usable = [file for file, preview in zip(files, previews, strict=True) if preview.delivery]
    if usable and st.button(fr.DEPOSIT_LOAD, type="primary"):
        with st.spinner(fr.DEPOSIT_LOADING):
            _load(visit.commune, usable)
        st.rerun()


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


def _labels(commune: Commune) -> dict[str, str]:
    """What each source is called, by slug."""
    return {slug: profile.label for slug, profile in profiles.read_profiles(commune.home).items()}


def _undo(visit: Visit, names: dict[int, str]) -> None:
    st.markdown(fr.UNDO_HELP)
    number = st.selectbox(fr.UNDO_WHICH, [*names], format_func=names.__getitem__)
    if st.button(fr.UNDO_DO):
        try:
            with st.spinner(fr.UNDO_DOING):
                undone = history.undo(visit.commune, number)
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
        with _written([file]) as paths:
            try:
                (delivery,), _ = load.load(commune, paths, dry_run=True)
                seen[asked] = _Preview(delivery)
            except BusyError as refusal:
                return _Preview(None, str(refusal))
            except QuietudeError as refusal:
                seen[asked] = _Preview(None, str(refusal))
    return seen[asked]


def _load(commune: Commune, files: Sequence["UploadedFile"]) -> None:
    """Load files, all or none, and make room for the next ones."""
    with _written(files) as paths:
        try:
            _, version = load.load(commune, paths)
        except QuietudeError as refusal:
            st.session_state["deposit-refused"] = str(refusal)
            return
    st.session_state["deposit-said"] = fr.DEPOSIT_LOADED.format(n=len(files), version=version)
    st.session_state["deposit-turn"] += 1


@contextmanager
def _written(files: Sequence["UploadedFile"]) -> Iterator[list[Path]]:
    """The files on the disk, each under its own name, gone with the block."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(rank) / Path(file.name).name for rank, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
        yield paths
