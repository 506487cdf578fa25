"""What the page of a plan shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from curriculum.published import PublishedProject

from .months import Month, months
from .plan import StudyDay, WeekTotal, finish_dates, monday_of, totals, weeks
from .planning import MadePlan
from .progress_chart import Chart, draw
from .schedule import task_key


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task as the page names it. `text` is inline Markdown; `hours` are those of one day when it stands on a day."""

    key: str
    text: str
    phase: str
    project: PublishedProject
    hours: Decimal
    done: bool

    @property
    def item(self) -> str:
        """The id of its item on the project's page."""
        return self.key.partition("/")[2]


@dataclass(frozen=True, slots=True)
class ShownDay:
    date: date
    hours: Decimal
    tasks: list[ShownTask]


@dataclass(frozen=True, slots=True)
class ShownMonth:
    month: Month
    days: list[ShownDay]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """`week` is this one, or the next with a study day; None when all is over. `open` is undone work of earlier days."""

    days: list[StudyDay]
    finishes: list[tuple[PublishedProject, date]]
    monday: date | None
    is_this_week: bool
    week: list[ShownDay]
    months: list[ShownMonth]
    totals: list[WeekTotal]
    chart: Chart
    done_hours: Decimal
    hours: Decimal
    open: list[ShownTask]

    @property
    def finish(self) -> date | None:
        return self.days[-1].date if self.days else None


def plan_page(*, made: MadePlan, projects: list[PublishedProject], today: date) -> PlanPage:
    tasks = shown_tasks(projects, made.done)
    shown = {day.date: _shown(day, tasks) for day in made.days}
    coming = [(monday, days) for monday, days in weeks(made.days) if monday >= monday_of(today)]
    monday, week = coming[0] if coming else (None, [])
    by_slug = {project.spec.slug: project for project in projects}
    by_week = totals(made.days, made.done)
    now = next((n for n, total in enumerate(by_week) if total.monday == monday_of(today)), None)
    return PlanPage(
        days=made.days,
        finishes=[(by_slug[slug], day) for slug, day in finish_dates(made.days).items()],
        monday=monday,
        is_this_week=monday == monday_of(today),
        week=[shown[day.date] for day in week],
        months=[ShownMonth(month, [shown[day.date] for day in month.days]) for month in months(made.days)],
        totals=by_week,
        chart=draw(by_week, now),
        done_hours=sum((task.hours for task in tasks.values() if task.done), Decimal(0)),
        hours=sum((task.hours for task in tasks.values()), Decimal(0)),
        open=_open(shown.values(), tasks, today),
    )


def shown_tasks(projects: Iterable[PublishedProject], done: Mapping[str, date]) -> dict[str, ShownTask]:
    """All tasks by their keys, in order."""
    return {
        (key := task_key(project.spec.slug, task.id)): ShownTask(
            key=key,
            text=task.text,
            phase=phase.title,
            project=project,
            hours=task.hours or Decimal(0),
            done=key in done,
        )
        for project in projects
        for phase in project.phases
        for task in phase.entries
    }


def _shown(day: StudyDay, tasks: Mapping[str, ShownTask]) -> ShownDay:
    found = []
    for share in day.shares:
        task = tasks[share.task.key]
        found.append(ShownTask(task.key, task.text, task.phase, task.project, share.hours, task.done))
    return ShownDay(day.date, day.hours, found)


def _open(days: Iterable[ShownDay], tasks: Mapping[str, ShownTask], today: date) -> list[ShownTask]:
    """Undone tasks whose last day is over."""
    last = {task.key: day.date for day in days for task in day.tasks}
    return [tasks[key] for key, day in last.items() if day < today and not tasks[key].done]
