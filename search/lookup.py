"""From the words of a question to the projects that hold them, and what had to be made of the words for that."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from math import ceil, log2

from .language import stem
from .matches import Terms, holders
from .suggestions import completions, correction
from .terms import SOMEWHERE, STANDINGS

MOST_CORRECTIONS = 3
ENOUGH = 2 / 3
"""So much of a question in prose is enough."""
HALF = 1 / 2
"""So much has to be there where no project holds more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word as it was looked up: what a project may hold for it, what of that scores, and which projects do."""

    held_as: Terms
    scored_as: Terms
    held_by: frozenset[int]
    standing: tuple[frozenset[int], ...]
    """For each of `STANDINGS` the projects in which the word stands there."""
    weight: int
    """How much the word tells."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What became of the words of a question."""

    words: Mapping[str, Wanted] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    """Words that no project holds, and that are like none: they are left out."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """The words that were looked up instead of misspelt ones."""
    needed: int = 0
    """How many of the words a project must hold."""
    found: Set[int] = frozenset()
    """The projects that do."""

    @property
    def wanted(self) -> list[Wanted]:
        return list(self.words.values())

    @property
    def holds_most(self) -> bool:
        """Whether the projects hold most of the words, because none or not many hold all of them."""
        return self.needed < len(self.words)

    def scores(self, project_ids: frozenset[int]) -> dict[int, int]:
        """How much projects are about the words: for each word and each place where it stands."""
        scores = dict.fromkeys(project_ids, 0)
        for word in self.wanted:
            weighted = [(place.weight, ids) for place, ids in zip(STANDINGS, word.standing, strict=True)]
            if self.holds_most:
                weighted.append((SOMEWHERE, word.held_by))
            for weight, ids in weighted:
                for project_id in ids & project_ids:
                    scores[project_id] += weight * word.weight
        return scores

    def without(self, dropped: str) -> Set[int] | None:
        """What the other words find. None where that takes another look-up, as they may be taken for something else then."""
        if self.unknown or self.corrections or dropped == list(self.words)[-1]:
            return None
        return _holding([word for said, word in self.words.items() if said != dropped], 1)[1]


def look_up(asked: Sequence[str], *, number_of_projects: int, is_prose: bool = False) -> Lookup:
    """Find the projects that hold all the words or, of a question in prose, most of them.

    The last word may be unfinished, so it stands for all that begin so, too. A word that no project holds stands for the one
    that is likely meant. Two or three queries, and some more for a misspelt word.
    """
    exact = {word: frozenset({stem(word)}) for word in asked}
    longer = completions(asked[-1])
    forms = {word: (own | longer if word == asked[-1] else own, own) for word, own in exact.items()}
    known = _look_up(forms, number_of_projects)
    corrections: dict[str, str] = {}
    meant: dict[str, tuple[Terms, Terms]] = {}
    for word, (held_as, _) in forms.items():
        if word in known:
            continue
        if word == asked[-1] and longer:
            meant[word] = (held_as, longer)
        elif len(corrections) < MOST_CORRECTIONS and (other := correction(word)):
            corrections[word] = other
            meant[word] = (frozenset({stem(other)}), frozenset({stem(other)}))
    known |= _look_up(meant, number_of_projects, is_rare=True)
    words = {word: known[word] for word in asked if word in known}
    needed, found = _holding(list(words.values()), ENOUGH if is_prose else 1)
    return Lookup(words, tuple(word for word in asked if word not in words), corrections, needed, found)


def _look_up(
    forms: Mapping[str, tuple[Terms, Terms]], number_of_projects: int, *, is_rare: bool = False
) -> dict[str, Wanted]:
    """The words that any project holds; each is given with what it may be held as and what scores."""
    marked = {
        scored_as: [frozenset(map(place.term, scored_as)) for place in STANDINGS] for _, scored_as in forms.values()
    }
    found = holders({terms for held_as, own in forms.values() for terms in (held_as, own, *marked[own])})
    return {
        word: Wanted(
            held_as,
            own,
            held_by=found[held_as],
            standing=tuple(found[terms] for terms in marked[own]),
            weight=_weight(1 if is_rare else len(found[own]), number_of_projects),
        )
        for word, (held_as, own) in forms.items()
        if found[own]
    }


def _holding(words: Sequence[Wanted], share: float) -> tuple[int, Set[int]]:
    """How many of the words a project needs to hold, and the projects that do."""
    needed = ceil(len(words) * share)
    numbers = Counter(chain.from_iterable(word.held_by for word in words))
    found = {project_id for project_id, number in numbers.items() if number >= needed}
    return (needed, found) if found or share <= HALF else _holding(words, HALF)


def _weight(number: int, number_of_projects: int) -> int:
    """The fewer projects hold a word, the more it tells (inverse document frequency, in sixteenths)."""
    return max(2, round(16 * log2((number_of_projects + 1) / number)))
