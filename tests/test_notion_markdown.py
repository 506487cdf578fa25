"""Pages for Notion: every item a to-do, every text in its place, and what a learner did and planned."""

import re
from dataclasses import replace
from datetime import date

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.sections import SECTIONS
from curriculum.spec import LANGUAGES, Code, HttpCheck, Image, Prose, Section, Stack, StackItem, Step, items_of
from curriculum.spec_text.inline import inline_text
from exports import notion_blocks
from exports.notion_markdown import project_html, project_markdown
from learners.schedule import task_key
from tests.markdown_nodes import nodes, seen, todos, words
from tests.specs import project_specs
from tests.subjects import shipped, subject_of


def page(*blocks, kind="constraints", **fields):
    """The Markdown of a section with these blocks."""
    sections = tuple(Section(known.slug, blocks if known.slug == kind else ()) for known in SECTIONS)
    subject = subject_of(replace(shipped().projects[0].spec, sections=sections), **fields)
    text = project_markdown(subject.projects[0], subject)
    number = next(known.number for known in SECTIONS if known.slug == kind)
    return text.partition(f"\n## {number}. ")[2].partition("\n\n")[2].partition("\n\n## ")[0]


def test_every_shipped_item_is_a_to_do_once_and_every_section_is_there():
    subject = shipped()
    assert len(subject.projects) == 15
    for project in subject.projects:
        text = project_markdown(project, subject)
        found = [line for _mark, line in todos(text)]
        assert len(found) == len(project.items)
        for line, place in zip(found, project.items, strict=True):
            assert line.endswith(inline_text(place.item.text))
            assert place.item.key in line
        headings = [words(node) for node in nodes(text, "heading") if node.tag == "h2"]
        assert headings == [kind.heading for kind in SECTIONS]
        assert len(re.findall(r"^- \[ \] ", re.sub(r"(?s)```.*?```", "", text), re.MULTILINE)) == len(project.items)


@settings(max_examples=30, deadline=None)
@given(project_specs, st.booleans())
def test_no_text_breaks_out_of_its_place(spec, dated):
    subject = subject_of(spec, start=date(2026, 11, 30) if dated else None)
    text = project_markdown(subject.projects[0], subject)
    items = [place.item for place in subject.projects[0].items]
    assert nodes(text, "html_block", "html_inline", "image", "s", "hr") == []
    found = [line for _mark, line in todos(text)]
    assert len(found) == len(items)
    for line, item in zip(found, items, strict=True):
        assert line.endswith(seen(item.text))
    titles = [words(node) for node in nodes(text, "heading") if node.tag in ("h1", "h2")]
    assert titles == [" ".join(spec.title.split()), *(kind.heading for kind in SECTIONS)]
    for found_table in nodes(text, "table"):
        rows = [node for node in found_table.walk() if node.type == "tr"]
        assert len({len(row.children) for row in rows}) == 1
    assert verbatim(text) == [code for section in spec.sections for code in codes(section.blocks)]


def verbatim(text):
    return [node.content.removesuffix("\n") for node in nodes(text, "fence", "code_block")]


def codes(parts):
    for part in parts:
        if isinstance(part, Code):
            yield part.code
        elif isinstance(part, Step) and part.command:
            yield part.command
        elif isinstance(part, HttpCheck):
            yield part.source


def test_a_pipe_in_code_stays_in_its_cell():
    stack = Stack((StackItem("psycopg[binary]", ">=3|<4", "`a|b` or c", ""),))
    assert page(stack, kind="stack").splitlines()[2] == r"| **psycopg[binary]** | `>=3\|<4` | `a\|b` or c |"


def test_notion_has_three_levels_of_headings():
    assert page(Prose("### One\n#### Two\nText.")) == "### One\n\n**Two**\n\nText."


def test_nested_lists_stand_four_spaces_in():
    assert page(Prose("1. One\n   - Two")) == "1. One\n    - Two"


def test_an_image_is_a_link_to_its_place_on_the_page():
    assert page(Image("images/a.png", "Two [models]", "As drawn.")) == (
        r"Image: [Two \[models\]](https://example.org/way/inkwell/#constraints)" "\nAs drawn."
    )


def test_links_are_absolute():
    assert page(Prose("[a](/way/guide/) [b](../taskforge/#stack) [c](#stack) [d](https://e.org/x)")) == (
        "[a](https://example.org/way/guide/) [b](https://example.org/way/taskforge/#stack) "
        "[c](https://example.org/way/inkwell/#stack) [d](https://e.org/x)"
    )


def test_code_has_a_language_that_notion_knows():
    assert set(notion_blocks.LANGUAGES) < set(LANGUAGES)
    assert page(Code("dockerfile", "FROM x")).startswith("```docker\n")
    assert page(Code("nginx", "server {}")).startswith("```plain text\n")


def test_a_fence_inside_code_does_not_end_it():
    assert page(Code("text", "```\na\n```")) == "````plain text\n```\na\n```\n````"


def test_what_a_learner_did_shows_on_the_to_dos():
    spec = shipped().projects[0].spec
    first, second, third = [item.id for item in items_of(spec.sections[3].blocks)][:3]
    statuses = {task_key("inkwell", first): "done", task_key("inkwell", second): "skipped"}
    subject = subject_of(spec, statuses=statuses, notes={task_key("inkwell", third): "Ask\nAda <b>"})
    text = project_markdown(subject.projects[0], subject)
    assert "\n- [x] **FR-1** (must) " in text
    assert re.search(r"\n- \[x\] ~~\*\*FR-2\*\* .*~~ \(skipped\)\n", text)
    assert re.search(r"\n- \[ \] \*\*FR-3\*\* .*\n    - \*Note:\* Ask Ada \\<b>\n", text)
    assert [mark for mark, _line in todos(text)].count("x") == 2


def test_a_planned_task_shows_its_days_instead_of_the_project_s_own():
    text = project_markdown(
        (subject := subject_of(shipped().projects[0].spec, start=date(2026, 11, 30))).projects[0], subject
    )
    assert "- [ ] **Mon 30 Nov 2026** (0.5 h) Sketch home" in text
    assert "- [ ] **Mon 30 Nov 2026 – Tue 1 Dec 2026** (0.75 h) Run Ruff" in text
    assert "**Day 1**" not in text
    assert "Your plan: Mon 30 Nov 2026 to Wed 9 Dec 2026." in text


def test_html_for_the_clipboard_has_a_checkbox_for_each_item():
    spec = shipped().projects[0].spec
    done = task_key("inkwell", spec.sections[3].items[0].id)
    subject = subject_of(spec, statuses={done: "done"})
    html = BeautifulSoup(project_html(subject.projects[0], subject), "html.parser")
    boxes = html.select('li > input[type="checkbox"]')
    assert len(boxes) == len(html.select("input")) == len(subject.projects[0].items)
    assert [box.has_attr("checked") for box in boxes].count(True) == 1
    assert not html.select("li > p, [disabled]")
    assert [heading.text for heading in html.select("h2")] == [kind.heading for kind in SECTIONS]
    assert html.select("li pre code.language-bash")
