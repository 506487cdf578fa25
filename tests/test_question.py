"""The pure half of the finder: reading and writing its address, stems, and counting."""

from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.words import words
from search.facets import (
    FACETS,
    HOURS,
    Entry,
    Value,
    Vocabulary,
    carriers_of,
    hours_bucket,
    positions_in,
    tally,
    to_bits,
)
from search.language import LONGEST_WORD, stem, stems, telling
from search.question import LONGEST_TEXT, MOST_IGNORED, MOST_WORDS, Ignored, Question, Why, read_question

LEVELS = ("beginner", "advanced")
TOPICS = ("channels", "docker", "testing")
VOCABULARY = Vocabulary(
    level=tuple(Value(slug, slug.title()) for slug in LEVELS),
    topic=(
        Value("channels", "Channels and WebSockets", "Real time", ("ws", "web socket")),
        Value("docker", "Docker Compose"),
        Value("testing", "Testing"),
    ),
    roadmap=(Value("django", "Django full stack"),),
)
TERMS = {facet.name: facet.resolve(VOCABULARY) for facet in FACETS}


def read(**parameters):
    listed = {name: [value] if isinstance(value, str) else value for name, value in parameters.items()}
    return read_question(listed, TERMS)


@pytest.mark.parametrize(
    "term", ["channels", "CHANNELS", "ws", "Ws", "web socket", "web-socket", " Channels  and WebSockets "]
)
def test_a_topic_goes_by_its_slug_its_name_and_its_aliases(term):
    question, ignored = read(topic=term)
    assert question.chosen["topic"] == ("channels",)
    assert not ignored


def test_a_slug_wins_over_the_alias_of_another_value():
    vocabulary = Vocabulary(topic=(Value("orm", "Models", "", ("docker",)), Value("docker", "Docker")))
    topic = next(facet for facet in FACETS if facet.name == "topic")
    assert topic.resolve(vocabulary)["docker"] == "docker"


def test_unknown_values_are_left_out_and_named():
    question, ignored = read(level=["beginner", "guru"])
    assert question.chosen["level"] == ("beginner",)
    assert ignored == [Ignored("level", Why.UNKNOWN_VALUE, "guru")]


def test_a_flood_of_unknown_values_is_named_only_in_part():
    _, ignored = read(topic=[f"topic-{number}" for number in range(5_000)])
    assert len(ignored) == MOST_IGNORED


def test_a_long_text_is_cut_and_said_to_be():
    question, ignored = read(q="websocket " * 1_000)
    assert len(question.text) <= LONGEST_TEXT
    assert question.words == ["websocket"]
    assert ignored == [Ignored("q", Why.TEXT_TOO_LONG)]


def test_no_more_than_twelve_words_are_looked_for():
    question, ignored = read(q=" ".join(f"w{number}" for number in range(20)))
    assert len(question.words) == MOST_WORDS
    assert ignored == [Ignored("q", Why.TOO_MANY_WORDS, "w12")]


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1.5", "1e9", "²", "9" * 400])
def test_what_is_no_page_is_the_first_one(page):
    question, [ignored] = read(page=page)
    assert question.page == 1
    assert ignored.why == Why.NOT_A_PAGE
    assert len(ignored.value) < 50


def test_the_usual_order_needs_no_name():
    assert read(q="docker", sort="relevance")[0].sort == ""
    assert read(sort="path")[0].sort == ""
    assert read(q="docker", sort="path")[0].sort == "path"
    assert read(sort="relevance")[1] == [Ignored("sort", Why.NOTHING_TO_RANK)]


def test_a_question_word_is_not_looked_for():
    assert telling(words("How do I deploy with Docker?")) == ["deploy", "docker"]
    assert read(q="what is it")[1] == [Ignored("q", Why.TOO_COMMON, "what is it")]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("websockets", "websocket"),
        ("websocket", "websockets"),
        ("queries", "query"),
        ("query", "queries"),
        ("caching", "cache"),
        ("cached", "caches"),
        ("deploying", "deploy"),
        ("planning", "plan"),
        ("plan", "planned"),
        ("classes", "class"),
        ("api", "apis"),
        ("indexes", "index"),
        ("deployment", "deploys"),
        ("pagination", "paginated"),
    ],
)
def test_forms_of_a_word_find_each_other(asked, written):
    assert stem(written) == stem(asked)


@pytest.mark.parametrize("word", ["css", "k8s", "ws", "日本", "3", "docker"])
def test_what_has_no_ending_loses_no_letter(word):
    assert stem(word) == word


def test_a_very_long_word_is_known_by_its_beginning():
    assert stem("a1" * 100) == stem("a1" * 200) == ("a1" * 100)[:LONGEST_WORD]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [("how do I deploy", True), ("Where are websockets taught?", True), ("deploy with docker", False), ("what", True)],
)
def test_a_sentence_is_told_from_a_few_words(text, is_prose):
    assert Question(text=text).is_prose is is_prose


def test_text_is_cut_into_the_same_words_everywhere():
    assert words("Crème `settings.py`, select_related(), FR-12/CI & ＷＳ") == (
        ["creme", "settings", "py", "select", "related", "fr", "12", "ci", "ws"]
    )
    assert stems("Cached QUERIES") == ["cach", "queri"]


# A busy machine draws slowly, which says nothing about the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

slugs = st.lists(st.sampled_from(TOPICS), unique=True).map(tuple)
questions = st.builds(
    Question,
    text=st.text(alphabet="ab &=?#%é+", max_size=20).map(lambda text: " ".join(text.split())),
    chosen=st.fixed_dictionaries(
        {
            "level": st.lists(st.sampled_from(LEVELS), unique=True).map(lambda found: tuple(sorted(found))),
            "hours": st.lists(st.sampled_from([bucket.slug for bucket in HOURS]), unique=True).map(
                lambda found: tuple(sorted(found))
            ),
            "roadmap": st.sampled_from([(), ("django",)]),
            "topic": slugs.map(lambda found: tuple(sorted(found))),
        }
    ),
    sort=st.sampled_from(["", "hours"]),
    page=st.integers(1, 99),
)


@patient
@given(questions)
def test_a_question_is_read_back_from_its_own_address(question):
    address = question.query_string().removeprefix("?")
    assert read_question(parse_qs(address), TERMS)[0] == question


@patient
@given(questions, st.sampled_from(FACETS))
def test_many_values_are_toggled_as_one_is(question, facet):
    slugs = set(TERMS[facet.name].values())
    strings = question.toggle_strings(facet.name, slugs)
    assert strings == {slug: question.toggled(facet.name, slug).query_string() for slug in slugs}


@patient
@given(questions, st.sampled_from(TOPICS))
def test_toggling_a_value_twice_changes_nothing_but_the_page(question, slug):
    there_and_back = question.toggled("topic", slug).toggled("topic", slug)
    assert there_and_back.query_string() == question.on_page(1).query_string()
    assert question.toggled("topic", slug).is_chosen("topic", slug) != question.is_chosen("topic", slug)


junk = st.dictionaries(
    st.sampled_from(["q", "level", "topic", "roadmap", "hours", "sort", "page", "other"]),
    st.lists(st.one_of(st.text(max_size=300), st.sampled_from(["\0", "-1", "ws", "docker", "15"])), max_size=4),
)


@patient
@given(junk)
def test_anything_can_be_read_and_only_known_values_come_out(parameters):
    question, ignored = read_question(parameters, TERMS)
    assert all(slug in TERMS[facet].values() for facet, found in question.chosen.items() for slug in found)
    assert len(question.text) <= LONGEST_TEXT
    assert question.text.isprintable()
    assert all(word.isalnum() for word in question.words)
    assert all(item.value.isprintable() and len(item.value) < 50 for item in ignored)


@pytest.mark.parametrize(
    ("hours", "bucket"),
    [("0.25", "up-to-15"), ("15", "up-to-15"), ("15.25", "15-to-25"), ("25", "15-to-25"), ("35", "25-to-35")],
)
def test_hours_fall_into_one_bucket(hours, bucket):
    assert hours_bucket(Decimal(hours)) == bucket
    assert hours_bucket(Decimal("9999")) == "over-35"


@patient
@given(st.sets(st.integers(0, 20_000), max_size=40))
def test_a_set_of_positions_survives_as_bits(positions):
    assert positions_in(to_bits(positions)) == sorted(positions)
    assert to_bits(positions).bit_count() == len(positions)


entries = st.lists(
    st.builds(
        Entry,
        level=st.sampled_from(LEVELS),
        hours=st.decimals("0.25", "60", places=2),
        roadmap=st.just("django"),
        topics=slugs,
    ),
    max_size=30,
)


@patient
@given(entries, questions, st.randoms(use_true_random=False), st.booleans())
def test_counts_are_what_a_plain_recount_gives(entries, question, chance, with_words):
    everything = range(len(entries))
    matched = {position for position in everything if chance.random() < 0.5} if with_words else set(everything)
    counted = tally(
        to_bits(everything), carriers_of(entries), question.chosen, to_bits(matched) if with_words else None
    )

    def passes(position, dropped=None):
        return all(
            facet.name == dropped
            or not question.chosen[facet.name]
            or any(slug in question.chosen[facet.name] for slug in facet.of(entries[position]))
            for facet in FACETS
        ) and (dropped == "q" or position in matched)

    assert positions_in(counted.found) == [position for position in everything if passes(position)]
    assert counted.without["q"] == sum(passes(position, "q") for position in everything)
    for facet in FACETS:
        others = [entries[position] for position in everything if passes(position, facet.name)]
        assert counted.without[facet.name] == len(others)
        for slug in TERMS[facet.name].values():
            assert counted.counts[facet.name].get(slug, 0) == sum(slug in facet.of(entry) for entry in others)
