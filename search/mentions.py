"""The sentences of published specs that mention a topic, for its page. All but `mentions_of` is pure.

A topic is mentioned by its name or an alias, as a whole phrase in one sentence. Phrases are known by their stems. A name of
one word must be that word in another form, too: English gives "settings" and "set" the same stem.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from django.db.models import Q

from curriculum.models import Topic
from curriculum.sections import SECTION_BY_SLUG, SectionKind
from curriculum.words import words

from .excerpts import LONGEST_EXCERPT, Piece
from .language import stem
from .models import Part

MENTIONS_OF_A_PROJECT = 2
MOST_NAMES = 50
"""More than any topic has: a statement for a database may not grow without end."""
MOST_USEFUL_FIRST = ("objectives", "functional", "constraints", "topics", "deployment", "stretch", "evaluation")
INVENTORIES = ("stack", "tools", "schedule")
"""Sections of rows and notes, not of sentences."""
ONE_WORD_TELLS = ("objectives", "functional", "constraints", "topics", "stretch")
"""Elsewhere a single word is mostly named in passing."""
COST_OF_AN_ALIAS, COST_OF_A_WORD = 2, 3
"""How many sections further down the topic's own name tells as much as an alias of several words, or a name of one."""
SECTIONS_OF_A_COMMON_WORD = 6
"""A word that stands in so many sections of a spec says little where it stands."""
SHORTEST_NAME = 3
SHORTEST_SENTENCE = 6
"""In words: what is shorter tells little, and without a full stop it is a title."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|incl)\.$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_MACHINE_TEXT = re.compile(r"[{}\\]|\$\(|&&|://|\s\|\s|\w = |\[\"|\s-\w\s|\s--\w.*\s--\w|^id: ")
_JOINED_BEFORE = re.compile(r"(?:\w[.'’]|[-_/\\@$~#&<=+])$")
_JOINED_AFTER = re.compile(r"[-.@+]\w|[_/\\]|://")
_WITHIN_A_PHRASE = re.compile(r"[\s\-_/.'’&+]*")
_SLUG = re.compile(r" \(([a-z0-9]+(?:-[a-z0-9]+)*)\)")
_ENDINGS_OF_A_NAME = frozenset(("", "s", "es", "e", "y", "ies"))
_ENDINGS_OF_A_FORM = _ENDINGS_OF_A_NAME | {"d", "ed", "ied", "ing", "ying"}


@dataclass(frozen=True, slots=True)
class Name:
    """What a topic is called: as it is written, as words and as stems; and how little it tells (`COST_OF_…`)."""

    written: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    cost: int

    @property
    def phrase(self) -> str:
        """As it stands in a line of stems."""
        return f" {' '.join(self.stems)} "


@dataclass(frozen=True, slots=True)
class Section:
    """A published section of a project, in lines of text and of stems."""

    kind: str
    text: str
    stems: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A section, and a sentence of it in which the names of the topic are marked."""

    kind: SectionKind
    pieces: list[Piece]


class Token(NamedTuple):
    """A word of a sentence, and where it stands."""

    start: int
    end: int
    word: str


class Span(NamedTuple):
    """Where a name stands in a sentence."""

    start: int
    end: int
    name: Name


class Candidate(NamedTuple):
    """A sentence with the topic's name. Those that tell little are quoted only where nothing else is."""

    tells_little: bool
    cost: int
    kind: str
    sentence: str


def mentions_of(topic: Topic, project_ids: Sequence[int]) -> dict[int, list[Mention]]:
    """By project, the best sentences of its spec that mention the topic. One query."""
    names = names_of(topic.name, topic.alias_list)
    if not names:
        return {}
    held = Q(*(("stems__contains", name.phrase) for name in names), _connector=Q.OR)
    parts = Part.objects.filter(held, project__in=project_ids).exclude(kind="").order_by("pk")
    rows = parts.values_list("project_id", "kind", "text", "stems")
    return {
        project_id: best_mentions([Section(*row) for _, *row in of_project], names, topic.slug)
        for project_id, of_project in groupby(rows, key=lambda row: row[0])
    }


def names_of(own: str, aliases: Iterable[str]) -> list[Name]:
    """Each name once, the longest first."""
    written = {tuple(words(term)): term.lower() for term in (*aliases, own)}
    own_words = tuple(words(own))
    longest_first = sorted(filter(None, written), key=lambda said: (-len(said), -len("".join(said)), said))

    def cost(said: tuple[str, ...]) -> int:
        if len(said) == 1:
            return COST_OF_A_WORD
        return 0 if said == own_words else COST_OF_AN_ALIAS

    return [Name(written[said], said, tuple(map(stem, said)), cost(said)) for said in longest_first[:MOST_NAMES]]


def best_mentions(sections: Sequence[Section], names: Sequence[Name], slug: str) -> list[Mention]:
    """The sentences of a spec that tell most about the topic, of different sections if possible."""
    weak = {name for name in names if _is_weak(name, sections)}
    found = [candidate for section in sections for candidate in _candidates(section, names, weak, slug)]
    once: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: (candidate.tells_little, candidate.cost)):
        once.setdefault(candidate.sentence, candidate)
    telling = [candidate for candidate in once.values() if not candidate.tells_little] or [*once.values()]
    of_section: dict[str, Candidate] = {}
    for candidate in telling:
        of_section.setdefault(candidate.kind, candidate)
    others = (candidate for candidate in telling if of_section[candidate.kind] is not candidate)
    chosen = [*of_section.values(), *others][:MENTIONS_OF_A_PROJECT]
    return [
        Mention(SECTION_BY_SLUG[candidate.kind], marked(candidate.sentence, names))
        for candidate in sorted(chosen, key=lambda candidate: _place(candidate.kind))
    ]


def _is_weak(name: Name, sections: Sequence[Section]) -> bool:
    """Whether it may well stand for something else: a short name, or a word that is all over the spec."""
    if len(name.words) > 1:
        return False
    everywhere = sum(name.phrase in section.stems for section in sections) >= SECTIONS_OF_A_COMMON_WORD
    return everywhere or len(name.words[0]) < SHORTEST_NAME


def _place(kind: str) -> int:
    return MOST_USEFUL_FIRST.index(kind) if kind in MOST_USEFUL_FIRST else len(MOST_USEFUL_FIRST)


def _candidates(section: Section, names: Sequence[Name], weak: set[Name], slug: str) -> Iterator[Candidate]:
    phrases = [name.phrase for name in names]
    for line, stems in zip(section.text.split("\n"), section.stems.split("\n"), strict=True):
        if not any(phrase in stems for phrase in phrases):
            continue
        sentences = sentences_of(line.replace(f" ({slug})", ""))
        entry = _SLUG.search(line) if section.kind == "topics" else None
        if entry and line.startswith(":", entry.end()):
            # Section 7 lists topics as `Name (slug): what for. What the learner does.` Another topic's entry is not about this one.
            if entry[1] == slug and spans_of(sentences[0], names):
                yield Candidate(False, _place(section.kind), section.kind, _entry(sentences))
            continue
        for number, sentence in enumerate(sentences):
            spans = [] if _MACHINE_TEXT.search(sentence) else spans_of(sentence, names)
            if not spans:
                continue
            name = _best(spans).name
            cost = _place(section.kind) + name.cost
            if section.kind == "objectives":
                yield Candidate(False, cost, section.kind, sentence)
            elif _ENDED.search(sentence) or len(words(sentence)) >= SHORTEST_SENTENCE:
                tells_little = name in weak or _is_poor(section.kind, sentence, number, name)
                yield Candidate(tells_little, cost, section.kind, sentence)


def _entry(sentences: Sequence[str]) -> str:
    both = " ".join(sentences[:2])
    return both if _ENDED.search(both) and len(both) <= LONGEST_EXCERPT else sentences[0]


def _is_poor(kind: str, sentence: str, number: int, name: Name) -> bool:
    """Whether a sentence is a note, a part of one, or names the topic in passing."""
    if kind in INVENTORIES or not _ENDED.search(sentence) or len(words(sentence)) < SHORTEST_SENTENCE:
        return True
    # In the line of a step, its title runs into the first sentence, and what follows the command begins in small letters.
    if kind == "deployment" and (number == 0 or not sentence[0].isupper()):
        return True
    return len(name.words) == 1 and kind not in ONE_WORD_TELLS


def sentences_of(line: str) -> list[str]:
    """A line, cut after what ends its sentences."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(line):
        sentence = line[start : end.end()].rstrip()
        if not _ABBREVIATED.search(sentence[-10:]):
            found.append(sentence)
            start = end.end()
    return [*found, line[start:]] if start < len(line) else found


def spans_of(text: str, names: Sequence[Name]) -> list[Span]:
    """Where names stand in a text, one after the other; where several begin, the first of `names`."""
    tokens = [Token(match.start(), match.end(), word) for match in _WORD.finditer(text) for word in words(match[0])]
    beginning: dict[str, list[Name]] = {}
    for name in names:
        beginning.setdefault(name.stems[0], []).append(name)
    spans: list[Span] = []
    for at, token in enumerate(tokens):
        if not spans or token.start >= spans[-1].end:
            for name in beginning.get(stem(token.word), ()):
                phrase = tokens[at : at + len(name.words)]
                if _is_said(name, text, phrase):
                    spans.append(Span(token.start, phrase[-1].end, name))
                    break
    return spans


def _is_said(name: Name, text: str, phrase: Sequence[Token]) -> bool:
    if tuple(stem(token.word) for token in phrase) != name.stems:
        return False
    start, end = phrase[0].start, phrase[-1].end
    if _JOINED_BEFORE.search(text[max(0, start - 2) : start]) or _JOINED_AFTER.match(text, end):
        return False
    if len(phrase) == 1:
        said = text[start:end]
        # `CD` is an abbreviation, `cd` is a command.
        is_something_else = len(said) < SHORTEST_NAME and said.isalpha() and said.islower()
        return _is_form(phrase[0].word, name.words[0]) and not is_something_else
    return text[start:end].lower() == name.written or all(
        _WITHIN_A_PHRASE.fullmatch(text, one.end, other.start) for one, other in pairwise(phrase)
    )


def _is_form(word: str, name: str) -> bool:
    """Whether a word is the name, or what grammar makes of it: `queries` of `query`, `deployed` of `deploy`."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, name, strict=False)))
    return name[common:] in _ENDINGS_OF_A_NAME and word[common:] in _ENDINGS_OF_A_FORM


def _best(spans: Iterable[Span]) -> Span:
    return min(spans, key=lambda span: span.name.cost)


def marked(sentence: str, names: Sequence[Name]) -> list[Piece]:
    """The sentence, or as much of it as fits around its best name, with the names marked."""
    spans = spans_of(sentence, names)
    start, end = _window(sentence, _best(spans))
    pieces, at = [Piece("… ")] if start else [], start
    for span in spans:
        if span.start >= start and span.end <= end:
            pieces += [Piece(sentence[at : span.start]), Piece(sentence[span.start : span.end], marked=True)]
            at = span.end
    pieces += [Piece(sentence[at:end]), *([Piece(" …")] if end < len(sentence) else [])]
    return [piece for piece in pieces if piece.text]


def _window(sentence: str, span: Span) -> tuple[int, int]:
    """As many whole words as fit, the name among them."""
    if len(sentence) <= LONGEST_EXCERPT:
        return 0, len(sentence)
    start = 0
    if span.end > LONGEST_EXCERPT * 3 // 4:
        earliest = max(0, span.start - LONGEST_EXCERPT // 3)
        start = sentence.find(" ", earliest, span.start) + 1 or span.start
    end = start + LONGEST_EXCERPT
    if end >= len(sentence):
        return start, len(sentence)
    return start, max(span.end, sentence.rfind(" ", start, end))
