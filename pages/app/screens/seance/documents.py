"""The documents of a meeting: each is made from its frozen blocks when it is asked for, and may be stopped."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import streamlit as st

from analytics.export.meeting import MeetingFile, Progress, Shown, meeting_file
from analytics.text import meetings as texts
from analytics.text.markdown import literal
from data.errors import QuietudeError
from data.journal import Meeting
from data.storage import storage_failures
from pages.app.session import Session

Make = Callable[[MeetingFile, Progress], bytes]


def produced(session: Session, meeting: Meeting) -> None:
    """Draw a button per document, and under them the one that was pressed."""
    st.header(texts.DOCUMENTS, anchor=False)
    with st.container(horizontal=True, gap="small"):
        pressed = [name for name in _DOCUMENTS if st.button(texts.DOCUMENT_LABELS[name], key=f"seance-{name}")]
    for name in pressed:
        slot = st.empty()
        try:
            with slot.container(), storage_failures():
                made = _made(session, meeting, _DOCUMENTS[name])
        except QuietudeError as refusal:
            slot.warning(literal(str(refusal)))
        else:
            # Kept by the server while this button is on the screen, and no longer.
            slot.download_button(
                texts.download(name, len(made)), data=made, file_name=texts.file_name(name, meeting),
                key=f"seance-{name}-file", on_click="ignore", type="primary",
            )  # fmt: skip


def _made(session: Session, meeting: Meeting, make: Make) -> bytes:
    """Make a document, saying how far it is.

    Before each block this run gives way to any button pressed meanwhile, « Arrêter » among them: nothing is kept of it.
    """
    bar = st.progress(0.0, texts.WRITING)
    st.button(texts.STOP, key="seance-stop")
    file = meeting_file(session.journal, meeting.number)
    n, done = len(file.blocks), 0

    def progress(_: Shown) -> None:
        nonlocal done
        bar.progress(done / n, texts.drawing(done + 1, n))
        done += 1

    return make(file, progress)


def _pdf(file: MeetingFile, progress: Progress) -> bytes:
    from analytics.export import report

    return report.pdf(file, today=date.today(), address=_address(), progress=progress)


def _pptx(file: MeetingFile, progress: Progress) -> bytes:
    from analytics.export import slides

    return slides.pptx(file, today=date.today(), address=_address(), progress=progress)


def _xlsx(file: MeetingFile, _: Progress) -> bytes:
    from analytics.export import workbook

    return workbook.xlsx(file)


def _minutes_docx(file: MeetingFile, _: Progress) -> bytes:
    from analytics.export import minutes

    return minutes.docx(file, today=date.today())


def _minutes_pdf(file: MeetingFile, _: Progress) -> bytes:
    from analytics.export import minutes

    return minutes.pdf(file, today=date.today())


def _ics(file: MeetingFile, _: Progress) -> bytes:
    from analytics.export import due_dates

    return due_dates.ics(file, at=datetime.now(UTC))


def _address() -> str:
    return (st.context.url or "").partition("?")[0]


# Libraries of documents are read once one is asked for: no screen waits for them.
_DOCUMENTS: Mapping[str, Make] = {
    "rapport.pdf": _pdf,
    "diapositives.pptx": _pptx,
    "chiffres.xlsx": _xlsx,
    "compte-rendu.docx": _minutes_docx,
    "compte-rendu.pdf": _minutes_pdf,
    "echeances.ics": _ics,
}
