"""Blocks, rich text and properties for Notion's API: within its limits whatever the text, and nothing lost."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exports import notion_objects
from exports.notion_markdown import project_markdown
from exports.notion_objects import Words, chunks, page_blocks, plain_text, rich_text, utf16_length
from exports.notion_rows import KINDS, changed_properties, row_properties, schema
from exports.rows import rows
from tests.exported import make_subject
from tests.notion_rules import check_children, check_rich_text, checked_properties, count_of, empty
from tests.subjects import shipped

COLUMNS = {
    name: {"id": "title" if kind == "title" else name, "type": kind, kind: {"options": []}}
    for name, kind in KINDS.items()
}
marks = st.frozensets(st.sampled_from(["bold", "italic", "strikethrough", "code"]))
links = st.sampled_from(
    ["", "https://e.org/a", "mailto:a@e.org", "javascript:alert(1)", "/way/", "https://", "http://[x"]
)
texts = st.text(max_size=50) | st.builds(
    lambda sign, count: sign * count, st.characters(exclude_categories=["Cs"]), st.integers(1, 4100)
)
words = st.builds(Words, texts, marks, links)


def said(blocks):
    """Everything that stands in blocks, in order."""
    for block in blocks:
        content = block[block["type"]]
        yield plain_text(content.get("rich_text", []))
        yield from (plain_text(cell) for cell in content.get("cells", []))
        yield from said(content.get("children", []))


def check_all(blocks):
    for chunk in chunks(blocks):
        check_children(chunk)
        assert count_of(chunk) <= 1000
        assert len(json.dumps({"children": chunk}).encode()) < 10_000_000
        assert len(json.dumps({"children": chunk}, ensure_ascii=False).encode()) <= 500_000


@given(st.lists(words, max_size=12))
@example([Words("🦉" * 1500)])
@example([Words("a" * 1999 + "🦉")])
def test_text_of_any_length_is_cut_into_valid_pieces_that_say_the_same(parts):
    made = rich_text(parts)
    for text in made:
        check_rich_text([text], "text")
        assert text["text"]["content"]
    assert plain_text(made) == "".join(word.text for word in parts)


def test_a_pair_of_utf_16_is_never_cut_apart():
    first, second = rich_text([Words("a" * 1999 + "🦉")])
    assert (utf16_length(first["text"]["content"]), second["text"]["content"]) == (1999, "🦉")


def test_marks_and_links_of_a_long_text_stay_on_each_piece():
    made = rich_text([Words("x" * 4500, frozenset({"bold"}), "https://e.org/")])
    assert [len(text["text"]["content"]) for text in made] == [2000, 2000, 500]
    assert {json.dumps(text["annotations"]) for text in made} == {'{"bold": true}'}
    assert {text["text"]["link"]["url"] for text in made} == {"https://e.org/"}


@pytest.mark.parametrize(
    ("href", "is_link"),
    [
        ("https://e.org/a?b#c", True),
        ("http://localhost:8000/", True),
        ("mailto:a@e.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("/way/", False),
        ("//e.org/", False),
        ("https:///x", False),
        ("mailto:", False),
        ("https://[x", False),
        ("https://e.org/" + "a" * 2000, False),
    ],
)
def test_only_web_and_mail_addresses_become_links(href, is_link):
    [text] = rich_text([Words("a", link=href)])
    assert ("link" in text["text"]) == is_link


def test_markdown_becomes_the_blocks_of_notion():
    blocks = page_blocks(
        "# Title\n\n## Part\n\nSome **bold**, *it*, ~~gone~~, `code` and [a link](https://e.org/).\n\n"
        "- [x] **FR-1** Show.\n    - *Why:* so.\n\n    ```docker\n    FROM x\n    ```\n- [ ] Later\n\n"
        "1. one\n2. two\n\n> **Note:** mind.\n\n---\n\n```plain text\n[ ] as it is\n```\n\n"
        "| A | B |\n|---|---|\n| `x\\|y` | |\n"
    )
    assert [block["type"] for block in blocks] == [
        *("heading_2", "paragraph", "to_do", "to_do", "numbered_list_item", "numbered_list_item"),
        *("quote", "divider", "code", "table"),
    ]
    marks = [
        (text["text"]["content"], list(text.get("annotations", {}))) for text in blocks[1]["paragraph"]["rich_text"]
    ]
    assert [one for one in marks if one[1]] == [
        ("bold", ["bold"]),
        ("it", ["italic"]),
        ("gone", ["strikethrough"]),
        ("code", ["code"]),
    ]
    first, second = blocks[2]["to_do"], blocks[3]["to_do"]
    assert (first["checked"], plain_text(first["rich_text"]), second["checked"]) == (True, "FR-1 Show.", False)
    assert [child["type"] for child in first["children"]] == ["bulleted_list_item", "code"]
    assert first["children"][1]["code"] == {"rich_text": rich_text([Words("FROM x")]), "language": "docker"}
    assert plain_text(blocks[8]["code"]["rich_text"]) == "[ ] as it is"
    rows_of_table = blocks[9]["table"]["children"]
    assert [plain_text(cell) for cell in rows_of_table[1]["table_row"]["cells"]] == ["x|y", ""]
    check_all(blocks)


def test_what_is_nested_too_deep_follows_on_the_last_level_that_there_is():
    blocks = page_blocks("- a\n  - b\n    - c\n      - d\n        - e\n    - f\n- g\n")
    check_all(blocks)
    assert list(said(blocks)) == list("abcdefg")
    assert [plain_text(one["bulleted_list_item"]["rich_text"]) for one in blocks] == ["a", "g"]


@pytest.mark.parametrize(
    "markdown",
    [
        "- a\n" + "    - child\n" * 250,
        "- a\n" + "".join(f"    - b{n}\n" + "        - c\n" * 90 for n in range(30)),
        "| A | B |\n|---|---|\n" + "| x | y |\n" * 320,
        "- a\n\n  - b\n\n    | A | B |\n    |---|---|\n    | deep | in |\n",
        "```python\n" + "🦉" * 210_000 + "\n```\n",
        "`a`**b**" * 180,
        "- [ ] " + "`a`**b**" * 180 + "\n    - child\n",
        "> a\n>\n> b\n>\n> - c\n",
        "<div>\nkept\n</div>\n",
    ],
)
def test_large_pages_are_cut_within_the_limits_and_lose_nothing(markdown):
    blocks = page_blocks(markdown)
    check_all(blocks)
    words = re.sub(r"[^\w🦉]|AB", "", "".join(said(blocks)).replace("A B", ""))  # the head of a table may come again
    assert words == re.sub(r"```python|\| A \| B \||[^\w🦉]", "", markdown)


@given(
    st.lists(
        st.sampled_from(["- ", "1. ", "    ", "> ", "# ", "```", "| a | b |", "\n", "**", "`", "x y", "- [x] ", "🦉"]),
        max_size=40,
    )
)
def test_any_markdown_gives_valid_blocks(parts):
    blocks = page_blocks("".join(parts))
    if blocks:
        check_all(blocks)


def test_every_shipped_project_fits_and_is_mostly_to_dos():
    subject = shipped()
    for project in subject.projects:
        blocks = page_blocks(project_markdown(project, subject))
        check_all(blocks)
        kinds = [block["type"] for block in blocks]
        assert kinds.count("heading_2") == 13
        assert kinds.count("to_do") == len(project.items)


def test_every_shipped_row_is_valid_and_unchanged_once_it_is_there():
    for row in rows(shipped()):
        there = {name: empty(column) for name, column in COLUMNS.items()}
        there |= checked_properties(row_properties(row, COLUMNS), COLUMNS)
        assert changed_properties(row, {"properties": there}, COLUMNS) == {}


def test_the_schema_has_the_columns_and_the_three_statuses():
    assert {name: next(iter(column)) for name, column in schema().items()} == KINDS
    names = [option["name"] for option in schema()["Status"]["select"]["options"]]
    assert set(names) == {"To do", "In progress", "Done", "Skipped"}


def test_a_row_has_nothing_for_columns_that_are_gone():
    [row, *_] = rows(make_subject())
    assert set(row_properties(row, {})) == {"title"}


def test_the_limits_are_those_of_notion():
    assert (notion_objects.LONGEST_TEXT, notion_objects.MOST_TEXTS, notion_objects.MOST_CHILDREN) == (2000, 100, 100)
    assert notion_objects.DEEPEST == 2
