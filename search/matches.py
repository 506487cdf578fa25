"""Which projects hold the words of a question, and how much they are about them: one statement on the index of terms.

Stems are letters and digits only (`curriculum.words`), so no sign of a query language gets into an expression.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from .terms import SOMEWHERE, STANDINGS

type Stems = frozenset[str]
"""What one word of a question may stand for: its stem, or those of all words that it is the beginning of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a word is looked up: what a project may hold for it, what of that scores, and how much the word tells."""

    held_as: Stems
    scored_as: Stems
    weight: int = 1


SQLITE = "SELECT rowid AS project_id, {weight} AS weight, {held} AS held FROM search_entry_terms WHERE search_entry_terms MATCH %s"
POSTGRESQL = """
    SELECT project_id, {weight} AS weight, {held} AS held FROM search_entry WHERE search_vector(terms) @@ %s::tsquery
"""


def scores(words: Sequence[Wanted], at_least: int) -> dict[int, int]:
    """The projects that hold at least so many of the words, each with its score.

    A project scores for each word, and each place where it stands (`search.terms.STANDINGS`).
    """
    if at_least == len(words):
        holding = [(_all_of(words), 0, at_least)]
    else:
        holding = [(_any_of(word.held_as), SOMEWHERE * word.weight, 1) for word in words]
    standing = [
        (_any_of(map(place.term, word.scored_as)), place.weight * word.weight, 0)
        for word in words
        for place in STANDINGS
    ]
    rows = _union(
        [*holding, *standing],
        "SELECT project_id, SUM(weight) FROM ({union}) AS found GROUP BY project_id HAVING SUM(held) >= %s",
        [at_least],
    )
    return dict(rows)


def numbers_of_projects(words: Sequence[Stems]) -> list[int]:
    """For each word the number of published projects that hold it, private ones among them."""
    rows = _union(
        [(_any_of(stems), number, 0) for number, stems in enumerate(words)],
        "SELECT weight, COUNT(*) FROM ({union}) AS found GROUP BY weight",
        [],
    )
    numbers = dict(rows)
    return [numbers.get(number, 0) for number in range(len(words))]


def _union(parts: Sequence[tuple[str, int, int]], statement: str, parameters: list) -> list[tuple]:
    """Rows of the statement over the union of `parts`, each an expression with its weight and the words it holds."""
    select = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    union = " UNION ALL ".join(select.format(weight=int(weight), held=int(held)) for _, weight, held in parts)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(union=union), [*(expression for expression, _, _ in parts), *parameters])
        return cursor.fetchall()


def _any_of(terms: Iterable[str]) -> str:
    either = " OR " if connection.vendor == "sqlite" else " | "
    return either.join(map(_quoted, sorted(terms)))


def _all_of(words: Iterable[Wanted]) -> str:
    both = " AND " if connection.vendor == "sqlite" else " & "
    return both.join(f"({_any_of(word.held_as)})" for word in words)


def _quoted(term: str) -> str:
    return f'"{term}"' if connection.vendor == "sqlite" else f"'{term}'"
