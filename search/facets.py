"""What the finder filters by. One registry: the form, the address, the counts and the tests read it.

Sets of projects are integers: bit n stands for the n-th project of the catalogue. One of ten thousand projects is 1,250 bytes,
and what two have in common is counted in microseconds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import compress, count
from operator import and_, or_
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.words import words

type Text = str | Promise
type Bits = int
"""A set of projects, such as those that one filter, or the words, let through."""
type Carriers = Mapping[str, Mapping[str, Bits]]
"""The projects that carry each value of each facet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A published project as the finder counts it. The fields hold slugs of values."""

    level: str
    hours: Decimal
    roadmap: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One thing to filter by, and the other names that people give it in an address."""

    slug: str
    label: Text
    group: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def terms(self) -> set[str]:
        return {term_key(term) for term in (self.slug, str(self.label), *self.aliases)}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that come from the database, in the order in which they are shown."""

    level: tuple[Value, ...] = ()
    topic: tuple[Value, ...] = ()
    roadmap: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to filter: the name of its parameter, its values, and which of them a project has."""

    name: str
    label: Text
    values: Callable[[Vocabulary], tuple[Value, ...]]
    of: Callable[[Entry], Iterable[str]]

    def resolve(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Each term that means a value, and the slug of that value; a slug wins over a name or an alias."""
        values = self.values(vocabulary)
        terms = {term: value.slug for value in reversed(values) for term in value.terms}
        return terms | {term_key(value.slug): value.slug for value in values}


class Bucket(NamedTuple):
    """Hours above `above`, up to and including `upto`. Together the buckets hold every number once."""

    slug: str
    above: int
    upto: int | None


HOURS = (
    Bucket("up-to-15", 0, 15),
    Bucket("15-to-25", 15, 25),
    Bucket("25-to-35", 25, 35),
    Bucket("over-35", 35, None),
)


def hours_bucket(hours: Decimal) -> str:
    return next(bucket.slug for bucket in HOURS if bucket.upto is None or hours <= bucket.upto)


def _hours_label(bucket: Bucket) -> Text:
    if not bucket.above:
        return format_lazy(_("Up to {hours} hours"), hours=bucket.upto)
    if bucket.upto is None:
        return format_lazy(_("More than {hours} hours"), hours=bucket.above)
    return format_lazy(_("Over {above}, up to {upto} hours"), above=bucket.above, upto=bucket.upto)


_HOURS_VALUES = tuple(Value(bucket.slug, _hours_label(bucket)) for bucket in HOURS)

# What differs between learners ("my status") belongs here, too: one line, and carriers that are made of the learner's own rows
# for the request instead of being remembered with the catalogue.
FACETS: tuple[Facet, ...] = (
    Facet("level", _("Level"), lambda vocabulary: vocabulary.level, lambda entry: (entry.level,)),
    Facet("hours", _("Time"), lambda vocabulary: _HOURS_VALUES, lambda entry: (hours_bucket(entry.hours),)),
    Facet("roadmap", _("Roadmap"), lambda vocabulary: vocabulary.roadmap, lambda entry: (entry.roadmap,)),
    Facet("topic", _("Topic"), lambda vocabulary: vocabulary.topic, lambda entry: entry.topics),
)


def term_key(term: str) -> str:
    """Terms that read alike are alike: case, accents, spaces and hyphens do not tell them apart."""
    return " ".join(words(term)) or term.strip().casefold()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many projects each value of each facet would give, under all other filters."""

    found: Bits
    counts: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    """Results when a facet's own values are dropped; the key "q" drops the words."""


def tally(everything: Bits, carriers: Carriers, chosen: Mapping[str, tuple[str, ...]], matched: Bits | None) -> Tally:
    """Count over a catalogue. `matched` are the projects that hold the words; None is no words, so all of them."""
    passing = {name: _any_of(carriers[name], slugs) for name, slugs in chosen.items() if slugs}
    if matched is not None:
        passing["q"] = matched
    others = {name: everything & _all_but(name, passing) for name in (*carriers, "q")}
    return Tally(
        found=everything & _all_but(None, passing),
        counts={
            name: {slug: (others[name] & bits).bit_count() for slug, bits in by_slug.items()}
            for name, by_slug in carriers.items()
        },
        without={name: bits.bit_count() for name, bits in others.items()},
    )


def carriers_of(entries: Iterable[Entry]) -> Carriers:
    """By facet and slug the places in `entries` of those that carry it."""
    found: dict[str, dict[str, list[int]]] = {facet.name: {} for facet in FACETS}
    for position, entry in enumerate(entries):
        for facet in FACETS:
            for slug in facet.of(entry):
                found[facet.name].setdefault(slug, []).append(position)
    return {name: {slug: to_bits(positions) for slug, positions in slugs.items()} for name, slugs in found.items()}


_ZERO_IS_FALSE = bytes.maketrans(b"0", b"\0")


def to_bits(positions: Iterable[int]) -> Bits:
    positions = list(positions)
    digits = bytearray(b"0") * (max(positions, default=0) + 1)
    for position in positions:
        digits[-1 - position] = ord("1")
    return int(digits, 2)


def positions_in(bits: Bits) -> list[int]:
    """In ascending order."""
    return list(compress(count(), f"{bits:b}"[::-1].encode().translate(_ZERO_IS_FALSE)))


def _any_of(by_slug: Mapping[str, Bits], slugs: Iterable[str]) -> Bits:
    return reduce(or_, (by_slug.get(slug, 0) for slug in slugs), 0)


def _all_but(name: str | None, passing: Mapping[str, Bits]) -> Bits:
    """Those that pass all filters but one; -1 has all bits set."""
    return reduce(and_, (bits for other, bits in passing.items() if other != name), -1)
