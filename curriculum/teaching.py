"""Where a topic is taught: which project introduces it, and which ones come back to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from .models import Project, ProjectTopic, Roadmap, Topic, TopicArea
from .places import Place, places

RELATED = 8


@dataclass(frozen=True, slots=True)
class Stop:
    """A project that carries the topic, in its place on the roadmap."""

    place: Place
    project: Project


@dataclass(frozen=True, slots=True)
class TopicPath:
    """One roadmap's way through a topic: introduced once, then reinforced."""

    roadmap: Roadmap
    introduced: Stop
    reinforced: list[Stop]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An area with its topics, each with the number of published projects that carry it."""

    area: TopicArea
    topics: list[tuple[Topic, int]]


def paths_of(topic: Topic) -> list[TopicPath]:
    carrying = set(topic.project_items.values_list("content_object_id", flat=True))
    stops = [place for place in places() if place.project_id in carrying]
    projects = Project.objects.select_related("level").in_bulk([place.project_id for place in stops])
    paths = []
    for _, on_path in groupby(stops, key=lambda place: place.roadmap.pk):
        introduced, *reinforced = (Stop(place, projects[place.project_id]) for place in on_path)
        paths.append(TopicPath(introduced.place.roadmap, introduced, reinforced))
    return paths


def related_topics(topic: Topic, paths: Iterable[TopicPath]) -> QuerySet[Topic]:
    """Topics of the same area, then others, that the same projects teach; without projects, the rest of the area."""
    others = Topic.objects.exclude(pk=topic.pk)
    projects = [stop.project.pk for path in paths for stop in (path.introduced, *path.reinforced)]
    if not projects:
        return others.filter(area=topic.area)[:RELATED]
    return (
        others.filter(project_items__content_object__in=projects)
        .annotate(
            shared=Count("project_items"),
            near=Case(When(area=topic.area, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
        .order_by("-near", "-shared", "name")[:RELATED]
    )


def shelves() -> list[Shelf]:
    """All areas that have topics, in their order."""
    published = {place.project_id for place in places()}
    carried = Counter(
        topic_id
        for topic_id, project_id in ProjectTopic.objects.values_list("tag_id", "content_object_id")
        if project_id in published
    )
    topics = Topic.objects.select_related("area").order_by("area__position", "area__name", "name")
    return [
        Shelf(area, [(topic, carried[topic.pk]) for topic in on_shelf])
        for area, on_shelf in groupby(topics, key=lambda topic: topic.area)
    ]
