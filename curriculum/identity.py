"""Which item of a section's new text is which item of the old: so ids, and the ticks on them, survive an edit."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace
from difflib import SequenceMatcher

from .spec import Block, IdSource, Item, Section, Step, items_of

SAME_ITEM = 0.5
"""From this share of common words on, a reworded item is the same item."""


def keep_ids(new: Section, old: Section) -> Section:
    """The new section with the ids of the old one, for the same key, else the same words, else the most similar words.

    An id that the text itself carries stays.
    """
    ids = _assign(new.items, old.items, new.kind)
    renamed = iter(ids)
    return replace(new, blocks=tuple(_with_ids(block, renamed.__next__) for block in new.blocks))


def _assign(new: list[Item], old: list[Item], kind: str) -> list[str]:
    source = IdSource(kind)
    derived = [source.next(item.key, item.text) for item in new]
    assigned: dict[int, str] = {i: item.id for i, item in enumerate(new) if item.id != derived[i]}
    free = {item.id: item for item in old if item.id not in assigned.values()}

    _match_equal(new, assigned, free, lambda item: item.key.upper() or None)
    _match_equal(new, assigned, free, lambda item: None if item.key else (type(item), _words(item)))
    _match_similar(new, assigned, free)

    for i in range(len(new)):
        if i not in assigned:
            assigned[i] = _unused(derived[i], set(assigned.values()))
    return [assigned[i] for i in range(len(new))]


def _match_equal(
    new: list[Item], assigned: dict[int, str], free: dict[str, Item], label: Callable[[Item], Hashable]
) -> None:
    waiting = defaultdict(list)
    for item in free.values():
        waiting[label(item)].append(item.id)
    for i, item in enumerate(new):
        name = label(item)
        if i not in assigned and name is not None and waiting[name]:
            assigned[i] = waiting[name].pop(0)
            del free[assigned[i]]


def _match_similar(new: list[Item], assigned: dict[int, str], free: dict[str, Item]) -> None:
    pairs = []
    for i, item in enumerate(new):
        if i in assigned:
            continue
        matcher = SequenceMatcher(b=_words(item), autojunk=False)
        for place, candidate in enumerate(free.values()):
            if type(candidate) is not type(item) or bool(candidate.key and item.key):
                continue
            matcher.set_seq1(_words(candidate))
            if matcher.real_quick_ratio() >= SAME_ITEM and (ratio := matcher.ratio()) >= SAME_ITEM:
                pairs.append((-ratio, abs(place - i), i, candidate.id))
    for _, _, i, item_id in sorted(pairs):
        if i not in assigned and item_id in free:
            assigned[i] = item_id
            del free[item_id]


def _words(item: Item) -> tuple[str, ...]:
    return tuple(item.text.casefold().split())


def _unused(item_id: str, used: set[str]) -> str:
    """The derived id, unless an older item with the same key or words kept it: then the next one."""
    source = IdSource(item_id)
    while item_id in used:
        item_id = source.next("", "next")
    return item_id


def _with_ids(block: Block, next_id: Callable[[], str]) -> Block:
    if isinstance(block, Step):
        return replace(block, id=next_id())
    if any(True for _ in items_of([block])):
        return replace(block, entries=tuple(replace(entry, id=next_id()) for entry in block.entries))  # type: ignore[union-attr, arg-type]
    return block
