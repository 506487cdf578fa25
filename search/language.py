"""What English does to the words of a question: words too common to look for, and endings."""

import re
from collections.abc import Sequence

# Learners ask whole sentences: "how do I deploy with docker". PostgreSQL's English configuration leaves the first
# block out of its index, so it is left out of the question for every database; the second is what questions begin with.
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
_LATIN = re.compile(r"[a-z]+")
_VOWEL = re.compile(r"[aeiouy]")


def telling(words: list[str]) -> list[str]:
    """The words that say what is looked for, each once."""
    return list(dict.fromkeys(word for word in words if word not in TOO_COMMON))


def forms(word: str) -> frozenset[str]:
    """The word with the endings it may have in a text: `queries` gives query, queries, querying and so on.

    Neither database's index stems alike (SQLite's does not stem at all), so the question asks for every form.
    A form that no English text holds costs nothing. The word itself is always among them.
    """
    if not _LATIN.fullmatch(word) or len(word) < 3:
        return frozenset({word})
    return frozenset({word}.union(*(_inflected(stem) for stem in _stems(word))))


def in_forms(words: list[str], of: Sequence[frozenset[str]]) -> bool:
    """Whether these are the words that the forms are of, one by one: `Channels` is a form of `channel`."""
    return len(words) == len(of) and all(word in known for word, known in zip(words, of, strict=True))


def _stems(word: str) -> set[str]:
    if len(word) == 3:
        return {word}
    if word.endswith("ies"):
        return {word[:-3] + "y", word[:-1]}
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return {word[:-2], word[:-1]}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return {word[:-1]}
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and _VOWEL.search(stem):
            return {word, *_unended(stem)}
    return {word}


def _unended(stem: str) -> set[str]:
    """What `ing` or `ed` was added to: test-ing, cach-ing from cache, plann-ing from plan."""
    found = {stem + "e"}
    if len(stem) >= 4:
        found.add(stem)
    if stem[-1] == stem[-2]:
        found.add(stem[:-1])
    return found


def _inflected(stem: str) -> set[str]:
    if stem.endswith("e"):
        return {stem, stem + "s", stem + "d", stem[:-1] + "ing"}
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return {stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"}
    if stem.endswith(("s", "sh", "ch", "x", "z")):
        return {stem, stem + "es", stem + "ed", stem + "ing"}
    doubled = stem + stem[-1]
    return {stem, stem + "s", stem + "ed", stem + "ing", doubled + "ing", doubled + "ed"}
