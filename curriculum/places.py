"""Where each published project stands: its roadmap, and its number there."""

from dataclasses import dataclass
from decimal import Decimal

from .models import Project, Roadmap


@dataclass(frozen=True, slots=True)
class Place:
    """A published project in its place, with the facts that it is found by. `level` is a slug."""

    project_id: int
    title: str
    roadmap: Roadmap
    number: int
    level: str
    hours: Decimal


def places() -> list[Place]:
    """The projects that anybody may read, in the order of the tree. Four queries, whatever their number.

    Wagtail serves a published page below an unpublished one, but no path leads a reader there: it is left out.
    """
    roadmaps = {roadmap.path: roadmap for roadmap in Roadmap.objects.live().public()}
    numbers = dict.fromkeys(roadmaps, 0)
    published = Project.objects.live().public().order_by("path")
    found = []
    for pk, title, path, level, hours in published.values_list("pk", "title", "path", "level__slug", "hours"):
        parent = path[: -Project.steplen]
        if parent not in roadmaps:
            continue
        numbers[parent] += 1
        found.append(Place(pk, title, roadmaps[parent], numbers[parent], level, hours))
    return found
