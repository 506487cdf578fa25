"""The pure modules of the finder: terms of a project, excerpts, and the topics that a question names."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.words import words
from search import terms
from search.excerpts import LONGEST_EXCERPT, aboutness, best_line, excerpt
from search.language import stem, stems
from search.passages import phrase_of
from search.terms import terms_of
from search.topics_named import TopicNames, topic_named, topics_mentioned
from tests.test_question import patient


def stem_lines(lines):
    return terms.stem_lines(map(words, lines))


NAMES = TopicNames(
    {
        "channels websockets": "channels",
        "channels and websockets": "channels",
        "ws": "channels",
        "browser tests": "browser-tests",
        "testing": "testing",
        "tests": "tests",
        "rate limiting": "rate-limiting",
        "rate limits": "rate-limiting",
        "django": "django",
    }
)


def test_a_term_says_where_a_word_stands_and_how_often():
    sections = [stem_lines([f"Cached {'queries' if number < 3 else ''}"]) for number in range(6)]
    found = terms_of("Inkwell", ["Caching with Redis"], "A blog", sections)
    assert found >= {"inkwel", "t.inkwel", "k.cach", "k.redi", "s.blog", "cach", "o.cach", "m.cach", "queri", "o.queri"}
    assert not found & {"m.queri", "t.cach", "s.cach", "o.inkwel"}


lines = st.lists(st.text(max_size=40).map(lambda text: " ".join(text.split())), min_size=1, max_size=5)


@patient
@given(lines)
def test_there_is_a_line_of_stems_for_each_line_and_every_word_is_found_in_its_own(lines):
    found = stem_lines(lines).split("\n")
    assert len(found) == len(lines)
    for line, of_stems in zip(lines, found, strict=True):
        assert all(f" {one} " in of_stems for one in stems(line))


@patient
@given(st.lists(lines, max_size=4), st.text(max_size=30))
def test_terms_are_words_of_the_texts_and_no_signs(sections, title):
    found = terms_of(title, [], "", [stem_lines(section) for section in sections])
    known = {stem(word) for text in [title, *chain.from_iterable(sections)] for word in words(text)}
    assert {term.split(".")[-1] for term in found} == known
    assert all(part.isalnum() for term in found for part in term.split("."))


# Excerpts


WANTED = [frozenset({"redi"}), frozenset({"cach"})]
FORMS = [[" redi "], [" cach "]]


def marked(pieces):
    return [piece.text for piece in pieces if piece.marked]


def test_an_excerpt_marks_every_form_of_the_words():
    pieces = excerpt("Caching keeps RÉDIS busy; a cache is no store.", WANTED)
    assert "".join(piece.text for piece in pieces) == "Caching keeps RÉDIS busy; a cache is no store."
    assert marked(pieces) == ["Caching", "RÉDIS", "cache"]


def test_a_sign_that_stands_for_several_words_moves_no_mark():
    assert marked(excerpt("½ of Redis is cached", WANTED)) == ["Redis", "cached"]


def test_a_long_line_is_cut_around_the_words_at_a_sentence():
    line = "Nothing to see. " * 20 + "Then Redis holds the counter. " + "More words follow here. " * 20
    text = "".join(piece.text for piece in excerpt(line, WANTED))
    assert "Redis holds the counter." in text
    assert text.startswith("… ") and text.endswith(" …")
    assert len(text) <= LONGEST_EXCERPT + 4


@patient
@given(st.text(max_size=600), st.sampled_from(["redis", "a", "zebra"]))
def test_an_excerpt_is_a_part_of_its_line(line, word):
    text = "".join(piece.text for piece in excerpt(line, [frozenset({stem(word)})]))
    cut = text.removeprefix("… ") if not line.startswith(text[:2]) else text
    assert cut.removesuffix(" …") in line
    assert len(text) <= LONGEST_EXCERPT + 4


def test_the_line_with_most_of_the_words_is_quoted_and_of_equals_the_first():
    text = stem_lines(["redis only", "redis as a cache", "a cached redis", "none"])
    assert best_line(text, FORMS) == 1


def test_a_short_text_that_holds_more_of_the_words_is_more_about_them():
    both, one, long = (stem_lines([text]) for text in ["redis cache", "redis redis", "redis " + "else " * 200])
    assert aboutness(both, FORMS) > aboutness(one, FORMS) > aboutness(long, FORMS) > 0
    assert aboutness(stem_lines(["nothing"]), FORMS) == 0


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("row level security", " row level secur"),
        ("what is row level security", " row level secur"),
        ("sign in with google", " sign in with googl"),
        ("redis", ""),
        ("the redis", ""),
        ("", ""),
    ],
)
def test_a_phrase_begins_and_ends_with_telling_words(text, phrase):
    assert phrase_of(text) == phrase


# Topics


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ws", "channels"),
        ("where do I learn websockets with channels", "channels"),
        ("rate limi", "rate-limiting"),
        ("rate limited", "rate-limiting"),
        ("tested", None),
        ("what are tests", "tests"),
        ("the", None),
        ("", None),
        ("rat", None),
    ],
)
def test_a_question_names_a_topic(text, slug):
    assert topic_named(NAMES, text) == slug


def test_topics_among_other_words_count_for_their_share():
    assert topics_mentioned(NAMES, "how do I test a site in a real browser") == {"browser-tests": 2 / 4}
    assert topics_mentioned(NAMES, "django rate limi") == {"django": 1 / 3, "rate-limiting": 2 / 3}
    assert topics_mentioned(NAMES, "the") == {}
