"""Which project introduces a topic, and which ones use it again: a table of topics and projects."""

from dataclasses import dataclass

from .models import Topic
from .progression import Progression, Stage


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic, and for each project of the roadmap: introduced, reinforced, or an empty string."""

    topic: Topic
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The topics of a roadmap by the project that introduces them, as its stages have them. No query of its own."""

    stages: list[Stage]
    parts: list[tuple[Stage, list[TopicRow]]]


def coverage(path: Progression) -> Coverage:
    introduces = [{topic.pk for topic in stage.introduces} for stage in path.stages]
    reinforces = [{topic.pk for topic in stage.reinforces} for stage in path.stages]

    def row(topic: Topic) -> TopicRow:
        marks = zip(introduces, reinforces, strict=True)
        return TopicRow(
            topic,
            tuple(
                "introduced" if topic.pk in new else "reinforced" if topic.pk in again else "" for new, again in marks
            ),
        )

    return Coverage(path.stages, [(stage, [row(topic) for topic in stage.introduces]) for stage in path.stages])


def coverage_markdown(table: Coverage) -> str:
    """The table for people who read the repository: one line a topic, I for introduced, r for reinforced."""
    names = [str(stage.number) for stage in table.stages]
    lines = [f"| Topic | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    letters = {"introduced": "I", "reinforced": "r", "": ""}
    for _stage, rows in table.parts:
        lines += [f"| {row.topic.name} | {' | '.join(letters[mark] for mark in row.marks)} |" for row in rows]
    return "\n".join(lines) + "\n"
