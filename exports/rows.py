"""A curriculum as a table: one row for each item that can be ticked."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from curriculum.published import PublishedItem, PublishedProject
from curriculum.spec import EvaluationItem, MeasuredRequirement, Requirement, Step, StretchGoal, Task
from curriculum.spec_text.inline import inline_text
from learners.plan import monday_of
from learners.schedule import task_key

from .subject import Subject

TYPES = {
    Requirement: "Requirement",
    MeasuredRequirement: "Quality",
    Step: "Deployment step",
    Task: "Task",
    StretchGoal: "Stretch goal",
    EvaluationItem: "Evaluation",
}
"""What each kind of item is called in the column Type."""

STATUSES = {"todo": "To do", "done": "Done", "skipped": "Skipped"}


@dataclass(frozen=True, slots=True)
class Row:
    """An item in its place. `text` and `group` have no marks; `week` and `day` count from 1, `date` is its first day in a plan.

    Only tasks have a week, a day and a date; they and stretch goals have hours, of work. `last_date` differs from `date`
    when a task takes several days. `key` is unique in the roadmap; the id of the item is so in its project.
    """

    project: PublishedProject
    place: PublishedItem
    key: str
    text: str
    type: str
    group: str
    status: str
    link: str
    hours: Decimal | None = None
    week: int | None = None
    day: int | None = None
    date: dt.date | None = None
    last_date: dt.date | None = None

    @property
    def name(self) -> str:
        """The key of the item, if it has one, and its text."""
        return f"{self.place.item.key}: {self.text}" if self.place.item.key else self.text


def rows(subject: Subject) -> Iterator[Row]:
    """Every item of every project, in the order of the pages."""
    first_monday = monday_of(subject.days[0].date) if subject.days else None
    when: dict[str, list[tuple[int, dt.date]]] = {}
    for number, day in enumerate(subject.days, start=1):
        for share in day.shares:
            when.setdefault(share.task.key, []).append((number, day.date))
    for project in subject.projects:
        for place in project.items:
            key = task_key(project.spec.slug, place.item.id)
            days = when.get(key, []) if isinstance(place.item, Task) else []
            yield Row(
                project=project,
                place=place,
                key=key,
                text=inline_text(place.item.text),
                type=TYPES[type(place.item)],
                group=inline_text(place.group),
                status=STATUSES[subject.statuses.get(key, "todo")],
                link=f"{subject.site}{project.path}#{place.section}",
                hours=getattr(place.item, "hours", None),
                week=(monday_of(days[0][1]) - first_monday).days // 7 + 1 if days and first_monday else None,
                day=days[0][0] if days else None,
                date=days[0][1] if days and subject.dated else None,
                last_date=days[-1][1] if days and subject.dated else None,
            )
