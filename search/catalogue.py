"""Everything published that can be found. A process remembers it for as long as nothing changes.

Reading it takes some hundred milliseconds at ten thousand projects, asking whether it changed one short query.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from django.db.models import Count, Sum

from curriculum.models import ProjectTopic, Roadmap, SkillLevel, Topic
from curriculum.places import Place, places

from .facets import FACETS, Bits, Carriers, Entry, Value, Vocabulary, carriers_of, to_bits
from .models import Change
from .names import Named, named
from .topics_named import TopicNames


@dataclass(frozen=True)
class Catalogue:
    """The published projects in the order of the tree, and the values that they can be found by. Never changed."""

    places: list[Place]
    entries: list[Entry]
    topics: dict[str, Topic]
    vocabulary: Vocabulary

    @cached_property
    def everything(self) -> Bits:
        return (1 << len(self.places)) - 1

    @cached_property
    def position(self) -> dict[int, int]:
        """Where each project stands in this catalogue."""
        return {place.project_id: position for position, place in enumerate(self.places)}

    @cached_property
    def carriers(self) -> Carriers:
        return carriers_of(self.entries)

    @cached_property
    def introducing(self) -> dict[str, Bits]:
        """The projects that introduce each topic: the first of each roadmap to carry it."""
        first: dict[tuple[str, str], int] = {}
        for position, entry in enumerate(self.entries):
            for topic in entry.topics:
                first.setdefault((entry.roadmap, topic), position)
        introduced: dict[str, list[int]] = {}
        for (_, topic), position in first.items():
            introduced.setdefault(topic, []).append(position)
        return {topic: to_bits(positions) for topic, positions in introduced.items()}

    @cached_property
    def values(self) -> dict[str, dict[str, Value]]:
        """The values of each facet in the order in which they are shown, by slug."""
        return {facet.name: {value.slug: value for value in facet.values(self.vocabulary)} for facet in FACETS}

    @cached_property
    def terms(self) -> dict[str, dict[str, str]]:
        """For each facet the slug of the value that a term means."""
        return {facet.name: facet.resolve(self.vocabulary) for facet in FACETS}

    @cached_property
    def topic_names(self) -> TopicNames:
        return TopicNames(self.terms["topic"])

    @cached_property
    def named(self) -> dict[str, Named]:
        """Roadmaps, projects (as their places) and topics by what they are called."""
        roadmaps = dict.fromkeys(place.roadmap for place in self.places)
        return {
            "roadmap": named((roadmap, [roadmap.title]) for roadmap in roadmaps),
            "project": named((place, [place.title]) for place in self.places),
            "topic": named((topic, [topic.name, topic.slug, *topic.alias_list]) for topic in self.topics.values()),
        }

    @cached_property
    def shortest_first(self) -> list[int]:
        return sorted(range(len(self.places)), key=lambda position: self.places[position].hours)

    def bits(self, project_ids) -> Bits:
        """Projects that are not public, or not any more, are left out."""
        return to_bits(self.position[project_id] for project_id in project_ids if project_id in self.position)


_lock = Lock()
_remembered: tuple[tuple[int, int], Catalogue] | None = None


def current_catalogue() -> Catalogue:
    """The catalogue as it is at this moment: one query if this process knows it already."""
    global _remembered
    state = _state()
    known = _remembered
    if known and known[0] == state:
        return known[1]
    with _lock:
        catalogue = read_catalogue()
        # A change between the two would be remembered as known. And a portal without any change is one that was filled in
        # ways that nobody noticed.
        _remembered = (state, catalogue) if state[0] and state == _state() else None
    return catalogue


def _state() -> tuple[int, int]:
    found = Change.objects.aggregate(number=Count("pk"), total=Sum("stamp"))
    return found["number"], found["total"] or 0


def read_catalogue() -> Catalogue:
    # The texts of a roadmap are long, and nobody is shown them here.
    roadmaps = Roadmap.objects.live().public().order_by("path").defer("intro", "guide")
    published = places(roadmaps)
    topics = {topic.pk: topic for topic in _topics()}
    carried: dict[int, list[str]] = {place.project_id: [] for place in published}
    for project_id, topic_id in (
        ProjectTopic.objects.order_by("pk").values_list("content_object_id", "tag_id").iterator()
    ):
        if project_id in carried and topic_id in topics:
            carried[project_id].append(topics[topic_id].slug)
    return Catalogue(
        places=published,
        entries=[_entry(place, tuple(carried[place.project_id])) for place in published],
        topics={topic.slug: topic for topic in topics.values()},
        vocabulary=_vocabulary(published, topics),
    )


def _topics():
    return Topic.objects.select_related("area").order_by("area__position", "area__name", "name")


def _entry(place: Place, topics: tuple[str, ...]) -> Entry:
    return Entry(place.level, place.hours, place.roadmap.slug, topics)


def _vocabulary(published: list[Place], topics: dict[int, Topic]) -> Vocabulary:
    roadmaps = {place.roadmap.slug: place.roadmap.title for place in published}
    return Vocabulary(
        level=tuple(Value(level.slug, level.name) for level in SkillLevel.objects.all()),
        topic=tuple(
            Value(topic.slug, topic.name, topic.area.name, tuple(topic.alias_list)) for topic in topics.values()
        ),
        roadmap=tuple(Value(slug, title) for slug, title in roadmaps.items()),
    )
