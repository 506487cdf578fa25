"""A project as a set of terms, and what each of them weighs. Pure: no database, no request.

Both databases are only asked which projects hold a term, so they find and order alike. A term is a stem (the word is
somewhere in the project), or a stem behind the letter of a place (it stands there).
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from .language import stem, stems


class Standing(NamedTuple):
    """Where a word can stand, the letter that marks it there, and how much that says about the project."""

    name: str
    letter: str
    weight: int

    def term(self, stem: str) -> str:
        return f"{self.letter}.{stem}"


TITLE = Standing("title", "t", 12)
TOPICS = Standing("topics", "k", 7)
SUMMARY = Standing("summary", "s", 7)
OFTEN = Standing("in three sections or more", "o", 1)
THROUGHOUT = Standing("in six sections or more", "m", 4)
SOMEWHERE = 4
"""The weight of a word that a project holds at all, where not all of the words are asked for."""
STANDINGS = (TITLE, TOPICS, SUMMARY, OFTEN, THROUGHOUT)


def stem_lines(lines: Iterable[Iterable[str]]) -> str:
    """The stems of the words of each line between spaces, so that ` row level secur ` is found as whole words of one line."""
    return "\n".join(f" {' '.join(map(stem, words))} " for words in lines)


def terms_of(title: str, topics: Iterable[str], summary: str, sections: Iterable[str]) -> set[str]:
    """All terms of a project. `topics` are names and aliases; sections are given as their lines of stems."""
    held = Counter(chain.from_iterable(set(section.split()) for section in sections))
    standing = {
        TITLE: stems(title),
        TOPICS: [stem for topic in topics for stem in stems(topic)],
        SUMMARY: stems(summary),
        OFTEN: [stem for stem, number in held.items() if number >= 3],
        THROUGHOUT: [stem for stem, number in held.items() if number >= 6],
    }
    marked = {place.term(stem) for place, found in standing.items() for stem in found}
    return marked.union(held, *standing.values())
