"""Lines of Markdown to chunks: headings, list items, fences, quotes, tables, images and paragraphs, each with its line."""

import re
from dataclasses import dataclass, field

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_BOLD_LINE = re.compile(r"^ {0,3}(?:\*\*([^*]+)\*\*|__([^_]+)__):?\s*$")
_ITEM = re.compile(r"^(\s*)([-*+•]|\d{1,3}[.)])\s+(?:\[([ xX]?)\]\s+)?(.*)$")
_BARE_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s*(?:\[[ xX]?\])?\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$")
_IMAGE = re.compile(r'^!\[([^\]]*)\]\((\S+?)(?:\s+"([^"]*)")?\)$')
STEP_LABEL = re.compile(r"^(?:\*\*)?(check|verify|if it fails)(?::\*\*|\*\*:|:)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


@dataclass(slots=True)
class HeadingChunk:
    line: int
    level: int  # 1 to 6; 0 for a bold line that stands alone
    text: str
    raw: str


@dataclass(slots=True)
class ItemChunk:
    line: int
    indent: int
    ordered: bool
    checkbox: bool
    text: str


@dataclass(slots=True)
class FenceChunk:
    line: int
    language: str
    code: str


@dataclass(slots=True)
class QuoteChunk:
    line: int
    text: str


@dataclass(slots=True)
class TableChunk:
    line: int
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class ImageChunk:
    line: int
    alt: str
    src: str
    caption: str


@dataclass(slots=True)
class ParagraphChunk:
    line: int
    text: str


Chunk = HeadingChunk | ItemChunk | FenceChunk | QuoteChunk | TableChunk | ImageChunk | ParagraphChunk


def chunk_lines(lines: list[Line]) -> list[Chunk]:
    """Every line in exactly one chunk, but for blank lines, rules and the lines that only draw a table."""
    chunks: list[Chunk] = []
    open_text = False  # may the next plain line continue the last chunk?
    position = 0
    while position < len(lines):
        line = lines[position]
        text = line.text.rstrip()
        if found := _FENCE.match(text):
            position = _take_fence(lines, position, found, chunks)
            open_text = False
            continue
        position += 1
        if not text.strip() or _RULE.match(text) or _BARE_ITEM.match(text):
            open_text = False
        elif chunk := _single(line.number, text):
            _append(chunks, chunk)
            open_text = isinstance(chunk, ItemChunk)
        elif open_text and not STEP_LABEL.match(text.strip()):
            _continue(chunks[-1], text.strip())
        else:
            chunks.append(ParagraphChunk(line.number, text.strip()))
            open_text = True
    return chunks


def _single(number: int, text: str) -> Chunk | None:
    """The chunk that this line alone makes or begins; None for plain text."""
    if found := _HEADING.match(text):
        return HeadingChunk(number, len(found[1]), found[2], text.strip())
    if found := _ITEM.match(text):
        indent = len(found[1].expandtabs(4))
        return ItemChunk(number, indent, found[2][0].isdigit(), found[3] is not None, found[4].strip())
    if found := _BOLD_LINE.match(text):
        return HeadingChunk(number, 0, found[1] or found[2], text.strip())
    if text.lstrip().startswith(">"):
        return QuoteChunk(number, text.lstrip().lstrip(">").strip())
    if text.lstrip().startswith("|") and text.count("|") > 1:
        return TableChunk(number, [] if _TABLE_RULE.match(text) else [_cells(text)])
    if found := _IMAGE.match(text.strip()):
        return ImageChunk(number, found[1], found[2], found[3] or "")
    return None


def _append(chunks: list[Chunk], chunk: Chunk) -> None:
    last = chunks[-1] if chunks else None
    if isinstance(chunk, TableChunk) and isinstance(last, TableChunk) and last.line + len(last.rows) + 1 >= chunk.line:
        last.rows += chunk.rows
    elif isinstance(chunk, QuoteChunk) and isinstance(last, QuoteChunk) and not chunk.text.startswith("**"):
        last.text = f"{last.text} {chunk.text}".strip()
    else:
        chunks.append(chunk)


def _continue(chunk: Chunk, text: str) -> None:
    if isinstance(chunk, ItemChunk | ParagraphChunk):
        chunk.text = f"{chunk.text} {text}"


def _take_fence(lines: list[Line], position: int, opening: re.Match[str], chunks: list[Chunk]) -> int:
    """Take the fence that opens at `position`; an unclosed one runs to the end, as in CommonMark."""
    ticks, code, end = opening[1], [], position + 1
    while end < len(lines):
        text = lines[end].text
        if re.match(rf"^ {{0,3}}{re.escape(ticks[0])}{{{len(ticks)},}}\s*$", text):
            break
        code.append(text)
        end += 1
    chunks.append(FenceChunk(lines[position].number, opening[2].strip(), "\n".join(code)))
    return end + 1


def _cells(text: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", text.strip().strip("|"))
    return [cell.strip().replace("\\|", "|") for cell in cells]
