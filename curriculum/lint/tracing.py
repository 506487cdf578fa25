"""Does everything lead somewhere: objectives to topics, requirements and proof, every requirement to its proof?"""

import re
from collections.abc import Iterator

from ..spec import EvaluationItem, MeasuredRequirement, Requirement
from .draft import Curriculum, Draft
from .rules import project_rule

VERBS = frozenset(
    """
    analyse automate benchmark build compare compute configure containerise cover decide defend define deliver demonstrate deploy
    derive design detect diagnose document draw drain enforce estimate evaluate explain expose find fix generate guard handle harden
    identify implement instrument isolate justify keep limit locate measure migrate model monitor name operate package plan predict
    price produce profile prove publish query rebuild reconcile record recover refactor reject reproduce restore reuse review revoke
    roll schedule secure separate serve sign simulate split state stop structure supervise test trace track translate validate
    verify version write
    """.split()  # noqa: SIM905 (a list of them would be a page long)
)
KEY = re.compile(r"\b(O|FR|NFR|S|E)-(\d+)(?:\s*(?:to|–)\s*(?:(?:O|FR|NFR|S|E)-)?(\d+))?\b")
STEP = re.compile(r"(?<!the )(?<!each )\bsteps? (\d+(?:(?:, | and | to |, and )\d+)*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


def keys_in(text: str) -> set[str]:
    """The keys that a text names, ranges spelt out: “FR-1 to FR-3” names three."""
    found = set()
    for prefix, first, last in KEY.findall(text):
        found |= {f"{prefix}-{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def steps_in(text: str) -> set[int]:
    found = set()
    for numbers in STEP.findall(text):
        for part in re.split(r", and |, | and ", numbers):
            first, _, last = part.partition(" to ")
            found |= set(range(int(first), int(last or first) + 1))
    return found


def _covered(covers: str) -> set[str]:
    return {part.strip() for part in covers.split(",") if part.strip()}


@project_rule(
    "objective-verb",
    "error",
    "An objective opens with a verb that can be measured.",
    "Say what the learner does and can be seen doing: implement, prove, measure, explain.",
)
def objective_verb(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for objective in draft.objectives:
        verb = objective.text.split(maxsplit=1)[0].strip(".,:").lower() if objective.text else ""
        if verb not in VERBS:
            yield "objectives", objective.text[:40], f"{objective.key} opens with “{verb}”, which nobody can measure."


@project_rule(
    "objective-traced",
    "error",
    "An objective covers a topic, a requirement and an evaluation item of this project.",
    "End it with `*Covers:* topic-slug, FR-1, E-1`.",
)
def objective_traced(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    known = {item.key for item in draft.items("functional", "non-functional", "evaluation")}
    for objective in draft.objectives:
        covered = _covered(objective.covers)
        lacking = [
            name
            for name, there in {
                "topic": covered & set(draft.spec.topics),
                "requirement": {key for key in covered if key.startswith(("FR-", "NFR-"))},
                "evaluation item": {key for key in covered if key.startswith("E-")},
            }.items()
            if not there
        ]
        if lacking:
            yield "objectives", objective.text[:40], f"{objective.key} covers no {' and no '.join(lacking)}."
        for name in sorted(covered - known - set(draft.spec.topics)):
            yield (
                "objectives",
                objective.text[:40],
                f"{objective.key} covers “{name}”, which this project does not have.",
            )


@project_rule(
    "new-topics-taught",
    "error",
    "Every topic that a project introduces is covered by an objective.",
    "Name it under *Covers:* of the objective that teaches it.",
)
def new_topics_taught(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    place = curriculum.drafts.index(draft)
    covered = set().union(*(_covered(objective.covers) for objective in draft.objectives))
    for topic in draft.spec.topics:
        if curriculum.introduced.get(topic) == place and topic not in covered:
            yield "objectives", "", f"No objective covers the new topic “{topic}”."


@project_rule(
    "must-proven",
    "error",
    "Every must is proven: an evaluation item names it.",
    "Name its key in the text of the item that shows it: `(FR-1, NFR-2)`.",
)
def must_proven(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    proven: set[str] = set()
    for item in draft.items("evaluation"):
        if isinstance(item, EvaluationItem):
            proven |= keys_in(f"{item.text} {item.done_when}")
    for kind in ("functional", "non-functional"):
        for item in draft.items(kind):
            if (
                isinstance(item, Requirement | MeasuredRequirement)
                and item.priority == "must"
                and item.key not in proven
            ):
                yield kind, f"**{item.key}**", f"{item.key} is a must that no evaluation item names."


@project_rule(
    "must-planned",
    "error",
    "Every functional must stands in the plan.",
    "Name its key in the task that builds it.",
)
def must_planned(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    planned = set().union(*(keys_in(task.text) for task in draft.items("schedule")))
    for item in draft.items("functional"):
        if isinstance(item, Requirement) and item.priority == "must" and item.key not in planned:
            yield "functional", f"**{item.key}**", f"{item.key} is a must that no task names."


@project_rule(
    "references",
    "error",
    "A key or a step that the text names exists.",
    "Name the one that is meant, or write it.",
)
def references(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    known = {objective.key for objective in draft.objectives}
    known |= {item.key for item in draft.items("functional", "non-functional", "stretch", "evaluation")}
    steps = len(draft.steps)
    for section in draft.spec.sections:
        for _number, text in draft.prose_lines(section.kind):
            for key in sorted(keys_in(text) - known):
                yield section.kind, text, f"“{key}” does not exist."
            for step in sorted(steps_in(text)):
                if step > steps:
                    yield section.kind, text, f"There is no step {step}: section 10 has {steps}."


@project_rule(
    "measured",
    "error",
    "A non-functional requirement has a number and says how it is measured.",
    "Write the number with its load, and end with `*Measured by:* how`.",
)
def measured(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for item in draft.items("non-functional"):
        if not isinstance(item, MeasuredRequirement):
            continue
        if not _NUMBER.search(item.text):
            yield "non-functional", f"**{item.key}**", f"{item.key} has no number."
        if not item.measured_by:
            yield "non-functional", f"**{item.key}**", f"{item.key} does not say how it is measured."


@project_rule(
    "points",
    "error",
    "The points of section 13 add up to 100, and every item has some.",
    "Give each item its weight: `**E-1** (5 points)`.",
)
def points(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    items = [item for item in draft.items("evaluation") if isinstance(item, EvaluationItem)]
    total = sum(item.points or 0 for item in items)
    if items and (total != 100 or not all(item.points for item in items)):
        yield "evaluation", "", f"The points add up to {total}."


@project_rule(
    "proof-named",
    "error",
    "An evaluation item says what must be seen.",
    "End it with `*Done when:* a file, a screenshot, a number or a check`.",
)
def proof_named(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for item in draft.items("evaluation"):
        if isinstance(item, EvaluationItem) and not item.done_when:
            yield "evaluation", f"**{item.key}**", f"{item.key} does not say when it is done."


@project_rule(
    "interview",
    "error",
    "Section 13 ends with five interview questions and their key points.",
    "List five under `### Interview questions`, each with “Key points:”.",
)
def interview(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    found = draft.prose("evaluation").partition("### Interview questions")[2].partition("\n### ")[0]
    questions = [line for line in found.splitlines() if re.match(r"(?:- |\d\. ).*Key points:", line)]
    if len(questions) != 5:
        yield "evaluation", "### Interview questions", f"There are {len(questions)} questions with key points."
