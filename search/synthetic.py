"""Made-up roadmaps of any size, to see how the portal carries them: plain values, the same for the same seed. No database.

Words are drawn as in real text: a few stand everywhere, most hardly anywhere (Zipf's law).
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

from curriculum.sections import SECTIONS
from curriculum.stream import StreamData

WORDS = 20_000
PROJECTS_OF_A_ROADMAP = 20
SYLLABLES = [start + vowel for start in "bcdfhjklmnrstvw" for vowel in "aeiou"]
ENDINGS = ["", "", "", "l", "n", "r", "th"]
HOURS = ["7.5", "12.5", "15", "17.5", "22.5", "25", "30", "35", "40", "45"]

# The block that carries a section's facts, its own fields, and those of its entries; {n} numbers them, {text} is a sentence.
BLOCKS: dict[str, tuple[str, dict[str, Any], dict[str, Any] | None]] = {
    "objectives": ("objectives", {}, {"key": "O-{n}", "text": "{text}", "covers": ""}),
    "functional": ("requirement_group", {"title": "{text}"}, {"key": "FR-{n}", "priority": "must", "text": "{text}"}),
    "non-functional": (
        "quality_group",
        {"title": "{text}"},
        {"key": "NFR-{n}", "priority": "should", "text": "{text}", "measured_by": "{text}"},
    ),
    "stack": ("stack", {}, {"name": "{text}", "version": "~={n}.0", "purpose": "{text}", "instead_of": ""}),
    "tools": (
        "tool_group",
        {"kind": "internal"},
        {"name": "{text}", "version": "", "plan": "", "purpose": "{text}", "alternative": ""},
    ),
    "schedule": ("phase", {"title": "Planning"}, {"day": 1, "hours": "0.5", "text": "{text}"}),
    "stretch": ("stretch_goals", {}, {"key": "S-{n}", "hours": "3", "text": "{text}"}),
    "evaluation": (
        "evaluation_group",
        {"title": "{text}"},
        {"key": "E-{n}", "points": None, "text": "{text}", "done_when": "{text}"},
    ),
}


@dataclass(frozen=True, slots=True)
class MadeProject:
    title: str
    slug: str
    summary: str
    level: int
    """A place among the levels that there are, like those of the topics."""
    hours: str
    topics: list[int]
    sections: dict[str, StreamData]


@dataclass(frozen=True, slots=True)
class MadeRoadmap:
    title: str
    slug: str
    audience: str
    outcome: str
    projects: list[MadeProject]


@dataclass
class Maker:
    """Draws roadmaps by their number: each is the same whenever and wherever it is drawn."""

    levels: int
    topics: Sequence[str]
    """Their names: the texts of a project mention its topics."""
    seed: int = 1
    chance: random.Random = field(init=False)
    words: list[str] = field(init=False)
    weights: list[float] = field(init=False)
    topic_weights: list[float] = field(init=False)
    drawn: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  nothing here is secret
        self.words = list(islice(self._new_words(), WORDS))
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(WORDS)))
        self.topic_weights = [1 / (rank + 8) for rank in range(len(self.topics))]

    def roadmap(self, number: int, size: int) -> MadeRoadmap:
        """`size` is the number of its projects."""
        self.chance = random.Random(f"{self.seed}, {number}")  # noqa: S311
        self.drawn = self._draw()
        made = [self._project(f"{number}-{place}") for place in range(1, size + 1)]
        return MadeRoadmap(self._title(), f"synthetic-{number}", self._sentence(12), self._sentence(12), made)

    def _project(self, name: str) -> MadeProject:
        topics = self._topics()
        return MadeProject(
            title=self._title(),
            slug=f"project-{name}",
            summary=f"{self._sentence(14)} {self._sentence(10)}",
            level=self.chance.randrange(self.levels),
            hours=self.chance.choice(HOURS),
            topics=topics,
            sections={kind.slug: self._body(kind.slug, topics) for kind in SECTIONS},
        )

    def _topics(self) -> list[int]:
        number = min(self.chance.randint(4, 14), len(self.topics))
        return list(dict.fromkeys(self.chance.choices(range(len(self.topics)), self.topic_weights, k=number)))

    def _body(self, kind: str, topics: Sequence[int]) -> StreamData:
        mentioned = [self.topics[topic] for topic in topics[:2]]
        prose = f"<p>{self._sentence(24)} {' '.join(mentioned)}. {self._sentence(20)}</p>"
        blocks: StreamData = [{"type": "prose", "value": prose, "id": self._id()}]
        if kind in BLOCKS:
            name, own, entry = BLOCKS[kind]
            value = self._filled(own, 1)
            value["entries"] = [
                {"type": "item", "value": self._filled(entry, number), "id": self._id()} for number in range(1, 6)
            ]
            blocks.append({"type": name, "value": value, "id": self._id()})
        else:
            items = "".join(f"<li>{self._sentence(14)}</li>" for _ in range(5))
            blocks.append({"type": "prose", "value": f"<ul>{items}</ul>", "id": self._id()})
        return blocks

    def _filled(self, fields: dict[str, Any], number: int) -> dict[str, Any]:
        return {
            name: value.format(n=number, text=self._sentence(12)) if isinstance(value, str) else value
            for name, value in fields.items()
        }

    def _title(self) -> str:
        """Of rarer words, so that titles differ."""
        return " ".join(self.words[self.chance.randrange(200, WORDS)] for _ in range(2)).capitalize()

    def _sentence(self, length: int) -> str:
        return f"{' '.join(islice(self.drawn, length)).capitalize()}."

    def _draw(self) -> Iterator[str]:
        while True:
            yield from self.chance.choices(self.words, cum_weights=self.weights, k=5_000)

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def _new_words(self) -> Iterable[str]:
        seen = set()
        while True:
            syllables = self.chance.choices(SYLLABLES, k=self.chance.choice([1, 2, 2, 3, 3, 4]))
            word = "".join(syllables) + self.chance.choice(ENDINGS)
            if word not in seen:
                seen.add(word)
                yield word
