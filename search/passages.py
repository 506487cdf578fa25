"""The texts of the best results: how closely they hold the words together, and what they say about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curriculum.sections import SECTION_BY_SLUG, SectionKind
from curriculum.words import words

from .excerpts import Piece, aboutness, best_line, excerpt
from .language import TOO_COMMON, stem
from .matches import Wanted
from .models import Part

SECTIONS_OF_A_RESULT = 3
NEAR_WEIGHT = 4
PHRASE_WEIGHT = 6
"""As a standing of all the words (`search.terms`): more than these weigh by standing all over the text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The card (of no kind) or a published section of a project, as its lines of stems."""

    part_id: int
    project_id: int
    kind: str
    stems: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A section that holds the words, and its line that holds most of them."""

    kind: SectionKind
    pieces: list[Piece]


def passages_of(project_ids: Iterable[int]) -> list[Passage]:
    parts = Part.objects.filter(project__in=list(project_ids)).order_by("pk")
    return [Passage(*row) for row in parts.values_list("pk", "project_id", "kind", "stems")]


def closeness(passages: Iterable[Passage], wanted: Sequence[Wanted], text: str) -> dict[int, int]:
    """What is added to the scores of projects: for many words in one line, and for the whole phrase, on the card above all."""
    phrase = phrase_of(text)
    all_words = sum(word.weight for word in wanted)
    near: dict[int, int] = {}
    whole: dict[int, int] = {}
    for passage in passages:
        held = [word for word in wanted if any(f" {one} " in passage.stems for one in word.scored_as)]
        if len(held) > 1 and sum(word.weight for word in held) > near.get(passage.project_id, 0):
            near[passage.project_id] = max(near.get(passage.project_id, 0), _nearest(passage, held))
        if phrase and phrase in passage.stems:
            whole[passage.project_id] = max(whole.get(passage.project_id, 0), 1 if passage.kind else 2)
    return {
        project_id: NEAR_WEIGHT * near.get(project_id, 0) + PHRASE_WEIGHT * all_words * whole.get(project_id, 0)
        for project_id in near.keys() | whole.keys()
    }


def _nearest(passage: Passage, held: Sequence[Wanted]) -> int:
    """The weight of the words in the line that holds most of them."""
    return max(
        sum(word.weight for word in held if any(f" {one} " in line for one in word.scored_as))
        for line in passage.stems.split("\n")
    )


def phrase_of(text: str) -> str:
    """The words of the text one after the other, as they stand in a line of stems; the last may be unfinished. Empty for a single word."""
    said = words(text)
    while said and said[0] in TOO_COMMON:
        said.pop(0)
    while said and said[-1] in TOO_COMMON:
        said.pop()
    return f" {' '.join(map(stem, said))}" if len(said) > 1 else ""


def quotes(passages: Iterable[Passage], wanted: Sequence[frozenset[str]]) -> dict[int, list[Quote]]:
    """For each project the sections that are most about the words, in their order. One query."""
    best: dict[int, list[tuple[float, Passage]]] = {}
    for passage in passages:
        if passage.kind and (about := aboutness(passage.stems, wanted)):
            best.setdefault(passage.project_id, []).append((about, passage))
    chosen = [
        passage
        for found in best.values()
        for _, passage in sorted(found, key=lambda pair: -pair[0])[:SECTIONS_OF_A_RESULT]
    ]
    texts = dict(Part.objects.filter(pk__in=[passage.part_id for passage in chosen]).values_list("pk", "text"))
    quoted: dict[int, list[Quote]] = {}
    for passage in sorted(chosen, key=lambda passage: passage.part_id):
        if text := texts.get(passage.part_id):
            line = text.split("\n")[best_line(passage.stems, wanted)]
            quote = Quote(SECTION_BY_SLUG[passage.kind], excerpt(line, wanted))
            quoted.setdefault(passage.project_id, []).append(quote)
    return quoted
