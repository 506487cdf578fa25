import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.sections import SECTIONS
from curriculum.spec import (
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
    Prose,
    QualityGroup,
    RequirementGroup,
    Section,
    Stack,
    StackItem,
    Step,
    Task,
    Tool,
    ToolGroup,
)
from curriculum.spec_text import Vocabulary, misread, read_projects, read_roadmap, write_project, write_roadmap
from curriculum.spec_text.reader import MAX_BYTES
from curriculum.spec_text.richtext import canonical_line
from tests.specs import project_specs, sections

CONTENT = Path(__file__).parent.parent / "content"
DATA = Path(__file__).parent / "data"
SPEC_FILES = sorted(CONTENT.glob("*/[0-9]*.md"))
EXAMPLE = (DATA / "example.md").read_text()
REQUEST = (DATA / "request.md").read_text()
BROKEN_REQUEST = REQUEST.encode().decode("cp1252", errors="replace")


def section(spec, kind):
    return next(section for section in spec.sections if section.kind == kind)


def body(text, kind="functional", *, heading=None):
    """The blocks of one section of a document that holds nothing else."""
    title = heading or f"## {next(k.heading for k in SECTIONS if k.slug == kind)}"
    [spec] = read_projects(f"{title}\n{text}\n").projects
    return section(spec, kind).blocks


def words(text):
    return re.findall(r"[^\W\d_]+", text.casefold())


def missing_words(text, reading):
    # Marks, not words: broken encoding before a heading, a ticked checkbox, the language of a fence.
    text = re.sub(r"ðŸ”¹|\[[xX]\]|(?<=```)\w+$", "", text, flags=re.MULTILINE)
    kept = words("\n".join(map(write_project, reading.projects)))
    return [word for word in set(words(text)) if kept.count(word) < words(text).count(word)]


# Round trips


@pytest.mark.parametrize("path", SPEC_FILES, ids=lambda path: path.name)
def test_content_is_read_without_a_problem_and_written_back_byte_for_byte(path):
    text = path.read_text()
    reading = read_projects(text)
    assert reading.problems == ()
    assert write_project(reading.projects[0]) == text


def test_the_roadmap_is_written_back_byte_for_byte():
    text = (CONTENT / "django-full-stack" / "roadmap.md").read_text()
    spec, problems = read_roadmap(text)
    assert problems == ()
    assert write_roadmap(spec) == text


def test_the_example_of_the_format_is_written_back_byte_for_byte():
    reading = read_projects(EXAMPLE)
    assert reading.problems == ()
    assert write_project(reading.projects[0]) == EXAMPLE


@settings(max_examples=15, deadline=None)
@given(project_specs)
def test_any_spec_reads_back_as_it_was_written(spec):
    text = write_project(spec)
    reading = read_projects(text)
    assert reading.projects == (spec,)
    assert reading.errors == ()


@pytest.mark.parametrize("kind", [kind.slug for kind in SECTIONS])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_section_reads_back_as_it_was_written(kind, data):
    assert misread(data.draw(sections(kind))) is None


LABELS = ["*Measured by:*", "*measured by*:", "\\*Measured by:*", "*Done when:*", "*Covers:*", "a\\*Covers:*"]
LIKE_MARKS = [*LABELS, "{#abc}", "\\{#abc}", "\\\\{#abc}", "•", "\\•", "\\", "\\\\", "# a", "> a", "Check: a", "word"]
like_marks = st.lists(st.sampled_from(LIKE_MARKS), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(text=like_marks, tail=st.just("") | like_marks, item_id=st.sampled_from(["", "given"]))
def test_words_that_look_like_marks_of_the_text_form_stay_words(text, tail, item_id):
    ids = {kind: item_id or IdSource(kind).next("", text) for kind in ("schedule", "deployment", "evaluation")}
    for kind, block in {
        "objectives": Objectives((Objective("O-1", text, tail),)),
        "non-functional": QualityGroup("On", (MeasuredRequirement("given", "NFR-1", "must", text, tail),)),
        "stack": Stack((StackItem("Django", "", text, tail),)),
        "tools": ToolGroup("internal", (Tool("Django", "", "", text, tail),)),
        "evaluation": EvaluationGroup("On", (EvaluationItem(ids["evaluation"], "", None, text, tail),)),
        "schedule": Phase("On", (Task(ids["schedule"], None, None, text),)),
        "summary": Prose(canonical_line(text)),
    }.items():
        assert misread(Section(kind, (block,))) is None, kind
    step = Step(item_id or IdSource("deployment").next("", f"Do {text}"), f"Do {text}", text, "", "", "a", tail)
    assert misread(Section("deployment", (step,))) is None


def test_a_heading_in_a_document_with_front_matter_opens_no_other_project():
    prose = Prose("Before.\n### Project 1: Setup\nText.\n\n**Project 2: More**")
    assert misread(Section("constraints", (prose,))) is None
    assert misread(Section("constraints", (Code("bash", "ls"), Prose("### Project 1: Setup\nText.")))) is None


def test_a_heading_in_the_code_of_an_introduction_opens_no_part_of_the_roadmap():
    text = "---\ntitle: A\nslug: a\n---\n\n## Outcome\nGood.\n\n## Introduction\n```text\n## Outcome\n```\n"
    spec, problems = read_roadmap(text)
    assert (spec.outcome, spec.intro, problems) == ("Good.", (Code("text", "## Outcome"),), ())


# Nothing is lost

ODD_LINES = [
    "| Library | Version |",
    "|---|---|",
    "| Django | 6.1 |",
    "Title",
    "=====",
    "    indented",
    "```",
    "> quoted",
    "* * *",
    "1) one",
    "• two",
    "- [x] three",
    "# Project 2: Next",
    "**4) Functional requirements**",
    "![a](b)",
    "{#x}",
    "---",
]
documents = st.lists(
    # The front matter is left out: a field that is not known is an error, not text.
    st.sampled_from([*REQUEST.splitlines(), *EXAMPLE.splitlines()[8:], *BROKEN_REQUEST.splitlines(), *ODD_LINES]),
    max_size=60,
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(documents)
def test_every_word_of_any_document_is_in_the_result(text):
    assert missing_words(text, read_projects(text)) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_every_word_of_any_text_is_in_the_result(text):
    assert missing_words(text, read_projects(text)) == []


@settings(max_examples=100, deadline=None)
@given(documents)
def test_what_was_read_from_any_document_is_written_in_a_stable_form(text):
    for spec in read_projects(text).projects:
        once = write_project(spec)
        again = [write_project(spec) for spec in read_projects(once).projects]
        assert [write_project(spec) for spec in read_projects("".join(again)).projects] == again


@pytest.mark.parametrize("text", [REQUEST, BROKEN_REQUEST], ids=["as written", "broken encoding"])
def test_the_request_that_the_product_grew_from_is_read_into_its_thirteen_sections(text):
    reading = read_projects(text)
    [spec] = reading.projects
    filled = [section.kind for section in spec.sections if section.blocks]
    assert filled == [kind.slug for kind in SECTIONS]
    assert [item.key for item in section(spec, "functional").items] == ["FR-1"]
    assert missing_words(text, reading) == []


# What is tolerated

HEADINGS = [
    "## 4. Functional Requirements",
    "### 🔹 4. Functional Requirements",
    "### ðŸ”¹ 4. Functional Requirements",
    "**4) Functional requirements**",
    "#### Functional Requirements:",
    "# **4. Functional Requirements**",
    "## 4 - Functional requirements",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_section_is_known_by_its_heading_whatever_stands_around_it(heading):
    [group] = body("- Log in", heading=heading)
    assert [item.text for item in group.entries] == ["Log in"]


def test_a_section_is_known_by_its_number_alone():
    text = "\n".join(f"## {kind.number}. {'Fähigkeiten' if kind.number == 4 else kind.title}\n- a" for kind in SECTIONS)
    reading = read_projects(text)
    assert section(reading.projects[0], "functional").items
    assert any("Fähigkeiten" in problem.message for problem in reading.problems)


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "1.", "2)", "- [ ]", "- [x]", "* [X]"])
def test_any_list_is_taken_for_requirements(mark):
    [group] = body(f"{mark} Log in\n{mark} Log out")
    assert [(item.key, item.priority, item.text) for item in group.entries] == [
        ("FR-1", "must", "Log in"),
        ("FR-2", "must", "Log out"),
    ]


def test_missing_keys_are_filled_in_around_those_that_are_there():
    [group] = body("- [ ] **FR-2** (should) a\n- [ ] b\n- [ ] FR-1: c\n- [ ] d")
    assert [(item.key, item.priority, item.text) for item in group.entries] == [
        ("FR-2", "should", "a"),
        ("FR-3", "must", "b"),
        ("FR-1", "must", "c"),
        ("FR-4", "must", "d"),
    ]


def test_lines_that_wrap_are_one_item():
    [group] = body("- Log in with\n  an e-mail address\nand a password")
    assert group.entries[0].text == "Log in with an e-mail address and a password"


def test_beside_marked_items_a_plain_list_is_prose():
    blocks = body("### Reading\n- [ ] **FR-1** (must) a\n\n### Not wanted\n- Comments")
    assert isinstance(blocks[0], RequirementGroup)
    assert blocks[1] == Prose("### Not wanted\n- Comments")


@pytest.mark.parametrize(
    ("line", "day", "hours"),
    [
        ("Day 1 (2.5 h): Plan", 1, "2.5"),
        ("Day 12 (2 hours) - Plan", 12, "2"),
        ("Session 3: Plan", 3, None),
        ("(1.25 h): Plan", None, "1.25"),
        ("Plan", None, None),
    ],
)
def test_a_task_says_its_day_and_hours_in_many_ways(line, day, hours):
    [phase] = body(f"### Planning\n- [ ] {line}", "schedule")
    [task] = phase.entries
    assert (task.day, task.hours, task.text) == (day, Decimal(hours) if hours else None, "Plan")


def test_a_pipe_table_is_taken_for_the_stack():
    [stack] = body("| Library | Version | Why |\n|---|---|---|\n| Django | 6.1 | the framework |", "stack")
    assert isinstance(stack, Stack)
    assert [(row.name, row.version, row.purpose) for row in stack.entries] == [("Django", "6.1", "the framework")]


def test_a_pipe_table_is_taken_for_the_schedule():
    [phase] = body("| Day | Task | Hours |\n|---|---|---|\n| 1 | Sketch | 2.5 |", "schedule")
    assert isinstance(phase, Phase)
    assert [(task.day, task.hours, task.text) for task in phase.entries] == [(1, Decimal("2.5"), "Sketch")]


def test_a_step_holds_what_why_command_check_and_what_if_it_fails():
    [step] = body(
        "### Step 7 – Push\nA backup.\n```sh\ngit push\n```\n**Verify:** it is there\n**If it fails:** log in",
        "deployment",
    )
    assert isinstance(step, Step)
    assert (step.title, step.why, step.language, step.command, step.check, step.if_it_fails) == (
        "Push",
        "A backup.",
        "bash",
        "git push",
        "it is there",
        "log in",
    )


def test_headings_inside_code_open_nothing():
    [code] = body("```text\n## 5. Non-Functional Requirements\n```", "summary")
    assert code.code == "## 5. Non-Functional Requirements"


def test_quotes_become_callouts():
    assert body("> **Warning:** Back up first.\n> Then go on.", "constraints") == (
        Callout("warning", "Back up first. Then go on."),
    )


def test_checks_and_groups_of_the_evaluation_are_told_apart():
    blocks = body("### How\n- [ ] **E-1** (5 points) a *Done when:* b\n```check\nid: x\n```", "evaluation")
    assert [type(block) for block in blocks] == [EvaluationGroup, HttpCheck]
    assert (blocks[0].entries[0].points, blocks[0].entries[0].done_when) == (5, "b")


# Many projects in one document

ONE = "\n".join(f"{{0}} {kind.heading}\n- word" for kind in SECTIONS)


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("# Project 3: Gatekeeper", "# Project 4: LinkBeacon", "##"),
        ("## 3. Gatekeeper", "## 4. LinkBeacon", "###"),
        ("## Project 3: Gatekeeper", "## Project 4: LinkBeacon", "##"),
        ("# Gatekeeper", "# LinkBeacon", "###"),
    ],
)
def test_a_document_may_hold_many_projects(first, second, level):
    part = ONE.format(level).replace("{0}", level)
    reading = read_projects(f"The plan\n\n{first}\n{part}\n{second}\n{part}\n")
    assert [spec.title for spec in reading.projects] == ["Gatekeeper", "LinkBeacon"]
    assert all(section.blocks for spec in reading.projects for section in spec.sections)
    assert "The plan" in write_project(reading.projects[0])


# Problems


def problem_of(text, **vocabulary):
    return "\n".join(map(str, read_projects(text, Vocabulary(**vocabulary)).problems))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("level: beginner", "level: novice", "line 4: error: The level “novice” is unknown."),
        ("hours: 15", "hours: much", "line 5: error: hours is “much”, which is no number."),
        ("hours: 15", "hours: -1", "line 5: error: hours is -1."),
        ("title: Inkwell", "tittle: Inkwell", "line 2: error: The field “tittle” is unknown."),
        ("slug: inkwell", "slug: Ink Well", "line 3: error: The slug “Ink Well” cannot stand in an address."),
        ("topics: [", "topics: [nonsense, ", "line 6: error: The topic “nonsense” is unknown."),
        ("**FR-2**", "**FR-1**", "line 21, 4. Functional Requirements: error: The key FR-1 is used twice."),
        ("## 6. Technical Constraints\n- Server", "- Server", "6. Technical Constraints is missing or empty."),
        ("**Check:** the", "the", "has no check."),
        ("```bash", "```fortran", "The code language “fortran” is unknown."),
        ("## 7. Topics", "## Notes\nOne more.\n\n## 7. Topics", "The heading “Notes” is none of the thirteen."),
    ],
)
def test_every_problem_is_named_with_line_section_and_cure(old, new, expected):
    topics = dict.fromkeys(["urls-and-views", "template-language", "models-relations", "admin-basics"])
    assert old in EXAMPLE
    found = problem_of(EXAMPLE.replace(old, new, 1), topics={slug: slug for slug in topics})
    assert expected in found


def test_an_alias_in_the_topics_is_answered_with_the_slug():
    assert "It is called “urls-and-views”." in problem_of(
        EXAMPLE.replace("topics: [urls-and-views", "topics: [cbv"), topics={"cbv": "urls-and-views"}
    )


def test_a_document_that_is_too_large_is_refused():
    assert "larger than 2 MiB" in problem_of("a" * (MAX_BYTES + 1))


def test_too_many_items_in_a_section_are_refused():
    assert "has 401 list items" in problem_of("## 4. Functional Requirements\n" + "- a\n" * 401)


def test_too_many_projects_are_refused():
    assert "holds 41 projects" in problem_of("# Project 1: A\n## 1. Project Title & Summary\nx\n" * 41)


def test_long_lines_of_marks_are_read():
    """Each could open something at every place; a reader that tries them all would not end within the test's time limit."""
    for piece in ["*", "`", "[", "- ", "{#", "**a", "| ", "(", "\\", "> "]:
        reading = read_projects("## 4. Functional Requirements\n- " + piece * 20_000)
        assert len(reading.projects) == 1


def test_front_matter_that_is_no_yaml_is_an_error_at_its_line():
    assert "line 3: error: The front matter is not valid YAML." in problem_of("---\ntitle: a\nslug: [\n---\n")


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        ("deployment", "### Step 1: One {#x}\n**Check:** a\n### Step 2: Two {#x}\n**Check:** b"),
        ("schedule", "### Plan\n- [ ] One {#x}\n- [ ] Two {#x}"),
    ],
)
def test_an_id_that_is_used_twice_is_an_error(kind, items):
    heading = next(section.heading for section in SECTIONS if section.slug == kind)
    assert "error: The id {#x} is used twice." in problem_of(f"## {heading}\n{items}\n")


def test_a_block_that_text_cannot_hold_is_found():
    spec = read_projects(EXAMPLE).projects[0]
    schedule = section(spec, "schedule")
    plain = Prose("### Planning\n- A list")
    without_items = type(schedule)("schedule", (plain,))
    assert misread(without_items) is not None
    twice = type(schedule)("schedule", (Phase("A", (Task("x", 1, None, "a"), Task("x", 1, None, "b"))),))
    assert "is used twice" in misread(twice).problem
