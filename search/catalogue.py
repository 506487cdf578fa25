"""Everything published that can be found, read in a constant number of queries."""

from dataclasses import dataclass

from curriculum.models import ProjectTopic, SkillLevel, Topic
from curriculum.places import Place, places

from .facets import Entry, Value, Vocabulary


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The published projects in the order of the tree, and the values that they can be found by."""

    places: dict[int, Place]
    entries: list[Entry]
    topics: dict[str, Topic]
    vocabulary: Vocabulary


def read_catalogue() -> Catalogue:
    published = {place.project_id: place for place in places()}
    topics = {topic.pk: topic for topic in _topics()}
    carried: dict[int, list[str]] = {project_id: [] for project_id in published}
    for project_id, topic_id in ProjectTopic.objects.order_by("pk").values_list("content_object_id", "tag_id"):
        if project_id in carried:
            carried[project_id].append(topics[topic_id].slug)
    return Catalogue(
        places=published,
        entries=[_entry(place, tuple(carried[place.project_id])) for place in published.values()],
        topics={topic.slug: topic for topic in topics.values()},
        vocabulary=_vocabulary(published, topics),
    )


def _topics():
    return Topic.objects.select_related("area").order_by("area__position", "area__name", "name")


def _entry(place: Place, topics: tuple[str, ...]) -> Entry:
    return Entry(place.project_id, place.level, place.hours, place.roadmap.slug, topics)


def _vocabulary(published: dict[int, Place], topics: dict[int, Topic]) -> Vocabulary:
    roadmaps = {place.roadmap.slug: place.roadmap.title for place in published.values()}
    return Vocabulary(
        level=tuple(Value(level.slug, level.name) for level in SkillLevel.objects.all()),
        topic=tuple(
            Value(topic.slug, topic.name, topic.area.name, tuple(topic.alias_list)) for topic in topics.values()
        ),
        roadmap=tuple(Value(slug, title) for slug, title in roadmaps.items()),
    )
