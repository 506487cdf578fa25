"""One list line to one item: a requirement, a task, a tool and so on."""

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from ..spec import (
    LANGUAGES,
    EvaluationItem,
    IdSource,
    MeasuredRequirement,
    Objective,
    Requirement,
    StackItem,
    StretchGoal,
    Task,
    Tool,
)
from .chunks import Chunk, ItemChunk, TableChunk
from .escapes import split_label, split_mark
from .problems import Problems

_SAME_LANGUAGE = {
    "sh": "bash", "shell": "bash", "console": "bash", "zsh": "bash", "py": "python", "javascript": "js",
    "typescript": "ts", "yml": "yaml", "docker": "dockerfile", "jinja": "django", "ps1": "powershell", "env": "ini",
    "txt": "text", "": "text",
}  # fmt: skip

_KEY = re.compile(r"^(?:\*\*)?([A-Z]{1,4}-?\d{1,3}[a-z]?)(?:\*\*\s*[:.]?|[:.]\*\*|[:.])\s+")
_BOLD_KEY = re.compile(r"^\*\*[A-Z]{1,4}-?\d{1,3}[a-z]?(?:\*\*|[:.]\*\*)")
_PRIORITY = re.compile(r"^[(\[]?\b(must|should|could)\b(?:\s+have)?[)\]:]+\s*", re.IGNORECASE)
_HOURS = r"(\d{1,4}(?:\.\d{1,2})?)\s*h(?:ours?|rs?)?\.?"
_LEADING_HOURS = re.compile(rf"^\({_HOURS}\)\s*:?\s*", re.IGNORECASE)
_DAY = re.compile(rf"^(?:day|session)\s+0*(\d{{1,4}})\b\s*(?:\({_HOURS}\))?\s*(?::|\.|–|—|-)\s*", re.IGNORECASE)
_DAY_HOURS_ONLY = re.compile(rf"^(?:day|session)\s+0*(\d{{1,4}})\s+\({_HOURS}\)\s*:?\s*", re.IGNORECASE)
_POINTS = re.compile(r"^\((\d{1,3})\s*(?:points?|pts?)\)\s*", re.IGNORECASE)
_NAMED = re.compile(r"^\*\*(?P<name>[^*]+?)(?P<colon>:)?\*\*(?P<rest>.*)$")
_PLAIN_NAMED = re.compile(
    r"^(?P<name>[^\s:][^:*`]{0,58}?)(?:\s+(?P<version>[~=<>!^]*\d[\w.*,<>=~!+-]*))?\s*(?::|\s[–—-])\s+(?P<purpose>.+)$"
)
_AFTER_NAME = re.compile(
    r"^(?:\s+(?P<version>[^\s(:][^\s:]*))?(?:\s+\((?P<plan>[^()]+)\))?\s*(?::|\s[–—-])\s+(?P<purpose>.+)$"
)


def is_marked(item: ItemChunk, kind: str) -> bool:
    """Does the line itself say that it is an item of the section: by a checkbox, a key, or a bold name?"""
    if kind in ("stack", "tools"):
        return bool(_NAMED.match(item.text))
    return item.checkbox or bool(_BOLD_KEY.match(item.text))


@dataclass(slots=True)
class ItemParsers:
    """The parsers of one section's lines. They share what must be unique in it: keys and ids."""

    kind: str
    ids: IdSource
    problems: Problems
    chunks: list[Chunk]
    marks: bool = False
    _taken: set[str] = field(default_factory=set)
    _keys: Counter[str] = field(default_factory=Counter)
    _marked_ids: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        lines = [chunk for chunk in self.chunks if isinstance(chunk, ItemChunk)]
        self.marks = any(is_marked(line, self.kind) for line in lines)
        self._taken = {found[1].upper() for line in lines if (found := _KEY.match(line.text))}

    @property
    def takes_items(self) -> bool:
        return self.kind in (
            "objectives", "functional", "non-functional", "stack", "tools", "schedule", "stretch", "evaluation",
        )  # fmt: skip

    def fits(self, item: ItemChunk) -> bool:
        """Can this unmarked line be taken as an item?"""
        if self.kind in ("stack", "tools"):
            return bool(_PLAIN_NAMED.match(item.text))
        return bool(item.text)

    def language(self, tag: str, line: int) -> str:
        """The language of a fence as the portal names it."""
        word = tag.split()[0].lower().strip("{}.") if tag.split() else ""
        word = _SAME_LANGUAGE.get(word, word)
        if word in LANGUAGES:
            return word
        self.problems.warn(
            line, f"The code language “{tag}” is unknown.", f"It is shown as text; use {', '.join(LANGUAGES)}."
        )
        return "text"

    def identify(self, line: int, key: str, text: str) -> tuple[str, str]:
        """The item's block id, and its text without the mark that may carry it."""
        text, mark = split_mark(text)
        return self._id(line, key, text, mark), text

    # The items

    def objective(self, item: ItemChunk) -> Objective:
        key, text = self._key(item)
        text, covers = split_label(text, "Covers")
        return Objective(key, text, covers)

    def requirement(self, item: ItemChunk) -> Requirement:
        key, priority, item_id, text = self._prioritised(item, "FR")
        return Requirement(item_id, key, priority, text)

    def measured_requirement(self, item: ItemChunk) -> MeasuredRequirement:
        key, priority, text, mark = self._prioritised_text(item, "NFR")
        text, measured_by = split_label(text, "Measured by")
        return MeasuredRequirement(self._id(item.line, key, text, mark), key, priority, text, measured_by)

    def stack_item(self, item: ItemChunk) -> StackItem:
        name, version, plan, purpose = _named(item.text)
        purpose, instead_of = split_label(purpose, "Instead of")
        return StackItem(name, version or plan, purpose, instead_of)

    def tool(self, item: ItemChunk) -> Tool:
        name, version, plan, purpose = _named(item.text)
        purpose, alternative = split_label(purpose, "Alternative")
        return Tool(name, version, plan, purpose, alternative)

    def task(self, item: ItemChunk) -> Task:
        text, mark = split_mark(item.text)
        day, hours, text = _when(text)
        return Task(self._id(item.line, "", text, mark), day, hours, text)

    def stretch_goal(self, item: ItemChunk) -> StretchGoal:
        key, text = self._key(item)
        text, mark = split_mark(text)
        hours = None
        if found := _LEADING_HOURS.match(text):
            hours, text = Decimal(found[1]), text[found.end() :]
        return StretchGoal(self._id(item.line, key, text, mark), key, hours, text)

    def evaluation_item(self, item: ItemChunk) -> EvaluationItem:
        key, text = self._key(item)
        text, mark = split_mark(text)
        points = None
        if found := _POINTS.match(text):
            points, text = int(found[1]), text[found.end() :]
        text, done_when = split_label(text, "Done when")
        return EvaluationItem(self._id(item.line, key, text, mark), key, points, text, done_when)

    # Their parts

    def _prioritised(self, item: ItemChunk, prefix: str) -> tuple[str, str, str, str]:
        key, priority, text, mark = self._prioritised_text(item, prefix)
        return key, priority, self._id(item.line, key, text, mark), text

    def _prioritised_text(self, item: ItemChunk, prefix: str) -> tuple[str, str, str, str]:
        key, text = self._key(item)
        key = key or self._free_key(prefix)
        priority = "must"
        if found := _PRIORITY.match(text):
            priority, text = found[1].lower(), text[found.end() :]
        text, mark = split_mark(text)
        return key, priority, text, mark

    def _key(self, item: ItemChunk) -> tuple[str, str]:
        found = _KEY.match(item.text)
        if not found:
            return "", item.text
        key = found[1]
        self._keys[key.upper()] += 1
        if self._keys[key.upper()] == 2:
            self.problems.error(item.line, f"The key {key} is used twice.", "Give one of the two items another key.")
        return key, item.text[found.end() :]

    def _free_key(self, prefix: str) -> str:
        number = next(n for n in range(1, 10_000) if f"{prefix}-{n}" not in self._taken)
        key = f"{prefix}-{number}"
        self._taken.add(key)
        return key

    def _id(self, line: int, key: str, text: str, mark: str) -> str:
        derived = self.ids.next(key, text)
        if mark:
            self._marked_ids[mark] += 1
            if self._marked_ids[mark] == 2:
                self.problems.error(line, f"The id {{#{mark}}} is used twice.", "Remove the mark from the newer item.")
        return mark or derived


def _named(text: str) -> tuple[str, str, str, str]:
    """Name, version, plan and purpose of a line such as `**Django** ~=6.1.3: the framework.`"""
    if found := _NAMED.match(text):
        name, rest = found["name"].strip(), (": " if found["colon"] else "") + found["rest"]
        if after := _AFTER_NAME.match(rest):
            return name, after["version"] or "", after["plan"] or "", after["purpose"].strip()
        return name, "", "", rest.strip()
    if found := _PLAIN_NAMED.match(text):
        return found["name"].strip(), found["version"] or "", "", found["purpose"].strip()
    return text, "", "", ""


def _when(text: str) -> tuple[int | None, Decimal | None, str]:
    """Day, hours and the rest of a task's line."""
    for pattern in (_DAY, _DAY_HOURS_ONLY):
        if (found := pattern.match(text)) and int(found[1]) > 0:
            hours = Decimal(found[2]) if found[2] else None
            return int(found[1]), hours, text[found.end() :]
    if found := _LEADING_HOURS.match(text):
        return None, Decimal(found[1]), text[found.end() :]
    return None, None, text


_COLUMNS = {
    "stack": (
        ("name", "item", "library", "technology", "package", "tool"),
        ("version", "range"),
        ("purpose", "why", "use", "role"),
    ),
    "tools": (
        ("name", "item", "library", "tool", "package", "service"),
        ("version", "plan"),
        ("purpose", "why", "use", "for"),
    ),
    "schedule": (("task", "tasks", "work", "activity"), ("day", "session"), ("hours", "time", "h")),
}


def table_items(table: TableChunk, kind: str) -> list[ItemChunk] | None:
    """The rows of a pipe table as the list lines that the writer would write; None if its columns are not known."""
    if kind not in _COLUMNS or len(table.rows) < 2:
        return None
    header = [cell.strip("*_ ").lower() for cell in table.rows[0]]
    columns = [next((i for i, cell in enumerate(header) if cell in names), None) for names in _COLUMNS[kind]]
    known = {column for column in columns if column is not None}
    if columns[0] is None or len(known) != len(header) or any(len(row) != len(header) for row in table.rows):
        return None
    lines = []
    for offset, row in enumerate(table.rows[1:], start=2):
        first, second, third = (row[column].strip() if column is not None else "" for column in columns)
        if kind == "schedule":
            when = f"Day {second.split()[-1]} " if second else ""
            text = f"{when}({third.split()[0].rstrip('h')} h): {first}" if third else f"{when.strip()}: {first}"
        else:
            name = first.strip("*")
            text = f"**{name}** {second.replace(' ', '')}: {third}" if second else f"**{name}**: {third}"
        lines.append(ItemChunk(table.line + offset, 0, False, True, text))
    return lines
