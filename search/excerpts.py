"""The sections of a project that are most about the words, and the lines of them to quote. Pure: plain values."""

import re
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from curriculum.words import words

from .language import stem, stems
from .matches import Terms

LONGEST_EXCERPT = 190
_WORD = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    """A run of an excerpt; `marked` is one of the words."""

    text: str
    marked: bool = False


def aboutness(stem_lines: str, forms: Sequence[Sequence[str]]) -> float:
    """How much a text is about the words: each of them counts, then how often they stand there for its length.

    `forms` gives for each word all that may stand for it, as it stands in a line of stems: between spaces.
    """
    numbers = [sum(map(stem_lines.count, of_word)) for of_word in forms]
    if not any(numbers):
        return 0.0
    return sum(map(bool, numbers)) + sum(numbers) / sqrt(1 + len(stem_lines))


def best_line(stem_lines: str, forms: Sequence[Sequence[str]]) -> int:
    """The number of the line that holds most of the words, of equals the first."""
    held = [sum(any(map(line.__contains__, of_word)) for of_word in forms) for line in stem_lines.split("\n")]
    return held.index(max(held))


def excerpt(line: str, wanted: Iterable[Terms]) -> list[Piece]:
    """The line, or as much of it as fits around its first words, with the words marked."""
    known = frozenset().union(*wanted)
    held, forms = list(_WORD.finditer(line)), stems(line)
    if len(held) == len(forms):
        found = [match.span() for match, form in zip(held, forms, strict=True) if form in known]
    else:  # a sign that stands for several, such as ½
        found = [match.span() for match in held if any(stem(word) in known for word in words(match[0]))]
    start, end = _window(line, found[0][0] if found else 0)
    pieces, at = [Piece("… ")] if start else [], start
    for first, last in found:
        if first >= start and last <= end:
            pieces += [Piece(line[at:first]), Piece(line[first:last], marked=True)]
            at = last
    pieces += [Piece(line[at:end]), *([Piece(" …")] if end < len(line) else [])]
    return [piece for piece in pieces if piece.text]


def _window(line: str, first: int) -> tuple[int, int]:
    """From the sentence or the word that leads to the first word found, to the last whole word that fits."""
    if len(line) <= LONGEST_EXCERPT:
        return 0, len(line)
    start = 0
    if first > LONGEST_EXCERPT // 2:
        earliest = first - LONGEST_EXCERPT // 3
        sentence = max(line.rfind(mark, earliest, first) for mark in (". ", "? ", "! ", ": "))
        start = sentence + 2 if sentence >= 0 else line.find(" ", earliest, first) + 1 or earliest
    end = start + LONGEST_EXCERPT
    if end >= len(line):
        return start, len(line)
    return start, line.rfind(" ", start + LONGEST_EXCERPT // 2, end) if " " in line[
        start + LONGEST_EXCERPT // 2 : end
    ] else end
