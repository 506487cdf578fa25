"""A row of the table as the properties of a page in a Notion database, and which of them a page there does not have."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from .notion_objects import LONGEST_ADDRESS, MOST_TEXTS, Json, Words, plain_text, rich_text, utf16_length
from .rows import STATUSES, TYPES, Row

Value = str | float | tuple[str, str] | None
"""A property as a plain value, to hold what is here against what is there. A date is its first and last day."""

TITLE, ITEM, STATUS = "Task", "Item", "Status"
IN_PROGRESS = "In progress"

KINDS = {
    TITLE: "title",
    STATUS: "select",
    "Project": "select",
    "Phase": "select",
    "Type": "select",
    "Week": "number",
    "Day": "number",
    "Date": "date",
    "Hours": "number",
    "Link": "url",
    ITEM: "rich_text",
}
"""Our columns and their types. Status is a select: its options can be named, as those of Notion's own kind cannot."""

_COLOURS = {STATUSES["todo"]: "gray", IN_PROGRESS: "blue", STATUSES["done"]: "green", STATUSES["skipped"]: "brown"}
_FURTHER = [STATUSES["todo"], IN_PROGRESS, STATUSES["skipped"], STATUSES["done"]]
_LONGEST_OPTION = 100


def schema() -> Json:
    """The properties of a new database."""
    options: dict[str, list[Json]] = {
        STATUS: [{"name": name, "color": colour} for name, colour in _COLOURS.items()],
        "Type": [{"name": name} for name in TYPES.values()],
    }
    return {name: {kind: {"options": options[name]} if name in options else {}} for name, kind in KINDS.items()}


def missing_column(properties: Json) -> str:
    """The column without which no row is found again, if the learner took it away."""
    return "" if properties.get(ITEM, {}).get("type") == KINDS[ITEM] else ITEM


def row_properties(row: Row, known: Json) -> Json:
    """What a new page gets, in those of our columns that the database still has."""
    return {
        _name(name): _property(KINDS[name], value)
        for name, value in _values(row).items()
        if value is not None and _is_there(name, known)
    }


def changed_properties(row: Row, page: Json, known: Json) -> Json:
    """What of a row is not on its page yet. Where we have nothing to say, such as a day, the learner's own stays."""
    there: Mapping[str, Json] = page["properties"]
    changed = {}
    for name, value in _values(row).items():
        if value is None or not _is_there(name, known):
            continue
        found = _found(_title_of(there) if name == TITLE else there[name])
        differs = (
            _moves_forward(str(found or ""), row.status)
            if name == STATUS
            else _comparable(name, value) != _comparable(name, found)
        )
        if differs:
            changed[_name(name)] = _property(KINDS[name], value)
    return changed


def item_of(page: Json) -> str:
    return plain_text(page["properties"][ITEM]["rich_text"])


def _values(row: Row) -> dict[str, Value]:
    return {
        TITLE: row.name,
        STATUS: row.status,
        "Project": _option(row.project.spec.title),
        "Phase": _option(row.group),
        "Type": row.type,
        "Week": _number(row.week),
        "Day": _number(row.day),
        "Date": _days(row.date, row.last_date),
        "Hours": _number(row.hours),
        "Link": row.link if utf16_length(row.link) <= LONGEST_ADDRESS else None,
        ITEM: row.key,
    }


def _number(value: int | Decimal | None) -> float | None:
    return None if value is None else float(value)


def _days(first: date | None, last: date | None) -> tuple[str, str] | None:
    return (first.isoformat(), last.isoformat() if last and last != first else "") if first else None


def _option(text: str) -> str | None:
    """Notion refuses commas in the name of an option, and more than 100 characters."""
    name = text.replace(",", ";")
    while utf16_length(name) > _LONGEST_OPTION:
        name = name[:-1]
    return name.strip() or None


def _property(kind: str, value: Value) -> Json:
    match kind, value:
        case (("title" | "rich_text"), str()):
            return {kind: rich_text([Words(value)])[:MOST_TEXTS]}
        case "select", str():
            return {kind: {"name": value}}
        case "date", (first, last):
            return {kind: {"start": first, "end": last or None}}
        case _:
            return {kind: value}


def _found(there: Json) -> Value:
    kind = there["type"]
    value = there[kind]
    match kind:
        case "title" | "rich_text":
            return plain_text(value)
        case "select":
            return str(value["name"]) if value else None
        case "date":
            return (value["start"], value["end"] or "") if value else None
        case "number":
            return None if value is None else float(value)
        case _:
            return value or None


def _comparable(name: str, value: Value) -> Value:
    """Notion takes names of options that differ in case alone for the same one."""
    return value.casefold() if KINDS[name] == "select" and isinstance(value, str) else value


def _is_there(name: str, known: Json) -> bool:
    """A column that the learner removed, renamed or gave another type is theirs now; a title has every database."""
    return name == TITLE or known.get(name, {}).get("type") == KINDS[name]


def _name(name: str) -> str:
    """That of the title may be changed, its id is always this."""
    return "title" if name == TITLE else name


def _title_of(properties: Mapping[str, Json]) -> Json:
    return next(value for value in properties.values() if value["type"] == "title")


def _moves_forward(there: str, ours: str) -> bool:
    """A status that we do not know is the learner's own word, which stays."""
    if there and there not in _FURTHER:
        return False
    return _FURTHER.index(ours) > (_FURTHER.index(there) if there else 0)
