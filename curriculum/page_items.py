"""What can be ticked on project pages, straight from their sections: no prose is read, so many projects take one query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from .models import SpecSection
from .sections import SECTIONS
from .spec import Item, Step
from .spec_text.inline import inline_text
from .stream import BLOCK_CLASSES, ENTRY_CLASSES
from .wording import wording

_ORDER = {kind.slug: kind.number for kind in SECTIONS}
_WITH_ITEMS = {name for name, cls in BLOCK_CLASSES.items() if ENTRY_CLASSES.get(cls) in get_args(Item)}
_STEP = next(name for name, cls in BLOCK_CLASSES.items() if cls is Step)
# What stands beside the text of an item, as the page shows it.
_MORE = {"measured_by": "Measured by", "done_when": "Done when"}


@dataclass(frozen=True, slots=True)
class PageItem:
    """An item as its page shows it. `text` is inline Markdown, `words` all it says without marks, `type` that of its block."""

    id: str
    section: str
    type: str
    key: str
    text: str
    words: str
    wording: str


def page_items(project_ids: Iterable[int]) -> dict[int, list[PageItem]]:
    """The items of the public sections of each project, in the order of its page."""
    items: dict[int, list[PageItem]] = {pk: [] for pk in project_ids}
    sections = SpecSection.objects.filter(spec_of__in=items, live=True, view_restrictions=None)
    rows = sections.values_list("spec_of_id", "kind", "body")
    for project_id, kind, body in sorted(rows, key=lambda row: _ORDER[row[1]]):
        items[project_id] += _items(kind, body.raw_data)
    return items


def _items(kind: str, data: Iterable[Mapping[str, Any]]) -> Iterator[PageItem]:
    for child in data:
        if child["type"] == _STEP:
            yield _item(kind, child["type"], child)
        elif child["type"] in _WITH_ITEMS:
            for entry in child["value"].get("entries") or ():
                yield _item(kind, child["type"], entry)


def _item(kind: str, block_type: str, child: Mapping[str, Any]) -> PageItem:
    value = child["value"]
    text = value.get("title" if block_type == _STEP else "text") or ""
    more = [f"{label} {value[name]}" for name, label in _MORE.items() if value.get(name)]
    return PageItem(
        id=child.get("id") or "",
        section=kind,
        type=block_type,
        key=value.get("key") or "",
        text=text,
        words=" ".join(inline_text(" ".join(part.split())) for part in [text, *more]),
        wording=wording(value),
    )
