"""How regularly somebody studies, told without blame: a week counts as soon as it has one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .plan import monday_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`weeks` is how many weeks in a row had a study day, up to this one or, while it has none, up to the last."""

    days_this_week: int
    weeks: int
    last: date | None


def rhythm(days: Iterable[date], today: date) -> Rhythm:
    """`days` are those on which something was done. Days after today are left out: a clock was wrong."""
    studied = {day for day in days if day <= today}
    mondays = {monday_of(day) for day in studied}
    this_week = monday_of(today)
    monday = this_week if this_week in mondays else this_week - WEEK
    weeks = 0
    while monday in mondays:
        weeks, monday = weeks + 1, monday - WEEK
    return Rhythm(
        days_this_week=sum(monday_of(day) == this_week for day in studied), weeks=weeks, last=max(studied, default=None)
    )
