"""The files that a coordinator gives: what each would bring, before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from analytics.text import deliveries as words
from analytics.text import descriptions, fr
from analytics.text import open_files as lists
from analytics.text.markdown import literal
from data import journal, open_files, reference
from data.commune import Commune
from data.errors import PartlyLoadedError, QuietudeError, UnreadableFileError
from data.intake import examination, profiles
from data.intake.child import Child
from data.intake.delivery import Delivery
from data.intake.examination import Examination, Question
from data.intake.profiles import SourceProfile
from data.intake.zones import names as zone_names
from data.journal import ImportReport
from data.warehouse import snapshot
from pages.app.screens.donnees import description, questions
from pages.app.session import Session
from pages.app.widgets import reading, uploads
from pages.app.widgets.form import Form, confirm

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_AUTHOR = "Écran Données"


@dataclass(frozen=True)
class _Preview:
    """What a file is and would bring, or why it is refused.

    Attributes
    ----------
    is_data : whether it holds something that a person may describe: no document, no picture, no damaged file.
    """

    examined: Examination | None = None
    register: ImportReport | None = None
    refusal: str = ""
    is_data: bool = True
    is_stopped: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether it can be loaded as it is proposed."""
        if self.register:
            return bool(self.register.created or self.register.changed)
        delivery = self.examined and self.examined.delivery
        return bool(self.examined and not self.examined.questions and delivery and delivery.is_new)

    @property
    def is_undecided(self) -> bool:
        """Whether a question on it waits for its answer."""
        return bool(self.examined and self.examined.questions)


def deposit(session: Session) -> None:
    """Take files, say what each is and would bring, ask what only a person knows, and load those that can be."""
    new = Form("files-load")
    files = st.file_uploader(fr.DEPOSIT_LABEL, accept_multiple_files=True, help=fr.DEPOSIT_HELP, key=new.key("files"))
    confirm("files-")
    if not files:
        return
    labels = _labels(session.commune)
    described = st.session_state.get("deposit-described")
    previews = {
        file.file_id: _shown(session.commune, file, labels, is_described=file.file_id == described) for file in files
    }
    # What is being described is loaded with its description.
    usable = [file for file in files if previews[file.file_id].is_usable and file.file_id != described]
    left = {file.name: previews[file.file_id].is_undecided for file in files if file not in usable}
    if usable and left:
        st.markdown(words.not_loaded(left))
    if usable:
        new.button(
            fr.DEPOSIT_LOAD,
            lambda _: _load(session.commune, usable, previews, left),
            waiting=fr.DEPOSIT_LOADING,
            type="primary",
        )
    for file in files:
        if file.file_id == described and not previews[file.file_id].register:
            description.describe(session, file, previews[file.file_id].examined)


def _shown(
    commune: Commune, file: "UploadedFile", labels: Mapping[str, str], *, is_described: bool = False
) -> _Preview:
    """Say what a file is and would bring, with its questions; the answers of an earlier run are taken into account.

    Parameters
    ----------
    is_described : whether a person describes it, and answers its questions there.
    """
    preview = _preview(commune, file, questions.answers(file))
    if preview.is_stopped:
        st.warning(words.of_file(file.name, [words.STOPPED]))
        st.button(words.AGAIN, key=f"again-{file.file_id}", on_click=_stopped().discard, args=(file.file_id,))
        return preview
    if preview.register:
        st.info(words.of_file(file.name, words.of_register(preview.register)))
        return preview
    examined = preview.examined
    if examined is None:
        st.warning(literal(preview.refusal))
    elif examined.content == "unknown" and not examined.questions:
        st.warning(words.of_file(file.name, [words.UNKNOWN]))
    elif examined.delivery:
        _say(file, examined, examined.delivery, labels)
    is_taken_for_something = examined is not None and (examined.content != "unknown" or bool(examined.questions))
    if is_described:
        questions.keep(file)
    else:
        _ask(file, examined, labels)
        if examined and isinstance(examined.profile, SourceProfile) and examined.delivery:
            questions.map_zones(commune, file, examined.profile, examined.delivery.unmatched_zones)
    if examined and examined.content == "zones" and not is_described:
        _offer_other_zones(file)
    elif preview.is_data:
        _offer_description(file, words.NOT_THAT if is_taken_for_something else descriptions.OPEN)
    return preview


def _say(file: "UploadedFile", examined: Examination, delivery: Delivery, labels: Mapping[str, str]) -> None:
    """Say what a file would bring; names without a zone are listed where they are mapped, and not twice."""
    new = _new_source(examined, labels)
    proposed = {new.source: new.label} if new else {}
    if new and any(question.key == "source" for question in examined.questions):
        proposed = {new.source: words.TO_BE_NAMED}
    sentences = words.brought(questions.without_listed(delivery), labels, proposed)
    if examined.unread:
        sentences.append(words.unread(examined.unread))
    if any(examination.changes_reading(question.key) for question in examined.questions):
        sentences.append(words.SUPPOSED)
    st.info(words.of_file(file.name, sentences))


def _new_source(examined: Examination, labels: Mapping[str, str]) -> SourceProfile | None:
    """The source of which a file would be the first."""
    profile = examined.profile
    is_new = isinstance(profile, SourceProfile) and profile.own and profile.source not in labels
    return profile if isinstance(profile, SourceProfile) and is_new else None


def _ask(file: "UploadedFile", examined: Examination | None, labels: Mapping[str, str]) -> None:
    """Ask what only a person knows; a question that has its answer stays where it is, so that this may be changed."""
    asked = questions.asked(file)
    open_ones = {question.key: question for question in examined.questions} if examined else {}
    asked |= open_ones
    due = {*questions.answers(file), *open_ones, "level"}
    usual = ""
    if examined and examined.delivery and "source" not in open_ones and (new := _new_source(examined, labels)):
        asked.setdefault("source", Question("source", examination.SENDER))
        due.add("source")
        usual = new.label
    # Who sends a file may be left to its usual answer, and comes after what may not.
    for question in sorted(asked.values(), key=lambda question: question.key == "source"):
        if question.key in due and zone_names.name_of_key(question.key) is None:
            questions.ask(file, question, usual=usual if question.key == "source" else "")


def _offer_other_zones(file: "UploadedFile") -> None:
    """The way to say which zones a file holds, or that its shapes are places of facts."""
    others: set[str] = st.session_state.setdefault("deposit-other-zones", set())
    if file.file_id in others:
        _offer_description(file, words.SHAPES_OF_FACTS)
    elif st.button(words.NOT_THAT, key=f"other-zones-{file.file_id}"):
        others.add(file.file_id)
        questions.asked(file)["level"] = Question("level", words.WHICH_ZONES, reference.zone_levels())
        st.rerun()


def _offer_description(file: "UploadedFile", label: str) -> None:
    """The way in and out of the description of a file."""
    is_open = st.session_state.get("deposit-described") == file.file_id
    if st.button(descriptions.CLOSE if is_open else label, key=f"describe-{file.file_id}"):
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


def _labels(commune: Commune) -> dict[str, str]:
    """What each source is called, by slug."""
    return {slug: profile.label for slug, profile in profiles.read_profiles(commune.home).items()}


def _preview(commune: Commune, file: "UploadedFile", answers: Mapping[str, str]) -> _Preview:
    """Read a file once for each version of the data and each answer, and remember it while the reader stays."""
    seen: dict[tuple[object, ...], _Preview] = st.session_state.setdefault("deposit-previews", {})
    key = file.file_id, snapshot.current_version(commune.home), tuple(sorted(answers.items()))
    if file.file_id in _stopped():
        return _Preview(is_stopped=True)
    if key not in seen:
        stop = st.empty()
        stop.button(words.STOP, key=f"stop-{file.file_id}", on_click=_stopped().add, args=(file.file_id,))
        try:
            seen[key] = _read(commune, file, answers)
        except QuietudeError as refusal:
            seen[key] = _Preview(refusal=str(refusal), is_data=not isinstance(refusal, UnreadableFileError))
        stop.empty()
    return seen[key]


def _read(commune: Commune, file: "UploadedFile", answers: Mapping[str, str]) -> _Preview:
    label = literal(words.WAITING.format(name=file.name))
    with uploads.written([file]) as (path,):
        examined = reading.awaited(path, label, examination.examine, commune, path, dict(answers))
        if examined.content != "register":
            return _Preview(examined)
        copy = _copy_of(path)
        reading.awaited(path, label, examination.write_plain, path, copy)
        with journal.open_journal(commune.home) as kept:
            return _Preview(register=journal.preview_register(kept, copy, by=_AUTHOR, at=datetime.now(UTC)))


def _copy_of(path: Path) -> Path:
    """Where a register of actions is written as a text that is safe to read here, where the journal is."""
    return path.with_name(f"{path.stem}.texte.csv")


def _stopped() -> set[str]:
    """Files of which the reader stopped the reading."""
    stopped: set[str] = st.session_state.setdefault("deposit-stopped", set())
    return stopped


def _load(
    commune: Commune, files: Sequence["UploadedFile"], previews: Mapping[str, _Preview], left: Collection[str]
) -> str:
    """Load files, all or none; registers of actions then go into the journal, one after the other.

    Parameters
    ----------
    left : names of the files given with them that are not loaded, and are to be given again.
    """
    tables = [file for file in files if previews[file.file_id].examined]
    ranked = sorted(tables, key=lambda file: _rank(previews[file.file_id]))
    registers = [file for file in files if previews[file.file_id].register]
    version = ""
    loaded: list[str] = []
    with uploads.written(ranked) as paths, uploads.written(registers) as register_paths:
        # Whatever does not read is refused before anything is loaded.
        copies = [_copied(path) for path in register_paths]
        if paths:
            size = sum(path.stat().st_size for path in paths)
            answers = [questions.answers(file) for file in ranked]
            names = ", ".join(file.name for file in ranked)
            load = Child(names, size, examination.load_as_proposed, commune, paths, answers, changes=commune)
            _, version = load.answer()
            loaded += [file.name for file in ranked]
        for file, copy in zip(registers, copies, strict=True):
            try:
                with journal.open_journal(commune.home) as kept:
                    journal.import_register(kept, copy, by=_AUTHOR, at=datetime.now(UTC))
            except QuietudeError as refusal:
                if loaded:
                    raise PartlyLoadedError(loaded=", ".join(loaded), file=file.name, refusal=refusal) from refusal
                raise
            loaded.append(file.name)
    said = [
        fr.DEPOSIT_LOADED.format(n=len(files)),
        *([fr.DEPOSIT_VERSION.format(version=version)] if tables else []),
        *([fr.DEPOSIT_REGISTER] if registers else []),
        *([words.left_out(left)] if left else []),
    ]
    return " ".join(said)


def _copied(path: Path) -> Path:
    copy = _copy_of(path)
    Child(path.name, path.stat().st_size, examination.write_plain, path, copy).answer()
    return copy


def _rank(preview: _Preview) -> int:
    return preview.examined.delivery.rank if preview.examined and preview.examined.delivery else 0
