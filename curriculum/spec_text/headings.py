"""Which headings of a document open a project, which open one of the thirteen sections, and which are neither."""

import re
from collections import Counter
from dataclasses import dataclass

from ..sections import SECTIONS, SectionKind
from .chunks import HeadingChunk, Line, chunk_lines

_NUMBER = re.compile(r"^(?:section\s+)?(\d{1,2})\s*[.):–-]*\s+", re.IGNORECASE)
_PROJECT = re.compile(r"^project\s*#?\s*\d{1,3}\s*[.):–—-]*\s*", re.IGNORECASE)

# What people call a section beside its title. Taken only for headings of the level that the section headings have.
_ALSO = {
    "summary": ("summary", "project summary", "title summary", "overview"),
    "skill-level": ("level", "difficulty"),
    "objectives": ("objectives", "learning goals"),
    "functional": ("features",),
    "non-functional": ("nonfunctional requirements", "nfrs"),
    "constraints": ("constraints",),
    "topics": ("topics", "django topics covered"),
    "stack": ("stack", "technology stack"),
    "tools": ("tools packages", "required tools", "required packages"),
    "deployment": ("deployment", "deployment steps", "devops"),
    "schedule": ("duration plan", "schedule", "timeline"),
    "stretch": ("stretch",),
    "evaluation": ("evaluation",),
}


def _name(text: str) -> str:
    """A heading's words as they are compared: ASCII letters only, so emoji and broken encoding fall away."""
    text = re.sub(r"\([^)]*\)", " ", text).lower().replace("&", " ")
    return " ".join(word for word in re.findall(r"[a-z]+", text) if word != "and")


TITLES = {_name(kind.title): kind for kind in SECTIONS}
_ALIASES = {alias: kind for kind in SECTIONS for alias in _ALSO[kind.slug]}


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading that opens a section (`kind`) or, without a kind, a project. `text` is the heading, or the project's title.

    `extra` is what the heading says beside the section's title: "(based on 2-3 hrs/day work)".
    """

    line: int
    kind: SectionKind | None
    text: str = ""
    extra: str = ""
    by_number: bool = False


@dataclass(slots=True)
class _Candidate:
    heading: HeadingChunk
    text: str  # without what stands before the first ASCII letter or digit
    number: int | None
    name: str
    kind: SectionKind | None = None


def find_openings(lines: list[Line], *, one_project: bool) -> tuple[list[Opening], list[HeadingChunk]]:
    """The headings that open something, and those that stand at the level of sections but open nothing.

    Where the document holds one project, a heading behind its first section opens no other.
    """
    candidates = [_candidate(chunk) for chunk in chunk_lines(lines) if isinstance(chunk, HeadingChunk)]
    if any(c.heading.level and c.name in TITLES for c in candidates):
        candidates = [c for c in candidates if c.heading.level or (not one_project and _PROJECT.match(c.text))]
    level = _section_level(candidates)
    for candidate in candidates:
        candidate.kind = _kind(candidate, level)
    openings: list[Opening] = []
    unknown: list[HeadingChunk] = []
    for i, candidate in enumerate(candidates):
        following = candidates[i + 1] if i + 1 < len(candidates) else None
        opening = _opening(candidate, following, level, openings)
        if opening and (opening.kind or not (one_project and openings)):
            openings.append(opening)
        elif level is not None and candidate.heading.level <= level:
            unknown.append(candidate.heading)
    return openings, unknown


def _candidate(heading: HeadingChunk) -> _Candidate:
    # Broken encoding leaves non-ASCII letters before the number: drop everything up to the first ASCII letter or digit.
    text = re.sub(r"^[^A-Za-z0-9]+", "", heading.text.replace("**", "")).rstrip(": ")
    found = _NUMBER.match(text)
    name = _name(text[found.end() :] if found else text)
    return _Candidate(heading, text, int(found[1]) if found else None, name)


def _section_level(candidates: list[_Candidate]) -> int | None:
    """The level that most headings with a section's full title have."""
    levels = Counter(c.heading.level for c in candidates if c.name in TITLES)
    return max(levels, key=lambda level: (levels[level], -level)) if levels else None


def _kind(candidate: _Candidate, level: int | None) -> SectionKind | None:
    kind = TITLES.get(candidate.name)
    if kind and (candidate.heading.level == level or candidate.number == kind.number):
        return kind
    if candidate.heading.level == level:
        return _ALIASES.get(candidate.name)
    return None


def _opening(
    candidate: _Candidate, following: _Candidate | None, level: int | None, openings: list[Opening]
) -> Opening | None:
    heading = candidate.heading
    if candidate.kind:
        return Opening(heading.line, candidate.kind, candidate.text, _extra(candidate))
    if found := _PROJECT.match(candidate.text):
        return Opening(heading.line, None, candidate.text[found.end() :])
    above = level is not None and (0 < heading.level < level or (level == 0 and heading.level > 0))
    if above and following and following.kind is SECTIONS[0]:
        found = _NUMBER.match(candidate.text)
        return Opening(heading.line, None, candidate.text[found.end() :] if found else candidate.text)
    previous = openings[-1].kind if openings else None
    expected = previous.number + 1 if previous else 1
    if candidate.number == expected <= len(SECTIONS) and heading.level == level:
        return Opening(heading.line, SECTIONS[expected - 1], candidate.text, candidate.text, by_number=True)
    return None


def _extra(candidate: _Candidate) -> str:
    assert candidate.kind is not None
    text = candidate.text
    if candidate.name == _name(candidate.kind.title):
        return " ".join(re.findall(r"\([^)]*\)", text))
    return text
