"""Which projects hold a term: one statement on the index of terms, however many terms there are.

Stems are letters and digits only (`curriculum.words`), so no sign of a query language gets into an expression.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

type Terms = frozenset[str]
"""Of which a project holds any, such as the stems of all words that begin alike."""

# The index is asked once for each expression. A union of as many selects takes four times as long on PostgreSQL: it plans every
# one of them, and starts workers.
SQLITE = """
    SELECT value, (SELECT {aggregate} FROM search_entry_terms WHERE search_entry_terms MATCH value) FROM json_each(%s)
"""
POSTGRESQL = """
    SELECT asked, (SELECT {aggregate} FROM search_entry WHERE search_vector(terms) @@ asked::tsquery)
    FROM unnest(%s::text[]) AS asked
"""


def holders(wanted: Iterable[Terms]) -> dict[Terms, frozenset[int]]:
    """The ids of the published projects that hold any of the terms, private ones among them."""
    if connection.vendor == "sqlite":
        found = _each("json_group_array(rowid)", wanted)
        return {terms: frozenset(json.loads(ids)) for terms, ids in found.items()}
    return {terms: frozenset(ids or ()) for terms, ids in _each("array_agg(project_id)", wanted).items()}


def numbers_of_projects(wanted: Iterable[Terms]) -> dict[Terms, int]:
    """How many published projects hold any of the terms, private ones among them."""
    return _each("COUNT(*)", wanted)


def any_of(terms: Iterable[str]) -> str:
    """The expression for the projects that hold any of these terms."""
    either, quote = (" OR ", '"') if connection.vendor == "sqlite" else (" | ", "'")
    return either.join(f"{quote}{term}{quote}" for term in sorted(terms))


def all_of(wanted: Iterable[Collection[str]]) -> str:
    """The expression for those that hold some term of each."""
    both = " AND " if connection.vendor == "sqlite" else " & "
    return both.join(f"({any_of(terms)})" for terms in wanted)


def _each(aggregate: str, wanted: Iterable[Terms]) -> dict[Terms, Any]:
    expressions = {terms: any_of(terms) for terms in wanted}
    asked = list(set(expressions.values()))
    if not asked:
        return {}
    select, parameter = (SQLITE, json.dumps(asked)) if connection.vendor == "sqlite" else (POSTGRESQL, asked)
    with connection.cursor() as cursor:
        cursor.execute(select.format(aggregate=aggregate), [parameter])
        found = dict(cursor.fetchall())
    return {terms: found[expression] for terms, expression in expressions.items()}
