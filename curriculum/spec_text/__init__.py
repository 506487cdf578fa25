"""The text form of a spec: Markdown to plain values and back. Pure; see docs/content-format.md."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from ..spec import Block, ProjectSpec, RoadmapSpec, Section
from .fields import Vocabulary
from .problems import Problem
from .reader import Reading, read_projects, read_roadmap
from .writer import write_blocks, write_project, write_roadmap, write_section

__all__ = [
    "Misreading",
    "Problem",
    "Reading",
    "Vocabulary",
    "lost_fields",
    "misread",
    "misread_intro",
    "read_projects",
    "read_roadmap",
    "write_project",
    "write_roadmap",
    "write_section",
]


@dataclass(frozen=True, slots=True)
class Misreading:
    """A block that would read back from text as something else: what it says, and what would come back instead.

    Where reading it back is an error, `problem` is what the reader would say.
    """

    place: int
    says: str = ""
    comes_back: str = ""
    problem: str = ""


def misread(section: Section) -> Misreading | None:
    """The first block that would not survive its text form; None if all is well."""
    blocks, problem = _read_again(section)
    if problem:
        counts = range(1, len(section.blocks))
        place = next((n - 1 for n in counts if _read_again(Section(section.kind, section.blocks[:n]))[1]), len(counts))
        return Misreading(place, problem=f"{problem.message} {problem.cure}")
    return _first_difference(section.blocks, blocks, section.kind)


def lost_fields(spec: ProjectSpec | RoadmapSpec) -> dict[str, str]:
    """The fields of a project or a roadmap that would not survive its text form, and what would come back of each."""
    back: ProjectSpec | RoadmapSpec
    if isinstance(spec, ProjectSpec):
        back = read_projects(write_project(replace(spec, sections=(Section("summary", ()),)))).projects[0]
        names = ["title", "slug", "summary"]
    else:
        back, _problems = read_roadmap(write_roadmap(spec))
        names = ["title", "slug", "audience", "outcome"]
    return {name: str(getattr(back, name)) for name in names if getattr(back, name) != getattr(spec, name)}


def misread_intro(spec: RoadmapSpec) -> Misreading | None:
    """As `misread`, for the introduction of a roadmap. Its base guide reads as a section of steps does."""
    again, _problems = read_roadmap(write_roadmap(replace(spec, guide=())))
    return _first_difference(spec.intro, again.intro, "intro")


def _read_again(section: Section) -> tuple[tuple[Block, ...], Problem | None]:
    project = ProjectSpec("Title", "slug", "beginner", Decimal(1), ("topic",), "Summary.", (section,))
    reading = read_projects(write_project(project))
    if reading.errors:
        return (), reading.errors[0]
    return next(part.blocks for part in reading.projects[0].sections if part.kind == section.kind), None


def _first_difference(blocks: tuple[Block, ...], again: tuple[Block, ...], kind: str) -> Misreading | None:
    if blocks == again:
        return None
    place = next((i for i, (block, back) in enumerate(zip(blocks, again, strict=False)) if block != back), len(again))
    place = min(place, len(blocks) - 1)
    block, back = blocks[place], again[place] if place < len(again) else None
    if block == back:  # and after the last block comes one more
        return Misreading(place, "", _lines_of(again[place + 1], kind)[0])
    lines = _lines_of(block, kind), _lines_of(back, kind) if back else []
    says, comes_back = next((pair for pair in zip_longest(*lines, fillvalue="") if pair[0] != pair[1]), ("", ""))
    if not says and not comes_back:
        says = comes_back = lines[0][0]
    if says and not comes_back and place + 1 < len(again):  # its end became a block of its own
        back = again[place + 1]
        comes_back = _lines_of(back, kind)[0]
    if back and type(back) is not type(block):
        comes_back = f"{_name(back)}: {comes_back}"
    return Misreading(place, says, comes_back)


def _lines_of(block: Block, kind: str) -> list[str]:
    text = re.sub(r" \{#[0-9a-f-]{36}\}$", "", write_blocks([block], kind), flags=re.MULTILINE)
    return text.split("\n")


def _name(block: Block) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(block).__name__).lower()
