"""What the finder's page shows: results, counts, chips and ways out, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.models import SkillLevel, Topic
from curriculum.places import Place

from .catalogue import Catalogue, current_catalogue
from .facets import FACETS, Bits, Facet, Tally, Text, positions_in, tally
from .lookup import Lookup, look_up
from .notices import notice
from .passages import Passage, Quote, closeness, passages_of, quotes
from .question import SORTS, Ignored, Question, Why, echo, read_question
from .topics_named import topic_named, topics_mentioned

RESULTS_ON_A_PAGE = 20
MOST_VALUES = 200
"""Of a facet with more, those with the most projects are shown."""
LOOKED_AT_CLOSELY = 40
"""So many of the best results are ordered by whole phrases, too: it needs their text."""
MOST_WORDS_TO_DROP = 4
TOPIC_WEIGHT = 4
INTRODUCING_WEIGHT = 10
"""How much a topic that the question names says for the projects that carry it, and more for those that introduce it."""
SORT_LABELS = {
    "relevance": _("Best match first"),
    "path": _("In the order of the roadmap"),
    "hours": _("Shortest first"),
}


class Option(NamedTuple):
    """A value of a facet as the page offers it: following its link sets or removes it."""

    slug: str
    label: Text
    count: int
    active: bool
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet with the values worth showing, grouped as they are on their shelves."""

    name: str
    label: Text
    groups: list[tuple[str, list[Option]]]
    more: int
    """Values that would give something, too, but are too many to show."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address without it."""

    facet: Text
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """What could be dropped when nothing is found, and how many projects that would give."""

    label: Text
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The question as it was probably meant, which is what was looked up."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """A project that was found, and what those of its sections say that are most about the words."""

    place: Place
    level: SkillLevel
    summary: str
    topics: list[Topic]
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the page shows."""

    question: Question
    notices: list[str]
    results: list[Result]
    page: Page
    choices: list[Choice]
    chips: list[Chip]
    sorts: list[tuple[str, Text]]
    ways_out: list[WayOut]
    correction: Correction | None
    holds_most: bool
    """No project holds all the words; the results hold most of them."""
    topic: Topic | None
    """The topic that the words name: its page may be what is looked for."""
    topic_is_taught: bool

    @property
    def narrows(self) -> bool:
        """Whether there is any value to filter by."""
        return any(choice.groups for choice in self.choices)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def url(self) -> str:
        return address(self.question)

    @property
    def previous_url(self) -> str:
        return address(self.question.on_page(self.page.number - 1)) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return address(self.question.on_page(self.page.number + 1)) if self.page.has_next() else ""


def address(question: Question) -> str:
    return reverse("search") + question.query_string()


def find(parameters: Mapping[str, Sequence[str]]) -> Findings:
    """Answer a query string, given as each of its names with its values."""
    catalogue = current_catalogue()
    question, ignored = read_question(parameters, catalogue.terms)
    lookup = _look_up(catalogue, question) if question.words else None
    if lookup and lookup.words:
        ignored += [Ignored("q", Why.UNKNOWN_WORD, echo(word)) for word in lookup.unknown]
    matched = None if lookup is None else catalogue.bits(lookup.found)
    counted = tally(catalogue.everything, catalogue.carriers, question.chosen, matched)
    ordered, passages = _in_order(catalogue, question, counted.found, lookup)
    page = Paginator(ordered, RESULTS_ON_A_PAGE).get_page(question.page)
    if page.number < question.page:
        ignored.append(Ignored("page", Why.PAST_THE_END, str(question.page)))
        question = question.on_page(page.number)
    topic = catalogue.topics.get(topic_named(catalogue.topic_names, question.text) or "")
    return Findings(
        question=question,
        notices=[notice(item) for item in ignored],
        results=_results(catalogue, list(page), lookup, passages),
        page=page,
        choices=[_choice(facet, catalogue, question, counted) for facet in FACETS],
        chips=_chips(catalogue, question),
        sorts=_sorts(question),
        ways_out=[] if counted.found else _ways_out(catalogue, question, counted, lookup),
        correction=_correction(question, lookup),
        holds_most=lookup is not None and lookup.holds_most,
        topic=topic,
        topic_is_taught=bool(topic and catalogue.carriers["topic"].get(topic.slug)),
    )


def _look_up(catalogue: Catalogue, question: Question) -> Lookup:
    return look_up(question.words, number_of_projects=len(catalogue.places), is_prose=question.is_prose)


def _in_order(
    catalogue: Catalogue, question: Question, found: Bits, lookup: Lookup | None
) -> tuple[list[int], list[Passage]]:
    """The positions of the projects that were found, and the texts that were read to order the best of them.

    The catalogue is in the order of the tree, and equals keep it.
    """
    if question.order == "hours":
        return [position for position in catalogue.shortest_first if found >> position & 1], []
    positions = positions_in(found)
    if question.order == "path" or lookup is None:
        return positions, []
    ids = catalogue.project_ids
    scores = lookup.scores(frozenset(ids[position] for position in positions))
    all_words = sum(word.weight for word in lookup.wanted)
    for slug, share in topics_mentioned(catalogue.topic_names, question.text).items():
        for weight, bits in (
            (TOPIC_WEIGHT, catalogue.carriers["topic"].get(slug, 0)),
            (INTRODUCING_WEIGHT, catalogue.introducing.get(slug, 0)),
        ):
            for position in positions_in(bits & found):
                scores[ids[position]] += round(weight * share * all_words)
    positions.sort(key=lambda position: -scores[ids[position]])
    if len(lookup.words) < 2:
        return positions, []
    best, others = positions[:LOOKED_AT_CLOSELY], positions[LOOKED_AT_CLOSELY:]
    passages = passages_of((ids[position] for position in best), lookup.wanted)
    for project_id, weight in closeness(passages, lookup.wanted, question.text).items():
        scores[project_id] += weight
    best.sort(key=lambda position: (-scores[ids[position]], position))
    return best + others, passages


def _results(
    catalogue: Catalogue, positions: list[int], lookup: Lookup | None, passages: list[Passage]
) -> list[Result]:
    found = [catalogue.places[position] for position in positions]
    quoted = _quotes([place.project_id for place in found], lookup, passages)
    return [
        Result(
            place=place,
            level=catalogue.levels[place.level],
            # It was read after the places: a project deleted in between has none.
            summary=catalogue.summaries.get(place.project_id, ""),
            topics=[catalogue.topics[slug] for slug in catalogue.entries[position].topics],
            quotes=quoted.get(place.project_id, []),
        )
        for position, place in zip(positions, found, strict=True)
    ]


def _quotes(ids: list[int], lookup: Lookup | None, passages: list[Passage]) -> dict[int, list[Quote]]:
    if lookup is None or not ids:
        return {}
    known = {passage.project_id for passage in passages}
    if not known.issuperset(ids):
        passages = passages_of(ids, lookup.wanted)
    of_page = set(ids)
    return quotes(
        (passage for passage in passages if passage.project_id in of_page), [word.held_as for word in lookup.wanted]
    )


def _choice(facet: Facet, catalogue: Catalogue, question: Question, counted: Tally) -> Choice:
    """The values that would give something, and the active ones, in the order of the catalogue."""
    counts = counted.counts[facet.name]
    active = question.chosen.get(facet.name, ())
    values = catalogue.values[facet.name]
    shown = [slug for slug in values if counts.get(slug) or slug in active]
    more = max(0, len(shown) - MOST_VALUES)
    if more:
        most = set(sorted(shown, key=lambda slug: (slug not in active, -counts.get(slug, 0)))[:MOST_VALUES])
        shown = [slug for slug in shown if slug in most]
    path = reverse("search")
    toggles = question.toggle_strings(facet.name, shown)
    options = [
        (
            values[slug].group,
            Option(slug, values[slug].label, counts.get(slug, 0), slug in active, path + toggles[slug]),
        )
        for slug in shown
    ]
    groups = groupby(options, key=lambda pair: pair[0])
    return Choice(facet.name, facet.label, [(group, [option for _, option in pairs]) for group, pairs in groups], more)


def _sorts(question: Question) -> list[tuple[str, Text]]:
    """The usual order goes without a name, so that it stays the usual one when words are typed or deleted."""
    names = [name for name in SORTS if question.words or name != "relevance"]
    return [("" if name == question.usual_order else name, SORT_LABELS[name]) for name in names]


def _chips(catalogue: Catalogue, question: Question) -> list[Chip]:
    chips = [
        Chip(facet.label, value.label, address(question.toggled(facet.name, value.slug)))
        for facet in FACETS
        for slug in question.chosen.get(facet.name, ())
        if (value := catalogue.values[facet.name].get(slug))
    ]
    if question.words:
        chips.insert(0, Chip(_("Words"), question.text, address(question.without("q"))))
    return chips


def _correction(question: Question, lookup: Lookup | None) -> Correction | None:
    if lookup is None or not lookup.corrections:
        return None
    text = question.reworded(lookup.corrections)
    return Correction(text, address(replace(question, text=text)))


def _ways_out(catalogue: Catalogue, question: Question, counted: Tally, lookup: Lookup | None) -> list[WayOut]:
    """Every single filter or word that, dropped, would give something; the one that gives most first."""
    labels = {facet.name: facet.label for facet in FACETS if question.chosen.get(facet.name)}
    if question.words:
        labels["q"] = _("Words")
    ways = [WayOut(label, counted.without[name], address(question.without(name))) for name, label in labels.items()]
    if lookup and 1 < len(question.words) <= MOST_WORDS_TO_DROP:
        ways += [_way_without_word(catalogue, question, lookup, word) for word in question.words]
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)


def _way_without_word(catalogue: Catalogue, question: Question, lookup: Lookup, word: str) -> WayOut:
    fewer = replace(question, text=" ".join(other for other in question.words if other != word))
    found = lookup.without(word)
    matched = catalogue.bits(_look_up(catalogue, fewer).found if found is None else found)
    counted = tally(catalogue.everything, catalogue.carriers, question.chosen, matched)
    return WayOut(f"“{word}”", counted.found.bit_count(), address(fewer))
