"""Plain values to StreamField data and back.

The classes of `curriculum.spec` are named for the blocks, their fields for the blocks' fields, so one rule converts all of
them; only rich text and images differ.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from .spec import Block, Image, Prose, Step
from .spec_text.richtext import html_to_markdown, markdown_to_html

_NAMESPACE = uuid.UUID("0f4f3f0a-54b5-5d0f-8a35-0a5a7a2f6f11")
VERBATIM = {"code", "command", "source"}

StreamData = list[dict[str, Any]]


def block_name(cls: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


BLOCK_CLASSES: dict[str, type] = {block_name(cls): cls for cls in get_args(Block)}
ENTRY_CLASSES: dict[type, type] = {
    cls: get_args(get_type_hints(cls)["entries"])[0]
    for cls in BLOCK_CLASSES.values()
    if "entries" in get_type_hints(cls)
}


def blocks_of(
    data: Iterable[Mapping[str, Any]],
    image_src: Callable[[int], str] | None = None,
    page_url: Callable[[int], str] | None = None,
) -> tuple[Block, ...]:
    """The values of a stream; prose that touches prose is one block, as it is in the text form."""
    blocks: list[Block] = []
    for child in data:
        cls = BLOCK_CLASSES[child["type"]]
        if cls is Prose:
            text = html_to_markdown(child["value"] or "", page_url)
            if blocks and isinstance(last := blocks[-1], Prose):
                tight = text.startswith("#") or last.text.rsplit("\n", 1)[-1].startswith("#")
                blocks[-1] = Prose(last.text + ("\n" if tight else "\n\n") + text) if text else last
            elif text:
                blocks.append(Prose(text))
        elif cls is Image:
            value = child["value"]
            src = image_src(value["image"]) if image_src and value.get("image") else ""
            blocks.append(Image(src, _text(value.get("alt")), _text(value.get("caption"))))
        else:
            blocks.append(_from_struct(cls, child["value"], child.get("id") or ""))
    return tuple(blocks)


def _from_struct(cls: type, value: Mapping[str, Any], item_id: str) -> Any:
    hints = get_type_hints(cls)
    arguments: dict[str, Any] = {}
    for field in fields(cls):
        raw = value.get(field.name)
        if field.name == "id":
            arguments["id"] = item_id
        elif field.name == "entries":
            entry = ENTRY_CLASSES[cls]
            arguments["entries"] = tuple(_from_struct(entry, item["value"], item.get("id") or "") for item in raw or [])
        elif Decimal in get_args(hints[field.name]):
            arguments[field.name] = None if raw in (None, "") else Decimal(str(raw))
        elif int in get_args(hints[field.name]):
            arguments[field.name] = None if raw in (None, "") else int(raw)
        else:
            arguments[field.name] = _text(raw, verbatim=field.name in VERBATIM)
    if cls is Step:  # a fence without a language is plain text, and without a command there is no fence
        arguments["language"] = (arguments["language"] or "text") if arguments["command"] else ""
    return cls(**arguments)


def _text(raw: str | None, *, verbatim: bool = False) -> str:
    return (raw or "").replace("\r\n", "\n") if verbatim else " ".join((raw or "").split())


def stream_data(
    blocks: Iterable[Block], kind: str, images: Mapping[str, int] | None = None, old: Iterable[Mapping[str, Any]] = ()
) -> StreamData:
    """The data of a stream, every child with an id: that of the value, or that of the block in its place in `old`.

    `images` gives the id of the image behind each `src`.
    """
    places = _Places(kind, old)
    return [_child(block, places, images or {}) for block in blocks]


class _Places:
    """Ids for what has none of its own, by type and order: the first `prose`, the second `stack` entry."""

    def __init__(self, kind: str, old: Iterable[Mapping[str, Any]]) -> None:
        self.kind = kind
        self.counts: dict[str, int] = {}
        self.old = {}
        for name, child in _numbered(old):
            self.old[name] = child.get("id")

    def next(self, block_type: str) -> str:
        number = self.counts[block_type] = self.counts.get(block_type, 0) + 1
        name = f"{block_type}/{number}"
        return self.old.get(name) or str(uuid.uuid5(_NAMESPACE, f"{self.kind}/{name}"))


def _numbered(data: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    counts: dict[str, int] = {}
    for child in data:
        kind = child["type"]
        counts[kind] = counts.get(kind, 0) + 1
        yield f"{kind}/{counts[kind]}", child
        if isinstance(child["value"], Mapping):
            for entry in child["value"].get("entries", ()):
                counts[f"{kind}-entry"] = counts.get(f"{kind}-entry", 0) + 1
                yield f"{kind}-entry/{counts[f'{kind}-entry']}", entry


def _child(block: Block, places: _Places, images: Mapping[str, int]) -> dict[str, Any]:
    name = block_name(type(block))
    place = places.next(name)
    if isinstance(block, Prose):
        return {"type": name, "value": markdown_to_html(block.text), "id": place}
    if isinstance(block, Image):
        value = {"image": images[block.src], "alt": block.alt, "caption": block.caption}
        return {"type": name, "value": value, "id": place}
    return {"type": name, "value": _to_struct(block, name, places), "id": getattr(block, "id", place)}


def _to_struct(block: Any, name: str, places: _Places) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for field in fields(block):
        part = getattr(block, field.name)
        if field.name == "entries":
            value["entries"] = [_entry(entry, name, places) for entry in part]
        elif field.name != "id":
            value[field.name] = str(part) if isinstance(part, Decimal) else part
    return value


def _entry(entry: Any, name: str, places: _Places) -> dict[str, Any]:
    place = places.next(f"{name}-entry")
    return {"type": "item", "value": _to_struct(entry, name, places), "id": getattr(entry, "id", place)}
