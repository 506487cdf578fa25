"""Where each published project stands: its roadmap, and its number there."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from .models import Project, Roadmap


@dataclass(frozen=True, slots=True)
class Place:
    """A published project in its place, with the facts that it is found by."""

    project_id: int
    title: str
    roadmap: Roadmap
    number: int
    level: str
    hours: Decimal


def published_roadmaps() -> QuerySet[Roadmap]:
    return Roadmap.objects.live().public().order_by("path")


def published_projects() -> QuerySet[Project]:
    """The projects that anybody may read, in the order of the tree."""
    projects = Project.objects.live().public().order_by("path")
    # Wagtail serves a published page below an unpublished one, but no path leads a reader there.
    for path in Roadmap.objects.not_live().values_list("path", flat=True):
        projects = projects.exclude(path__startswith=path)
    return projects


def places() -> list[Place]:
    """All of them, in the order of the tree. Made in a constant number of queries."""
    roadmaps = {roadmap.path: roadmap for roadmap in published_roadmaps()}
    numbers = dict.fromkeys(roadmaps, 0)
    found = []
    for pk, title, path, level, hours in published_projects().values_list(
        "pk", "title", "path", "level__slug", "hours"
    ):
        parent = path[: -Project.steplen]
        if parent not in roadmaps:
            continue
        numbers[parent] += 1
        found.append(Place(pk, title, roadmaps[parent], numbers[parent], level, hours))
    return found
