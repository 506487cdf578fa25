"""What a learner asks the finder: read from the query string and written to it. Pure: no database, no request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from curriculum.words import words

from .facets import FACETS, term_key
from .language import QUESTION_WORDS, telling

LONGEST_TEXT = 200
MOST_WORDS = 12
MOST_IGNORED = 5
LONGEST_ECHO = 40
SORTS = ("relevance", "path", "hours")


_quoted = lru_cache(maxsize=1000)(quote_plus)


class Why(StrEnum):
    """Why a part of the query string was left out."""

    UNKNOWN_VALUE = "unknown value"
    TEXT_TOO_LONG = "text too long"
    TOO_MANY_WORDS = "too many words"
    NOT_WORDS = "no words in it"
    TOO_COMMON = "words too common"
    UNKNOWN_WORD = "unknown word"
    SAID_TWICE = "said twice"
    NOT_A_PAGE = "not a page"
    PAST_THE_END = "past the end"
    UNKNOWN_SORT = "unknown sort"
    NOTHING_TO_RANK = "nothing to rank by"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the query string that was left out; `value` is short and safe to show."""

    parameter: str
    why: Why
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Words, chosen values (any of them within a facet, all facets together), an order and a page."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def words(self) -> list[str]:
        return telling(words(self.text))[:MOST_WORDS]

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence rather than a few words: `how do I deploy`, not `deploy docker`."""
        return not QUESTION_WORDS.isdisjoint(words(self.text))

    @property
    def order(self) -> str:
        return self.sort or self.usual_order

    @property
    def usual_order(self) -> str:
        """The one that suits: the best first where there are words."""
        return "relevance" if self.words else "path"

    def is_chosen(self, facet: str, slug: str) -> bool:
        return slug in self.chosen.get(facet, ())

    def toggled(self, facet: str, slug: str) -> "Question":
        slugs = self.chosen.get(facet, ())
        kept = tuple(other for other in slugs if other != slug)
        return self._choosing(facet, kept if slug in slugs else (*slugs, slug))

    def toggle_strings(self, facet: str, slugs: Iterable[str]) -> dict[str, str]:
        """The query string of `toggled` for each of many values: a facet can have hundreds."""
        names = [facet.name for facet in FACETS]
        order = names.index(facet)
        earlier = [pair for pair in self.filters() if names.index(pair[0]) < order]
        later = [pair for pair in self.filters() if names.index(pair[0]) > order]
        before = urlencode([*([("q", self.text)] if self.text else []), *earlier])
        after = urlencode([*later, *([("sort", self.sort)] if self.sort else [])])
        chosen = set(self.chosen.get(facet, ()))
        strings = {}
        for slug in slugs:
            own = [f"{facet}={_quoted(other)}" for other in sorted(chosen ^ {slug})]
            joined = "&".join(filter(None, (before, *own, after)))
            strings[slug] = f"?{joined}" if joined else ""
        return strings

    def without(self, facet: str) -> "Question":
        if facet == "q":
            return replace(self, text="", page=1)
        return self._choosing(facet, ())

    def reworded(self, corrections: Mapping[str, str]) -> str:
        """The text with other words in place of some of its own."""
        return " ".join(corrections.get(word, word) for word in words(self.text))

    def on_page(self, page: int) -> "Question":
        return replace(self, page=page)

    def filters(self) -> list[tuple[str, str]]:
        """The parameters of the chosen values, in one order, so that a question has one address."""
        return [(facet.name, slug) for facet in FACETS for slug in sorted(self.chosen.get(facet.name, ()))]

    def query_string(self) -> str:
        """Begins with `?`, and is empty for the question that asks nothing."""
        page = str(self.page) if self.page > 1 else ""
        named = [("q", self.text), *self.filters(), ("sort", self.sort), ("page", page)]
        parameters = [(name, value) for name, value in named if value]
        return f"?{urlencode(parameters)}" if parameters else ""

    def _choosing(self, facet: str, slugs: tuple[str, ...]) -> "Question":
        return replace(self, chosen={**self.chosen, facet: slugs}, page=1)


def read_question(
    parameters: Mapping[str, Sequence[str]], terms: Mapping[str, Mapping[str, str]]
) -> tuple[Question, list[Ignored]]:
    """The question in `parameters` (each name with its values), and what of them made no sense.

    `terms` gives for each facet the slug that a term means. Nothing of the query string but words and known slugs
    comes out of here, so nothing else can reach the database.
    """
    ignored: list[Ignored] = []
    text = _read_text(parameters.get("q", ()), ignored)
    chosen = {
        facet.name: _read_values(facet.name, parameters.get(facet.name, ()), terms[facet.name], ignored)
        for facet in FACETS
    }
    question = Question(text=text, chosen=chosen)
    sort = _read_sort(parameters.get("sort", ()), question, ignored)
    page = _read_page(parameters.get("page", ()), ignored)
    return replace(question, sort=sort, page=page), ignored


def _single(name: str, values: Sequence[str], ignored: list[Ignored]) -> str:
    said = list(dict.fromkeys(value for value in map(printable, values) if value))
    if len(said) > 1:
        ignored.append(Ignored(name, Why.SAID_TWICE, echo(said[1])))
    return said[0] if said else ""


def _read_text(values: Sequence[str], ignored: list[Ignored]) -> str:
    text = _single("q", values, ignored)
    if len(text) > LONGEST_TEXT:
        ignored.append(Ignored("q", Why.TEXT_TOO_LONG))
        text = text[:LONGEST_TEXT].rstrip()
    found = telling(words(text))
    if text and not found:
        ignored.append(Ignored("q", Why.TOO_COMMON if words(text) else Why.NOT_WORDS, echo(text)))
    if len(found) > MOST_WORDS:
        ignored.append(Ignored("q", Why.TOO_MANY_WORDS, echo(found[MOST_WORDS])))
    return text


def _read_values(
    facet: str, values: Sequence[str], terms: Mapping[str, str], ignored: list[Ignored]
) -> tuple[str, ...]:
    said = dict.fromkeys(value for value in map(printable, values) if value)
    # A term longer than any that is known needs no look-up, however long it is.
    longest = max(map(len, terms), default=0) * 2
    slugs = {value: terms.get(term_key(value)) if len(value) <= longest else None for value in said}
    unknown = [value for value, slug in slugs.items() if slug is None]
    ignored.extend(Ignored(facet, Why.UNKNOWN_VALUE, echo(value)) for value in unknown[:MOST_IGNORED])
    return tuple(dict.fromkeys(slug for slug in slugs.values() if slug is not None))


def _read_sort(values: Sequence[str], question: Question, ignored: list[Ignored]) -> str:
    sort = _single("sort", values, ignored)
    if sort and sort not in SORTS:
        ignored.append(Ignored("sort", Why.UNKNOWN_SORT, echo(sort)))
        return ""
    if sort == "relevance" and not question.words:
        ignored.append(Ignored("sort", Why.NOTHING_TO_RANK))
        return ""
    return "" if sort == question.usual_order else sort


def _read_page(values: Sequence[str], ignored: list[Ignored]) -> int:
    page = _single("page", values, ignored)
    if not page:
        return 1
    # Nine digits: more than any catalogue has pages, and quick to turn into a number.
    if not page.isascii() or not page.isdigit() or len(page) > 9 or int(page) == 0:
        ignored.append(Ignored("page", Why.NOT_A_PAGE, echo(page)))
        return 1
    return int(page)


def printable(value: str) -> str:
    """Without control characters, such as NUL, which neither PostgreSQL nor HTML can hold."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def echo(value: str) -> str:
    return value if len(value) <= LONGEST_ECHO else f"{value[:LONGEST_ECHO]}…"
