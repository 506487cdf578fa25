r"""Words that would be read as the marks of the text form: the writer puts a backslash before them, the reader takes it away.

Where such a word has backslashes already, it gets one more, so that both ways are exact.
"""

import re

from .chunks import STEP_LABEL, Line, ParagraphChunk, chunk_lines

MARK = re.compile(r"\s*(?<!\\)\{#([0-9A-Za-z-]{1,64})\}\s*$")
_MARK_LIKE = re.compile(r"(?<!\\)(\\*)(?=\{#[0-9A-Za-z-]{1,64}\}\s*$)")
_BULLET_LIKE = re.compile(r"^(\\*)(?=•(?:\s|$))", re.MULTILINE)


def split_label(text: str, label: str) -> tuple[str, str]:
    """The text before and after `*Label:*`; the label is taken with or without its marks' colon inside."""
    parts = re.split(rf"\s*(?<![*\w\\])\*{label}(?::\*|\*:)\s*", text, maxsplit=1, flags=re.IGNORECASE)
    before, after = (parts[0], parts[1].strip()) if len(parts) == 2 and parts[1].strip() else (text, "")
    return _reveal(_label_like(label), before), after


def hide_label(text: str, label: str) -> str:
    return _hide(_label_like(label), text)


def split_mark(text: str) -> tuple[str, str]:
    """The text of an item, and the id that stands at its end."""
    found = MARK.search(text)
    text, mark = (text[: found.start()], found[1]) if found else (text, "")
    return _reveal(_MARK_LIKE, text), mark


def hide_mark(text: str) -> str:
    return _hide(_MARK_LIKE, text)


def hide_bullets(prose: str) -> str:
    """Prose whose paragraphs may start with a bullet, which Markdown takes for a word and the reader for a list."""
    return _hide(_BULLET_LIKE, prose)


def reveal_bullet(paragraph: str) -> str:
    return _reveal(_BULLET_LIKE, paragraph)


def hide_start(line: str) -> str:
    """A line that must be read as a paragraph, and not as a label of a step either."""
    return line if _is_paragraph(line.lstrip("\\")) else f"\\{line}"


def reveal_start(line: str) -> str:
    return line[1:] if line.startswith("\\") and not _is_paragraph(line.lstrip("\\")) else line


def _is_paragraph(line: str) -> bool:
    return not line or (chunk_lines([Line(1, line)]) == [ParagraphChunk(1, line)] and not STEP_LABEL.match(line))


def _label_like(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![*\w\\])(\\*)(?=\*{label}(?::\*|\*:))", re.IGNORECASE)


def _hide(like: re.Pattern[str], text: str) -> str:
    return like.sub(r"\1\\", text)


def _reveal(like: re.Pattern[str], text: str) -> str:
    return like.sub(lambda found: found[1][1:], text)
