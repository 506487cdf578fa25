"""What the rules look at: specs with the lines that they stand on, and what they are held against."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..platform_facts import PlatformFacts
from ..sections import SECTION_BY_SLUG
from ..spec import Block, Code, HttpCheck, Item, Objective, ProjectSpec, RoadmapSpec, Step, items_of
from ..spec_text import Problem

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic of the vocabulary. `tier` is must, should or extra; `requires` are topics to be introduced no later."""

    slug: str
    name: str
    tier: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One project as it is written. `starts` are the lines of its section headings, in the order in which they stand."""

    path: str
    lines: tuple[str, ...]
    spec: ProjectSpec
    starts: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...] = ()

    def blocks(self, kind: str) -> tuple[Block, ...]:
        return next((section.blocks for section in self.spec.sections if section.kind == kind), ())

    def items(self, *kinds: str) -> list[Item]:
        return [item for kind in kinds for item in items_of(self.blocks(kind))]

    @property
    def objectives(self) -> list[Objective]:
        return [entry for block in self.blocks("objectives") for entry in getattr(block, "entries", ())]

    @property
    def steps(self) -> list[Step]:
        return [block for block in self.blocks("deployment") if isinstance(block, Step)]

    def prose(self, kind: str) -> str:
        """The lines of a section outside fences, as written."""
        return "\n".join(text for _number, text in self.prose_lines(kind))

    def prose_lines(self, kind: str) -> Iterator[tuple[int, str]]:
        fenced = False
        for number, text in self.section_lines(kind):
            if _FENCE.match(text):
                fenced = not fenced
            elif not fenced:
                yield number, text

    def section_lines(self, kind: str) -> Iterator[tuple[int, str]]:
        """The lines under a section's heading, with their numbers."""
        for place, (slug, start) in enumerate(self.starts):
            if slug == kind:
                end = self.starts[place + 1][1] - 1 if place + 1 < len(self.starts) else len(self.lines)
                yield from ((number, self.lines[number - 1]) for number in range(start + 1, end + 1))

    def line_of(self, kind: str, words: str = "") -> int:
        """The line of a section that holds these words; else its heading's; else 1."""
        if words:
            needle = words.split("\n", 1)[0]
            for number, text in self.section_lines(kind):
                if needle in text:
                    return number
        return next((line for slug, line in self.starts if slug == kind), 1)

    def field_line(self, name: str) -> int:
        """The line of a field of the front matter; else 1."""
        return next((n for n, text in enumerate(self.lines[:50], start=1) if text.startswith(f"{name}:")), 1)

    @cached_property
    def code(self) -> list[tuple[str, str, str]]:
        """Every command and piece of code: section, language, text. Checks are data, not code."""
        found = []
        for section in self.spec.sections:
            for block in section.blocks:
                if isinstance(block, Code):
                    found.append((section.kind, block.language, block.code))
                elif isinstance(block, Step) and block.command:
                    found.append((section.kind, block.language, block.command))
        return found

    @cached_property
    def checks(self) -> list[str]:
        return [block.source for block in self.blocks("evaluation") if isinstance(block, HttpCheck)]

    @cached_property
    def words(self) -> int:
        """Words that a reader reads: without fences and front matter."""
        return sum(count_words(self.prose(kind)) for kind in SECTION_BY_SLUG)


@dataclass(frozen=True)
class Curriculum:
    """The projects of one roadmap in their order, and what they are held against."""

    drafts: tuple[Draft, ...]
    topics: Mapping[str, TopicEntry]
    facts: PlatformFacts
    roadmap: RoadmapSpec | None = None
    roadmap_path: str = ""
    roadmap_lines: tuple[str, ...] = ()
    roadmap_problems: tuple[Problem, ...] = ()

    @cached_property
    def introduced(self) -> dict[str, int]:
        """The place of the project that introduces each topic: the first to carry it."""
        places: dict[str, int] = {}
        for place, draft in enumerate(self.drafts):
            for topic in draft.spec.topics:
                places.setdefault(topic, place)
        return places


def count_words(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in text.split())
