"""What English does to the words of a question: words too common to look for, and endings."""

from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer import stemmer

from curriculum.words import words

# Learners ask whole sentences: "how do I deploy with docker". The first block is what every English text holds, the second
# what questions begin with.
TOO_COMMON = frozenset(
    """
    a about above after again against all am an and any are as at be because been before being below between both
    but by can did do does doing don down during each few for from further had has have having he her here hers
    herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on
    once only or other our ours ourselves out over own s same she should so some such t than that the their theirs
    them themselves then there these they this those through to too under until up very was we were what when where
    which while who whom why will with you your yours yourself yourselves

    could explain get learn need show tell use using want would
    """.split()  # noqa: SIM905  read as prose
)
QUESTION_WORDS = frozenset("can could do does how i my should what when where which who why".split())  # noqa: SIM905
LONGEST_WORD = 40
"""What is longer, such as a key or a hash in a snippet, is known by its beginning."""

_english = stemmer("english")


def telling(words: Iterable[str]) -> list[str]:
    """The words that say what is looked for, each once."""
    return list(dict.fromkeys(word for word in words if word not in TOO_COMMON))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What is left of a word without its ending: `deployed` and `deployment` are both `deploy`.

    The same on every database: PostgreSQL's own stemmer and SQLite's differ.
    """
    return str(_english.stemWord(word[:LONGEST_WORD]))


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in their order."""
    return [stem(word) for word in words(text)]
