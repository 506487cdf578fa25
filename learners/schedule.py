"""The tasks of published projects, as a plan takes them."""

from collections.abc import Iterable
from decimal import Decimal

from curriculum.published import PublishedProject

from .plan import PlannedTask


def task_key(project: str, item_id: str) -> str:
    """The name of a task in a plan. Two projects of a roadmap can have items with the same id."""
    return f"{project}/{item_id}"


def tasks_of(projects: Iterable[PublishedProject]) -> list[PlannedTask]:
    """All tasks with their hours, in the order of the roadmap and its phases; a task without hours takes none."""
    return [
        PlannedTask(task_key(project.spec.slug, task.id), project.spec.slug, task.hours or Decimal(0))
        for project in projects
        for phase in project.phases
        for task in phase.entries
    ]
