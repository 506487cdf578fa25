"""Text of a spec says the same in GitHub Flavored Markdown, and stays where it stands."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it.tree import SyntaxTreeNode

from exports.gfm import fenced, heading, inline, linked, literal, plain, table
from tests.markdown_nodes import READER, folded, nodes, seen, words

soup = st.text(st.sampled_from("ab1 `*_~[](){}<>!#|\\&;$-+.:/\"'="), max_size=24)
marks = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<!-- ",
        " -->",
        "<https://e.org>",
        "&amp;",
        "&#42;",
        "---",
        "~~",
        "[x](y)",
        "![",
        "](",
        "[y]: z",
        "[ ] ",
        "# ",
        "- ",
        "1. ",
        "> ",
        "```",
        "`",
        "**",
        "*",
        "_",
        "|",
        "\\",
        "a",
        "b",
        " ",
    ]
)
hostile = soup | st.lists(marks, max_size=8).map("".join)


@given(hostile)
def test_a_line_says_what_the_spec_says(text):
    line = inline(text, lambda href: href)
    assert folded(plain(line)) == seen(text)
    assert [node.type for node in SyntaxTreeNode(READER.parse(line)).children] in ([], ["paragraph"])
    [item] = nodes(f"- {line}\n", "list_item")
    assert [child.type for child in item.children] in ([], ["paragraph"])
    assert nodes(line, "html_inline", "image", "s") == []


@given(hostile)
def test_plain_words_are_no_marks(text):
    line = literal(text)
    assert plain(line) == folded(text)
    assert nodes(line, "strong", "em", "code_inline", "link", "html_inline", "image", "s", "heading", "list_item") == []


@given(hostile, hostile)
def test_a_link_has_the_words_and_nothing_else(text, path):
    [paragraph] = SyntaxTreeNode(READER.parse(f"x {linked(text, f'/{path}')} x")).children
    [link] = [node for node in paragraph.walk() if node.type == "link"]
    assert words(paragraph) == folded(f"x {text} x")
    assert words(link) == folded(text)


@given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=3))
def test_no_text_leaves_its_cell(records):
    lines = [[inline(f"x {cell}", lambda href: href) for cell in record] for record in records]
    [found] = nodes("\n".join(table(("A", "B"), lines)), "table")
    rows = [[words(cell) for cell in row.children] for row in found.walk() if row.type == "tr"][1:]
    assert rows == [[seen(f"x {cell}") for cell in record] for record in records]


@given(hostile)
def test_a_heading_keeps_its_words(text):
    [found] = SyntaxTreeNode(READER.parse(heading(3, f"On {literal(text)}"))).children
    assert (found.tag, words(found)) == ("h3", f"On {folded(text)}".strip())


@given(st.lists(st.text(st.sampled_from("`~ ab"), max_size=8), min_size=1, max_size=4).map("\n".join))
def test_no_line_ends_the_code_around_it(code):
    [found] = SyntaxTreeNode(READER.parse("\n".join(fenced(code, "bash")))).children
    assert (found.type, found.info, found.content) == ("fence", "bash", f"{code}\n")
