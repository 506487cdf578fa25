"""Where each published project stands: its roadmap, and its number there."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .models import Project, Roadmap


@dataclass(frozen=True, slots=True)
class Place:
    """A published project in its place, with the facts that it is found by. `level` is a slug."""

    project_id: int
    title: str
    slug: str
    roadmap: Roadmap
    number: int
    level: str
    hours: Decimal


def public_roadmaps() -> list[Roadmap]:
    """The roadmaps that anybody may read, in the order of the tree. Two queries."""
    return list(Roadmap.objects.live().public().order_by("path"))


def public_roadmap(slug: str) -> Roadmap | None:
    """The roadmap with this slug that anybody may read; of several sites' roadmaps, the first."""
    return Roadmap.objects.live().public().filter(slug=slug).order_by("path").first()


def places(roadmaps: Iterable[Roadmap] | None = None) -> list[Place]:
    """The projects that anybody may read, in the order of the tree. Three queries, whatever their number.

    Wagtail serves a published page below an unpublished one, but no path leads a reader there: it is left out.
    Who has the public roadmaps already gives them, and saves two of the queries.
    """
    known = {roadmap.path: roadmap for roadmap in (public_roadmaps() if roadmaps is None else roadmaps)}
    numbers = dict.fromkeys(known, 0)
    # Below a public roadmap only a project's own restriction keeps it private.
    published = Project.objects.live().filter(view_restrictions=None).order_by("path")
    found = []
    facts = published.values_list("path", "pk", "title", "slug", "level__slug", "hours")
    for path, pk, title, slug, level, hours in facts:
        parent = path[: -Project.steplen]
        if parent not in known:
            continue
        numbers[parent] += 1
        found.append(Place(pk, title, slug, known[parent], numbers[parent], level, hours))
    return found
