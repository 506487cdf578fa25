"""Finds things by the beginnings of the words in their names. Pure: no database, no request."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from curriculum.words import words

LAST_LETTER = chr(0x10FFFF)
"""No word holds it, and it comes after every letter."""


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Texts in their order, and beside each the number of the thing that holds it: what begins alike stands together."""

    texts: Sequence[str]
    numbers: Sequence[int]

    def exactly(self, text: str) -> Sequence[int]:
        return self.numbers[bisect_left(self.texts, text) : bisect_right(self.texts, text)]

    def beginning_with(self, beginning: str) -> Sequence[int]:
        start = bisect_left(self.texts, beginning)
        return self.numbers[start : bisect_left(self.texts, beginning + LAST_LETTER, start)]


@dataclass(frozen=True, slots=True)
class Named[Thing]:
    """Things in their order. Each can have several names; the first is the one that it is shown by."""

    things: Sequence[Thing]
    words: Beginnings
    names: Beginnings
    first_names: Beginnings

    def find(self, asked: Sequence[str], most: int) -> list[Thing]:
        """Those with a word for each of the words, which may be unfinished.

        What is called so comes first, then what is shown by a name that begins so; of equals the first in order.
        """
        if not asked:
            return []
        held = set.intersection(*(set(self.words.beginning_with(word)) for word in asked))
        name = " ".join(asked)
        best = (self.names.exactly(name), self.first_names.beginning_with(name), held)
        numbers = dict.fromkeys(chain.from_iterable(nsmallest(most, numbers) for numbers in best))
        return [self.things[number] for number in list(numbers)[:most]]


def named[Thing](things: Iterable[tuple[Thing, Iterable[str]]]) -> Named[Thing]:
    """From things, each with its names."""
    known = []
    single, whole, first = [], [], []
    for number, (thing, names) in enumerate(things):
        known.append(thing)
        said = [words(name) for name in names]
        single += [(word, number) for name in said for word in name]
        whole += [(" ".join(name), number) for name in said]
        first += [(" ".join(name), number) for name in said[:1]]
    return Named(known, _beginnings(single), _beginnings(whole), _beginnings(first))


def _beginnings(pairs: Iterable[tuple[str, int]]) -> Beginnings:
    ordered = sorted(set(pairs))
    return Beginnings([text for text, _ in ordered], [number for _, number in ordered])
