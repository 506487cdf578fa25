"""Study days as a calendar: months of weeks of seven days, from Monday."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .plan import StudyDay


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a month; `study` is None on a day off."""

    date: date
    study: StudyDay | None


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` hold seven cells each, None for the days of the months before and after."""

    first: date
    weeks: list[list[Cell | None]]

    @property
    def days(self) -> list[StudyDay]:
        return [cell.study for week in self.weeks for cell in week if cell and cell.study]


def months(days: Iterable[StudyDay]) -> list[Month]:
    """Every month that has a study day, in order."""
    by_date = {day.date: day for day in days}
    return [
        Month(
            date(year, month, 1),
            [
                [Cell(day, by_date.get(day)) if day.month == month else None for day in week]
                for week in calendar.Calendar().monthdatescalendar(year, month)
            ],
        )
        for year, month in sorted({(day.year, day.month) for day in by_date})
    ]
