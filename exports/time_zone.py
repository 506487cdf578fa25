"""A time zone as a calendar explains it: VTIMEZONE.

`icalendar.Timezone.from_tzinfo` gives the onset of summer time in the wall-clock time after the change; RFC 5545 (3.6.5)
wants that before it, so its clocks go forward an hour late. It also looks for changes in steps of 64 days, and steps over
Ramadan in Morocco.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)
_ACCURACY = timedelta(seconds=1)
_END = datetime(9999, 12, 29, tzinfo=UTC)  # room for a step and every offset


def vtimezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The zone with each change of its offset between two moments in UTC, and for a day after the last."""
    component = Timezone()
    component.add("TZID", zone.key)
    start = first.astimezone(zone)
    component.add_component(_observance(start, start, []))
    changes: dict[tuple[object, ...], list[datetime]] = defaultdict(list)
    for moment in _changes(zone, first, last):
        before, after = _around(zone, moment)
        changes[before.utcoffset(), after.utcoffset(), after.tzname(), after.dst()].append(moment)
    for moments in changes.values():
        before, after = _around(zone, moments[0])
        component.add_component(_observance(before, after, [_onset(zone, moment) for moment in moments]))
    return component


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments in UTC at which another offset begins. None is missed that lasts for a day."""
    earlier = first
    while earlier - _STEP < last and earlier < _END:
        later = earlier + _STEP
        if earlier.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            yield _first_with_offset_of(later, earlier, zone)
        earlier = later


def _first_with_offset_of(later: datetime, earlier: datetime, zone: ZoneInfo) -> datetime:
    offset = later.astimezone(zone).utcoffset()
    while later - earlier > _ACCURACY:
        middle = (earlier + (later - earlier) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            later = middle
        else:
            earlier = middle
    return later


def _around(zone: ZoneInfo, moment: datetime) -> tuple[datetime, datetime]:
    return (moment - _ACCURACY).astimezone(zone), moment.astimezone(zone)


def _onset(zone: ZoneInfo, moment: datetime) -> datetime:
    """What the clock would show at the moment had it not been changed."""
    before, _after = _around(zone, moment)
    return before.replace(tzinfo=None) + _ACCURACY


def _observance(before: datetime, after: datetime, onsets: list[datetime]) -> TimezoneStandard | TimezoneDaylight:
    found = TimezoneDaylight() if after.dst() else TimezoneStandard()
    start, *others = onsets or [after.replace(tzinfo=None)]
    found.add("DTSTART", start)
    found.add("TZOFFSETFROM", before.utcoffset())
    found.add("TZOFFSETTO", after.utcoffset())
    found.add("TZNAME", after.tzname())
    if others:
        found.add("RDATE", others)
    return found
