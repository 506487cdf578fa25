"""Which projects and sections hold the words of a question, asked of Wagtail's search index.

Wagtail's own `.search()` knows no forms of a word, ranks a summary like any other text, and on SQLite matches again
for every hit. So its tables are asked directly: one statement for the projects, one for the sections. Words are
letters and digits only (`curriculum.words`), so no sign of a query language gets into an expression.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.search.backends import get_search_backend

from curriculum.models import Project, SpecSection

from .language import forms

# What stands on a project's card is indexed for autocompletion too, so `autocomplete` is the card and `body` is all.
SQLITE_PROJECTS = """
    SELECT CAST(entry.object_id AS integer), 1, 0.0
    FROM wagtailsearch_indexentry_fts JOIN wagtailsearch_indexentry entry
        ON entry.id = wagtailsearch_indexentry_fts.rowid
    WHERE wagtailsearch_indexentry_fts MATCH %(on_card)s AND entry.content_type_id = %(content_type)s
    UNION ALL
    SELECT CAST(entry.object_id AS integer), 0, -bm25(wagtailsearch_indexentry_fts)
    FROM wagtailsearch_indexentry_fts JOIN wagtailsearch_indexentry entry
        ON entry.id = wagtailsearch_indexentry_fts.rowid
    WHERE wagtailsearch_indexentry_fts MATCH %(anywhere)s AND entry.content_type_id = %(content_type)s
"""
SQLITE_SECTIONS = """
    SELECT section.spec_of_id, section.kind
    FROM wagtailsearch_indexentry_fts JOIN wagtailsearch_indexentry entry
        ON entry.id = wagtailsearch_indexentry_fts.rowid
    JOIN curriculum_specsection section ON section.page_ptr_id = CAST(entry.object_id AS integer)
    JOIN wagtailcore_page page ON page.id = section.page_ptr_id
    WHERE wagtailsearch_indexentry_fts MATCH %(words)s AND entry.content_type_id = %(content_type)s
        AND page.live
        AND NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction private WHERE private.page_id = page.id)
        AND section.spec_of_id IN (SELECT value FROM json_each(%(projects)s))
    ORDER BY bm25(wagtailsearch_indexentry_fts), page.path
"""
# The body is indexed in the search configuration of the backend, what is for autocompletion always in "simple".
POSTGRESQL_PROJECTS = """
    SELECT object_id::integer, (autocomplete @@ to_tsquery('simple', %(all)s))::integer,
        ts_rank(title || body, to_tsquery(config, %(any)s))
    FROM wagtailsearch_indexentry,
        COALESCE(%(config)s::regconfig, get_current_ts_config()) AS config
    WHERE content_type_id = %(content_type)s AND (title || body) @@ to_tsquery(config, %(all)s)
"""
POSTGRESQL_SECTIONS = """
    SELECT section.spec_of_id, section.kind
    FROM curriculum_specsection section
    JOIN wagtailcore_page page ON page.id = section.page_ptr_id
    JOIN wagtailsearch_indexentry entry
        ON entry.object_id = page.id::varchar AND entry.content_type_id = %(content_type)s,
        COALESCE(%(config)s::regconfig, get_current_ts_config()) AS config
    WHERE entry.body @@ to_tsquery(config, %(any)s)
        AND page.live
        AND NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction private WHERE private.page_id = page.id)
        AND section.spec_of_id = ANY(%(projects)s)
    ORDER BY ts_rank(entry.body, to_tsquery(config, %(any)s)) DESC, page.path
"""


@dataclass(frozen=True, slots=True)
class Matches:
    """The projects that hold all the words anywhere, each with a score, and those that hold them on their card."""

    scores: dict[int, float]
    on_card: frozenset[int]


def matching_projects(words: list[str]) -> Matches:
    if connection.vendor == "sqlite":
        everything = _fts5(words, "AND")
        rows = _rows(
            SQLITE_PROJECTS,
            on_card=f"{{title autocomplete}} : ({everything})",
            anywhere=f"{{title body}} : ({everything})",
            content_type=_content_type(Project),
        )
    else:
        rows = _rows(
            POSTGRESQL_PROJECTS,
            all=_tsquery(words, "&"),
            any=_tsquery(words, "|"),
            config=get_search_backend().config,
            content_type=_content_type(Project),
        )
    scores: dict[int, float] = {}
    for project_id, _on_card, score in rows:
        scores[project_id] = max(score, scores.get(project_id, 0.0))
    return Matches(scores, frozenset(project_id for project_id, on_card, _score in rows if on_card))


def matching_sections(words: list[str], project_ids: Iterable[int]) -> dict[int, list[str]]:
    """The kinds of published sections, but for private ones, that hold any of the words, for each project, the best first."""
    if connection.vendor == "sqlite":
        rows = _rows(
            SQLITE_SECTIONS,
            words=f"{{body}} : ({_fts5(words, 'OR')})",
            projects=str(list(project_ids)),
            content_type=_content_type(SpecSection),
        )
    else:
        rows = _rows(
            POSTGRESQL_SECTIONS,
            any=_tsquery(words, "|"),
            projects=list(project_ids),
            config=get_search_backend().config,
            content_type=_content_type(SpecSection),
        )
    kinds: dict[int, list[str]] = {}
    for project_id, kind in rows:
        kinds.setdefault(project_id, []).append(kind)
    return kinds


def _fts5(words: list[str], operator: str) -> str:
    return f" {operator} ".join("(" + " OR ".join(f'"{form}"' for form in sorted(forms(word))) + ")" for word in words)


def _tsquery(words: list[str], operator: str) -> str:
    return f" {operator} ".join("(" + " | ".join(f"'{form}'" for form in sorted(forms(word))) + ")" for word in words)


def _content_type(model) -> int:
    return ContentType.objects.get_for_models(Project, SpecSection)[model].pk


def _rows(statement: str, **parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
