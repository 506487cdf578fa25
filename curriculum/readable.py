"""A section as its readers see it, in plain lines: what the finder looks words up in, and quotes from.

Made of the raw data, because a catalogue of ten thousand projects has no time to build every block. Which of a block's
fields are text is asked of the block.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from typing import Any

from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock

from .blocks import SECTION_BLOCKS
from .spec_text.inline import inline_text
from .stream import VERBATIM

# Prose is stored clean: a tag is all that stands between these signs.
_TAG = re.compile(r"<[^>]*>")
_LINE_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


def readable_lines(data: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each paragraph, title and item of a stream's raw data, without marks and tags."""
    lines: list[str] = []
    for child in data:
        value = child["value"]
        if isinstance(value, str):
            lines += (unescape(_TAG.sub("", line)) for line in _LINE_END.split(value))
        elif value:
            own, of_entries = _text_fields(child["type"])
            lines.append(_line(own, value))
            lines += (_line(of_entries, entry["value"]) for entry in value.get("entries") or ())
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _line(names: tuple[str, ...], value: Mapping[str, Any]) -> str:
    texts = ((name, value.get(name)) for name in names)
    return " ".join(text if name in VERBATIM else inline_text(text) for name, text in texts if text)


@cache
def _text_fields(block_type: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the fields that hold text to search: those of the block, and those of its entries."""
    block = dict(SECTION_BLOCKS)[block_type]
    entries = block.child_blocks.get("entries")
    return _searched(block), _searched(entries.child_block) if isinstance(entries, ListBlock) else ()


def _searched(block: StructBlock) -> tuple[str, ...]:
    children = block.child_blocks.items()
    return tuple(name for name, child in children if isinstance(child, CharBlock | TextBlock) and child.search_index)
