"""The text form of a spec: Markdown to plain values and back. Pure; see docs/content-format.md."""

from decimal import Decimal

from ..spec import ProjectSpec, Section
from .fields import Vocabulary
from .problems import Problem
from .reader import Reading, read_projects, read_roadmap
from .writer import write_project, write_roadmap, write_section

__all__ = [
    "Problem",
    "Reading",
    "Vocabulary",
    "misread",
    "read_projects",
    "read_roadmap",
    "write_project",
    "write_roadmap",
    "write_section",
]


def misread(section: Section) -> tuple[int, str] | None:
    """The first block that would read back from text as something else, by its place and why; None if all is well."""
    project = ProjectSpec("Title", "slug", "beginner", Decimal(1), ("topic",), "Summary.", (section,))
    reading = read_projects(write_project(project))
    again = next(part for part in reading.projects[0].sections if part.kind == section.kind)
    if reading.errors:
        problem = reading.errors[0]
        return 0, f"{problem.message} {problem.cure}"
    if again == section:
        return None
    pairs = zip(section.blocks, again.blocks, strict=False)
    place = next((i for i, (block, back) in enumerate(pairs) if block != back), len(again.blocks))
    return min(place, len(section.blocks) - 1), ""
