"""The blocks of a spec as Markdown that becomes Notion's blocks: to-dos, headings, tables, code, quotes.

Lines of a block; what belongs to an item stands below it, four spaces further in, as Notion itself writes its children.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from curriculum.http_check import read_check
from curriculum.spec import (
    Block,
    Callout,
    Code,
    EvaluationGroup,
    EvaluationItem,
    HttpCheck,
    Image,
    Item,
    MeasuredRequirement,
    Objective,
    Objectives,
    Phase,
    Prose,
    QualityGroup,
    Requirement,
    RequirementGroup,
    Stack,
    Step,
    StretchGoal,
    StretchGoals,
    Task,
    ToolGroup,
)
from curriculum.spec_text.inline import PROSE
from curriculum.spec_text.writer import number

from .gfm import Link, code_span, fenced, heading, inline, line_of, linked, literal, table
from .rows import STATUSES, Row

LANGUAGES = {
    "bash": "bash",
    "powershell": "powershell",
    "python": "python",
    "django": "html",
    "html": "html",
    "css": "css",
    "js": "javascript",
    "ts": "typescript",
    "sql": "sql",
    "json": "json",
    "yaml": "yaml",
    "toml": "toml",
    "dockerfile": "docker",
}
"""What Notion calls the languages that it knows; all others are plain text there."""

PLAIN_TEXT = "plain text"


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: how links lead out of there, the page of its images, and the learner's rows by the item's id."""

    link: Link
    address: str
    rows: Mapping[str, Row] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def blocks(parts: Iterable[Block], place: Place) -> Iterator[list[str]]:
    """The lines of each piece between which stands an empty line."""
    steps = 0
    for block in parts:
        if isinstance(block, Step):
            steps += 1
            yield _step(block, steps, place)
        else:
            yield from _block(block, place)


def hours(value: Decimal) -> str:
    return f"{number(value)} h"


def day(value: date) -> str:
    """Mon 30 Nov 2026"""
    return f"{value:%a} {value.day} {value:%b} {value.year}"


def _block(block: Block, place: Place) -> Iterator[list[str]]:
    match block:
        case Prose(text):
            for node in SyntaxTreeNode(PROSE.parse(text)).children:
                yield _prose(node, place)
        case Code(language, code):
            yield _code(language, code)
        case Callout(kind, text):
            yield [f"> **{kind.capitalize()}:** {inline(text, place.link)}"]
        case Image(_, alt, caption):
            yield [f"Image: {linked(alt or 'see the page', place.address)}", *filter(None, [literal(caption)])]
        case Objectives(entries):
            yield [line for entry in entries for line in _objective(entry, place)]
        case RequirementGroup(title, entries) | QualityGroup(title, entries) | EvaluationGroup(title, entries):
            yield from _group(title, entries, place)
        case Phase(title, entries):
            yield from _group(title, entries, place)
        case StretchGoals(entries):
            yield from _group("", entries, place)
        case Stack():
            yield _stack(block, place)
        case ToolGroup():
            yield [heading(3, block.kind.capitalize())]
            yield _tools(block, place)
        case HttpCheck(source):
            if check := read_check(source):
                yield [f"**{literal(check.title) or 'Check'}** {code_span(check.id or 'check')}"]
            yield _code("yaml", source.rstrip("\n"))
        case _:
            raise TypeError(f"No way to write {type(block).__name__} for Notion.")


# Text


def _prose(node: SyntaxTreeNode, place: Place) -> list[str]:
    match node.type:
        case "heading" if node.tag == "h4":  # Notion has three levels
            words = line_of([token for token in _tokens(node) if not token.type.startswith("strong")], place.link)
            return [f"**{words}**"]
        case "heading":
            return [heading(3, line_of(_tokens(node), place.link))]
        case "bullet_list":
            return [line for item in node.children for line in _list_item("- ", item, place)]
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            items = enumerate(node.children, start=first)
            return [line for position, item in items for line in _list_item(f"{position}. ", item, place)]
        case _:
            return [line_of(_tokens(node), place.link)]


def _list_item(marker: str, item: SyntaxTreeNode, place: Place) -> list[str]:
    first, *others = [_prose(child, place) for child in item.children] or [[""]]
    return [f"{marker}{first[0]}", *_indented([*first[1:], *(line for lines in others for line in lines)], marker)]


def _tokens(node: SyntaxTreeNode) -> list[Token]:
    return [token for child in node.children if child.token for token in child.token.children or []]


def _code(language: str, code: str) -> list[str]:
    return fenced(code, LANGUAGES.get(language, PLAIN_TEXT))


def _indented(lines: Iterable[str], marker: str = "") -> list[str]:
    space = " " * max(4, len(marker))
    return [f"{space}{line}" if line else "" for line in lines]


# What can be ticked


def _group(title: str, entries: Iterable[Item], place: Place) -> Iterator[list[str]]:
    if title:
        yield [heading(3, inline(title, place.link))]
    yield [line for entry in entries for line in _item(entry, place)]


def _item(item: Item, place: Place) -> list[str]:
    text = inline(item.text, place.link)
    match item:
        case Requirement():
            return _todo(item, [_bold(item.key), f"({item.priority})", text], [], place)
        case MeasuredRequirement():
            more = _labelled("Measured by", item.measured_by, place)
            return _todo(item, [_bold(item.key), f"({item.priority})", text], more, place)
        case Task():
            return _todo(item, [_bold(_when(item, place)), _in_brackets(item.hours), text], [], place)
        case StretchGoal():
            return _todo(item, [_bold(item.key), _in_brackets(item.hours), text], [], place)
        case EvaluationItem():
            points = "" if item.points is None else f"({item.points} point{'' if item.points == 1 else 's'})"
            return _todo(item, [_bold(item.key), points, text], _labelled("Done when", item.done_when, place), place)
        case Step():
            return _step(item, 0, place)


def _step(step: Step, position: int, place: Place) -> list[str]:
    more = [
        *_labelled("Why", step.why, place),
        *(["", *_code(step.language, step.command), ""] if step.command else []),
        *_labelled("Check", step.check, place),
        *_labelled("If it fails", step.if_it_fails, place),
    ]
    return _todo(step, [_bold(f"Step {position}:"), inline(step.title, place.link)], more, place)


def _todo(item: Item, words: Iterable[str], more: list[str], place: Place) -> list[str]:
    """Notion has no third state: what was skipped is ticked, struck through, and says so."""
    row, line = place.rows.get(item.id), " ".join(filter(None, words))
    status = row.status if row else STATUSES["todo"]
    if status == STATUSES["skipped"]:
        line = f"~~{line}~~ (skipped)"
    note = literal(place.notes.get(row.key, "")) if row else ""
    mark = " " if status == STATUSES["todo"] else "x"
    return [f"- [{mark}] {line}", *_indented([*more, *([f"- *Note:* {note}"] if note else [])])]


def _when(task: Task, place: Place) -> str:
    """Its dates in the learner's plan, or else its day in the project's own."""
    row = place.rows.get(task.id)
    if row and row.date and row.last_date:
        return day(row.date) if row.date == row.last_date else f"{day(row.date)} – {day(row.last_date)}"
    return "" if task.day is None else f"Day {task.day}"


def _bold(words: str) -> str:
    return f"**{literal(words)}**" if words else ""


def _in_brackets(value: Decimal | None) -> str:
    return "" if value is None else f"({hours(value)})"


def _labelled(label: str, text: str, place: Place) -> list[str]:
    return [f"- *{label}:* {inline(text, place.link)}"] if text else []


# Lists and tables


def _objective(entry: Objective, place: Place) -> list[str]:
    line = " ".join(filter(None, [_bold(entry.key), inline(entry.text, place.link)]))
    return [f"- {line}", *_indented(_labelled("Covers", entry.covers, place))]


def _stack(block: Stack, place: Place) -> list[str]:
    columns = ("Name", "Version", "What for", "Instead of")
    return table(
        columns,
        [
            (
                _bold(entry.name),
                code_span(entry.version) if entry.version else "",
                inline(entry.purpose, place.link),
                inline(entry.instead_of, place.link),
            )
            for entry in block.entries
        ],
    )


def _tools(block: ToolGroup, place: Place) -> list[str]:
    columns = ("Name", "Version", "Plan", "What for", "Alternative")
    return table(
        columns,
        [
            (
                _bold(entry.name),
                code_span(entry.version) if entry.version else "",
                literal(entry.plan),
                inline(entry.purpose, place.link),
                inline(entry.alternative, place.link),
            )
            for entry in block.entries
        ],
    )
