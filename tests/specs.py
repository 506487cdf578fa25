"""Generated specs: whatever a mentor could publish."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from curriculum.sections import SECTIONS
from curriculum.spec import (
    LANGUAGES,
    Callout,
    Code,
    EvaluationGroup,
    EvaluationItem,
    HttpCheck,
    IdSource,
    MeasuredRequirement,
    Objective,
    Objectives,
    Phase,
    ProjectSpec,
    Prose,
    QualityGroup,
    Requirement,
    RequirementGroup,
    Section,
    Stack,
    StackItem,
    Step,
    StretchGoal,
    StretchGoals,
    Task,
    Tool,
    ToolGroup,
)
from curriculum.spec_text.richtext import canonical_line, canonical_markdown

PLAIN = ["draft", "Über", "naïve", "queries", "10", "café", "日本語", "x", "Post", "the", "it's", "C++", "O(n)", "50%"]
MARKED = ["`code`", "**bold**", "*it*", "[docs](https://e.org/a_b)", "snake_case", "a*b", "~=6.1.3", "#1", "<b>", "&amp;", "|", "\\", "(must)", "1.", "-", "{x}"]  # fmt: skip

words = st.sampled_from(PLAIN)
any_words = st.sampled_from(PLAIN + MARKED)
lines = st.builds(lambda first, rest: " ".join(["Show", first, *rest]), words, st.lists(any_words, max_size=8))
titles = st.builds(lambda parts: " ".join(["On", *parts]), st.lists(words, min_size=1, max_size=3))
optional_lines = st.just("") | lines
code = st.lists(st.text("ab`#- \t{}", max_size=20), max_size=4).map(lambda rest: "\n".join(["run", *rest]))
quarters = st.integers(1, 400).map(lambda n: Decimal(n) / 4)
optional_quarters = st.none() | quarters
names = st.sampled_from(["Django", "psycopg[binary]", "Sentry SDK", "htmx 2", "C++"])
versions = st.sampled_from(["", "~=6.1.3", ">=3.13,<3.15", "18"])
priorities = st.sampled_from(["must", "should", "could"])
covers = st.sampled_from(["", "urls-and-views, FR-1", "E-2"])
GIVEN_ID = "11111111-1111-4111-8111-{:012}"


def keyed(prefix):
    """Placeholders; `_settle` numbers them, so that no key stands twice in a section."""
    return st.sampled_from(["", prefix])


prose_nodes = st.one_of(
    lines.map(canonical_line),
    titles.map("### {}".format),
    titles.map("#### {}".format),
    st.lists(lines, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(lines, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {item}" for item in items)),
)
# Ends in a paragraph: a heading at the end would become the title of a group without one.
prose = st.builds(
    lambda nodes, end: Prose(canonical_markdown("\n\n".join([*nodes, end]))),
    st.lists(prose_nodes, max_size=4),
    lines.map(canonical_line),
)
writing = st.one_of(
    prose,
    st.builds(Code, st.sampled_from(sorted(LANGUAGES)), code),
    st.builds(Callout, st.sampled_from(["note", "tip", "warning"]), lines),
)


def check(title):
    step = "  - {method: GET, path: /, expect: {status: 200}}"
    return f"id: p01-home\ntitle: {json.dumps(title)}\ntopics: [urls-and-views]\nsteps:\n{step}"


def entries(strategy):
    return st.lists(strategy, min_size=1, max_size=4).map(tuple)


ids = st.sampled_from(["", "given"])
typed = {
    "objectives": st.builds(Objectives, entries(st.builds(Objective, st.just("O"), lines, covers))),
    "functional": st.builds(
        RequirementGroup, titles, entries(st.builds(Requirement, ids, st.just("FR"), priorities, lines))
    ),
    "non-functional": st.builds(
        QualityGroup,
        titles,
        entries(st.builds(MeasuredRequirement, ids, st.just("NFR"), priorities, lines, optional_lines)),
    ),
    "stack": st.builds(Stack, entries(st.builds(StackItem, names, versions, lines, optional_lines))),
    "tools": st.builds(
        ToolGroup,
        st.sampled_from(["internal", "external"]),
        entries(st.builds(Tool, names, versions, st.sampled_from(["", "free plan"]), lines, optional_lines)),
    ),
    "deployment": st.builds(
        Step,
        ids,
        titles,
        optional_lines,
        st.just("bash"),
        st.sampled_from(["", "git push", "a &&\n  b"]),
        lines,
        optional_lines,
    ),
    "schedule": st.builds(
        Phase, titles, entries(st.builds(Task, ids, st.none() | st.integers(1, 99), optional_quarters, lines))
    ),
    "stretch": st.builds(StretchGoals, entries(st.builds(StretchGoal, ids, keyed("S"), optional_quarters, lines))),
    "evaluation": st.one_of(
        st.builds(
            EvaluationGroup,
            titles,
            entries(st.builds(EvaluationItem, ids, keyed("E"), st.none() | st.integers(0, 100), lines, optional_lines)),
        ),
        st.builds(HttpCheck, lines.map(check)),
    ),
}


@st.composite
def sections(draw, kind):
    blocks = draw(st.lists(st.one_of(writing, typed.get(kind, writing)), max_size=4))
    if kind in typed and kind != "evaluation":
        blocks.append(draw(typed[kind]))
    elif kind == "evaluation":
        blocks.append(EvaluationGroup("On it", (EvaluationItem("", "E", 5, "Show it", ""),)))
    return Section(kind, tuple(_settle(_separate(blocks), kind)))


def _separate(blocks):
    """Blocks that text would join need something between them: prose and prose, list and list of one kind."""
    separated = []
    for block in blocks:
        if (
            separated
            and type(block) is type(separated[-1])
            and isinstance(block, Prose | Objectives | Stack | StretchGoals)
        ):
            separated.append(Code("text", "between"))
        separated.append(block)
    return separated


def _settle(blocks, kind):
    """Number the keys, and give every item the id that a reader works out, or one of its own."""
    source, numbers = IdSource(kind), iter(range(1, 1000))

    def settle(item):
        if getattr(item, "key", "") and not isinstance(item, Step | Task):
            item = replace(item, key=f"{item.key}-{next(numbers)}")
        if not hasattr(item, "id"):
            return item
        derived = source.next(item.key, item.text)
        return replace(item, id=GIVEN_ID.format(next(numbers)) if item.id else derived)

    for block in blocks:
        if isinstance(block, Step):
            language = block.language if block.command else ""
            yield replace(settle(block), language=language)
        elif hasattr(block, "entries"):
            yield replace(block, entries=tuple(settle(entry) for entry in block.entries))
        else:
            yield block


project_specs = st.builds(
    ProjectSpec,
    title=titles | st.sampled_from(["Yes", "A: b", "10", '"quoted"', "- dash", "null"]),
    slug=st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5})?", fullmatch=True),
    level=st.sampled_from(["beginner", "intermediate", "advanced", "expert"]),
    hours=quarters,
    topics=st.lists(st.sampled_from(["urls-and-views", "migrations", "signals"]), min_size=1, unique=True).map(tuple),
    summary=lines.map(canonical_line),
    sections=st.tuples(*(sections(kind.slug) for kind in SECTIONS)),
)
