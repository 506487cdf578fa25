"""Inline Markdown, as it stands in one-line fields: code, bold, italic and links. Never raw HTML."""

from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

INLINE = MarkdownIt("zero").enable(["newline", "escape", "backticks", "emphasis", "link"])
# markdown-it refuses javascript:, vbscript:, file: and data: links, except for data images: refuse those too.
_refuse_scripts = INLINE.validateLink
INLINE.validateLink = lambda url: _refuse_scripts(url) and not url.strip().lower().startswith("data:")  # type: ignore[method-assign]

PROSE = MarkdownIt("zero").enable(["list", "heading", "newline", "escape", "backticks", "emphasis", "link"])
PROSE.validateLink = INLINE.validateLink  # type: ignore[method-assign]


@lru_cache(maxsize=20_000)
def inline_html(text: str) -> str:
    """The text as safe HTML: `<code>`, `<strong>`, `<em>` and `<a>`, everything else escaped."""
    if not _may_hold_marks(text):
        return escape(text, quote=False)
    return str(INLINE.renderInline(text))


@lru_cache(maxsize=20_000)
def inline_text(text: str) -> str:
    """The text without its marks, for page descriptions and search."""
    if not _may_hold_marks(text):
        return text
    return "".join(_plain(INLINE.parseInline(text)))


def _may_hold_marks(text: str) -> bool:
    return any(mark in text for mark in "`*_[\\\n")


def _plain(tokens: list[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if token.children:
            words += _plain(token.children)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(token.content)
    return words
