"""What the finder's page shows: results, counts, chips and ways out, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from curriculum.models import Project, Topic
from curriculum.places import Place
from curriculum.sections import SECTION_BY_SLUG, SectionKind
from curriculum.words import words

from .catalogue import Catalogue, read_catalogue
from .facets import FACETS, Facet, Ids, Tally, Text, Value, tally, term_key
from .language import forms, in_forms, telling
from .matches import Matches, matching_projects, matching_sections
from .notices import notice
from .question import SORTS, Ignored, Question, Why, read_question

RESULTS_ON_A_PAGE = 20
SECTIONS_OF_A_RESULT = 4
SORT_LABELS = {
    "relevance": _("Best match first"),
    "path": _("In the order of the roadmap"),
    "hours": _("Shortest first"),
}


@dataclass(frozen=True, slots=True)
class Option:
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
class Result:
    """A project that was found, and those of its sections that hold the words."""

    project: Project
    place: Place
    topics: list[Topic]
    sections: list[SectionKind]


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
    catalogue = read_catalogue()
    terms = {facet.name: facet.resolve(catalogue.vocabulary) for facet in FACETS}
    question, ignored = read_question(parameters, terms)
    topic = catalogue.topics.get(_topic_named(question, terms["topic"])) if question.words else None
    matches = matching_projects(question.words) if question.words else None
    counted = tally(catalogue.entries, question.chosen, _matched(catalogue, matches, topic))
    ordered = _in_order(catalogue, question, counted.ids, matches, topic)
    page = Paginator(ordered, RESULTS_ON_A_PAGE).get_page(question.page)
    if page.number < question.page:
        ignored.append(Ignored("page", Why.PAST_THE_END, str(question.page)))
        question = question.on_page(page.number)
    return Findings(
        question=question,
        notices=[notice(item) for item in ignored],
        results=_results(catalogue, question, list(page)),
        page=page,
        choices=[_choice(facet, catalogue, question, counted) for facet in FACETS],
        chips=_chips(catalogue, question),
        sorts=_sorts(question),
        ways_out=[] if counted.ids else _ways_out(question, counted),
        topic=topic,
        topic_is_taught=bool(_carriers(catalogue, topic)),
    )


def _topic_named(question: Question, terms: Mapping[str, str]) -> str | None:
    """The topic that is called so: as it is asked, without the words around it, or in another form of its words."""
    for asked in (term_key(question.text), " ".join(question.words)):
        if asked in terms:
            return terms[asked]
    asked = [forms(word) for word in question.words]
    alike = {slug for term, slug in terms.items() if in_forms(telling(term.split()), asked)}
    # Two that read alike are named by neither.
    return alike.pop() if len(alike) == 1 else None


def _matched(catalogue: Catalogue, matches: Matches | None, topic: Topic | None) -> Ids | None:
    """The projects that hold the words, or carry the topic that they name."""
    if matches is None:
        return None
    return frozenset(matches.scores).union(_carriers(catalogue, topic))


def _carriers(catalogue: Catalogue, topic: Topic | None) -> Ids:
    return frozenset(entry.project_id for entry in catalogue.entries if topic and topic.slug in entry.topics)


def _in_order(
    catalogue: Catalogue, question: Question, ids: Ids, matches: Matches | None, topic: Topic | None
) -> list[int]:
    # The catalogue is in the order of the tree, and sorting keeps that order among equals.
    found = [project_id for project_id in catalogue.places if project_id in ids]
    if question.order == "hours":
        found.sort(key=lambda project_id: catalogue.places[project_id].hours)
    elif question.order == "relevance" and matches is not None:
        carriers = _carriers(catalogue, topic)
        found.sort(key=lambda project_id: _rank(catalogue.places[project_id], question, matches, carriers))
    return found


def _rank(place: Place, question: Question, matches: Matches, carriers: Ids) -> tuple[int, float]:
    """The title or the topic itself first, then the summary and all topics, then the text by how much it is about it."""
    in_title = set(words(place.title))
    if place.project_id in carriers or all(forms(word) & in_title for word in question.words):
        return 0, 0.0
    if place.project_id in matches.on_card:
        return 1, 0.0
    return 2, -matches.scores[place.project_id]


def _results(catalogue: Catalogue, question: Question, ids: list[int]) -> list[Result]:
    projects = Project.objects.select_related("level").in_bulk(ids)
    kinds = matching_sections(question.words, ids) if question.words and ids else {}
    topics = {entry.project_id: entry.topics for entry in catalogue.entries}
    return [
        Result(
            project=projects[project_id],
            place=catalogue.places[project_id],
            topics=[catalogue.topics[slug] for slug in topics[project_id]],
            sections=_best_sections(kinds.get(project_id, [])),
        )
        for project_id in ids
        if project_id in projects
    ]


def _best_sections(kinds: list[str]) -> list[SectionKind]:
    best = [SECTION_BY_SLUG[kind] for kind in kinds[:SECTIONS_OF_A_RESULT]]
    return sorted(best, key=lambda kind: kind.number)


def _choice(facet: Facet, catalogue: Catalogue, question: Question, counted: Tally) -> Choice:
    counts = counted.counts[facet.name]
    options = [
        (value.group, _option(facet, value, question, counts.get(value.slug, 0)))
        for value in facet.values(catalogue.vocabulary)
    ]
    worth_showing = [(group, option) for group, option in options if option.count or option.active]
    groups = groupby(worth_showing, key=lambda pair: pair[0])
    return Choice(facet.name, facet.label, [(group, [option for _, option in pairs]) for group, pairs in groups])


def _option(facet: Facet, value: Value, question: Question, count: int) -> Option:
    return Option(
        slug=value.slug,
        label=value.label,
        count=count,
        active=question.is_chosen(facet.name, value.slug),
        url=address(question.toggled(facet.name, value.slug)),
    )


def _sorts(question: Question) -> list[tuple[str, Text]]:
    """The usual order goes without a name, so that it stays the usual one when words are typed or deleted."""
    names = [name for name in SORTS if question.words or name != "relevance"]
    return [("" if name == question.usual_order else name, SORT_LABELS[name]) for name in names]


def _chips(catalogue: Catalogue, question: Question) -> list[Chip]:
    chips = [
        Chip(facet.label, value.label, address(question.toggled(facet.name, value.slug)))
        for facet in FACETS
        for value in facet.values(catalogue.vocabulary)
        if question.is_chosen(facet.name, value.slug)
    ]
    if question.words:
        chips.insert(0, Chip(_("Words"), question.text, address(question.without("q"))))
    return chips


def _ways_out(question: Question, counted: Tally) -> list[WayOut]:
    """Every single filter that, dropped, would give something; the one that gives most first."""
    labels = {facet.name: facet.label for facet in FACETS if question.chosen.get(facet.name)}
    if question.words:
        labels["q"] = _("Words")
    ways = [WayOut(label, counted.without[name], address(question.without(name))) for name, label in labels.items()]
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)
