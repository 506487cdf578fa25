"""A section's raw data as plain lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.blocks import SECTION_BLOCKS
from curriculum.readable import readable_lines
from curriculum.sections import SECTIONS
from curriculum.spec_text.inline import inline_text
from curriculum.stream import stream_data
from curriculum.words import words
from tests.factories import block, full_spec, items, prose
from tests.specs import sections
from tests.test_question import patient


def test_prose_is_a_line_for_each_paragraph_and_item():
    html = '<h3>Why</h3><p>Use <b>one</b> <a linktype="page" id="3">R&amp;D</a> &lt;tag&gt;.<br/>Then</p><ul><li>x</li></ul>'
    assert readable_lines([prose(html)]) == ["Why", "Use one R&D <tag>.", "Then", "x"]


def test_an_item_is_one_line_without_marks_keys_and_choices():
    group = {
        "title": "Reading",
        "entries": items({"key": "FR-1", "priority": "must", "text": "The *list* shows [posts](/x/), `n` of them."}),
    }
    assert readable_lines([block("requirement_group", group)]) == ["Reading", "The list shows posts, n of them."]


def test_code_stays_as_it_is_but_for_its_line_ends():
    code = {"language": "bash", "code": "uv add *django*\n  echo `x`"}
    assert readable_lines([block("code", code)]) == ["uv add *django* echo `x`"]


@pytest.mark.parametrize("empty", [[], [prose("")], [prose("<p></p>")], [block("stack", {"entries": []})]])
def test_what_says_nothing_has_no_lines(empty):
    assert readable_lines(empty) == []


def test_every_kind_of_section_has_lines():
    assert all(readable_lines(full_spec()[kind.slug]) for kind in SECTIONS)


@patient
@given(st.sampled_from(SECTIONS).flatmap(lambda kind: sections(kind.slug)))
def test_it_holds_the_words_that_the_blocks_say_are_searched(section):
    data = [child for child in stream_data(section.blocks, section.kind, images=AnyImage()) if child["type"] != "image"]
    found = {word for line in readable_lines(data) for word in words(line)}
    texts = [text for child in data for text in _searchable(child)]
    assert found <= {word for text in texts for word in words(text) + words(inline_text(text))}
    # Marks go, and with a link its target; whatever holds none is there whole.
    assert found >= {word for text in texts if not set(text) & set("*_`[\\") for word in words(text)}


def _searchable(child):
    stream_block = dict(SECTION_BLOCKS)[child["type"]]
    return map(str, stream_block.get_searchable_content(stream_block.to_python(child["value"])))


class AnyImage(dict):
    def __missing__(self, src):
        return 1
