"""iCalendar (RFC 5545, 7986): one event for each study day, with its tasks.

The same study day has the same UID in every calendar of a roadmap: its number, not its date. Whoever plans anew and
imports or fetches the calendar again sees day 12 move to its new date; a UID made of the date would leave the old event
where it was. Days that a shorter plan no longer has vanish from a subscription; an imported file cannot take them back.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vDuration, vText

from curriculum.published import PublishedProject
from learners.plan import StudyDay

from .rows import STATUSES, Row, rows
from .subject import EPOCH, Subject
from .time_zone import vtimezone

PRODUCT = "-//Waymark//Study plan//EN"

FETCHED_AGAIN = vDuration(timedelta(hours=12))
"""How often a program that subscribed should fetch the calendar."""

ONE_DAY = timedelta(days=1)

# Neither text of a calendar (RFC 5545, 3.3.11) nor, as some programs read them, part of a line.
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")


class Text(vText):
    """Text whose backslashes stay backslashes; icalendar takes the two letters `\\N` for a line break."""

    def to_ical(self) -> bytes:
        escaped = re.sub(r"([\\;,])", r"\\\1", _NO_TEXT.sub(" ", self))
        return escaped.replace("\n", "\\n").encode()


def write(subject: Subject) -> Iterator[bytes]:
    yield study_calendar(subject).to_ical()


def study_calendar(subject: Subject) -> Calendar:
    """The calendar of a dated subject; the same bytes for the same subject.

    DTSTAMP is `made_at`, so that of two files the later one counts; LAST-MODIFIED and SEQUENCE follow from `changed_at`.
    A feed that knows when its plan was made can give that moment as both, and its bytes change with the plan alone.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", Text(subject.title))
    calendar.add("X-WR-CALNAME", Text(subject.title))
    calendar.add("URL", subject.address)
    calendar.add("LAST-MODIFIED", subject.changed_at)
    calendar.add("REFRESH-INTERVAL", FETCHED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", FETCHED_AGAIN)
    tasks = {row.key: row for row in rows(subject) if row.type == "Task"}
    for number, day in enumerate(subject.days, start=1):
        calendar.add_component(_event(subject, number, day, tasks))
    if subject.at and subject.zone and subject.zone.key in calendar.get_used_tzids():
        first, last = (_begin(subject, day).astimezone(UTC) for day in (subject.days[0], subject.days[-1]))
        # A program may read the zone before the events that are in it.
        calendar.subcomponents.insert(0, vtimezone(subject.zone, first, last))
    return calendar


def _event(subject: Subject, number: int, day: StudyDay, tasks: Mapping[str, Row]) -> Event:
    shares: dict[str, list[tuple[Row, Decimal]]] = {}
    for share in day.shares:
        shares.setdefault(share.task.project, []).append((tasks[share.task.key], share.hours))
    projects = [(some[0][0].project, some) for some in shares.values()]
    event = Event()
    event.add("UID", Text(_uid(subject, number)))
    event.add("DTSTAMP", subject.made_at)
    event.add("LAST-MODIFIED", subject.changed_at)
    event.add("SEQUENCE", max(int((subject.changed_at - EPOCH).total_seconds()) // 60, 0))
    titles = ", ".join(project.spec.title for project, _shares in projects)
    summary = _with_hours(titles, day.hours)
    event.add("SUMMARY", Text(summary))
    event.add("DESCRIPTION", Text("\n\n".join(_tasks_of(project, some, subject) for project, some in projects)))
    event.add("URL", _schedule(subject, projects[0][0]))
    _add_times(event, subject, day)
    if subject.alarm is not None:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", Text(summary))
        alarm.add("TRIGGER", -timedelta(minutes=subject.alarm))
        event.add_component(alarm)
    return event


def _uid(subject: Subject, number: int) -> str:
    names = [subject.roadmap.slug, *filter(None, [subject.only]), f"day-{number}"]
    return f"{'/'.join(names)}@{urlsplit(subject.site).netloc}"


def _add_times(event: Event, subject: Subject, day: StudyDay) -> None:
    """All day, and the learner is free; or from the time of day on, for as many hours as there is work."""
    if subject.at is None:
        event.add("DTSTART", day.date)
        event.add("DTEND", day.date + ONE_DAY)
        event.add("TRANSP", "TRANSPARENT")
        return
    begin = _begin(subject, day)
    event.add("DTSTART", begin)
    if day.hours:  # without it, an event ends when it begins
        work = timedelta(seconds=int(day.hours * 3600))
        event.add("DTEND", (begin.astimezone(UTC) + work).astimezone(subject.zone) if subject.zone else begin + work)


def _begin(subject: Subject, day: StudyDay) -> datetime:
    """In the learner's zone; without one it has none, and means that time wherever they are."""
    assert subject.at is not None
    return datetime.combine(day.date, subject.at, subject.zone)


def _tasks_of(project: PublishedProject, shares: list[tuple[Row, Decimal]], subject: Subject) -> str:
    marks = {STATUSES["done"]: "✓", STATUSES["skipped"]: "–"}
    lines = [f"{marks.get(task.status, '•')} {_with_hours(task.text, hours)}" for task, hours in shares]
    return "\n".join([project.spec.title, *lines, _schedule(subject, project)])


def _schedule(subject: Subject, project: PublishedProject) -> str:
    return f"{subject.site}{project.path}#schedule"


def _with_hours(text: str, hours: Decimal) -> str:
    return f"{text} ({hours.normalize():f} h)" if hours else text
