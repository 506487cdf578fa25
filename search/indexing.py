"""Writes what the finder knows of projects, whenever that changes (see `search.receivers`)."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched

from django.db import connection, transaction
from django.db.models import Prefetch

from curriculum.models import Project, SpecSection, Topic
from curriculum.readable import readable_lines
from curriculum.sections import SECTION_BY_SLUG
from curriculum.spec_text.inline import inline_text
from curriculum.words import words

from .language import LONGEST_WORD
from .models import SECTIONS_OF_A_PROJECT, Change, Entry, Part, Word
from .terms import stem_lines, terms_of

PROJECTS_AT_ONCE = 100
CHANGES_KEPT = 100


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched of a published project. A topic is its name and its aliases; sections are lines by kind."""

    title: str
    summary: str
    topics: list[str]
    sections: dict[str, list[str]]

    @property
    def card(self) -> list[str]:
        return [self.title, *self.topics, self.summary]


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as it is written: its terms, its parts (kind, text and stems of each), and its words."""

    terms: str
    parts: list[tuple[str, str, str]]
    words: set[str]


def refresh(project_ids: Iterable[int]) -> None:
    """Write these projects anew, or remove those that are not published."""
    for ids in batched(project_ids, PROJECTS_AT_ONCE):
        with transaction.atomic():
            Entry.objects.filter(project__in=ids).delete()
            Part.objects.filter(project__in=ids).delete()
            write({project.pk: index(_document(project)) for project in _published(ids)})
            record_change()


def rebuild() -> int:
    """Write all projects anew, and forget the words that none of them holds any more. Returns how many there are."""
    with transaction.atomic():
        Word.objects.all().delete()
        refresh(Project.objects.order_by("pk").values_list("pk", flat=True))
    return Entry.objects.count()


def index(document: Document) -> Indexed:
    """Pure: the words of a document are cut and stemmed here, the database is not asked."""
    parts, found = [], set()
    for kind, lines in {"": document.card, **document.sections}.items():
        cut = [words(line) for line in lines]
        found.update(*cut)
        parts.append((kind, "\n".join(lines), stem_lines(cut)))
    terms = terms_of(document.title, document.topics, document.summary, [stems for _, _, stems in parts[1:]])
    known = {word for word in found if 3 <= len(word) <= LONGEST_WORD and not word.isdecimal()}
    return Indexed(" ".join(sorted(terms)), parts, known)


def write(projects: Mapping[int, Indexed]) -> None:
    """Write projects, given by their ids, that have no rows yet."""
    Entry.objects.bulk_create(Entry(project_id=pk, terms=indexed.terms) for pk, indexed in projects.items())
    Part.objects.bulk_create(
        (_part(pk, *part) for pk, indexed in projects.items() for part in indexed.parts), batch_size=1000
    )
    _add_words(set().union(*(indexed.words for indexed in projects.values())))


def _add_words(new: Iterable[str]) -> None:
    # In one order, so that two who add the same words wait for each other instead of blocking each other.
    known = sorted(new)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Nearly all are known: to run into the conflict for each of them takes ten times as long.
            statement = """
                INSERT INTO search_word (text) SELECT new FROM unnest(%s::text[]) AS new
                WHERE NOT EXISTS (SELECT FROM search_word WHERE text = new) ON CONFLICT DO NOTHING
            """
            cursor.execute(statement, [known])
        else:
            statement = (
                "INSERT INTO search_word (text) SELECT value FROM json_each(%s) WHERE true ON CONFLICT DO NOTHING"
            )
            cursor.execute(statement, [json.dumps(known)])


def record_change() -> None:
    """Tell every process that what it remembers of the catalogue may be wrong."""
    change = Change.objects.create(stamp=secrets.randbits(40))
    if change.pk % CHANGES_KEPT == 0:
        Change.objects.filter(pk__lt=change.pk - CHANGES_KEPT).delete()


def _published(ids: Iterable[int]):
    readable = SpecSection.objects.filter(live=True, view_restrictions=None)
    return Project.objects.filter(pk__in=ids, live=True).prefetch_related(
        Prefetch("sections", queryset=readable, to_attr="readable_sections"), "topics"
    )


def names_of(topics: Iterable[Topic]) -> list[str]:
    """What the topics of a project are searched by."""
    return [term for topic in topics for term in (topic.name, topic.slug, *topic.alias_list)]


def _document(project: Project) -> Document:
    return Document(
        title=project.title,
        summary=inline_text(project.summary),
        topics=names_of(project.topics.all()),
        sections={section.kind: readable_lines(section.body.raw_data) for section in project.readable_sections},
    )


def _part(project_id: int, kind: str, text: str, stems: str) -> Part:
    number = SECTION_BY_SLUG[kind].number if kind else 0
    return Part(
        id=project_id * SECTIONS_OF_A_PROJECT + number, project_id=project_id, kind=kind, text=text, stems=stems
    )
