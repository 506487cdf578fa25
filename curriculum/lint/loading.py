"""Files to curricula: each folder with a roadmap.md or projects is one."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ..platform_facts import PlatformFacts, read_platform_facts
from ..spec_text import Vocabulary, read_projects, read_roadmap
from ..spec_text.chunks import Line
from ..spec_text.headings import find_openings
from .draft import Curriculum, Draft, TopicEntry


def load_curricula(paths: Iterable[Path], default: Path) -> list[Curriculum]:
    """The curricula that these files and folders belong to, whole: most rules compare a project with the others.

    topics.toml and platform-facts.toml are those of the folder or the one above it, else of `default`. Raises ValueError or
    OSError, naming the file, where one of the two cannot be read.
    """
    folders: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            folders[path.parent] = None
        elif any(path.glob("[0-9]*.md")) or (path / "roadmap.md").exists():
            folders[path] = None
        else:
            folders.update(dict.fromkeys(sorted({file.parent for file in path.glob("*/[0-9]*.md")})))
    return [_load_folder(folder, default) for folder in folders]


def _load_folder(folder: Path, default: Path) -> Curriculum:
    topics = _read_topics(_nearest(folder, "topics.toml", default))
    facts = _read_facts(_nearest(folder, "platform-facts.toml", default))
    terms = {term: topic.slug for topic in topics.values() for term in (topic.slug, topic.name.lower())}
    drafts = [
        draft
        for path in sorted(folder.glob("[0-9]*.md"))
        for draft in read_drafts(str(path), _text(path), Vocabulary(terms))
    ]
    roadmap_file = folder / "roadmap.md"
    if not roadmap_file.exists():
        return Curriculum(tuple(drafts), topics, facts)
    text = _text(roadmap_file)
    roadmap, problems = read_roadmap(text)
    return Curriculum(tuple(drafts), topics, facts, roadmap, str(roadmap_file), tuple(text.split("\n")), problems)


def read_drafts(path: str, text: str, vocabulary: Vocabulary) -> list[Draft]:
    """The projects of one document, each with the lines of its own sections."""
    reading = read_projects(text, vocabulary)
    lines = text.split("\n")
    starts: list[list[tuple[str, int]]] = [[] for _ in reading.projects] or [[]]
    seen: Counter[str] = Counter()
    numbered = [Line(number, line) for number, line in enumerate(lines, start=1)]
    for opening in find_openings(numbered, one_project=len(reading.projects) == 1)[0]:
        if opening.kind is not None:
            place = min(seen[opening.kind.slug], len(starts) - 1)
            starts[place].append((opening.kind.slug, opening.line))
            seen[opening.kind.slug] += 1
    return [
        Draft(path, tuple(lines), spec, tuple(starts[place]), reading.problems if place == 0 else ())
        for place, spec in enumerate(reading.projects)
    ]


def _nearest(folder: Path, name: str, default: Path) -> Path:
    places = [folder, folder.resolve().parent, default]
    return next((place / name for place in places if (place / name).exists()), default / name)


def _read_topics(path: Path) -> dict[str, TopicEntry]:
    try:
        entries = tomllib.loads(_text(path)).get("topic", [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: this is not valid TOML: {error}. Mend the line it names.") from error
    try:
        found = [TopicEntry(e["slug"], e["name"], e.get("tier", ""), tuple(e.get("requires", []))) for e in entries]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: a topic lacks {error}. Give each [[topic]] a slug and a name.") from error
    return {topic.slug: topic for topic in found}


def _read_facts(path: Path) -> PlatformFacts:
    try:
        return read_platform_facts(_text(path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
