"""Markdown as a strict reader sees it: what is a heading, a to-do, a cell, and which words stand there."""

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from curriculum.spec_text.inline import INLINE

# Reads what no spec may bring in, HTML, too.
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def nodes(text, *types):
    return [node for node in SyntaxTreeNode(READER.parse(text)).walk() if node.type in types]


def words(node):
    """What a reader sees of a paragraph or cell."""
    return folded("".join(child.content for child in node.walk() if child.type in ("text", "code_inline")))


def folded(text):
    """White space counts as one space, as it does in a browser."""
    return " ".join(text.split())


def todos(text):
    """The mark and the words of each to-do."""
    found = []
    for item in nodes(text, "list_item"):
        if item.children and (marked := re.match(r"\[([ x])\] (.*)", words(item.children[0]), re.DOTALL)):
            found.append((marked[1], marked[2]))
    return found


def seen(text):
    """What a reader of the spec sees of a text."""
    return folded("".join(_plain_words(INLINE.parseInline(text))))


def _plain_words(tokens):
    for token in tokens:
        yield from _plain_words(token.children) if token.children else [token.content]
