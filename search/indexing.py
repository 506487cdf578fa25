"""Writes what the finder knows of projects, whenever that changes (see `search.receivers`)."""

import json
import secrets
from collections.abc import Iterable
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

    project_id: int
    title: str
    summary: str
    topics: list[str]
    sections: dict[str, list[str]]

    @property
    def card(self) -> list[str]:
        return [self.title, *self.topics, self.summary]


def refresh(project_ids: Iterable[int]) -> None:
    """Write these projects anew, or remove those that are not published."""
    for ids in batched(project_ids, PROJECTS_AT_ONCE):
        with transaction.atomic():
            Entry.objects.filter(project__in=ids).delete()
            Part.objects.filter(project__in=ids).delete()
            write([_document(project) for project in _published(ids)])
            record_change()


def rebuild() -> int:
    """Write all projects anew, and forget the words that none of them holds any more. Returns how many there are."""
    with transaction.atomic():
        Word.objects.all().delete()
        refresh(Project.objects.order_by("pk").values_list("pk", flat=True))
    return Entry.objects.count()


def write(documents: list[Document]) -> None:
    """Write projects that have no rows yet."""
    entries, parts, found = [], [], set()
    for document in documents:
        of_project = []
        for kind, lines in {"": document.card, **document.sections}.items():
            cut = [words(line) for line in lines]
            found.update(*cut)
            of_project.append(_part(document.project_id, kind, lines, stem_lines(cut)))
        terms = terms_of(document.title, document.topics, document.summary, [part.stems for part in of_project[1:]])
        entries.append(Entry(project_id=document.project_id, terms=" ".join(sorted(terms))))
        parts += of_project
    Entry.objects.bulk_create(entries)
    Part.objects.bulk_create(parts, batch_size=1000)
    _add_words(word for word in found if 3 <= len(word) <= LONGEST_WORD and not word.isdecimal())


def _add_words(new: Iterable[str]) -> None:
    # In one order, so that two who add the same words wait for each other instead of blocking each other.
    known = sorted(new)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("INSERT INTO search_word (text) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [known])
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
        project_id=project.pk,
        title=project.title,
        summary=inline_text(project.summary),
        topics=names_of(project.topics.all()),
        sections={section.kind: readable_lines(section.body.raw_data) for section in project.readable_sections},
    )


def _part(project_id: int, kind: str, lines: list[str], stems: str) -> Part:
    number = SECTION_BY_SLUG[kind].number if kind else 0
    return Part(
        id=project_id * SECTIONS_OF_A_PROJECT + number,
        project_id=project_id,
        kind=kind,
        text="\n".join(lines),
        stems=stems,
    )
