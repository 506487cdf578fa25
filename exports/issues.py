"""The requirements of a project as issues of the learner's own repository, with the phases of its plan as milestones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.lint.tracing import keys_in
from curriculum.published import PublishedItem, PublishedProject
from curriculum.spec import MeasuredRequirement, Phase, Requirement
from curriculum.spec_text.inline import inline_text

from .gfm import Link, absolute, inline, literal

LONGEST_TITLE = 200
"""Characters; GitHub takes 256."""

_NEXT_SENTENCE = re.compile(r"(?<=[^.\s]{2}[.!?])\s+(?=[A-Z])")  # not after “e.g.”

LABELS = {
    "functional": ("1d76db", "What the system does"),
    "non-functional": ("5319e7", "How well it does it, measured"),
    "must": ("b60205", "Needed to pass"),
    "should": ("d93f0b", "Expected, with a reason if left out"),
    "could": ("c2e0c6", "Yours to leave out"),
}
"""Colour and description of each label: the two kinds of requirement, and the priorities."""


@dataclass(frozen=True, slots=True)
class Issue:
    """`mark` stands in the body and tells the issue from all others; `milestone` is the title of a phase, or empty."""

    mark: str
    title: str
    body: str
    labels: tuple[str, ...]
    milestone: str


def issues(project: PublishedProject, site: str) -> Iterator[Issue]:
    """One for each functional and non-functional requirement, in the order of the spec."""
    address = site + project.path
    for place in project.items:
        item = place.item
        if isinstance(item, Requirement | MeasuredRequirement):
            mark = f"<!-- spec-item: {project.spec.slug}/{place.section}/{item.id} -->"
            phase = phase_of(item, project.phases)
            yield Issue(
                mark=mark,
                title=_title(item),
                body=_body(place, item, address, mark),
                labels=(place.section, item.priority),
                milestone=milestone(phase) if phase else "",
            )


def milestone(phase: Phase) -> str:
    return _shortened(_one_line(inline_text(phase.title)))


def phase_of(item: Requirement | MeasuredRequirement, phases: list[Phase]) -> Phase | None:
    """When a requirement is worked on first: the first phase with a task that names its key.

    One that no task names belongs where such work is done: what the system does to the phase of feature development, how
    well it does it to that of testing, both by the phase's title; failing that, to the phase with the most hours.
    """
    for phase in phases:
        if any(item.key in keys_in(task.text) for task in phase.entries):
            return phase
    word = "feature" if isinstance(item, Requirement) else "test"
    alike = (phase for phase in phases if word in phase.title.casefold())
    return next(alike, None) or max(phases, key=lambda phase: phase.hours, default=None)


def _title(item: Requirement | MeasuredRequirement) -> str:
    """Its key and its first sentence; the body says all of it."""
    sentence = _NEXT_SENTENCE.split(_one_line(inline_text(item.text)), maxsplit=1)[0].removesuffix(".")
    return _shortened(f"{item.key}: {sentence}" if item.key else sentence)


def _body(place: PublishedItem, item: Requirement | MeasuredRequirement, address: str, mark: str) -> str:
    link = absolute(address)
    parts = [inline(item.text, link), *_measured_by(item, link)]
    feature = f"“{literal(inline_text(place.group))}” in " if place.group else ""
    parts.append(f"Priority: {item.priority}. See {feature}[the spec]({address}#{place.section}).")
    return "\n\n".join([*parts, mark])


def _measured_by(item: Requirement | MeasuredRequirement, link: Link) -> Iterator[str]:
    if isinstance(item, MeasuredRequirement) and item.measured_by:
        yield f"**Measured by:** {inline(item.measured_by, link)}"


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
