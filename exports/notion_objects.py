"""Notion's objects as its API takes them: a text as rich text, a page of Markdown as blocks.

Nothing that is made here breaks a limit of the API (developers.notion.com/reference/request-limits): 2,000 characters a
text, 100 texts a block, 100 children a block, two levels of children, and 1,000 blocks and 500 KB a request.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from .notion_blocks import LANGUAGES, PLAIN_TEXT
from .notion_markdown import CLIPBOARD

Json = dict[str, Any]

LONGEST_TEXT = 2000
"""In UTF-16 code units: Notion counts as JavaScript does."""
MOST_TEXTS = 100
MOST_CHILDREN = 100
DEEPEST = 2
LONGEST_ADDRESS = 2000
MOST_BLOCKS = 900
"""Of one request, with those below; Notion takes 1,000."""
MOST_BYTES = 400_000
"""Of the blocks of one request; Notion takes 500 KB for all of it."""

_MARKS = {"strong": "bold", "em": "italic", "s": "strikethrough"}
_LANGUAGES = {*LANGUAGES.values(), PLAIN_TEXT}


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text with its marks, which are names of Notion's annotations, and where it leads."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""


def page_blocks(markdown: str) -> list[Json]:
    """The blocks of a page. A title at the head of the Markdown is left out: a page in Notion has its own."""
    nodes = SyntaxTreeNode(CLIPBOARD.parse(markdown)).children
    if nodes and nodes[0].type == "heading" and nodes[0].tag == "h1":
        nodes = nodes[1:]
    return _fitting(nodes, depth=0)


def chunks(blocks: Iterable[Json]) -> Iterator[list[Json]]:
    """The blocks in as few requests as the limits allow."""
    chunk: list[Json] = []
    count = size = 0
    for block in blocks:
        more, larger = _count(block), _size(block)
        if chunk and (len(chunk) == MOST_CHILDREN or count + more > MOST_BLOCKS or size + larger > MOST_BYTES):
            yield chunk
            chunk, count, size = [], 0, 0
        chunk.append(block)
        count, size = count + more, size + larger
    if chunk:
        yield chunk


def rich_text(words: Iterable[Words]) -> list[Json]:
    """Any number of texts of at most 2,000 characters. What is not a web or mail address is no link."""
    texts = []
    for (marks, link), run in groupby(words, key=lambda word: (word.marks, _address(word.link))):
        for piece in _pieces("".join(word.text for word in run)):
            text: Json = {"type": "text", "text": {"content": piece}}
            if link:
                text["text"]["link"] = {"url": link}
            if marks:
                text["annotations"] = dict.fromkeys(sorted(marks), True)
            texts.append(text)
    return texts


def plain_text(texts: Iterable[Json]) -> str:
    """What rich text says, whether it is sent or comes from Notion."""
    return "".join(text["plain_text"] if "plain_text" in text else text["text"]["content"] for text in texts)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(text: str) -> Iterator[str]:
    if utf16_length(text) <= LONGEST_TEXT:
        yield from filter(None, [text])
        return
    start = units = 0
    for place, sign in enumerate(text):
        width = 2 if sign > "\uffff" else 1
        if units + width > LONGEST_TEXT:
            yield text[start:place]
            start, units = place, 0
        units += width
    yield text[start:]


def _address(href: str) -> str:
    try:
        parts = urlsplit(href)
        leads = bool(parts.hostname) if parts.scheme in ("http", "https") else parts.scheme == "mailto" and parts.path
    except ValueError:
        return ""
    return href if leads and utf16_length(href) <= LONGEST_ADDRESS else ""


# Blocks


def _fitting(nodes: Iterable[SyntaxTreeNode], depth: int) -> list[Json]:
    return [block for node in nodes for block in _blocks(node, depth)]


def _blocks(node: SyntaxTreeNode, depth: int) -> Iterator[Json]:
    match node.type:
        case "heading":
            yield from _texts(f"heading_{min(int(node.tag[1:]), 3)}", _words_of(node))
        case "paragraph":
            yield from _texts("paragraph", _words_of(node))
        case "bullet_list" | "ordered_list":
            kind = "bulleted_list_item" if node.type == "bullet_list" else "numbered_list_item"
            for item in node.children:
                yield from _item(kind, item, depth)
        case "blockquote":
            yield from _with_children("quote", {}, node.children, depth)
        case "fence" | "code_block":
            language = node.info.strip()
            known = language if language in _LANGUAGES else PLAIN_TEXT
            yield from _texts("code", [Words(node.content.removesuffix("\n"))], language=known)
        case "table":
            yield from _table(node, depth)
        case "hr":
            yield {"type": "divider", "divider": {}}
        case _:
            yield from _texts("paragraph", [Words(node.content)])


def _texts(kind: str, words: Iterable[Words], **more: object) -> Iterator[Json]:
    """A block, and others like it if its text has no room in one."""
    texts = rich_text(words)
    most = MOST_TEXTS if _size(texts) <= MOST_BYTES // 2 else MOST_TEXTS // 4
    for start in range(0, max(len(texts), 1), most):
        yield {"type": kind, kind: {"rich_text": texts[start : start + most], **more}}


def _item(kind: str, item: SyntaxTreeNode, depth: int) -> Iterator[Json]:
    box = _box(item)
    if box is None:
        yield from _with_children(kind, {}, item.children, depth)
    else:
        yield from _with_children("to_do", {"checked": "checked=" in box.content}, item.children, depth)


def _box(item: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The checkbox of a task, which the plugin writes as HTML before its words."""
    first = next((node for node in item.walk() if node.type in ("html_inline", "text", "code_inline")), None)
    is_task = "task-list-item" in str(item.attrs.get("class", ""))
    return first if is_task and first is not None and first.type == "html_inline" else None


def _with_children(kind: str, more: Json, nodes: list[SyntaxTreeNode], depth: int) -> Iterator[Json]:
    """A block with those below it. Those that have no room there follow after it, so that no word is lost."""
    words: Iterable[Words] = []
    if nodes and nodes[0].type == "paragraph":
        words, nodes = _words_of(nodes[0]), nodes[1:]
    *before, block = _texts(kind, words, **more)
    yield from before
    below = _fitting(nodes, depth + 1)
    room = _room(below) if depth < DEEPEST else 0
    if room:
        block[kind]["children"] = below[:room]
    yield block
    yield from below[room:]


def _room(blocks: list[Json]) -> int:
    """How many of the blocks one block may hold, with half of a request left for itself."""
    count = size = 0
    for place, block in enumerate(blocks[:MOST_CHILDREN]):
        count, size = count + _count(block), size + _size(block)
        if count >= MOST_BLOCKS // 2 or size > MOST_BYTES // 2:
            return place
    return min(len(blocks), MOST_CHILDREN)


def _table(node: SyntaxTreeNode, depth: int) -> Iterator[Json]:
    """Rows are blocks below their table: too deep or too large, they become lines; too many, a second table."""
    found = [[list(_words_of(cell)) for cell in row.children] for part in node.children for row in part.children]
    head, *rows = [[rich_text(cell) for cell in row] for row in found]
    too_many = any(len(cell) > MOST_TEXTS for row in (head, *rows) for cell in row)
    if depth == DEEPEST or too_many or any(_size(row) > MOST_BYTES // 5 for row in (head, *rows)):
        for cells in found:
            yield from _texts("paragraph", [word for cell in cells for word in (*cell, Words(" "))])
        return
    start = 0
    while start == 0 or start < len(rows):
        below = [_row(row) for row in (head, *rows[start:])]
        taken = _room(below)
        content = {"table_width": len(head), "has_column_header": True, "children": below[:taken]}
        yield {"type": "table", "table": content}
        start += taken - 1 or 1


def _row(cells: list[list[Json]]) -> Json:
    return {"type": "table_row", "table_row": {"cells": cells}}


def _count(block: Json) -> int:
    return 1 + sum(_count(child) for child in block[block["type"]].get("children", ()))


def _size(what: object) -> int:
    return len(json.dumps(what, ensure_ascii=False).encode())


# Words


def _words_of(node: SyntaxTreeNode) -> Iterator[Words]:
    for child in node.children:
        if child.type == "inline":
            yield from _inline(child.children, Words(""))


def _inline(nodes: list[SyntaxTreeNode], around: Words) -> Iterator[Words]:
    for place, node in enumerate(nodes):
        match node.type:
            case "text":
                after_box = place == 1 and nodes[0].type == "html_inline"
                yield replace(around, text=node.content.lstrip() if after_box else node.content)
            case "code_inline":
                yield replace(around, text=node.content, marks=around.marks | {"code"})
            case "softbreak":
                yield replace(around, text=" ")
            case "hardbreak":
                yield replace(around, text="\n")
            case "strong" | "em" | "s":
                yield from _inline(node.children, replace(around, marks=around.marks | {_MARKS[node.type]}))
            case "link":
                link = around.link or str(node.attrs.get("href", ""))
                yield from _inline(node.children, replace(around, link=link))
            case "html_inline" if "task-list-item-checkbox" in node.content:
                continue
            case _:
                yield replace(around, text=node.content)
