"""The topics that a question names, with all its words or among others. Pure: no database, no request."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from curriculum.words import words

from .language import stem, telling

SHORTEST_BEGINNING = 4


@dataclass(frozen=True)
class TopicNames:
    """What topics are called: `exact` gives the slug that each name or alias means, written as its words."""

    exact: Mapping[str, str]

    @cached_property
    def by_stems(self) -> dict[frozenset[str], str | None]:
        """By the stems of their telling words; two names that read alike have no slug."""
        found: dict[frozenset[str], str | None] = {}
        for name, slug in self.exact.items():
            if key := frozenset(map(stem, telling(name.split()))):
                found[key] = slug if found.get(key, slug) == slug else None
        return found

    @cached_property
    def in_order(self) -> list[str]:
        return sorted(self.exact)

    def beginning_with(self, beginning: str) -> set[str]:
        """The topics with a name that begins so."""
        start = bisect_left(self.in_order, beginning)
        names = takewhile(lambda name: name.startswith(beginning), self.in_order[start:])
        return {self.exact[name] for name in names}


def topic_named(names: TopicNames, text: str) -> str | None:
    """The topic that is called so: as it is asked, without the words around it, in another form, or not yet typed to its end."""
    asked = telling(words(text))
    if not asked:
        return None
    for name in (" ".join(words(text)), " ".join(asked)):
        if name in names.exact:
            return names.exact[name]
    if slug := names.by_stems.get(frozenset(map(stem, asked))):
        return slug
    return _unfinished(names, " ".join(asked))


def topics_mentioned(names: TopicNames, text: str) -> dict[str, float]:
    """The topics all of whose words stand in the text, and for how much of its telling words they stand."""
    asked = telling(words(text))
    if not asked:
        return {}
    stems = frozenset(map(stem, asked))
    found: dict[str, float] = {}
    for key, slug in names.by_stems.items():
        if slug and key <= stems:
            found[slug] = max(found.get(slug, 0), len(key) / len(stems))
    for start in range(len(asked)):
        if slug := _unfinished(names, " ".join(asked[start:])):
            found[slug] = max(found.get(slug, 0), (len(asked) - start) / len(asked))
    return found


def _unfinished(names: TopicNames, beginning: str) -> str | None:
    """The only topic that begins so."""
    slugs = names.beginning_with(beginning) if len(beginning) >= SHORTEST_BEGINNING else set()
    return slugs.pop() if len(slugs) == 1 else None
