"""A spec as plain values: what the text form says and what a page holds, without either.

Each class is named for the block that edits it, and each field for the block's field, so values and StreamField data
convert mechanically (`curriculum.stream`). Text fields hold inline Markdown unless their comment says otherwise.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

_ID_NAMESPACE = uuid.UUID("5a0e1b5e-0c0f-5d43-9d6c-3f1a4a5f9a10")

LANGUAGES = {
    "bash": "Shell",
    "powershell": "PowerShell",
    "python": "Python",
    "django": "Django template",
    "html": "HTML",
    "css": "CSS",
    "js": "JavaScript",
    "ts": "TypeScript",
    "sql": "SQL",
    "json": "JSON",
    "yaml": "YAML",
    "toml": "TOML",
    "dockerfile": "Dockerfile",
    "caddyfile": "Caddyfile",
    "nginx": "nginx",
    "ini": "INI",
    "http": "HTTP",
    "text": "Plain text",
}
"""The languages of code, as a fence names them, and what the reader sees."""


@dataclass(frozen=True, slots=True)
class Prose:
    text: str  # Markdown: paragraphs, lists, ### and #### headings


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    code: str  # verbatim


@dataclass(frozen=True, slots=True)
class Callout:
    kind: str  # note, tip or warning
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    src: str  # images/<file name>
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    key: str
    text: str
    covers: str = ""  # topic slugs and item keys, comma separated


@dataclass(frozen=True, slots=True)
class Objectives:
    entries: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    id: str
    key: str
    priority: str
    text: str


@dataclass(frozen=True, slots=True)
class RequirementGroup:
    title: str
    entries: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class MeasuredRequirement:
    id: str
    key: str
    priority: str
    text: str
    measured_by: str = ""


@dataclass(frozen=True, slots=True)
class QualityGroup:
    title: str
    entries: tuple[MeasuredRequirement, ...]


@dataclass(frozen=True, slots=True)
class StackItem:
    name: str
    version: str
    purpose: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    entries: tuple[StackItem, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str
    plan: str
    purpose: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class ToolGroup:
    kind: str  # internal or external
    entries: tuple[Tool, ...]


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: str
    why: str
    language: str
    command: str  # verbatim
    check: str
    if_it_fails: str = ""

    @property
    def key(self) -> str:
        return ""

    @property
    def text(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    day: int | None
    hours: Decimal | None
    text: str

    @property
    def key(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Phase:
    title: str
    entries: tuple[Task, ...]

    @property
    def hours(self) -> Decimal:
        return sum((task.hours or Decimal(0) for task in self.entries), Decimal(0))


@dataclass(frozen=True, slots=True)
class StretchGoal:
    id: str
    key: str
    hours: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class StretchGoals:
    entries: tuple[StretchGoal, ...]


@dataclass(frozen=True, slots=True)
class EvaluationItem:
    id: str
    key: str
    points: int | None
    text: str
    done_when: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationGroup:
    title: str
    entries: tuple[EvaluationItem, ...]


@dataclass(frozen=True, slots=True)
class HttpCheck:
    source: str  # YAML, verbatim


Block = (
    Prose
    | Code
    | Callout
    | Image
    | Objectives
    | RequirementGroup
    | QualityGroup
    | Stack
    | ToolGroup
    | Step
    | Phase
    | StretchGoals
    | EvaluationGroup
    | HttpCheck
)
Item = Requirement | MeasuredRequirement | Step | Task | StretchGoal | EvaluationItem
"""What a learner can tick. Every one has `id`, `key` and `text`."""


@dataclass(frozen=True, slots=True)
class Section:
    kind: str
    blocks: tuple[Block, ...]

    @property
    def items(self) -> list[Item]:
        return list(items_of(self.blocks))


@dataclass(frozen=True, slots=True)
class ProjectSpec:
    """One project: its fields and its sections in the order of `SECTIONS`."""

    title: str
    slug: str
    level: str
    hours: Decimal
    topics: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RoadmapSpec:
    title: str
    slug: str
    hours_per_day: Decimal
    days_per_week: int
    audience: str
    outcome: str
    intro: tuple[Block, ...]
    guide: tuple[Block, ...] = ()  # the base guide: what all its projects share


def items_of(blocks: Iterable[Block]) -> Iterable[Item]:
    for block in blocks:
        if isinstance(block, Step):
            yield block
        elif isinstance(block, RequirementGroup | QualityGroup | Phase | StretchGoals | EvaluationGroup):
            yield from block.entries


@dataclass(slots=True)
class IdSource:
    """Works out the block ids of one section, item by item, in order.

    An id comes from the item's key or, where there is none, from its words; the second item with the same words gets
    another id than the first. Only the section's kind is mixed in, so ids survive the renaming of a project.
    """

    kind: str
    _seen: Counter[str] = field(default_factory=Counter)

    def next(self, key: str, text: str) -> str:
        label = key.upper() or " ".join(re.findall(r"\w+", text.casefold()))
        self._seen[label] += 1
        return str(uuid.uuid5(_ID_NAMESPACE, f"{self.kind}/{label}/{self._seen[label]}"))
