"""Does any spec repeat another?"""

import re
from collections.abc import Iterator
from itertools import combinations

from ..words import words
from .draft import Curriculum, Draft
from .rules import Fault, rule

SHINGLE = 8
OWN = ("summary", "objectives", "functional", "non-functional", "constraints", "stretch", "evaluation")
SHARED = ("tools", "deployment", "schedule")
LIMITS = {OWN: 0.08, SHARED: 0.35}
"""The share of word runs that two specs may have in common, by sections."""

_LINK = re.compile(r"\]\([^)]*\)")


def shingles(draft: Draft, kinds: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every run of eight words of these sections, outside fences and within one line."""
    found: set[tuple[str, ...]] = set()
    for kind in kinds:
        for _number, text in draft.prose_lines(kind):
            run = words(_LINK.sub("]", text))
            found.update(tuple(run[place : place + SHINGLE]) for place in range(len(run) - SHINGLE + 1))
    return found


def overlap(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """The part of the shorter text that stands in the longer one, too; 0 to 1."""
    return len(one & other) / max(min(len(one), len(other)), 1)


@rule(
    "overlap",
    "error",
    f"Two specs share at most {LIMITS[OWN]:.0%} of their runs of {SHINGLE} words ({LIMITS[SHARED]:.0%} in sections 9 to 11).",
    "Say what is particular to this project; move what both share to the base guide and link it.",
)
def overlapping(curriculum: Curriculum) -> Iterator[Fault]:
    for kinds, limit in LIMITS.items():
        texts = [(draft, shingles(draft, kinds)) for draft in curriculum.drafts]
        for (one, ours), (other, theirs) in combinations(texts, 2):
            if (share := overlap(ours, theirs)) > limit:
                example = " ".join(sorted(ours & theirs)[0])
                message = f"{share:.0%} of it stands in {one.path}, too, such as “{example}”."
                yield Fault(message, other.path, other.line_of(kinds[0]), kinds[0])
