"""Everything published that can be found. A process remembers it for as long as nothing changes.

Reading it takes some hundred milliseconds at ten thousand projects, asking whether it changed one short query.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from django.db import connection

from curriculum.models import Project, ProjectTopic, Roadmap, SkillLevel, Topic
from curriculum.places import Place, places

from .facets import FACETS, Bits, Carriers, Entry, Value, Vocabulary, carriers_of, to_bits
from .models import Change
from .names import Named, named
from .topics_named import TopicNames


@dataclass(frozen=True)
class Catalogue:
    """The published projects in the order of the tree, and the values that they can be found by. Never changed."""

    places: list[Place]
    summaries: dict[int, str]
    """By project, in Markdown."""
    entries: list[Entry]
    levels: dict[str, SkillLevel]
    topics: dict[str, Topic]
    vocabulary: Vocabulary

    @cached_property
    def everything(self) -> Bits:
        return (1 << len(self.places)) - 1

    @cached_property
    def project_ids(self) -> list[int]:
        return [place.project_id for place in self.places]

    @cached_property
    def position(self) -> dict[int, int]:
        """Where each project stands in this catalogue."""
        return {project_id: position for position, project_id in enumerate(self.project_ids)}

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
        return to_bits(position for position in map(self.position.get, project_ids) if position is not None)


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
    # Asked at every request: to build the statement takes Django longer than the database to answer it.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), COALESCE(SUM(stamp), 0) FROM {Change._meta.db_table}")  # noqa: S608  a name of ours
        number, total = cursor.fetchone()
        return number, int(total)


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
    levels = list(SkillLevel.objects.all())
    return Catalogue(
        places=published,
        summaries=dict(Project.objects.live().order_by().values_list("pk", "summary")),
        entries=[_entry(place, tuple(carried[place.project_id])) for place in published],
        levels={level.slug: level for level in levels},
        topics={topic.slug: topic for topic in topics.values()},
        vocabulary=_vocabulary(published, levels, topics),
    )


def _topics():
    return Topic.objects.select_related("area").order_by("area__position", "area__name", "name")


def _entry(place: Place, topics: tuple[str, ...]) -> Entry:
    return Entry(place.level, place.hours, place.roadmap.slug, topics)


def _vocabulary(published: list[Place], levels: list[SkillLevel], topics: dict[int, Topic]) -> Vocabulary:
    roadmaps = {place.roadmap.slug: place.roadmap.title for place in published}
    return Vocabulary(
        level=tuple(Value(level.slug, level.name) for level in levels),
        topic=tuple(
            Value(topic.slug, topic.name, topic.area.name, tuple(topic.alias_list)) for topic in topics.values()
        ),
        roadmap=tuple(Value(slug, title) for slug, title in roadmaps.items()),
    )
