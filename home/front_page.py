"""What the front page shows, gathered in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from django.db.models import Count, Q

from curriculum.models import Project, Roadmap, SkillLevel, Topic
from curriculum.sections import SECTIONS

ROADMAPS_SHOWN = 24
TOPICS_SHOWN = 4  # of one area
CARRIERS = Count("project_items", filter=Q(project_items__content_object__live=True))


@dataclass(frozen=True, slots=True)
class NumberedProject:
    """A project with its place on the roadmap, as the picture of the path wants it."""

    number: int
    project: Project


@dataclass(frozen=True, slots=True)
class RoadmapCard:
    roadmap: Roadmap
    projects: list[Project]

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
    roadmaps = list(Roadmap.objects.child_of(home).live().public().order_by("path"))
    # Counting drops the model's own order.
    counted = SkillLevel.objects.annotate(project_count=Count("projects", filter=Q(projects__live=True)))
    levels = list(counted.order_by("position"))
    topics = list(Topic.objects.annotate(carriers=CARRIERS).select_related("area"))
    return {
        "roadmaps": roadmap_cards(roadmaps[:ROADMAPS_SHOWN]),
        "more_roadmaps": len(roadmaps[ROADMAPS_SHOWN:]),
        "levels": levels,
        "project_count": sum(level.project_count for level in levels),
        "areas": area_cards(topic for topic in topics if topic.carriers),
        "topic_count": len(topics),
        "sections": SECTIONS,
    }


def roadmap_cards(roadmaps: list[Roadmap]) -> list[RoadmapCard]:
    children: dict[str, list[Project]] = defaultdict(list)
    below = Q(pk__in=[])
    for roadmap in roadmaps:
        below |= Q(path__startswith=roadmap.path)
    projects = Project.objects.filter(below).live().filter(view_restrictions=None)
    for project in projects.order_by("path").select_related("level"):
        children[project.path[: -Project.steplen]].append(project)
    return [RoadmapCard(roadmap, children[roadmap.path]) for roadmap in roadmaps]


def area_cards(topics: Iterable[Topic]) -> list[AreaCard]:
    """The areas of these topics in their order."""
    cards: dict[int, AreaCard] = {}
    for topic in sorted(topics, key=lambda topic: (topic.area.position, topic.area.name, -topic.carriers, topic.name)):
        card = cards.setdefault(topic.area_id, AreaCard(topic.area.name, topic.area.slug))
        card.topics.append(topic)
    return list(cards.values())
