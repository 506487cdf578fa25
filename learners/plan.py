"""A roadmap's tasks on the days of one learner's calendar.

Pure: tasks, a pace and dates in, study days out. `today` is always given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

LEAST_HOURS, MOST_HOURS = Decimal("0.5"), Decimal(12)
"""How long a study day can be, in hours."""

LONGEST = timedelta(days=50 * 366)
"""A plan that runs longer than this from its start is refused: nobody's calendar holds it."""

ONE_DAY = timedelta(days=1)


class PlanTooLong(ValueError):
    """At this pace the work does not end within `LONGEST`."""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task with its hours of work. `key` is unique in the plan, `project` the slug of its project."""

    key: str
    project: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Break:
    """Days off, from the first to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Pace:
    """When someone studies: from which day, how many hours a study day, on which weekdays (Monday is 0), and when not."""

    start: date
    hours: Decimal
    weekdays: frozenset[int]
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        if not LEAST_HOURS <= self.hours <= MOST_HOURS:
            raise ValueError(f"A study day has {LEAST_HOURS} to {MOST_HOURS} hours, not {self.hours}.")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("A week needs at least one study day, numbered from 0 (Monday) to 6.")

    def is_study_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not any(pause.first <= day <= pause.last for pause in self.breaks)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a task that falls on a day, in hours. A task of no hours has one share of none."""

    task: PlannedTask
    hours: Decimal


@dataclass(frozen=True, slots=True)
class StudyDay:
    date: date
    shares: tuple[Share, ...]

    @property
    def hours(self) -> Decimal:
        return sum((share.hours for share in self.shares), Decimal(0))


type Days = Mapping[date, Decimal]
"""The hours of one task, by day."""


def plan(
    tasks: Iterable[PlannedTask], pace: Pace, *, kept: Mapping[str, Days] | None = None, since: date | None = None
) -> list[StudyDay]:
    """The study days in order. Tasks keep their order, and are split where a day ends before them.

    `kept` are days that some tasks have already, by key: they stay. All others are planned from the day `since` on, or
    from the start, whichever is later. Raises PlanTooLong.
    """
    kept = kept or {}
    shares: dict[date, list[Share]] = defaultdict(list)
    waiting = []
    for task in tasks:
        if task.key in kept:
            for day, hours in _fitted(kept[task.key], task.hours).items():
                shares[day].append(Share(task, hours))
        else:
            waiting.append(task)
    for day, share in _packed(waiting, pace, max(pace.start, since or pace.start)):
        shares[day].append(share)
    return [StudyDay(day, tuple(shares[day])) for day in sorted(shares)]


def _packed(tasks: Iterable[PlannedTask], pace: Pace, first: date) -> Iterable[tuple[date, Share]]:
    end = pace.start + LONGEST if pace.start <= date.max - LONGEST else date.max
    day, room = _study_day(pace, first, end), pace.hours
    for task in tasks:
        left = task.hours
        while True:
            if not room and left:
                day, room = _study_day(pace, day + ONE_DAY, end), pace.hours
            part = min(left, room)
            yield day, Share(task, part)
            left, room = left - part, room - part
            if not left:
                break


def _study_day(pace: Pace, day: date, end: date) -> date:
    """The first study day that is not before `day`."""
    while day < end:
        if pause := next((pause for pause in pace.breaks if pause.first <= day <= pause.last), None):
            if pause.last >= end:
                break
            day = pause.last + ONE_DAY
        elif day.weekday() in pace.weekdays:
            return day
        else:
            day += ONE_DAY
    raise PlanTooLong(f"At this pace the plan does not end by {end}.")


def _fitted(days: Days, hours: Decimal) -> Days:
    """The hours that a task has now on the days that it had: what was added or taken away counts on its last days."""
    fitted: dict[date, Decimal] = {}
    for day in sorted(days):
        fitted[day] = min(days[day], hours)
        hours -= fitted[day]
    if hours:
        fitted[max(fitted)] += hours
    return {day: part for day, part in fitted.items() if part} or {min(fitted): Decimal(0)}


def kept_at(days: Iterable[StudyDay], done: Mapping[str, date], today: date) -> dict[str, Days]:
    """What stays when a plan is made anew from `today`: done tasks, by key, on the days on which they stood.

    A task that was done ahead of its day stands on the day on which it was done, so that it takes no time of later days.
    """
    kept: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for day in days:
        for share in day.shares:
            if share.task.key in done:
                where = day.date if day.date < today else min(done[share.task.key], today)
                kept[share.task.key][where] = kept[share.task.key].get(where, Decimal(0)) + share.hours
    return dict(kept)


def finish_dates(days: Iterable[StudyDay]) -> dict[str, date]:
    """The last day of each project, by slug, in the order in which they start."""
    return {share.task.project: day.date for day in days for share in day.shares}


def weeks(days: Iterable[StudyDay]) -> list[tuple[date, list[StudyDay]]]:
    """The study days by week, each with its Monday. Weeks without one are left out."""
    return [(monday, list(group)) for monday, group in groupby(days, key=lambda day: monday_of(day.date))]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class WeekTotal:
    """Hours up to the end of a week: those planned, and those of the tasks that were done by then."""

    monday: date
    planned: Decimal
    done: Decimal


def totals(days: Iterable[StudyDay], done: Mapping[str, date]) -> list[WeekTotal]:
    """Planned against done hours, added up week by week, from the first of either to the last. No week is left out."""
    planned: dict[date, Decimal] = defaultdict(Decimal)
    worked: dict[date, Decimal] = defaultdict(Decimal)
    for day in days:
        planned[monday_of(day.date)] += day.hours
        for share in day.shares:
            if share.task.key in done:
                worked[monday_of(done[share.task.key])] += share.hours
    found, so_far, done_so_far = [], Decimal(0), Decimal(0)
    if not planned:
        return []
    monday, last = min([*planned, *worked]), max([*planned, *worked])
    while monday <= last:
        so_far += planned[monday]
        done_so_far += worked[monday]
        found.append(WeekTotal(monday, so_far, done_so_far))
        monday += 7 * ONE_DAY
    return found
