"""The texts of the best results: how closely they hold the words together, and what they say about them."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import takewhile
from operator import or_
from typing import NamedTuple

from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from curriculum.sections import SECTION_BY_SLUG, SectionKind
from curriculum.words import words

from .excerpts import Piece, aboutness, best_line, excerpt
from .language import TOO_COMMON, stem
from .lookup import Wanted
from .matches import Terms
from .models import Part

SECTIONS_OF_A_RESULT = 3
NEAR_WEIGHT = 4
PHRASE_WEIGHT = 6
"""As a standing of all the words (`search.terms`): more than these weigh by standing all over the text."""


class Passage(NamedTuple):
    """The card (of no kind) or a published section of a project, in lines of text and of stems."""

    project_id: int
    kind: str
    text: str
    stems: str


class Quote(NamedTuple):
    """A section that holds the words, and its line that holds most of them."""

    kind: SectionKind
    pieces: list[Piece]


def passages_of(project_ids: Iterable[int], wanted: Iterable[Wanted]) -> list[Passage]:
    """Those that hold any of the words, and perhaps some more. One query."""
    # Not LIKE: PostgreSQL tries that on the samples of its statistics first, which takes longer than the rows.
    at = (StrIndex("stems", Value(_in_stems(word.held_as))) for word in wanted)
    held = reduce(or_, (Q(GreaterThan(place, 0)) for place in at))
    parts = Part.objects.filter(held, project__in=list(project_ids)).order_by("pk")
    return [*map(Passage._make, parts.values_list("project_id", "kind", "text", "stems"))]


def _in_stems(terms: Terms) -> str:
    """What stands in a line of stems that has one of them: the database would look for fifty one after the other."""
    first, last = min(terms), max(terms)
    common = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    return f" {common}{' ' if first == last else ''}"


def closeness(passages: Iterable[Passage], wanted: Sequence[Wanted], text: str) -> dict[int, int]:
    """What is added to the scores of projects: for many words in one line, and for the whole phrase, on the card above all."""
    phrase = phrase_of(text)
    weighted = [(word.weight, _forms(word.scored_as)) for word in wanted]
    all_words = sum(word.weight for word in wanted)
    near: dict[int, int] = {}
    whole: dict[int, int] = {}
    for passage in passages:
        held = _held(passage.stems, weighted)
        if len(held) > 1 and sum(weight for weight, _ in held) > near.get(passage.project_id, 0):
            near[passage.project_id] = max(near.get(passage.project_id, 0), _nearest(passage, held))
        if phrase and phrase in passage.stems:
            whole[passage.project_id] = max(whole.get(passage.project_id, 0), 1 if passage.kind else 2)
    return {
        project_id: NEAR_WEIGHT * near.get(project_id, 0) + PHRASE_WEIGHT * all_words * whole.get(project_id, 0)
        for project_id in near.keys() | whole.keys()
    }


def _nearest(passage: Passage, weighted: Sequence[tuple[int, list[str]]]) -> int:
    """The weight of the words in the line that holds most of them."""
    return max(sum(weight for weight, _ in _held(line, weighted)) for line in passage.stems.split("\n"))


def _held(stems: str, weighted: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [(weight, forms) for weight, forms in weighted if any(map(stems.__contains__, forms))]


def _forms(terms: Terms) -> list[str]:
    """As they stand in a line of stems."""
    return [f" {one} " for one in terms]


def phrase_of(text: str) -> str:
    """The words of the text one after the other, as they stand in a line of stems; the last may be unfinished. Empty for a single word."""
    said = words(text)
    while said and said[0] in TOO_COMMON:
        said.pop(0)
    while said and said[-1] in TOO_COMMON:
        said.pop()
    return f" {' '.join(map(stem, said))}" if len(said) > 1 else ""


def quotes(passages: Iterable[Passage], wanted: Sequence[Terms]) -> dict[int, list[Quote]]:
    """For each project the sections that are most about the words, in their order."""
    forms = list(map(_forms, wanted))
    best: dict[int, list[tuple[float, Passage]]] = {}
    for passage in passages:
        if passage.kind and (about := aboutness(passage.stems, forms)):
            best.setdefault(passage.project_id, []).append((about, passage))
    quoted = {}
    for project_id, found in best.items():
        chosen = [passage for _, passage in sorted(found, key=lambda pair: -pair[0])[:SECTIONS_OF_A_RESULT]]
        chosen.sort(key=lambda passage: SECTION_BY_SLUG[passage.kind].number)
        quoted[project_id] = [_quote(passage, forms, wanted) for passage in chosen]
    return quoted


def _quote(passage: Passage, forms: Sequence[Sequence[str]], wanted: Sequence[Terms]) -> Quote:
    line = passage.text.split("\n")[best_line(passage.stems, forms)]
    return Quote(SECTION_BY_SLUG[passage.kind], excerpt(line, wanted))
