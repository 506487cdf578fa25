"""Is everything there, in its place, and of the right size?"""

import re
from collections.abc import Iterator

from ..sections import SECTIONS
from ..spec import Phase, Prose
from .draft import Curriculum, Draft, count_words
from .rules import Fault, project_rule, rule

LENGTHS = {
    "beginner": (2_800, 4_000),
    "intermediate": (3_500, 5_000),
    "advanced": (4_000, 6_000),
    "expert": (4_500, 7_000),
}
"""Words of a spec by level, without fences."""

COUNTS = {
    "objectives": ("objectives", 6, 10),
    "functional": ("functional requirements", 12, 25),
    "non-functional": ("measured requirements", 8, 14),
    "constraints": ("constraints", 6, 12),
    "deployment": ("steps", 12, 25),
    "stretch": ("stretch goals", 5, 8),
    "evaluation": ("evaluation items", 12, 20),
}
KEYS = {"objectives": "O", "functional": "FR", "non-functional": "NFR", "stretch": "S", "evaluation": "E"}
PHASES = ("Planning", "Setup", "Feature development", "Testing", "Deployment", "Review")
LONGEST_SUMMARY = 60
_BULLET = re.compile(r"^- ")


@rule("text-form", "error", "The file is in the text form of a spec.", "See docs/content-format.md.")
def text_form(curriculum: Curriculum) -> Iterator[Fault]:
    found = [(draft.path, problem) for draft in curriculum.drafts for problem in draft.problems]
    found += [(curriculum.roadmap_path, problem) for problem in curriculum.roadmap_problems]
    for path, problem in found:
        yield Fault(problem.message, path, problem.line, problem.section, problem.cure, problem.severity)


@project_rule(
    "sections",
    "error",
    "All thirteen sections are there, in order, none empty.",
    "Write it under its heading, in its place; docs/content-format.md lists the thirteen.",
)
def sections(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind in SECTIONS:
        if not draft.blocks(kind.slug) and not (kind.slug == "summary" and draft.spec.summary):
            yield kind.slug, "", f"Section “{kind.heading}” is missing or empty."
    order = [slug for slug, _line in draft.starts]
    wanted = [kind.slug for kind in SECTIONS if kind.slug in order]
    for found, right in zip(order, wanted, strict=False):
        if found != right:
            yield found, "", f"The sections are not in order: “{found}” stands where “{right}” belongs."
            return


@project_rule(
    "counts",
    "error",
    "Each section has as many items as a project of this kind needs.",
    "Add what is missing, or join what belongs together.",
)
def counts(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, (name, least, most) in COUNTS.items():
        if kind == "objectives":
            found = len(draft.objectives)
        elif kind == "constraints":
            found = sum(bool(_BULLET.match(text)) for _number, text in draft.prose_lines(kind))
        else:
            found = len(draft.items(kind))
        if not least <= found <= most:
            yield kind, "", f"There are {found} {name}; a spec has {least} to {most}."


@project_rule(
    "keys",
    "error",
    "Keys count from 1 without a gap: FR-1, FR-2, FR-3.",
    "Number the items of the section anew, and mend what names them.",
)
def keys(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, prefix in KEYS.items():
        entries = draft.objectives if kind == "objectives" else draft.items(kind)
        for number, entry in enumerate(entries, start=1):
            if entry.key != f"{prefix}-{number}":
                yield kind, entry.text[:40], f"The key “{entry.key}” stands where {prefix}-{number} belongs."
                break


@project_rule(
    "length",
    "error",
    "A spec is as long as its level needs: a learner must read it all.",
    "Cut what the base guide or the documentation says, or add what a learner must guess.",
)
def length(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    least, most = LENGTHS.get(draft.spec.level, (0, 10**6))
    if not least <= draft.words <= most:
        yield "", "level", f"The spec has {draft.words} words; {draft.spec.level} takes {least:,} to {most:,}."


@project_rule(
    "summary-length",
    "warning",
    f"The summary has at most {LONGEST_SUMMARY} words: it stands on a card.",
    "Keep who uses it, the pain and the one hard thing; move the rest below it.",
)
def summary_length(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    if (found := count_words(draft.spec.summary)) > LONGEST_SUMMARY:
        yield "summary", draft.spec.summary[:40], f"The summary has {found} words."


@project_rule(
    "phases",
    "error",
    f"The plan has six phases: {', '.join(PHASES)}.",
    "Give each phase its heading and its tasks, in this order.",
)
def phases(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    found = tuple(block.title for block in draft.blocks("schedule") if isinstance(block, Phase))
    if found != PHASES:
        yield "schedule", "", f"The phases are {', '.join(found) or 'missing'}."


@project_rule(
    "behind",
    "error",
    "Section 11 says what to cut, in which order, when a learner falls behind.",
    "Add `### If you fall behind` with a numbered list.",
)
def behind(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    text = "\n".join(block.text for block in draft.blocks("schedule") if isinstance(block, Prose))
    if not re.search(r"^### If you fall behind\n(?:.*\n)*?1\. ", text, re.MULTILINE):
        yield "schedule", "", "There is no numbered list of what to cut."
