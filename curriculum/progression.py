"""A roadmap's projects in order, and what follows from the order: weeks, and which project introduces which topic."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from .models import Project, ProjectTopic, Roadmap, Topic


@dataclass(slots=True)
class Stage:
    """One project in its place on the roadmap."""

    number: int
    project: Project
    first_week: int
    last_week: int
    introduces: list[Topic] = field(default_factory=list)
    reinforces: list[Topic] = field(default_factory=list)

    @property
    def topics(self) -> list[Topic]:
        return self.introduces + self.reinforces


@dataclass(slots=True)
class Progression:
    """The published projects of a roadmap in tree order. Made in two queries, whatever their number."""

    roadmap: Roadmap
    stages: list[Stage]

    @property
    def hours(self) -> Decimal:
        return sum((stage.project.hours for stage in self.stages), Decimal(0))

    @property
    def weeks(self) -> int:
        return self.stages[-1].last_week if self.stages else 0

    @property
    def topics(self) -> list[Topic]:
        return [topic for stage in self.stages for topic in stage.introduces]

    @property
    def levels(self) -> list[str]:
        return list(dict.fromkeys(stage.project.level for stage in self.stages))

    def index(self, project: Project) -> int | None:
        return next((i for i, stage in enumerate(self.stages) if stage.project.pk == project.pk), None)


def progression(roadmap: Roadmap) -> Progression:
    # Who may read the roadmap may read its projects, but for those with a restriction of their own.
    children = Project.objects.child_of(roadmap).live().filter(view_restrictions=None)
    projects = list(children.order_by("path").select_related("level"))
    carried: dict[int, list[Topic]] = {project.pk: [] for project in projects}
    for item in ProjectTopic.objects.filter(content_object__in=carried).select_related("tag").order_by("pk"):
        carried[item.content_object_id].append(item.tag)

    stages, known, hours = [], set(), Decimal(0)
    for number, project in enumerate(projects, start=1):
        first_week = int(hours / roadmap.hours_per_week) + 1
        hours += project.hours
        last_week = int((hours / roadmap.hours_per_week).to_integral_value(ROUND_CEILING))
        topics = carried[project.pk]
        stages.append(
            Stage(
                number=number,
                project=project,
                first_week=first_week,
                last_week=max(first_week, last_week),
                introduces=[topic for topic in topics if topic.pk not in known],
                reinforces=[topic for topic in topics if topic.pk in known],
            )
        )
        known.update(topic.pk for topic in topics)
    return Progression(roadmap, stages)
