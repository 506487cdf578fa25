"""Unfinished and misspelt words, on whatever database the suite runs on."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from curriculum.words import words
from search.language import stem
from search.suggestions import completions, correction
from tests.factories import make_project, make_roadmap, prose

KNOWN = ["database", "datetime", "deployment", "deploys", "permissions", "websocket", "cache", "caches", "zürich"]


@pytest.fixture
def known(db):
    text = " ".join(KNOWN)
    make_project(make_roadmap("Way"), "One", sections={"constraints": [prose(f"<p>{text}</p>")]}, summary="None.")
    make_project(make_roadmap("Path"), "Two", sections={"topics": [prose("<p>caches</p>")]}, summary="None.")


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("dat", {"databas", "datetim"}),
        ("deploym", {"deploy"}),
        ("da", set()),
        ("zzz", set()),
        ("zur", {"zurich"}),
        ("%%%", set()),
    ],
)
def test_a_beginning_stands_for_all_words_that_begin_so(known, beginning, found):
    assert completions(beginning) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("databse", "database"),
        ("dtaabase", "database"),
        ("databasse", "database"),
        ("datapase", "database"),
        ("permisions", "permissions"),
        ("permmisions", "permissions"),
        ("cahce", "cache"),
        ("cachez", "cache"),
        ("webscoket", "websocket"),
        ("websocktes", "websocket"),
        ("qwertz", None),
        ("ca", None),
    ],
)
def test_a_misspelt_word_is_corrected_to_the_likeliest(known, typed, meant):
    assert correction(typed) == meant


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KNOWN[:6]), st.randoms(use_true_random=False))
def test_one_wrong_letter_never_leads_further_away(known, word, chance):
    typed = _mistyped(word, chance)
    found = correction(typed)
    assert found == typed or OSA.distance(typed, found) <= 1


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("abcxyz") + word[at + 1 :],
            word[:at] + chance.choice("abcxyz") + word[at:],
        ]
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_no_text_breaks_the_look_up(known, text):
    for word in words(text):
        completions(word)
        correction(word)


def test_stems_of_what_is_suggested_are_held(known):
    assert stem(correction("deploymnet")) == "deploy"
