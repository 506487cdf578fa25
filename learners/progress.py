"""How far a learner is in each project, and what changed there since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from curriculum.models import Project, Roadmap
from curriculum.page_items import PageItem, page_items

from .models import Enrolment, Tick, User

NEXT_ITEMS = 3

type Ticks = dict[str, tuple[str, datetime]]
"""The state of each item, and since when, by the item's id."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many items of a page are other than when the learner last saw it."""

    added: int = 0
    reworded: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.reworded or self.removed)


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """`total` counts the items on the page, `done` and `skipped` those of them. `following` are the first that are neither."""

    project: Project
    started: bool
    done: int = 0
    skipped: int = 0
    total: int = 0
    changes: Changes = Changes()
    last: datetime | None = None
    following: list[PageItem] = field(default_factory=list)

    @property
    def is_finished(self) -> bool:
        return self.started and self.done + self.skipped == self.total


@dataclass(frozen=True, slots=True)
class RoadmapProgress:
    roadmap: Roadmap
    projects: list[ProjectProgress]

    @property
    def done(self) -> int:
        return sum(project.done + project.skipped for project in self.projects)

    @property
    def total(self) -> int:
        return sum(project.total for project in self.projects)

    @property
    def started(self) -> list[ProjectProgress]:
        return [project for project in self.projects if project.started]


def changes_since(seen: Mapping[str, str], items: Sequence[PageItem]) -> Changes:
    """What is new, reworded and gone on a page, against the wordings that a learner has seen; nothing if they saw none."""
    if not seen:
        return Changes()
    now = {item.id: item.wording for item in items}
    return Changes(
        added=len(now.keys() - seen.keys()),
        reworded=sum(seen[item] != now[item] for item in now.keys() & seen.keys()),
        removed=len(seen.keys() - now.keys()),
    )


def progress_of(user: User) -> tuple[list[RoadmapProgress], list[Enrolment]]:
    """Progress in every roadmap where the learner started a project, the one worked on last first; and enrolments without a
    page that can be read. Six queries, whatever their number.
    """
    enrolments = list(Enrolment.objects.filter(user=user).order_by("started_at"))
    ticks: dict[int, Ticks] = defaultdict(dict)
    rows = Tick.objects.filter(enrolment__user=user).values_list("enrolment_id", "item", "state", "since")
    for enrolment_id, item, state, since in rows:  # some have ten thousand: no model is made of them
        ticks[enrolment_id][item] = (state, since)
    readable = Project.objects.live().public().filter(pk__in=[e.project_id for e in enrolments])
    started = {project.pk: project for project in readable}
    paths = {project.path[: -Project.steplen] for project in started.values()}
    roadmaps = list(Roadmap.objects.live().filter(path__in=paths))
    by_roadmap = _projects(roadmaps)
    items = page_items([project.pk for projects in by_roadmap.values() for project in projects])
    enrolled = {enrolment.project_id: enrolment for enrolment in enrolments}
    found = [
        RoadmapProgress(
            roadmap,
            [
                _progress(project, items[project.pk], enrolled[project.pk], ticks[enrolled[project.pk].pk])
                if project.pk in enrolled
                else ProjectProgress(project, started=False, total=len(items[project.pk]))
                for project in by_roadmap[roadmap.path]
            ],
        )
        for roadmap in roadmaps
    ]
    shown = {project.project.pk for roadmap in found for project in roadmap.projects}
    found.sort(key=lambda roadmap: max(project.last for project in roadmap.started), reverse=True)
    return found, [enrolment for enrolment in enrolments if enrolment.project_id not in shown]


def _projects(roadmaps: Sequence[Roadmap]) -> dict[str, list[Project]]:
    """The public projects below each, by its path, in order. One query."""
    by_roadmap: dict[str, list[Project]] = {roadmap.path: [] for roadmap in roadmaps}
    below = [Q(path__startswith=path) for path in by_roadmap]
    published = Project.objects.live().filter(reduce(or_, below, Q(pk=None)), view_restrictions=None)
    for project in published.order_by("path"):
        by_roadmap[project.path[: -Project.steplen]].append(project)
    return by_roadmap


def _progress(project: Project, items: Sequence[PageItem], enrolment: Enrolment, ticks: Ticks) -> ProjectProgress:
    states = [ticks[item.id][0] if item.id in ticks else Tick.State.TO_DO for item in items]
    return ProjectProgress(
        project=project,
        started=True,
        done=states.count(Tick.State.DONE),
        skipped=states.count(Tick.State.SKIPPED),
        total=len(items),
        changes=changes_since(enrolment.seen, items),
        last=max((since for _, since in ticks.values()), default=enrolment.started_at),
        following=[item for item, state in zip(items, states, strict=True) if state == Tick.State.TO_DO][:NEXT_ITEMS],
    )
