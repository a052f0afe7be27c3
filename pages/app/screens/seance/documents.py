"""The documents of a meeting: made from its frozen blocks when they are asked for."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from analytics.export.meeting import meeting_file
from analytics.text import meetings as texts
from data.journal import Meeting
from pages.app.session import Session


def produced(session: Session, meeting: Meeting) -> None:
    """One button per document; each is made once pressed."""
    journal = session.journal
    address = (st.context.url or "").partition("?")[0]

    def pdf() -> bytes:
        from analytics.export import report

        return report.pdf(meeting_file(journal, meeting.number), today=date.today(), address=address)

    def pptx() -> bytes:
        from analytics.export import slides

        return slides.pptx(meeting_file(journal, meeting.number), today=date.today(), address=address)

    def xlsx() -> bytes:
        from analytics.export import workbook

        return workbook.xlsx(meeting_file(journal, meeting.number))

    def docx() -> bytes:
        from analytics.export import minutes

        return minutes.docx(meeting_file(journal, meeting.number), today=date.today())

    def ics() -> bytes:
        from analytics.export import due_dates

        return due_dates.ics(meeting_file(journal, meeting.number), at=datetime.now(UTC))

    made: dict[str, tuple[str, Callable[[], bytes]]] = {
        "pdf": (texts.REPORT, pdf),
        "pptx": (texts.SLIDES, pptx),
        "xlsx": (texts.FIGURES, xlsx),
        "docx": (texts.MINUTES, docx),
        "ics": (texts.DATES, ics),
    }
    st.header(texts.DOCUMENTS, anchor=False)
    with st.container(horizontal=True, gap="small"):
        for kind, (label, make) in made.items():
            name = f"seance-{meeting.day.isoformat()}.{kind}"
            st.download_button(label, data=make, file_name=name, key=f"seance-{kind}", on_click="ignore")
