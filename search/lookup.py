"""From the words of a question to the projects that hold them, and what had to be made of the words for that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, log2

from .language import stem
from .matches import Stems, Wanted, numbers_of_projects, scores
from .suggestions import completions, correction

MOST_CORRECTIONS = 3
ENOUGH = 2 / 3
"""So much of a question in prose is enough."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """The projects that hold the words, with their scores."""

    scores: dict[int, int] = field(default_factory=dict)
    words: Sequence[Wanted] = ()
    """How each word was looked up."""

    @property
    def wanted(self) -> list[Stems]:
        """For each word the stems that a project may hold for it."""
        return [word.held_as for word in self.words]

    unknown: tuple[str, ...] = ()
    """Words that no project holds, and that are like none: they are left out."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """The words that were looked up instead of misspelt ones."""
    needed: int = 0
    """How many of the words a project must hold."""


def look_up(asked: Sequence[str], *, number_of_projects: int, is_prose: bool = False) -> Lookup:
    """Find the projects that hold all the words or, of a question in prose, most of them.

    The last word may be unfinished, so it stands for all that begin so, too. A word that no project holds stands for the one
    that is likely meant.
    """
    exact = [frozenset({stem(word)}) for word in asked]
    numbers = dict(zip(asked, numbers_of_projects(exact), strict=True))
    longer = completions(asked[-1])
    wanted: dict[str, Wanted] = {}
    corrections: dict[str, str] = {}
    for word, stems in zip(asked, exact, strict=True):
        held = stems | longer if word == asked[-1] else stems
        if numbers[word]:
            wanted[word] = Wanted(held, stems, _weight(numbers[word], number_of_projects))
        elif word == asked[-1] and longer:
            wanted[word] = Wanted(held, longer, _weight(1, number_of_projects))
        elif len(corrections) < MOST_CORRECTIONS and (other := correction(word)):
            corrections[word] = other
            meant = frozenset({stem(other)})
            wanted[word] = Wanted(meant, meant, _weight(1, number_of_projects))
    words = list(wanted.values())
    needed = ceil(len(words) * ENOUGH) if is_prose else len(words)
    found = scores(words, needed) if words else {}
    if not found and len(words) > 1:
        needed = ceil(len(words) / 2)
        found = scores(words, needed)
    return Lookup(
        scores=found,
        words=words,
        unknown=tuple(word for word in asked if word not in wanted),
        corrections=corrections,
        needed=needed,
    )


def _weight(number: int, number_of_projects: int) -> int:
    """The fewer projects hold a word, the more it tells (inverse document frequency, in sixteenths)."""
    return max(2, round(16 * log2((number_of_projects + 1) / number)))
