"""What the palette of every page offers for a text that is still being typed: names, then what the specs say.

It is asked at every pause in typing. So names are looked up in memory, and of the projects that hold the words the first are
taken: to score all of them, as the finder does, takes longer than a typist waits at ten thousand projects.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from wagtail.models import Page, Site

from curriculum.models import Topic
from curriculum.places import Place
from curriculum.sections import SECTIONS, SectionKind
from curriculum.words import words

from .catalogue import Catalogue, current_catalogue
from .language import stem
from .matches import all_of
from .models import SECTIONS_OF_A_PROJECT, Part
from .question import LONGEST_TEXT, MOST_WORDS, Question, printable
from .suggestions import completions
from .terms import SUMMARY, THROUGHOUT, TOPICS

MOST_ROADMAPS = 3
MOST_ROADMAPS_AT_FIRST = 8
MOST_PROJECTS = 5
MOST_TOPICS = 5
MOST_SECTIONS = 5
MOST_IN_TEXT = 3
FEWEST_LETTERS = 3
"""With less, every second section begins so, and every text holds it."""
MOST_CANDIDATES = 20
"""More than are shown, because some turn out to be drafts, private or named already."""
MOST_FORMS = 8
"""A beginning that more words have is too short to say which texts are meant."""
TELLING_PLACES = (TOPICS, SUMMARY, THROUGHOUT)
HEADINGS = {kind: words(f"{kind.title} {kind.slug}") for kind in SECTIONS}

# In one order on both databases. PostgreSQL would walk the projects in that order and make the vector of each one anew, if it
# were not told to ask the index first.
FIRST_HOLDING = {
    "sqlite": """
        SELECT rowid, {rank} FROM (
            SELECT rowid FROM search_entry_terms WHERE search_entry_terms MATCH %s ORDER BY rowid LIMIT %s
        ) AS held
    """,
    "postgresql": """
        SELECT project_id, {rank} FROM (
            WITH found AS MATERIALIZED (SELECT project_id FROM search_entry WHERE search_vector(terms) @@ %s::tsquery)
            SELECT project_id FROM found ORDER BY project_id LIMIT %s
        ) AS held
    """,
}


@dataclass(frozen=True, slots=True)
class Option:
    """Something to open, and where it stands."""

    name: str
    url: str
    within: str = ""
    """Empty where there is only one place."""
    number: int | None = None
    """Of a project in its roadmap."""
    alias: str = ""
    """What was typed of a topic, where that is not its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """All that the palette shows for a text."""

    text: str
    roadmaps: list[Option]
    projects: list[Option]
    topics: list[Option]
    sections: list[Option]
    in_text: list[Option]
    """Projects that hold the words, though they are not called so."""

    @property
    def total(self) -> int:
        return sum(map(len, (self.roadmaps, self.projects, self.topics, self.sections, self.in_text)))

    @property
    def search_url(self) -> str:
        return reverse("search") + Question(text=self.text).query_string()


def offer(text: str, request) -> Offer:
    """Answer what somebody typed, in at most five queries."""
    text = printable(text)[:LONGEST_TEXT].rstrip()
    asked = words(text)[:MOST_WORDS]
    catalogue = current_catalogue()
    named = catalogue.named
    roadmaps = named["roadmap"].find(asked, MOST_ROADMAPS) if text else named["roadmap"].things[:MOST_ROADMAPS_AT_FIRST]
    projects = named["project"].find(asked, MOST_PROJECTS)
    tells_enough = sum(map(len, asked)) >= FEWEST_LETTERS
    sections = _sections(catalogue, asked) if tells_enough else []
    in_text = _in_text(catalogue, text, projects) if tells_enough and len(projects) < MOST_PROJECTS else []
    url_of = _addresses(request)
    urls = _urls([*projects, *(place for place, _ in sections), *in_text], url_of)
    return Offer(
        text=text,
        roadmaps=[Option(roadmap.title, url) for roadmap in roadmaps if (url := url_of(roadmap))],
        projects=_projects(catalogue, projects, urls),
        topics=[
            Option(topic.name, topic.get_absolute_url(), topic.area.name, alias=_alias(topic, asked))
            for topic in named["topic"].find(asked, MOST_TOPICS)
        ],
        sections=[
            Option(f"{place.title} › {kind.title}", f"{urls[place.project_id]}#{kind.slug}")
            for place, kind in sections
            if place.project_id in urls
        ],
        in_text=_projects(catalogue, in_text, urls),
    )


def _projects(catalogue: Catalogue, places: Iterable[Place], urls: dict[int, str]) -> list[Option]:
    several = len(catalogue.named["roadmap"].things) > 1
    return [
        Option(place.title, urls[place.project_id], place.roadmap.title if several else "", place.number)
        for place in places
        if place.project_id in urls
    ]


def _alias(topic: Topic, asked: Sequence[str]) -> str:
    """The alias that tells why this topic is offered. None if its name does."""
    if _begin(asked, words(topic.name)):
        return ""
    return next((alias for alias in topic.alias_list if _begin(asked, words(alias))), "")


def _begin(asked: Iterable[str], held: Sequence[str]) -> bool:
    """Whether each of the words is the beginning of one that is held."""
    return all(any(one.startswith(word) for one in held) for word in asked)


def _urls(places: Sequence[Place], url_of: Callable[[Page], str | None]) -> dict[int, str]:
    """Only roadmaps are asked for their address: to make a page of each project takes longer than all that was looked up."""
    roadmaps = {roadmap: url_of(roadmap) for roadmap in {place.roadmap for place in places}}
    return {place.project_id: f"{url}{place.slug}/" for place in places if (url := roadmaps[place.roadmap])}


def _addresses(request) -> Callable[[Page], str | None]:
    """What says the address of a page, as its `get_url` does.

    That asks the database for which site the request is: the slowest query of all, and it only matters if there are several.
    """
    if len({root.site_id for root in Site.get_site_root_paths()}) > 1:
        return lambda page: page.get_url(request)
    return lambda page: parts[2] if (parts := page.get_url_parts(request)) else None


def _sections(catalogue: Catalogue, asked: Sequence[str]) -> list[tuple[Place, SectionKind]]:
    """Published sections: some of the words begin words of the heading, the others, at least one, of the project's title."""
    kinds: dict[tuple[str, ...], list[SectionKind]] = {}
    for kind, heading in HEADINGS.items():
        others = tuple(word for word in asked if not _begin([word], heading))
        # All of the words may be in the heading. Then it takes a project that has one of them in its title, too.
        for in_title in [others] if others else [(word,) for word in asked]:
            if len(others) < len(asked):
                kinds.setdefault(in_title, []).append(kind)
    found = [
        (_distance(in_title, place.title), catalogue.position[place.project_id], kind.number)
        for in_title in kinds
        for place in catalogue.named["project"].find(in_title, MOST_CANDIDATES)
        for kind in kinds[in_title]
    ]
    candidates = {
        catalogue.places[position].project_id * SECTIONS_OF_A_PROJECT + number: (position, number)
        for _, position, number in sorted(found)
    }
    first = list(candidates)[:MOST_CANDIDATES]
    published = set(Part.objects.filter(pk__in=first).values_list("pk", flat=True)) if first else set()
    best = [candidates[part_id] for part_id in first if part_id in published]
    return [(catalogue.places[position], SECTIONS[number - 1]) for position, number in best[:MOST_SECTIONS]]


def _distance(asked: Sequence[str], title: str) -> int:
    """0 if it is called so, 1 if its title begins so, else 2."""
    name, said = " ".join(words(title)), " ".join(asked)
    return 0 if name == said else 1 if name.startswith(said) else 2


def _in_text(catalogue: Catalogue, text: str, known: Sequence[Place]) -> list[Place]:
    """The first projects that hold all the words, those above all that are about them."""
    asked = Question(text=text).words
    if not asked:
        return []
    forms = [{stem(word)} for word in asked]
    longer = completions(asked[-1])
    forms[-1] |= longer if len(longer) <= MOST_FORMS else set()
    about = [{place.term(form) for place in TELLING_PLACES for form in one} for one in forms]
    first = FIRST_HOLDING[connection.vendor]
    statement = f"{first.format(rank=0)} UNION ALL {first.format(rank=1)} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [all_of(about), MOST_CANDIDATES, all_of(forms), MOST_CANDIDATES, MOST_CANDIDATES])
        ranks = dict(sorted(cursor.fetchall(), reverse=True))  # who is in both keeps the lower rank
    shown = {place.project_id for place in known}
    positions = [
        (rank, catalogue.position[pk]) for pk, rank in ranks.items() if pk in catalogue.position and pk not in shown
    ]
    return [catalogue.places[position] for _, position in sorted(positions)[:MOST_IN_TEXT]]
