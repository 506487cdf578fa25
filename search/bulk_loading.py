"""Writes made-up roadmaps as pages by the batch: Wagtail saves a page with some eighty queries, too many for a hundred thousand.

What that keeps true is kept true here, too: the tree with its numbers of children, the finder, and the admin's search. Not
written are revisions and the index of references (`manage.py rebuild_references_index`).
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import batched
from multiprocessing import get_context
from typing import Any

import django
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, Max, Model
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.search.backends import get_search_backends

from curriculum.models import Project, ProjectTopic, Roadmap, SkillLevel, SpecSection, Topic
from curriculum.readable import readable_lines
from curriculum.sections import SECTION_BY_SLUG

from .indexing import Document, Indexed, index, names_of, record_change, write
from .synthetic import PROJECTS_OF_A_ROADMAP, MadeProject, MadeRoadmap, Maker

ROADMAPS_AT_ONCE = 10
type Row = dict[str, Any]
type Drawn = list[tuple[MadeRoadmap, list[Indexed]]]
"""Roadmaps, each with its projects as the finder holds them."""


def load_synthetic(projects: int, *, seed: int = 1, done: Callable[[int], None] = lambda number: None) -> None:
    """Add so many projects in new roadmaps; `done` hears of each batch. Each batch is a transaction."""
    topics = list(Topic.objects.select_related("area").order_by("pk"))
    levels = list(SkillLevel.objects.order_by("position"))
    first = 1 + Roadmap.objects.filter(slug__startswith="synthetic-").count()
    sizes = [min(PROJECTS_OF_A_ROADMAP, projects - before) for before in range(0, projects, PROJECTS_OF_A_ROADMAP)]
    batches = list(batched(enumerate(sizes, start=first), ROADMAPS_AT_ONCE))
    draw = partial(_draw, len(levels), [tuple(names_of([topic])) for topic in topics], seed)
    with _index_by_the_batch():
        for drawn in _one_ahead(draw, batches):
            with transaction.atomic():
                _Batch(levels, topics).load(drawn)
            done(sum(len(roadmap.projects) for roadmap, _ in drawn))


def _draw(levels: int, topics: Sequence[tuple[str, ...]], seed: int, sizes: Iterable[tuple[int, int]]) -> Drawn:
    """Roadmaps of these numbers and sizes. Topics are given by all their names."""
    maker = _maker(levels, tuple(names[0] for names in topics), seed)
    roadmaps = [maker.roadmap(number, size) for number, size in sizes]
    return [(roadmap, [index(_document(made, topics)) for made in roadmap.projects]) for roadmap in roadmaps]


_maker = lru_cache(maxsize=1)(Maker)


def _document(made: MadeProject, topics: Sequence[tuple[str, ...]]) -> Document:
    return Document(
        title=made.title,
        summary=made.summary,
        topics=[name for topic in made.topics for name in topics[topic]],
        sections={kind: readable_lines(data) for kind, data in made.sections.items()},
    )


def _one_ahead[Item, Made](make: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    """Make the next one in a process of its own while this one writes the one before, and no more than that."""
    if len(items) < 2:
        yield from map(make, items)
        return
    # "spawn", because a copy of this process would hold copies of its connections.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as process:
        coming = process.submit(make, items[0])
        for item in items[1:]:
            made, coming = coming.result(), process.submit(make, item)
            yield made
        yield coming.result()


@contextmanager
def _index_by_the_batch() -> Iterator[None]:
    """Let PostgreSQL add the terms of many projects to its index at once, in half the time.

    Searching stays right, only slower while the terms that wait are many; so it does if this ends without its end.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER INDEX search_entry_terms SET (fastupdate = on, gin_pending_list_limit = 262144)")
        try:
            yield
        finally:
            cursor.execute("ALTER INDEX search_entry_terms SET (fastupdate = off)")
            cursor.execute("ALTER INDEX search_entry_terms RESET (gin_pending_list_limit)")
            cursor.execute("SELECT gin_clean_pending_list('search_entry_terms')")


class _Batch:
    """The rows of some roadmaps, table by table."""

    def __init__(self, levels: Sequence[SkillLevel], topics: Sequence[Topic]) -> None:
        self.levels, self.topics = levels, topics
        self.now = timezone.now()
        self.types = ContentType.objects.get_for_models(Roadmap, Project, SpecSection)
        self.rows: dict[type[Model], list[Row]] = {
            model: [] for model in (Page, Roadmap, Project, SpecSection, ProjectTopic)
        }
        self.indexed: dict[int, Indexed] = {}

    def load(self, roadmaps: Drawn) -> None:
        home = Site.objects.get(is_default_site=True).root_page
        # Whoever adds a page below it at the same time waits, and so do we.
        home = Page.objects.select_for_update().get(pk=home.pk)
        pages = sum(1 + len(made.projects) * (1 + len(SECTION_BY_SLUG)) for made, _ in roadmaps)
        self.ids = _new_ids(Page, pages)
        last = home.get_last_child()
        step = int(last.path[-Page.steplen :], 36) if last else 0
        for number, (made, indexed) in enumerate(roadmaps, start=step + 1):
            self._add_roadmap(home, number, made, indexed)
        Page.objects.filter(pk=home.pk).update(numchild=F("numchild") + len(roadmaps))
        for model, rows in self.rows.items():
            _insert(model, rows)
        write(self.indexed)
        record_change()
        for model, key in ((Roadmap, "page_ptr_id"), (Project, "page_ptr_id")):
            instances = list(model.objects.filter(pk__in=[row[key] for row in self.rows[model]]))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, instances)

    def _add_roadmap(self, home: Page, number: int, made: MadeRoadmap, indexed: list[Indexed]) -> None:
        page = self._add_page(home.__dict__, number, Roadmap, made.title, made.slug, len(made.projects))
        self.rows[Roadmap].append({"page_ptr_id": page["id"], "audience": made.audience, "outcome": made.outcome})
        for place, (project, of_project) in enumerate(zip(made.projects, indexed, strict=True), start=1):
            project_id = self._add_project(page, place, project)
            self.indexed[project_id] = of_project

    def _add_project(self, roadmap: Row, place: int, made: MadeProject) -> int:
        page = self._add_page(roadmap, place, Project, made.title, made.slug, len(made.sections))
        topics = [self.topics[topic] for topic in made.topics]
        level = self.levels[made.level]
        self.rows[Project].append(
            {"page_ptr_id": page["id"], "summary": made.summary, "level_id": level.pk, "hours": made.hours}
        )
        self.rows[ProjectTopic] += [{"content_object_id": page["id"], "tag_id": topic.pk} for topic in topics]
        for kind, data in made.sections.items():
            number, title = SECTION_BY_SLUG[kind].number, SECTION_BY_SLUG[kind].title
            section = self._add_page(page, number, SpecSection, title, kind, 0)
            self.rows[SpecSection].append(
                {"page_ptr_id": section["id"], "spec_of_id": page["id"], "kind": kind, "body": data}
            )
        return page["id"]

    def _add_page(self, parent: Row, place: int, model: type[Page], title: str, slug: str, children: int) -> Row:
        page = {
            "id": next(self.ids),
            "path": Page._get_path(parent["path"], parent["depth"] + 1, place),
            "depth": parent["depth"] + 1,
            "numchild": children,
            "title": title,
            "draft_title": title,
            "slug": slug,
            "url_path": f"{parent['url_path']}{slug}/",
            "locale_id": parent["locale_id"],
            "content_type_id": self.types[model].pk,
            "translation_key": uuid.uuid4(),
            "first_published_at": self.now,
            "last_published_at": self.now,
        }
        self.rows[Page].append(page)
        return page


def _new_ids(model: type[Model], number: int) -> Iterator[int]:
    if connection.vendor == "sqlite":  # one writer at a time
        last = model.objects.aggregate(last=Max("pk"))["last"] or 0
        return iter(range(last + 1, last + 1 + number))
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, number])
        return iter([key for (key,) in cursor.fetchall()])


def _insert(model: type[Model], rows: Iterable[Row]) -> None:
    """Rows by the names of columns; a column that they leave out gets the default of its field."""
    rows = list(rows)
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key or field.attname in rows[0]]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = (
        [
            field.get_db_prep_save(row[field.attname], connection) if field.attname in row else default
            for field, default in zip(fields, defaults, strict=True)
        ]
        for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608  names of ours
