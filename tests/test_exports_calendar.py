"""The calendar: what two independent readers make of it, and what a new plan does to its events."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from curriculum.spec_text.inline import inline_text
from exports.calendar import study_calendar, write
from exports.time_zone import vtimezone
from tests.exported import MONDAY, make_published, make_subject

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = {"at": time(18, 30), "zone": BERLIN}


def read(subject):
    """The events, after both readers took the bytes without an objection."""
    data = b"".join(write(subject))
    calendar = Calendar.from_ical(data)
    assert [error for part in calendar.walk() for error in part.errors] == []
    vobject.readOne(data.decode(), validate=True)
    return calendar.events


def test_a_study_day_is_an_event_of_its_own_day_that_leaves_the_learner_free():
    first, second = read(make_subject())
    assert (first.start, first.end, first["TRANSP"]) == (MONDAY, date(2026, 12, 1), "TRANSPARENT")
    assert (second.start, second["SUMMARY"]) == (date(2026, 12, 1), "Inkwell (2 h)")


def test_an_event_tells_the_tasks_with_their_hours_and_where_they_stand():
    subject = make_subject(hours="3", statuses={"inkwell/task-1": "done"})
    first, second = read(subject)
    page = "https://example.org/way/inkwell/#schedule"
    assert first["DESCRIPTION"] == f"Inkwell\n✓ Sketch the pages. (2 h)\n• Write the models. (1 h)\n{page}"
    assert second["DESCRIPTION"] == f"Inkwell\n• Write the models. (1 h)\n{page}"
    assert first["URL"] == page


def test_a_day_of_two_projects_names_both():
    [day] = read(make_subject(make_published(tasks=["A."]), make_published("TaskForge", tasks=["B."]), hours="4"))
    assert day["SUMMARY"] == "Inkwell, TaskForge (4 h)"
    assert day["DESCRIPTION"].count("#schedule") == 2


def test_with_a_time_of_day_it_takes_as_long_as_its_work():
    event = read(make_subject(**EVENING))[0]
    assert event.start == datetime(2026, 11, 30, 18, 30, tzinfo=BERLIN)
    assert event.end - event.start == timedelta(hours=2)
    assert "TRANSP" not in event


def test_without_a_zone_it_is_that_time_wherever_the_learner_is():
    event = read(make_subject(at=time(18, 30)))[0]
    assert event["DTSTART"].to_ical() == b"20261130T183000"
    assert "TZID" not in event["DTSTART"].params


def test_a_day_without_hours_has_no_end_before_its_beginning():
    [event] = read(make_subject(make_published(hours="0"), **EVENING))
    assert "DTEND" not in event
    assert event["SUMMARY"] == "Inkwell"


def test_work_through_the_night_in_which_clocks_change_keeps_its_hours():
    start = date(2027, 3, 27)
    event = read(make_subject(start=start, weekdays=range(7), at=time(23, 30), zone=BERLIN, hours="4"))[0]
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(hours=4)


def test_the_calendar_explains_its_zone_before_it_uses_it():
    subject = make_subject(start=date(2027, 3, 27), weekdays=range(7), **EVENING)
    text = b"".join(write(subject)).decode()
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")
    # In the time before the change: RFC 5545, 3.6.5.
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\n" in text


@pytest.mark.parametrize(
    "key",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin", "Asia/Kolkata"],
)
def test_what_is_said_of_a_zone_is_what_the_zone_does(key):
    """Read by dateutil, which knows nothing but what the calendar says."""
    zone, first = ZoneInfo(key), datetime(2026, 11, 30, tzinfo=UTC)
    text = vtimezone(zone, first, first + timedelta(days=366)).to_ical().decode()
    told = tzical(StringIO(text)).get(key)
    for hours in range(366 * 24):
        local = (first + timedelta(hours=hours)).astimezone(zone).replace(tzinfo=None)
        if _is_clear(local, zone):
            assert local.replace(tzinfo=told).utcoffset() == local.replace(tzinfo=zone).utcoffset(), local


def _is_clear(local, zone):
    """Not skipped and not said twice when the clocks change: of these, dateutil takes the other one."""
    return local.replace(tzinfo=zone, fold=0).utcoffset() == local.replace(tzinfo=zone, fold=1).utcoffset()


def test_the_ends_of_the_calendar_can_be_planned():
    for start in (date(1970, 1, 1), date(9999, 12, 30)):
        assert read(make_subject(make_published(tasks=["A."]), start=start, weekdays=range(7), **EVENING))


def test_a_new_plan_moves_the_events_instead_of_adding_some():
    before = {event["UID"]: event.start for event in read(make_subject())}
    after = {event["UID"]: event.start for event in read(make_subject(start=date(2027, 1, 4)))}
    assert list(before) == list(after) == ["way/day-1@example.org", "way/day-2@example.org"]
    assert set(before.values()).isdisjoint(after.values())


def test_a_project_alone_has_events_of_its_own():
    [uid, _] = [event["UID"] for event in read(make_subject(only="inkwell"))]
    assert uid == "way/inkwell/day-1@example.org"


def test_what_was_said_later_counts():
    changed_at = datetime(2026, 11, 5, tzinfo=UTC)
    old, new = read(make_subject())[0], read(make_subject(changed_at=changed_at))[0]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["LAST-MODIFIED"].dt == changed_at


def test_the_same_subject_gives_the_same_bytes_and_another_moment_changes_its_stamp_alone():
    one, other = make_subject(**EVENING), make_subject(**EVENING, made_at=datetime(2027, 5, 5, tzinfo=UTC))
    assert study_calendar(one).to_ical() == study_calendar(one).to_ical()
    lines = [b"".join(write(subject)).split(b"\r\n") for subject in (one, other)]
    assert {a.split(b":")[0] for a, b in zip(*lines, strict=True) if a != b} == {b"DTSTAMP"}


def test_a_reminder_comes_before_the_day_and_only_if_it_is_asked_for():
    event = read(make_subject(**EVENING, alarm=15))[0]
    [alarm] = event.alarms.times
    assert alarm.trigger == datetime(2026, 11, 30, 18, 15, tzinfo=BERLIN)
    assert "VALARM" not in b"".join(write(make_subject())).decode()
    assert read(make_subject(alarm=0))


def test_programs_learn_its_name_and_when_to_come_again():
    calendar = Calendar.from_ical(b"".join(write(make_subject())))
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "The way"
    assert calendar["REFRESH-INTERVAL"].to_ical() == calendar["X-PUBLISHED-TTL"].to_ical() == b"PT12H"


nasty = st.text(
    alphabet=st.one_of(
        st.sampled_from("\\;,:\"nN\r\n\t\x00\x0b\x1c\x7f\x85\u2028 äß中🎉'="), st.characters(codec="utf-8")
    ),
    min_size=1,
    max_size=200,
)


@settings(deadline=None)  # two parsers, and their first call compiles patterns
@example(text="Open C:\\new and C:\\New.")
@given(text=nasty)
def test_any_text_comes_back_from_the_folded_lines(text):
    subject = make_subject(make_published(tasks=[text]))
    data = b"".join(write(subject))
    assert all(len(line) <= 75 and b"\n" not in line for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode()  # none is folded in the middle of a letter
    [event] = vobject.readOne(data.decode(), validate=True).vevent_list
    Calendar.from_ical(data)
    told = event.description.value.removeprefix("Inkwell\n• ").rpartition(" (2 h)\n")[0]
    assert _words(told) == _words(inline_text(text))


def _words(text):
    """Those that a calendar can hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text).split()
