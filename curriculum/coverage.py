"""Which project introduces a topic, and which ones use it again: a table of topics and projects."""

from collections.abc import Hashable, Sequence

INTRODUCED, REINFORCED = "introduced", "reinforced"
_LETTERS = {INTRODUCED: "I", REINFORCED: "r", "": ""}


def coverage[T: Hashable](carried: Sequence[Sequence[T]]) -> list[list[tuple[T, list[str]]]]:
    """From the topics of each project, in order: for each project the topics that it introduces, each with a mark a project."""
    known: set[T] = set()
    parts = []
    for place, topics in enumerate(carried):
        new = [topic for topic in topics if topic not in known]
        known.update(new)
        parts.append([(topic, _marks(topic, carried, place)) for topic in new])
    return parts


def _marks[T: Hashable](topic: T, carried: Sequence[Sequence[T]], first: int) -> list[str]:
    return [
        INTRODUCED if place == first else REINFORCED if topic in topics else "" for place, topics in enumerate(carried)
    ]


def coverage_markdown(projects: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The same for readers of the repository, from (title, names of topics): I for introduced, r for reinforced."""
    numbers = [str(number) for number in range(1, len(projects) + 1)]
    lines = [f"| Topic | {' | '.join(numbers)} |", f"|---|{'---|' * len(numbers)}"]
    parts = coverage([topics for _title, topics in projects])
    for (title, _topics), number, rows in zip(projects, numbers, parts, strict=True):
        lines.append(f"| **{number}. {title}** |{' |' * len(numbers)}")
        lines += [f"| {topic} | {' | '.join(_LETTERS[mark] for mark in marks)} |" for topic, marks in rows]
    return "\n".join(lines) + "\n"
