import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.spec_text.inline import inline_html, inline_text
from curriculum.spec_text.richtext import canonical_line, canonical_markdown, html_to_markdown, markdown_to_html

marks = st.text('ab c\\`*_[]()!#->1.|~\n{}&<"xÜ', max_size=60)

RICH_TEXT = [
    ("<p>Plain</p>", "Plain"),
    ("<p><b>bold</b> and <i>italic</i></p>", "**bold** and *italic*"),
    ("<p><b><i>both</i></b></p>", "***both***"),
    ("<p><code>a`b</code></p>", "``a`b``"),
    ('<p><a href="https://e.org/?a=1&amp;b=2">x</a></p>', "[x](https://e.org/?a=1&b=2)"),
    ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
    ("<h3>Head</h3><p>Text</p>", "### Head\nText"),
    ("<p>1. no list</p>", "1\\. no list"),
    ("<p># no heading</p>", "\\# no heading"),
    ("<p>a * b_c_d</p>", "a \\* b_c_d"),
]


@pytest.mark.parametrize(("html", "markdown"), RICH_TEXT)
def test_rich_text_has_one_form_in_markdown(html, markdown):
    assert html_to_markdown(html) == markdown
    assert markdown_to_html(markdown) == html


@pytest.mark.parametrize(
    "html",
    [
        '<p data-block-key="x1">Plain</p>',
        "<p>Plain<br/></p>",
        "<div><p>Plain</p></div>",
        "<p></p><p>Plain</p>",
        "Plain",
        "<p>\n  Plain </p>",
    ],
)
def test_what_the_editor_adds_makes_no_difference(html):
    assert html_to_markdown(html) == "Plain"


def test_a_link_to_a_page_is_written_as_its_address():
    html = '<p><a linktype="page" id="7">x</a></p>'
    assert html_to_markdown(html, page_url=lambda page_id: f"/page-{page_id}/") == "[x](/page-7/)"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "data:image/png;base64,x", "vbscript:x"]
)
def test_links_that_run_code_are_dropped(url):
    assert html_to_markdown(f'<p><a href="{url}">x</a></p>') == "x"
    assert "href" not in markdown_to_html(f"[x]({url})")
    assert "href" not in inline_html(f"[x]({url})")


def test_raw_html_is_text():
    assert inline_html("<script>alert(1)</script> `a`") == "&lt;script&gt;alert(1)&lt;/script&gt; <code>a</code>"
    assert "<script" not in markdown_to_html("<script>alert(1)</script>")


def test_plain_text_of_a_line_has_no_marks():
    assert inline_text("**Inkwell**, a `blog` with [docs](https://e.org).") == "Inkwell, a blog with docs."


@settings(max_examples=500, deadline=None)
@given(marks)
def test_canonical_markdown_is_a_fixed_point_in_both_forms(text):
    canonical = canonical_markdown(text)
    html = markdown_to_html(text)
    assert canonical_markdown(canonical) == canonical
    assert html_to_markdown(html) == canonical
    assert markdown_to_html(canonical) == html


@settings(max_examples=300, deadline=None)
@given(marks)
def test_a_canonical_line_is_one_paragraph(text):
    line = canonical_line(text)
    assert canonical_line(line) == line
    assert canonical_markdown(line) == line


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_html_from_any_text_is_escaped(text):
    for html in (inline_html(text), markdown_to_html(text)):
        assert set(re.findall(r"<(\w+)", html)) <= {
            "p",
            "h3",
            "h4",
            "ul",
            "ol",
            "li",
            "b",
            "i",
            "strong",
            "em",
            "code",
            "a",
            "br",
        }
