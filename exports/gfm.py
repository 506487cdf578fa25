"""The text of a spec as GitHub Flavored Markdown, which Notion reads, too.

A spec knows code, bold, italic and links, and nothing else; everything else in its text is meant as it stands. GFM knows
HTML, strikethrough, images and tables as well, so what would be read as one of them gets a backslash.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curriculum.spec_text.inline import INLINE

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])

Link = Callable[[str], str]
"""Where a link of a spec leads to outside of its page."""

# As a spec has it: a mark inside a word is none, a backslash counts before punctuation, and so on.
_MARK = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[`*]|(?<![^\W_])_|_(?![^\W_])|\](?=\()|<(?=[A-Za-z/!?])|&(?=#?\w+;)|!(?=$)|\$(?=\$)"
)
_MARK_IN_LINK = re.compile(_MARK.pattern.replace(r"\](?=\()", r"[\[\]]"))
_START = re.compile(r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|---|\[[ xX]?\](?!\()|\[[^\]]*\]:")
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f]+")


def absolute(address: str) -> Link:
    """Links as seen from a page: what is relative there gets its address."""
    return lambda href: urljoin(address, href)


def inline(text: str, link: Link) -> str:
    """One line of GFM that says what the text says and cannot become a heading, a list, a to-do or a quote.

    Where GFM would read the marks differently, it says it without them.
    """
    return line_of(INLINE.parseInline(_one_line(text))[0].children or [], link)


def line_of(tokens: list[Token], link: Link) -> str:
    """The same for text that is parsed already."""
    line, words = _safe_start("".join(_inline(tokens, link))), "".join(_words(tokens))
    return line if plain(line) == words else literal(words)


def literal(text: str) -> str:
    """The same for text without marks: titles, names, what a learner wrote."""
    return _safe_start(_escaped(_one_line(text)))


def linked(text: str, href: str) -> str:
    """A link of plain words."""
    return f"[{_escaped(_one_line(text), in_link=True)}]({_destination(href)})"


def cell(line: str) -> str:
    """A line of GFM between the pipes of a table, where even a pipe inside code ends the cell."""
    return line.replace("|", r"\|")


def code_span(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    fence = "`" * (longest + 1)
    return f"{fence}{pad}{text}{pad}{fence}"


def heading(level: int, line: str) -> str:
    """Hash marks at its end would be read as the end of the heading."""
    closed = re.sub(r"(?<!\\)#+$", r"\\\g<0>", line)
    return f"{'#' * level} {closed}"


def table(columns: Sequence[str], records: Iterable[Sequence[str]]) -> list[str]:
    """A table without the columns in which nothing stands. Cells are lines of GFM."""
    filled = list(records)
    shown = [place for place in range(len(columns)) if any(record[place] for record in filled)]
    lines = [[columns[place] for place in shown], ["---"] * len(shown)]
    lines += [[cell(record[place]) for place in shown] for record in filled]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def fenced(code: str, language: str) -> list[str]:
    """The lines of a code block, with a fence that no line of it can close."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
    return [f"{ticks}{language}", *code.split("\n"), ticks]


def plain(line: str) -> str:
    """What a reader of GFM sees of a line."""
    return "".join(_words(GFM.parseInline(line)))


def _one_line(text: str) -> str:
    return " ".join(_NO_TEXT.sub(" ", text).split())


def _inline(tokens: list[Token], link: Link) -> Iterator[str]:
    closing = ""
    tildes = sum(token.content.count("~") for token in tokens if token.type == "text")
    for token, following in zip_longest(tokens, tokens[1:]):
        match token.type:
            case "text":
                before_link = following is not None and following.type == "link_open"
                yield _escaped(token.content, tildes, in_link=bool(closing), before_link=before_link)
            case "code_inline":
                yield code_span(token.content)
            case "strong_open" | "strong_close":
                yield "**"
            case "em_open" | "em_close":
                yield "*"
            case "link_open":
                closing = f"]({_destination(link(str(token.attrGet('href') or '')))})"
                yield "["
            case "link_close":
                yield closing
                closing = ""
            case _:  # a line break
                yield " "


def _escaped(text: str, tildes: int | None = None, *, in_link: bool = False, before_link: bool = True) -> str:
    marks = _MARK_IN_LINK if in_link else _MARK
    text = marks.sub(lambda found: found[0] if found[0] == "!" and not before_link else f"\\{found[0]}", text)
    if (text.count("~") if tildes is None else tildes) > 1:  # one alone strikes nothing out
        text = text.replace("~", r"\~")
    return text


def _safe_start(line: str) -> str:
    if _START.match(line):
        return "\\" + line
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line)


def _destination(href: str) -> str:
    return re.sub(r"[()\\<>|\s]", lambda found: f"%{ord(found.group()):02X}", href)


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children is not None:
            yield from _words(token.children)
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content
