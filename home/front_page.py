"""What the front page shows, gathered in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from curriculum.models import ProjectTopic, Roadmap, SkillLevel, Topic
from curriculum.places import Place, places, public_roadmaps
from curriculum.sections import SECTIONS

ROADMAPS_SHOWN = 24
TOPICS_SHOWN = 4  # of one area


@dataclass(frozen=True, slots=True)
class PlacedProject:
    """What a card says of a project."""

    title: str
    hours: Decimal
    level: SkillLevel


@dataclass(frozen=True, slots=True)
class NumberedProject:
    """A project with its place on the roadmap, as the picture of the path wants it."""

    number: int
    project: PlacedProject


@dataclass(frozen=True, slots=True)
class RoadmapCard:
    roadmap: Roadmap
    projects: list[PlacedProject]

    @property
    def stages(self) -> list[NumberedProject]:
        return [NumberedProject(number, project) for number, project in enumerate(self.projects, start=1)]

    @property
    def hours(self) -> Decimal:
        return sum((project.hours for project in self.projects), Decimal(0))

    @property
    def weeks(self) -> int:
        return int((self.hours / self.roadmap.hours_per_week).to_integral_value(ROUND_CEILING))

    @property
    def levels(self) -> list[str]:
        """From the lowest to the highest."""
        levels = {project.level.position: project.level.name for project in self.projects}
        return [levels[position] for position in sorted(levels)]


@dataclass(slots=True)
class AreaCard:
    """A shelf of topics, those that most projects carry first."""

    name: str
    slug: str
    topics: list[Topic] = field(default_factory=list)

    @property
    def shown(self) -> list[Topic]:
        return self.topics[:TOPICS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.topics) - len(self.shown)


def front_page_context(home) -> dict:
    roadmaps = [roadmap for roadmap in public_roadmaps() if roadmap.is_child_of(home)]
    public = places(roadmaps)
    levels = list(SkillLevel.objects.order_by("position"))
    topics = list(Topic.objects.select_related("area"))
    _count_projects(public, levels, topics)
    return {
        "roadmaps": roadmap_cards(roadmaps[:ROADMAPS_SHOWN], public, levels),
        "more_roadmaps": len(roadmaps[ROADMAPS_SHOWN:]),
        "levels": levels,
        "project_count": len(public),
        "areas": area_cards(topic for topic in topics if topic.carriers),
        "topic_count": len(topics),
        "sections": SECTIONS,
    }


def _count_projects(public: list[Place], levels: list[SkillLevel], topics: list[Topic]) -> None:
    """Give each level its `project_count` and each topic its `carriers`."""
    on_level = Counter(place.level for place in public)
    for level in levels:
        level.project_count = on_level[level.slug]
    ids = {place.project_id for place in public}
    tagged = ProjectTopic.objects.values_list("tag_id", "content_object_id")
    carried = Counter(topic_id for topic_id, project_id in tagged if project_id in ids)
    for topic in topics:
        topic.carriers = carried[topic.pk]


def roadmap_cards(roadmaps: list[Roadmap], public: list[Place], levels: list[SkillLevel]) -> list[RoadmapCard]:
    by_slug = {level.slug: level for level in levels}
    below: dict[int, list[PlacedProject]] = defaultdict(list)
    for place in public:
        below[place.roadmap.pk].append(PlacedProject(place.title, place.hours, by_slug[place.level]))
    return [RoadmapCard(roadmap, below[roadmap.pk]) for roadmap in roadmaps]


def area_cards(topics: Iterable[Topic]) -> list[AreaCard]:
    """The areas of these topics in their order."""
    cards: dict[int, AreaCard] = {}
    for topic in sorted(topics, key=lambda topic: (topic.area.position, topic.area.name, -topic.carriers, topic.name)):
        card = cards.setdefault(topic.area_id, AreaCard(topic.area.name, topic.area.slug))
        card.topics.append(topic)
    return list(cards.values())
