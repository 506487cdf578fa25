"""Prose between its two forms: Markdown in files, Wagtail's rich-text HTML on pages.

Both are read into the same small tree, and only that tree is written, so the two writers agree on what prose is:
paragraphs, headings of two levels, nested lists, and runs of text that are bold, italic, code or a link.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from .inline import INLINE, PROSE

HEADING_LEVELS = (3, 4)
PageUrl = Callable[[int], str]
_REPEATED = 2_000  # an import reads the same prose from its file, from the page, and from the page as text
_marks_of = attrgetter("bold", "italic", "code", "href")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one set of marks."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(slots=True)
class Paragraph:
    runs: Runs


@dataclass(slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(slots=True)
class ListItem:
    runs: Runs
    lists: "list[List]" = field(default_factory=list)


@dataclass(slots=True)
class List:
    ordered: bool
    items: list[ListItem]


Node = Paragraph | Heading | List


@lru_cache(maxsize=_REPEATED)
def markdown_to_html(markdown: str) -> str:
    """Rich text as Wagtail stores it. Any Markdown is taken; what is not prose becomes text."""
    return "".join(_node_html(node) for node in _from_markdown(markdown))


def html_to_markdown(html: str, page_url: PageUrl | None = None) -> str:
    """Canonical Markdown of stored rich text; `page_url` gives the address behind a link to a page by its id."""
    return _write_markdown(_from_html(html, page_url)) if "linktype" in html else _without_page_links(html)


@lru_cache(maxsize=_REPEATED)
def _without_page_links(html: str) -> str:
    return _write_markdown(_from_html(html, None))


@lru_cache(maxsize=_REPEATED)
def canonical_markdown(markdown: str) -> str:
    """The one way in which the portal writes this prose. A fixed point: canonical text stays as it is."""
    return _write_markdown(_from_markdown(markdown))


def canonical_line(text: str) -> str:
    """One paragraph of inline Markdown, written as `canonical_markdown` would."""
    return _start_safely(_runs_markdown(_tidy_runs(_token_runs_of(" ".join(text.split())))))


# Reading Markdown


def _from_markdown(markdown: str) -> list[Node]:
    return _tidy(_markdown_nodes(SyntaxTreeNode(PROSE.parse(markdown)).children))


def _markdown_nodes(syntax: Iterable[SyntaxTreeNode]) -> Iterable[Node]:
    for node in syntax:
        if node.type == "heading":
            yield Heading(int(node.tag[1]), _markdown_runs(node))
        elif node.type in ("bullet_list", "ordered_list"):
            yield List(node.type == "ordered_list", [_markdown_item(item) for item in node.children])
        else:
            yield Paragraph(_markdown_runs(node))


def _markdown_item(item: SyntaxTreeNode) -> ListItem:
    lists = [child for child in item.children if child.type.endswith("_list")]
    text = [child for child in item.children if child not in lists]
    runs = _join([_markdown_runs(child) for child in text])
    return ListItem(runs, [node for node in _markdown_nodes(lists) if isinstance(node, List)])


def _markdown_runs(node: SyntaxTreeNode) -> Runs:
    inlines = [child for child in node.walk() if child.type == "inline" and child.token]
    return _join([_token_runs(child.token.children or []) for child in inlines if child.token])


def _token_runs(tokens: Iterable[Token]) -> Runs:
    runs, bold, italic, hrefs = [], 0, 0, [""]
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                hrefs.append(_destination(str(token.attrs["href"])))
            case "link_close":
                hrefs.pop()
            case "softbreak" | "hardbreak":
                runs.append(Run(" ", bold > 0, italic > 0, False, hrefs[-1]))
            case _:
                runs.append(Run(token.content, bold > 0, italic > 0, token.type == "code_inline", hrefs[-1]))
    return tuple(runs)


# Reading HTML


def _from_html(html: str, page_url: PageUrl | None) -> list[Node]:
    return _tidy(_html_nodes(BeautifulSoup(html, "html.parser"), page_url))


def _html_nodes(parent: Tag, page_url: PageUrl | None) -> Iterable[Node]:
    for child in parent.children:
        if not isinstance(child, Tag):
            yield Paragraph(_html_runs([child], page_url))
        elif child.name in ("ul", "ol"):
            yield _html_list(child, page_url)
        elif re.fullmatch("h[1-6]", child.name):
            yield Heading(int(child.name[1]), _html_runs([child], page_url))
        elif child.find(["p", "ul", "ol", "h3", "h4"]):
            yield from _html_nodes(child, page_url)
        else:
            yield Paragraph(_html_runs([child], page_url))


def _html_list(tag: Tag, page_url: PageUrl | None) -> List:
    items = []
    for item in tag.find_all("li", recursive=False):
        lists = item.find_all(["ul", "ol"], recursive=False)
        runs = _html_runs([child for child in item.children if child not in lists], page_url)
        items.append(ListItem(runs, [_html_list(child, page_url) for child in lists]))
    return List(tag.name == "ol", items)


def _html_runs(children: Iterable[object], page_url: PageUrl | None, marks: Run | None = None) -> Runs:
    marks = marks or Run("")
    runs: list[Run] = []
    for child in children:
        if isinstance(child, NavigableString):
            runs.append(replace(marks, text=str(child)))
        elif isinstance(child, Tag) and child.name == "br":
            runs.append(replace(marks, text=" "))
        elif isinstance(child, Tag):
            runs += _html_runs(child.children, page_url, _with_tag(marks, child, page_url))
    return tuple(runs)


def _with_tag(marks: Run, tag: Tag, page_url: PageUrl | None) -> Run:
    match tag.name:
        case "b" | "strong":
            return replace(marks, bold=True)
        case "i" | "em":
            return replace(marks, italic=True)
        case "code":
            return replace(marks, code=True)
        case "a":
            return replace(marks, href=_href(tag, page_url))
    return marks


def _href(tag: Tag, page_url: PageUrl | None) -> str:
    if tag.get("linktype") == "page":
        return page_url(int(str(tag["id"]))) if page_url else ""
    url = INLINE.normalizeLink(str(tag.get("href", "")))
    return _destination(url) if INLINE.validateLink(url) else ""


# The tree


def _tidy(nodes: Iterable[Node]) -> list[Node]:
    """Empty nodes gone, lists of one kind that touch each other joined, headings at the levels that prose has."""
    tidy: list[Node] = []
    for node in nodes:
        if isinstance(node, List):
            node = List(node.ordered, _tidy_items(node.items))
            if node.items and tidy and isinstance(last := tidy[-1], List) and last.ordered == node.ordered:
                last.items += node.items
            elif node.items:
                tidy.append(node)
        elif runs := _tidy_runs(node.runs):
            level = node.level if isinstance(node, Heading) else 0
            tidy.append(
                Heading(min(max(level, *HEADING_LEVELS[:1]), HEADING_LEVELS[-1]), runs) if level else Paragraph(runs)
            )
    return tidy


def _tidy_items(items: list[ListItem]) -> list[ListItem]:
    tidy = []
    for item in items:
        lists = [node for node in _tidy(item.lists) if isinstance(node, List)]
        if runs := _tidy_runs(item.runs):
            tidy.append(ListItem(runs, lists))
        else:  # a list inside an empty item moves up
            tidy += [child for node in lists for child in node.items]
    return tidy


@lru_cache(maxsize=10 * _REPEATED)
def _tidy_runs(runs: Runs) -> Runs:
    """Runs with the same marks joined and white space folded, outside the marks where it stands at their edge.

    Markdown cannot mark every stretch (half a word before a quotation mark, for one); where it cannot, the words stay and
    bold and italic go.
    """
    runs = _fold_space(runs)
    if _token_runs_of(_runs_markdown(runs)) != runs:
        runs = _fold_space(tuple(replace(run, bold=False, italic=False) for run in runs))
    if _token_runs_of(_runs_markdown(runs)) != runs:
        runs = _fold_space((Run("".join(run.text for run in runs)),))
    return runs


def _token_runs_of(markdown: str) -> Runs:
    return _merge(_token_runs(INLINE.parseInline(markdown)[0].children or []))


def _fold_space(runs: Runs) -> Runs:
    pieces = []
    for run in _merge(runs):
        text = re.sub(r"\s+", " ", run.text.replace("\x00", "\ufffd"))
        core = text.strip(" ")
        if not core:
            pieces.append(Run(" " if text else ""))
            continue
        lead, trail = text.startswith(" "), text.endswith(" ")
        pieces += [Run(" ")] * lead + [replace(run, text=core)] + [Run(" ")] * trail
    folded: list[Run] = []
    for run in _bridge(_merge(tuple(pieces))):
        text = re.sub(" +", " ", run.text)
        text = text.lstrip(" ") if folded and folded[-1].text.endswith(" ") else text
        if text:
            folded.append(run if text == run.text else replace(run, text=text))
    if folded:
        folded[0] = replace(folded[0], text=folded[0].text.lstrip(" "))
        folded[-1] = replace(folded[-1], text=folded[-1].text.rstrip(" "))
    return _merge(tuple(run for run in folded if run.text))


def _bridge(runs: Runs) -> Runs:
    """A space between two stretches that share a mark takes that mark, as it has in Markdown."""
    bridged = list(runs)
    for i in range(1, len(runs) - 1):
        before, run, after = bridged[i - 1], bridged[i], runs[i + 1]
        if run == Run(" "):
            bridged[i] = Run(
                " ",
                before.bold and after.bold,
                before.italic and after.italic,
                False,
                before.href if before.href == after.href else "",
            )
    return _merge(tuple(bridged))


def _merge(runs: Runs) -> Runs:
    merged = []
    for _marks, same in groupby(runs, key=_marks_of):
        first, *others = same
        if text := "".join([first.text, *(run.text for run in others)]):
            merged.append(replace(first, text=text) if others else first)
    return tuple(merged)


def _join(parts: Iterable[Runs]) -> Runs:
    joined: list[Run] = []
    for part in parts:
        joined += [Run(" "), *part] if joined else part
    return tuple(joined)


# Writing


def _node_html(node: Node) -> str:
    match node:
        case Paragraph(runs):
            return f"<p>{_runs_html(runs)}</p>"
        case Heading(level, runs):
            return f"<h{level}>{_runs_html(runs)}</h{level}>"
        case List(ordered, items):
            tag = "ol" if ordered else "ul"
            inner = (f"<li>{_runs_html(item.runs)}{''.join(map(_node_html, item.lists))}</li>" for item in items)
            return f"<{tag}>{''.join(inner)}</{tag}>"


def _runs_html(runs: Runs) -> str:
    return "".join(_run_html(run) for run in runs)


def _run_html(run: Run) -> str:
    html = escape(run.text, quote=False)
    for tag, on in (("code", run.code), ("i", run.italic), ("b", run.bold)):
        html = f"<{tag}>{html}</{tag}>" if on else html
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def _write_markdown(nodes: list[Node]) -> str:
    parts: list[str] = []
    for node in nodes:
        if parts:
            tight = isinstance(node, Heading) or parts[-1].startswith("#")
            parts.append("\n" if tight else "\n\n")
        parts.append("\n".join(_node_lines(node)))
    return "".join(parts)


def _node_lines(node: Node) -> list[str]:
    match node:
        case Paragraph(runs):
            return [_start_safely(_runs_markdown(runs))]
        case Heading(level, runs):
            return [f"{'#' * level} {_close_safely(_runs_markdown(runs))}"]
        case List(ordered, items):
            lines = []
            for number, item in enumerate(items, start=1):
                marker = f"{number}. " if ordered else "- "
                lines.append(marker + _start_safely(_runs_markdown(item.runs)))
                lines += [" " * len(marker) + line for child in item.lists for line in _node_lines(child)]
            return lines


def _start_safely(line: str) -> str:
    """The line with a backslash where its start would be read as a list, a heading, a quote, a table, an image or a rule."""
    if re.match(r"#|>|\||!\[|~~~|[-+](\s|$)|-(\s*-)+$|\{", line):
        return "\\" + line
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line)


def _close_safely(line: str) -> str:
    """Hash marks at the end of a heading would be read as its closing sequence."""
    return re.sub(r"(#+)$", r"\\\1", line)


def _runs_markdown(runs: Runs) -> str:
    out = []
    for href, linked in groupby(runs, key=lambda run: run.href):
        text = _marked(list(linked), "bold", "italic", in_link=bool(href))
        out.append(f"[{text}]({_destination(href)})" if href else text)
    return "".join(out)


def _destination(href: str) -> str:
    return re.sub(r"[()\\<>\s]", lambda found: f"%{ord(found.group()):02X}", href)


def _marked(runs: list[Run], *marks: str, in_link: bool) -> str:
    if not marks:
        return "".join(_run_markdown(run, in_link) for run in runs)
    fence = "**" if marks[0] == "bold" else "*"
    out = []
    for on, group in groupby(runs, key=lambda run: bool(getattr(run, marks[0]))):
        text = _marked(list(group), *marks[1:], in_link=in_link)
        out.append(f"{fence}{text}{fence}" if on else text)
    return "".join(out)


def _run_markdown(run: Run, in_link: bool) -> str:
    if run.code:
        longest = max((len(ticks) for ticks in re.findall("`+", run.text)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if run.text.startswith("`") or run.text.endswith("`") else ""
        return f"{fence}{pad}{run.text}{pad}{fence}"
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)|[`*]|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", run.text)
    text = re.sub(r"[\[\]]", r"\\\g<0>", text) if in_link else text.replace("](", "]\\(")
    return text
