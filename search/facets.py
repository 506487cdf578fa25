"""What the finder filters by. One registry: the form, the address, the counts and the tests read it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from curriculum.words import words

type Text = str | Promise
type Ids = frozenset[int]
"""The projects that one filter, or the words, let through."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A published project as the finder counts it. The fields hold slugs of values."""

    project_id: int
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

# What differs between learners ("my status") has its place here too: a field of Entry, and one line.
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

    ids: Ids
    counts: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    """Results when a facet's own values are dropped; the key "q" drops the words."""


def tally(entries: Iterable[Entry], chosen: Mapping[str, tuple[str, ...]], matched: Ids | None) -> Tally:
    """Count over these projects. `matched` are those that hold the words; None is no words, so all of them."""
    entries = list(entries)
    everything = frozenset(entry.project_id for entry in entries)
    carriers = {facet.name: _carriers(facet, entries) for facet in FACETS}
    passing = {
        name: frozenset().union(*(carriers[name].get(slug, frozenset()) for slug in slugs))
        for name, slugs in chosen.items()
        if slugs
    }
    if matched is not None:
        passing["q"] = matched
    others = {
        name: everything.intersection(*(ids for other, ids in passing.items() if other != name))
        for name in (*carriers, "q")
    }
    return Tally(
        ids=everything.intersection(*passing.values()),
        counts={
            name: {slug: len(others[name] & ids) for slug, ids in by_slug.items()} for name, by_slug in carriers.items()
        },
        without={name: len(ids) for name, ids in others.items()},
    )


def _carriers(facet: Facet, entries: list[Entry]) -> dict[str, Ids]:
    """The projects that have each value."""
    found: dict[str, set[int]] = {}
    for entry in entries:
        for slug in facet.of(entry):
            found.setdefault(slug, set()).add(entry.project_id)
    return {slug: frozenset(ids) for slug, ids in found.items()}
