"""What an unfinished or misspelt word may stand for, from the words of all projects and topics."""

from collections.abc import Sequence

from django.db import connection
from rapidfuzz.distance import OSA

from .language import stem
from .matches import Terms, numbers_of_projects
from .models import Word

SHORTEST_PREFIX = 3
MOST_COMPLETIONS = 50
MOST_CANDIDATES = 12
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

# PostgreSQL's text_pattern_ops and SQLite's own order compare letter by letter, whatever the language of the database.
BEGINNING_WITH = {
    "sqlite": "SELECT text FROM search_word WHERE text >= %s AND text < %s ORDER BY text LIMIT %s",
    "postgresql": "SELECT text FROM search_word WHERE text ~>=~ %s AND text ~<~ %s ORDER BY text USING ~<~ LIMIT %s",
}
ALIKE = {
    "sqlite": """
        SELECT word.text FROM search_word_letters JOIN search_word word ON word.id = search_word_letters.rowid
        WHERE search_word_letters MATCH %s ORDER BY search_word_letters.rank LIMIT %s
    """,
    "postgresql": """
        SELECT text FROM search_word WHERE text %% %s AND length(text) BETWEEN %s AND %s ORDER BY similarity(text, %s) DESC LIMIT %s
    """,
}


def completions(beginning: str) -> Terms:
    """The stems of the words that begin so; of very many the first in the alphabet."""
    if len(beginning) < SHORTEST_PREFIX:
        return frozenset()
    parameters = [beginning, beginning[:-1] + chr(ord(beginning[-1]) + 1), MOST_COMPLETIONS]
    return frozenset(map(stem, _texts(BEGINNING_WITH[connection.vendor], parameters)))


def correction(word: str) -> str | None:
    """The word that is most likely meant: one or two letters away, and the one that most projects hold."""
    candidates = _one_letter_away(word) or _two_letters_away(word)
    nearest = sorted(candidates, key=lambda other: (OSA.distance(word, other), other))[:MOST_CANDIDATES]
    stems = {other: frozenset({stem(other)}) for other in nearest}
    numbers = numbers_of_projects(stems.values())
    ranked = [(OSA.distance(word, other), -number, other) for other, own in stems.items() if (number := numbers[own])]
    return min(ranked)[2] if ranked else None


def _one_letter_away(word: str) -> list[str]:
    """Known words that are this one with a letter too many, too few, wrong, or two in the wrong order."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    variants = {head + tail[1:] for head, tail in cuts if tail}
    variants |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    variants |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    variants |= {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return list(Word.objects.filter(text__in=variants - {word}).values_list("text", flat=True))


def _two_letters_away(word: str) -> Sequence[str]:
    if len(word) < 5:
        return []  # two letters of four are half of the word
    if connection.vendor == "sqlite":
        threes = sorted({word[at : at + 3] for at in range(len(word) - 2)})
        parameters = [" OR ".join(f'"{three}"' for three in threes), MOST_COMPLETIONS]
    else:
        parameters = [word, len(word) - 2, len(word) + 2, word, MOST_COMPLETIONS]
    alike = _texts(ALIKE[connection.vendor], parameters)
    return [other for other in alike if OSA.distance(word, other, score_cutoff=2) <= 2]


def _texts(statement: str, parameters: list) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [text for (text,) in cursor.fetchall()]
