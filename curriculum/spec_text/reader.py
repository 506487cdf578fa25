"""The text form to plain values. Reads more than the writer writes, loses no word, and names every problem with its line."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from ..sections import SECTION_BY_SLUG, SECTIONS
from ..spec import Block, ProjectSpec, Prose, RoadmapSpec, Section
from .chunks import HeadingChunk, Line, chunk_lines
from .fields import (
    Fields,
    Vocabulary,
    facts_of,
    level_field,
    number_field,
    read_front_matter,
    slug_field,
    text_field,
    topics_field,
)
from .files import split_files
from .headings import Opening, find_openings
from .problems import Problem, Problems
from .richtext import canonical_markdown
from .section_reader import read_section

MAX_BYTES = 2 * 1024 * 1024
MAX_PROJECTS = 40
_PROJECT_FIELDS = ("title", "slug", "level", "hours", "topics")
_ROADMAP_FIELDS = ("title", "slug", "hours_per_day", "days_per_week")
_KNOWN_FIELDS = {*_PROJECT_FIELDS, *_ROADMAP_FIELDS}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says. The projects are whole only if no problem is an error."""

    projects: tuple[ProjectSpec, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")


@dataclass(slots=True)
class _Part:
    """The lines of one project: what stands before its first section, and its sections as they open."""

    title: str
    line: int
    before: list[Line] = field(default_factory=list)
    sections: list[tuple[Opening, list[Line]]] = field(default_factory=list)


def read_projects(text: str, vocabulary: Vocabulary | None = None) -> Reading:
    """Every project of a document: each with front matter of its own, or one or many under their own headings.

    A roadmap's text that stands before its projects is left to `read_roadmap`.
    """
    vocabulary = vocabulary or Vocabulary()
    problems = Problems()
    files = split_files(_lines(text, problems), _KNOWN_FIELDS)
    found = [pair for lines in _without_roadmap(files) for pair in _parts_of(lines, problems)]
    (first, front), *rest = found
    if rest and not front.values and not first.sections:  # what stands before the first project goes with it
        rest[0][0].before = first.before + rest[0][0].before
        found = rest
    if len(found) > MAX_PROJECTS:
        problems.error(1, f"The document holds {len(found)} projects.", f"At most {MAX_PROJECTS} are read; split it.")
        return Reading((), tuple(problems.found))
    projects = tuple(_read_part(part, front, vocabulary, problems) for part, front in found)
    return Reading(projects, tuple(sorted(problems.found)))


def read_roadmap(text: str) -> tuple[RoadmapSpec, tuple[Problem, ...]]:
    """A roadmap.md: front matter, then Audience, Outcome, Introduction and, if it has one, Base Guide."""
    problems = Problems()
    first, *rest = split_files(_lines(text, problems), _KNOWN_FIELDS)
    if rest:
        problems.warn(rest[0][0].number, "The roadmap ends here.", "What follows is read where projects are read.")
    front, body = read_front_matter(first, _ROADMAP_FIELDS, problems)
    parts: dict[str, list[Line]] = {"audience": [], "outcome": [], "introduction": [], "base guide": []}
    current = "introduction"
    headings = {
        chunk.line: chunk.text.lower()
        for chunk in chunk_lines(body)
        if isinstance(chunk, HeadingChunk) and chunk.level == 2 and chunk.text.lower() in parts
    }
    for line in body:
        if line.number in headings:
            current = headings[line.number]
        else:
            parts[current].append(line)
    spec = RoadmapSpec(
        title=text_field(front, "title", problems),
        slug=slug_field(front, problems),
        hours_per_day=number_field(front, "hours_per_day", problems, default=Decimal("2.5")),
        days_per_week=int(number_field(front, "days_per_week", problems, default=Decimal(6))),
        audience=_paragraph(parts["audience"]),
        outcome=_paragraph(parts["outcome"]),
        intro=read_section(parts["introduction"], "intro", problems),
        guide=read_section(parts["base guide"], "deployment", problems),
    )
    if not 0 < spec.hours_per_day <= 12:
        problems.error(
            front.line_of("hours_per_day"),
            f"hours_per_day is {spec.hours_per_day}.",
            "Give the hours of one study day, up to 12.",
        )
    if not 1 <= spec.days_per_week <= 7:
        problems.error(
            front.line_of("days_per_week"),
            f"days_per_week is {spec.days_per_week}.",
            "Give the study days of a week, 1 to 7.",
        )
    return spec, tuple(sorted(problems.found))


# Lines and parts


def _lines(text: str, problems: Problems) -> list[Line]:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problems.error(1, "The document is larger than 2 MiB.", "Split it; a spec of 7,000 words has about 50 kB.")
        return []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        problems.warn(1, "The document holds NUL characters.", "They are replaced; save the file as UTF-8 text.")
        text = text.replace("\x00", "\ufffd")
    if "ðŸ" in text or "â€" in text:
        problems.warn(
            1, "Some characters look like broken encoding (ðŸ, â€).", "Save the source as UTF-8 and paste it again."
        )
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


def _without_roadmap(files: list[list[Line]]) -> list[list[Line]]:
    """All but the roadmap's text; a document that is nothing else is read, and said to hold no project."""
    front, _body = read_front_matter(files[0], _ROADMAP_FIELDS, Problems())
    is_roadmap = len(files) > 1 and not {"hours_per_day", "days_per_week"}.isdisjoint(front.values)
    return files[1:] if is_roadmap else files


def _parts_of(lines: list[Line], problems: Problems) -> list[tuple[_Part, Fields]]:
    """The projects of one file, each with the front matter of the file."""
    front, body = read_front_matter(lines, _PROJECT_FIELDS, problems)
    parts = _split(body, problems, one_project=bool(front.values))
    if len(parts) > 1 and front.values:
        problems.error(
            front.line, "Front matter describes one project, but the document holds several.", "Give each its own file."
        )
    return [(part, front) for part in parts]


def _split(lines: list[Line], problems: Problems, *, one_project: bool) -> list[_Part]:
    found, unknown = find_openings(lines, one_project=one_project)
    for heading in unknown:
        problems.warn(
            heading.line,
            f"The heading “{heading.text}” is none of the thirteen.",
            "Its text was kept in the section before it; move it to where it belongs.",
        )
    openings = {opening.line: opening for opening in found}
    parts = [_Part("", 1)]
    for line in lines:
        opening = openings.get(line.number)
        part = parts[-1]
        if opening is None:
            (part.sections[-1][1] if part.sections else part.before).append(line)
        elif opening.kind is None:
            parts.append(_Part(opening.text, line.number))
        else:
            if part.sections and opening.kind.number == 1 and part.sections[-1][0].kind is not SECTIONS[0]:
                parts.append(part := _Part("", line.number))
            part.sections.append((opening, []))
    first, *rest = parts
    if rest and not first.sections:  # what stands before the first project goes with it
        rest[0].before = first.before + rest[0].before
        return rest
    return parts


# One project


def _read_part(part: _Part, front: Fields, vocabulary: Vocabulary, problems: Problems) -> ProjectSpec:
    problems.section = ""
    sections = _read_sections(part, problems)
    summary = _take_summary(sections)
    kept = [line for line in part.before if line.text.strip()]
    if kept:
        problems.section = ""
        problems.warn(
            kept[0].number, "Text before the first section was kept in section 1.", "Move it to where it belongs."
        )
        sections["summary"] += list(read_section(part.before, "summary", problems))
    for kind in SECTIONS:
        problems.section = kind.heading
        if kind.required and not sections[kind.slug] and not (kind.number == 1 and summary):
            problems.warn(part.line, f"Section {kind.heading} is missing or empty.", f"It holds: {kind.holds}")
    problems.section = ""
    if not front.values:
        front = Fields(facts_of(part.title, sections, summary, vocabulary), line=part.line)
    return ProjectSpec(
        title=text_field(front, "title", problems),
        slug=slug_field(front, problems),
        level=level_field(front, vocabulary, problems),
        hours=number_field(front, "hours", problems),
        topics=topics_field(front, vocabulary, problems),
        summary=summary,
        sections=tuple(Section(kind.slug, _tidy(sections[kind.slug])) for kind in SECTIONS),
    )


def _read_sections(part: _Part, problems: Problems) -> dict[str, list[Block]]:
    gathered: dict[str, list[Line]] = {}
    for opening, lines in part.sections:
        kind = opening.kind
        assert kind is not None
        problems.section = kind.heading
        if opening.by_number:
            problems.warn(
                opening.line, f"Heading “{opening.extra}” was taken for section {kind.heading}.", "Use that title."
            )
        if kind.slug in gathered:
            problems.warn(
                opening.line, f"Section {kind.heading} stands here twice.", "The two were joined; check their order."
            )
        kept = opening.text if kind.slug in gathered else opening.extra
        extra = [Line(opening.line, kept), Line(opening.line, "")] if kept else []
        if kind.slug == "summary":  # the summary stays the first paragraph
            gathered[kind.slug] = gathered.get(kind.slug, []) + lines + [Line(opening.line, "")] + extra
        else:
            gathered[kind.slug] = gathered.get(kind.slug, []) + extra + lines
    sections: dict[str, list[Block]] = {kind.slug: [] for kind in SECTIONS}
    for slug, lines in gathered.items():
        problems.section = SECTION_BY_SLUG[slug].heading
        sections[slug] = list(read_section(lines, slug, problems))
    return sections


def _take_summary(sections: dict[str, list[Block]]) -> str:
    """The first paragraph of section 1, which is a field of the project and leaves the section's body."""
    blocks = sections["summary"]
    if not blocks or not isinstance(first := blocks[0], Prose):
        return ""
    summary, _, rest = first.text.partition("\n")  # a paragraph is one line
    if re.match(r"#|- |\d+\. ", summary):
        return ""
    rest = rest.lstrip("\n")
    sections["summary"] = ([Prose(rest)] if rest else []) + blocks[1:]
    return summary


def _tidy(blocks: list[Block]) -> tuple[Block, ...]:
    """Prose that came to touch other prose is one block."""
    tidy: list[Block] = []
    for block in blocks:
        if tidy and isinstance(block, Prose) and isinstance(last := tidy[-1], Prose):
            tidy[-1] = Prose(canonical_markdown(f"{last.text}\n\n{block.text}"))
        else:
            tidy.append(block)
    return tuple(tidy)


def _paragraph(lines: list[Line]) -> str:
    return " ".join(" ".join(line.text for line in lines).split())
