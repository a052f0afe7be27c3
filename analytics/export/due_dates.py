"""The dates at which decisions are due, as a calendar that any agenda opens."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from analytics.export.meeting import MeetingFile
from analytics.text import documents, formats


def ics(file: MeetingFile, *, at: datetime) -> bytes:
    """Write one whole-day event for each decision that is due and not done, with a reminder a week before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Quiétude//FR")
    calendar.add("version", "2.0")
    for one in file.decisions:
        if one.due is None or one.done_on is not None:
            continue
        event = Event()
        event.add("uid", f"decision-{one.number}@{file.commune.insee_code}.quietude")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", one.due)
        event.add("dtend", one.due + timedelta(days=1))
        event.add("summary", f"{formats.capitalised(one.word)} – {one.reason}")
        event.add("description", f"{documents.decision(one)} {file.meeting.label}, {formats.day(file.meeting.day)}.")
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("trigger", timedelta(days=-7))
        reminder.add("description", documents.decision(one))
        event.add_component(reminder)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
