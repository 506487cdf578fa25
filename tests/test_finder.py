"""The finder as a learner meets it: through its page, on whatever database the suite runs on."""

import random
import re
from decimal import Decimal
from itertools import count
from math import ceil

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from search.facets import hours_bucket
from tests.factories import full_spec, make_project, make_roadmap, make_section, make_topic, prose

pytestmark = pytest.mark.django_db
URL = "/search/"


def ask(client, **parameters):
    response = client.get(URL, parameters)
    assert response.status_code == 200
    return response.context["found"]


def titles(client, **parameters):
    return [result.place.title for result in ask(client, **parameters).results]


def choices(found, facet):
    """The values of a facet that are in view, each with its count."""
    [choice] = [choice for choice in found.choices if choice.name == facet]
    return {option.slug: option.count for _, options in choice.groups for option in options}


def option(found, facet, slug):
    [choice] = [choice for choice in found.choices if choice.name == facet]
    [wanted] = [option for _, options in choice.groups for option in options if option.slug == slug]
    return wanted


def project(roadmap, title, text="", *, kind="constraints", **fields):
    """A project with one section, for tests in which the text of the others would be in the way."""
    sections = {kind: [prose(f"<p>{text}</p>")]} if text else {}
    return make_project(roadmap, title, sections=sections, **{"summary": f"A tale of {title}."} | fields)


@pytest.fixture
def roadmap():
    return make_roadmap("Django full stack")


@pytest.fixture
def inkwell(roadmap):
    routes = make_topic("URLs and views", area="Views and HTTP", aliases="urls, routing")
    return project(roadmap, "Inkwell", "Store drafts in the database.", topics=[routes])


@pytest.fixture
def roomtalk(roadmap, inkwell):
    topics = [
        make_topic("Channels and WebSockets", area="Real time", aliases="ws, websocket, chat"),
        make_topic("Sessions and login", area="Accounts", aliases="auth, sign in"),
    ]
    return project(roadmap, "RoomTalk", "Presence is kept in Redis.", level="advanced", hours="22.5", topics=topics)


# Words


def test_words_and_level_find_the_project(client, inkwell, roomtalk):
    assert titles(client, q="websockets", level="advanced") == ["RoomTalk"]
    assert titles(client, q="websockets", level="beginner") == []


@pytest.mark.parametrize("term", ["ws", "WebSocket", "channels-and-websockets", "Channels and WebSockets"])
def test_a_topic_is_found_by_alias_name_and_slug(client, roomtalk, term):
    found = ask(client, topic=term)
    assert [result.place.title for result in found.results] == ["RoomTalk"]
    assert [chip.label for chip in found.chips] == ["Channels and WebSockets"]


@pytest.mark.parametrize("words", ["login", "auth", "SIGN IN", "sessions-and-login", "ws", "websocket", "chats"])
def test_words_that_mean_a_topic_find_its_projects(client, roomtalk, words):
    assert titles(client, q=words) == ["RoomTalk"]


def test_words_that_name_a_topic_lead_to_its_page(client, roomtalk):
    response = client.get(URL, {"q": "ws"})
    assert 'href="/topics/channels-and-websockets/"' in response.content.decode()
    assert response.context["found"].topic.name == "Channels and WebSockets"
    assert ask(client, q="redis").topic is None


@pytest.mark.parametrize(
    "words",
    ["where do I learn websocket?", "chats", "chatting", "How do I use Channels and WebSockets", "channel websocket"],
)
def test_a_question_about_a_topic_names_it(client, roomtalk, words):
    assert ask(client, q=words).topic.name == "Channels and WebSockets"


def test_a_form_of_two_topics_names_neither(client, roadmap):
    make_topic("Testing")
    make_topic("Tests")
    assert ask(client, q="tested").topic is None
    assert ask(client, q="what are tests").topic.name == "Tests"


def test_a_topic_without_a_project_says_so(client, inkwell, roomtalk):
    make_topic("Celery")
    assert "</a>: no project teaches it yet" in client.get(URL, {"q": "celery"}).content.decode()
    assert "Where to learn it:" in client.get(URL, {"q": "chat", "level": "beginner"}).content.decode()


def test_a_term_of_one_section_finds_the_project_and_links_to_the_section(client, roomtalk):
    response = client.get(URL, {"q": "presence"})
    [result] = response.context["found"].results
    assert [quote.kind.slug for quote in result.quotes] == ["constraints"]
    assert 'href="/django-full-stack/roomtalk/#constraints"' in response.content.decode()


def test_every_part_of_a_complete_spec_is_searched(client, roadmap):
    spec = full_spec()
    spec["deployment"][0]["value"]["command"] = "fly launch --zanzibar"
    spec["evaluation"][0]["value"]["entries"][1]["value"]["done_when"] = "the `quokka_count` is **7**."
    make_project(roadmap, "Inkwell", sections={kind: spec[kind] for kind in ["deployment", "evaluation"]})
    [result] = ask(client, q="zanzibar quokka").results
    assert [quote.kind.slug for quote in result.quotes] == ["deployment", "evaluation"]


def test_the_sections_that_are_most_about_the_words_are_shown_in_their_order(client, roadmap):
    kinds = ["constraints", "topics", "stack", "tools", "deployment", "stretch"]
    long = "amber " + "of no interest " * 60
    texts = dict.fromkeys(kinds, long) | {"topics": "amber", "stretch": "amber, amber and amber"}
    make_project(roadmap, sections={kind: [prose(f"<p>{text}</p>")] for kind, text in texts.items()})
    [result] = ask(client, q="amber").results
    assert [quote.kind.slug for quote in result.quotes] == ["constraints", "topics", "stretch"]


def test_all_words_must_be_there_but_not_in_one_place(client, roomtalk):
    assert titles(client, q="websocket redis") == ["RoomTalk"]
    assert ask(client, q="websocket drafts").holds_most


@pytest.mark.parametrize("words", ["draft", "Drafts", "drafting", "how do I store a draft?", "database-draft"])
def test_forms_and_question_words_do_not_matter(client, inkwell, words):
    assert titles(client, q=words) == ["Inkwell"]


def test_accents_do_not_matter(client, roadmap):
    project(roadmap, "Café Zoë", "Größe zählt, naïve Ansätze nicht.")
    for words in ["cafe zoe", "CAFÉ", "grosse", "GRÖSSE", "naive"]:
        assert titles(client, q=words) == ["Café Zoë"]


@pytest.mark.parametrize("words", ["settings", "settings.py", "django_environ", "environ", "accounts login"])
def test_code_names_and_paths_are_found_whole_and_in_parts(client, roadmap, words):
    project(roadmap, "Keys", "Read `settings.py`, then django-environ and <code>/accounts/login/</code>.")
    assert titles(client, q=words) == ["Keys"]


def test_the_address_of_a_link_is_not_text(client, roadmap):
    project(roadmap, "Linked", summary="Read [the guide](https://example.org/quokka) first.")
    assert titles(client, q="guide") == ["Linked"]
    assert titles(client, q="quokka") == []


# Order


def test_title_and_topic_come_before_summary_and_summary_before_text(client, roadmap):
    queue = make_topic("Task queues", aliases="celery")
    project(roadmap, "In the text", "celery " * 50)
    project(roadmap, "In the summary", summary="It runs Celery at night.")
    project(roadmap, "By topic", topics=[queue])
    project(roadmap, "Celery at work")
    assert titles(client, q="celery") == ["By topic", "Celery at work", "In the summary", "In the text"]


def test_the_earlier_project_comes_first_among_equals(client, roadmap):
    queue = make_topic("Task queues", aliases="celery")
    for title in ["Zebra", "Aardvark", "Mole"]:
        project(roadmap, title, topics=[queue])
    assert titles(client, q="celery") == ["Zebra", "Aardvark", "Mole"]


def test_the_more_sections_hold_a_word_the_more_the_project_is_about_it(client, roadmap):
    kinds = ["objectives", "constraints", "topics", "stack", "tools", "deployment"]
    for title, number in [("Mentions it", 2), ("Comes back to it", 3), ("Is about it", 6)]:
        sections = {kind: [prose("<p>Lock the row, lock the table, lock.</p>")] for kind in kinds[:number]}
        make_project(roadmap, title, sections=sections, summary="None.")
    assert titles(client, q="lock") == ["Is about it", "Comes back to it", "Mentions it"]


def test_a_whole_phrase_comes_before_its_words(client, roadmap):
    kinds = ["objectives", "constraints", "topics", "stack", "tools", "deployment"]
    scattered = [prose("<p>Security of a row: each level counts.</p>")]
    make_project(roadmap, "Words", sections=dict.fromkeys(kinds, scattered), summary="None.")
    project(roadmap, "Phrase", "Turn on row level security.", summary="None.")
    project(roadmap, "On the card", summary="Row level security for all.")
    assert titles(client, q="row level security") == ["On the card", "Phrase", "Words"]
    assert titles(client, q="row level secu") == ["On the card", "Phrase", "Words"]


def test_a_word_that_few_projects_hold_tells_more(client, roadmap):
    project(roadmap, "Both in the text", "A queue of quokkas", summary="None.")
    project(roadmap, "The common one on the card", "quokkas", summary="A queue.")
    project(roadmap, "The rare one on the card", "queue", summary="Quokkas!")
    for number in range(8):
        project(roadmap, f"Common {number}", "queue", summary="None.")
    assert titles(client, q="queue quokka")[0] == "The rare one on the card"


def test_who_introduces_a_topic_comes_before_who_reinforces_it(client, roadmap):
    queue = make_topic("Task queues", aliases="celery")
    project(roadmap, "Introduces", topics=[queue])
    project(roadmap, "Reinforces", "celery " * 20, topics=[queue], summary="More Celery.")
    assert titles(client, q="where do I learn celery?") == ["Introduces", "Reinforces"]


def test_a_question_in_prose_needs_most_of_its_words_only(client, roadmap):
    project(roadmap, "Slots", "Two people never book the same slot.")
    project(roadmap, "Books", "You sell a book.")
    assert titles(client, q="how do I keep two people from booking one slot") == ["Slots"]
    assert ask(client, q="how do I keep two people from booking one slot").holds_most


# Unfinished and misspelt words


@pytest.mark.parametrize("words", ["webs", "websoc", "redis prese", "chan"])
def test_the_last_word_may_be_unfinished(client, inkwell, roomtalk, words):
    assert titles(client, q=words) == ["RoomTalk"]


def test_an_unfinished_word_is_no_reason_to_hide_the_finished_one(client, roadmap):
    project(roadmap, "Formats", "Formats of files", summary="None.")
    project(roadmap, "Forms", "A form", summary="A form.")
    assert titles(client, q="form") == ["Forms", "Formats"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("websokets", "websockets"),
        ("rdeis", "redis"),
        ("presense", "presence"),
        ("datbase", "database"),
        ("channles drafts", "channels drafts"),
    ],
)
def test_a_misspelt_word_is_looked_up_as_the_one_that_was_meant(client, inkwell, roomtalk, typed, meant):
    found = ask(client, q=typed)
    assert (found.correction.text, found.correction.url) == (meant, f"/search/?q={meant.replace(' ', '+')}")
    assert found.total == ask(client, q=meant).total > 0
    assert ask(client, q=meant).correction is None


def test_what_was_meant_depends_on_no_filter(client, inkwell, roomtalk):
    found = ask(client, q="websokets", level="beginner")
    assert found.correction.url == "/search/?q=websockets&level=beginner"
    assert (found.total, choices(found, "level")) == (0, {"beginner": 0, "advanced": 1})


def test_a_word_that_nobody_knows_is_left_out_and_named(client, inkwell, roomtalk):
    found = ask(client, q="redis qwertyuiop")
    assert [result.place.title for result in found.results] == ["RoomTalk"]
    assert found.notices == ["“qwertyuiop” is in no project, so it was left out."]


def test_the_words_of_drafts_and_private_pages_are_never_suggested(client, inkwell):
    secret = project(make_roadmap("Hidden"), "Hush", "zebrafish")
    make_section(inkwell, "stretch", [prose("<p>wombats</p>")], live=False)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert ask(client, q="zebrafich").total == 0
    assert ask(client, q="wombatz").correction is None


def test_without_words_the_order_is_that_of_the_roadmap(client, inkwell, roomtalk):
    assert titles(client) == ["Inkwell", "RoomTalk"]


def test_the_shortest_comes_first_when_asked_for(client, roadmap, inkwell):
    project(roadmap, "Long", hours=40)
    project(roadmap, "Short", hours=5)
    assert titles(client, sort="hours") == ["Short", "Inkwell", "Long"]
    assert titles(client, q="tale", sort="hours") == ["Short", "Inkwell", "Long"]


# Facets


def test_values_of_a_facet_add_up_and_facets_narrow_down(client, roadmap):
    project(roadmap, "A", level="beginner", hours=10)
    project(roadmap, "B", level="advanced", hours=10)
    project(roadmap, "C", level="expert", hours=40)
    assert titles(client, level=["beginner", "expert"]) == ["A", "C"]
    assert titles(client, level=["beginner", "expert"], hours="over-35") == ["C"]
    assert titles(client, hours=["up-to-15", "over-35"]) == ["A", "B", "C"]


def test_a_roadmap_is_a_filter_and_numbers_its_own_projects(client, inkwell, roomtalk):
    other = make_roadmap("Python basics")
    project(other, "Loops")
    [result] = ask(client, roadmap="python-basics").results
    assert (result.place.roadmap.title, result.place.number) == ("Python basics", 1)
    assert [result.place.number for result in ask(client, roadmap="Django full stack").results] == [1, 2]


def test_counts_leave_their_own_facet_out(client, roadmap):
    project(roadmap, "A", level="beginner", hours=10)
    project(roadmap, "B", level="advanced", hours=10)
    project(roadmap, "C", level="advanced", hours=40)
    found = ask(client, level="advanced", hours="up-to-15")
    assert choices(found, "level") == {"beginner": 1, "advanced": 1}
    assert choices(found, "hours") == {"up-to-15": 1, "over-35": 1}


def test_a_value_at_zero_is_hidden_unless_it_is_active(client, inkwell, roomtalk):
    found = ask(client, level="beginner", topic="ws")
    assert choices(found, "level") == {"beginner": 0, "advanced": 1}
    assert "expert" not in choices(found, "level")
    assert choices(found, "topic") == {"urls-and-views": 1, "channels-and-websockets": 0}


def test_each_value_carries_the_address_that_sets_or_removes_it(client, inkwell, roomtalk):
    found = ask(client, q="tale", level="beginner", page="1")
    assert option(found, "level", "beginner").url == "/search/?q=tale"
    assert option(found, "level", "beginner").active
    found = ask(client, level="beginner")
    assert option(found, "level", "advanced").url == "/search/?level=advanced&level=beginner"


def test_chips_remove_one_filter_each_and_all_are_cleared_at_once(client, inkwell, roomtalk):
    response = client.get(URL, {"q": "redis", "level": ["advanced", "expert"], "topic": "ws"})
    assert [(str(chip.label), chip.url) for chip in response.context["found"].chips] == [
        ("redis", "/search/?level=advanced&level=expert&topic=channels-and-websockets"),
        ("Advanced", "/search/?q=redis&level=expert&topic=channels-and-websockets"),
        ("Expert", "/search/?q=redis&level=advanced&topic=channels-and-websockets"),
        ("Channels and WebSockets", "/search/?q=redis&level=advanced&level=expert"),
    ]
    assert re.search(r'<a class="finder-clear" href="/search/">', response.content.decode())


def test_the_form_keeps_the_filters(client, inkwell, roomtalk):
    html = client.get(URL, {"level": "advanced", "topic": "ws", "page": "1"}).content.decode()
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([\w-]+)"', html) == [
        ("level", "advanced"),
        ("topic", "channels-and-websockets"),
    ]


WORDS = ["amber", "birch", "cedar", "daisy", "elder"]
TOPICS = [f"Topic {letter}" for letter in "PQRSTU"]


def random_catalogue(chance):
    """Projects with random facts and words, as plain values next to the pages that are made of them."""
    topics = [make_topic(name, area=chance.choice(["Web", "Data"])) for name in TOPICS]
    plain = []
    for roadmap in [make_roadmap("First"), make_roadmap("Second")]:
        for _ in range(9):
            facts = {
                "level": chance.choice(["beginner", "intermediate", "expert"]),
                "hours": chance.choice(["7.5", "15", "22.5", "30", "37.5"]),
                "topics": chance.sample(topics, chance.randrange(4)),
            }
            texts = [chance.sample(WORDS, chance.randrange(1, 3)) for _ in range(2)]
            live = chance.random() < 0.9
            page = make_project(roadmap, **facts, sections={}, live=live, summary="None.")
            for kind, text in zip(["constraints", "topics"], texts, strict=True):
                make_section(page, kind, [prose(f"<p>{' '.join(text)}</p>")])
            if live:
                plain.append(
                    {
                        "id": page.pk,
                        "level": {facts["level"]},
                        "hours": {hours_bucket(Decimal(facts["hours"]))},
                        "roadmap": {roadmap.slug},
                        "topic": {topic.slug for topic in facts["topics"]},
                        "words": {word for text in texts for word in text},
                    }
                )
    return plain


def random_filters(chance, plain):
    """Some of the values that there are, under the names of their parameters."""
    filters = {}
    for facet in ["level", "hours", "roadmap", "topic"]:
        slugs = sorted(set().union(*(facts[facet] for facts in plain)))
        filters[facet] = chance.sample(slugs, chance.choice([0, 0, 1, 2]))
    return filters | {"q": " ".join(chance.sample(WORDS, chance.choice([0, 1, 1, 2])))}


def needed(plain, filters):
    """All the words, or half of them where no project holds all."""
    words = filters["q"].split()
    return len(words) if any(set(words) <= facts["words"] for facts in plain) else ceil(len(words) / 2)


def passes(facts, filters, words, dropped=None):
    in_facets = all(
        name in ("q", dropped) or not chosen or facts[name] & set(chosen) for name, chosen in filters.items()
    )
    return in_facets and len(set(filters["q"].split()) & facts["words"]) >= words


@pytest.mark.parametrize("seed", [1, 2])
def test_results_and_counts_are_what_a_plain_recount_gives(client, seed):
    chance = random.Random(seed)
    plain = random_catalogue(chance)
    for _ in range(25):
        filters = random_filters(chance, plain)
        found, words = ask(client, **filters), needed(plain, filters)
        expected = {facts["id"] for facts in plain if passes(facts, filters, words)}
        assert {result.place.project_id for result in found.results} == expected, filters
        assert found.total == len(expected)
        for facet in ["level", "hours", "roadmap", "topic"]:
            others = [facts for facts in plain if passes(facts, filters, words, facet)]
            counts = {slug: n for slug, n in choices(found, facet).items() if n or slug not in filters[facet]}
            assert counts == {
                slug: sum(slug in facts[facet] for facts in others)
                for slug in set().union(*(facts[facet] for facts in others))
            }, (facet, filters)


# Nothing found


def test_no_result_says_which_filter_to_drop_and_what_that_gives(client, inkwell, roomtalk):
    response = client.get(URL, {"q": "redis", "level": "beginner"})
    ways = [(str(way.label), way.count, way.url) for way in response.context["found"].ways_out]
    assert ways == [("Level", 1, "/search/?q=redis"), ("Words", 1, "/search/?level=beginner")]
    html = response.content.decode()
    assert 'data-results="0"' in html
    assert "Without “Level”: 1 project" in html
    assert 'href="/topics/"' in html


def test_no_result_and_no_single_filter_to_blame_leads_back_to_everything(client, inkwell):
    response = client.get(URL, {"q": "nowhere", "level": "expert"})
    assert response.context["found"].ways_out == []
    assert "dropping a single filter does not help" in response.content.decode()


def test_one_question_without_an_answer_is_named(client, inkwell):
    html = client.get(URL, {"q": "nowhere"}).content.decode()
    assert "Nothing found for “nowhere”." in html
    assert "finder-choices" not in html
    assert "Nothing found for “Expert”." in client.get(URL, {"level": "expert"}).content.decode()
    assert "No project has any of these." in client.get(URL, {"level": ["expert", "advanced"]}).content.decode()


def test_an_empty_portal_has_a_finder(client):
    assert "No project is published yet." in client.get(URL).content.decode()


# The page


def test_results_carry_the_marks_that_others_rely_on(client, roomtalk):
    html = client.get(URL, {"q": "redis"}).content.decode()
    assert 'data-results="1"' in html
    assert 'data-level="advanced"' in html
    assert 'data-topic="channels-and-websockets"' in html
    assert "Project 2" in html
    assert "22.5 h" in html


def test_long_lists_are_split_into_pages(client, roadmap):
    for number in range(1, 46):
        project(roadmap, f"P {number:02}")
    found = ask(client, page="2")
    assert [result.place.title for result in found.results] == [f"P {number}" for number in range(21, 41)]
    assert (found.total, found.previous_url, found.next_url) == (45, "/search/", "/search/?page=3")
    last = ask(client, page="999999999")
    assert (last.page.number, last.url) == (3, "/search/?page=3")
    assert last.notices == ["There is no page 999999999. This is the last one."]


def test_drafts_and_private_pages_stay_out(client, roadmap, inkwell):
    project(roadmap, "Draft", "zebra", live=False)
    secret = project(roadmap, "Secret", "zebra")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    hidden = make_roadmap("Hidden")
    project(hidden, "Below a private roadmap", "zebra")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    unpublished = make_roadmap("Not yet", live=False)
    project(unpublished, "Below a draft", "zebra")
    assert titles(client) == ["Inkwell"]
    assert titles(client, q="zebra") == []
    assert choices(ask(client), "roadmap") == {"django-full-stack": 1}


def test_a_draft_section_is_neither_searched_nor_shown(client, inkwell):
    make_section(inkwell, "stretch", [prose("<p>quokka draft</p>")], live=False)
    assert titles(client, q="quokka") == []
    [result] = ask(client, q="draft").results
    assert [quote.kind.slug for quote in result.quotes] == ["constraints"]


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(client, inkwell):
    anonymous = client.get(URL, {"q": "draft"})
    client.force_login(get_user_model().objects.create_superuser("boss@example.com", password="x"))
    signed_in = client.get(URL, {"q": "draft"})
    assert signed_in.content == anonymous.content
    assert not anonymous.cookies
    assert not signed_in.cookies
    assert "Cookie" not in signed_in.get("Vary", "")


def test_only_reading_is_allowed(client):
    assert client.post(URL).status_code == 405
    assert client.head(URL).status_code == 200


def test_an_answer_is_not_for_search_engines_but_the_finder_is(client, inkwell):
    assert "noindex" in client.get(URL, {"q": "draft"}).content.decode()
    html = client.get(URL, {"utm_source": "mail"}).content.decode()
    assert "noindex" not in html
    assert '<link rel="canonical" href="http://testserver/search/">' in html


@pytest.mark.parametrize(
    ("parameters", "notice"),
    [
        ({"level": "guru"}, "Level: there is no “guru”, so it was left out."),
        ({"topic": ["ws", "<b>"]}, "Topic: there is no “<b>”, so it was left out."),
        ({"q": "x" * 10_000}, "Only the first 200 characters of the words were used."),
        ({"q": ["draft", "redis"]}, "“q” was given more than once; “redis” was left out."),
        ({"q": "!?"}, "“!?” holds no letters or digits to look for."),
        ({"q": "what is it"}, "“what is it”: words this common are not looked for."),
        ({"page": "-1"}, "“-1” is not the number of a page. This is the first one."),
        ({"page": "abc"}, "“abc” is not the number of a page. This is the first one."),
        ({"page": "1e9"}, "“1e9” is not the number of a page. This is the first one."),
        ({"page": "7"}, "There is no page 7. This is the last one."),
        ({"sort": "best"}, "There is no order “best”, so the usual one is used."),
    ],
)
def test_what_is_left_out_is_said(client, roomtalk, parameters, notice):
    response = client.get(URL, parameters)
    assert response.status_code == 200
    assert response.context["found"].notices == [notice]
    assert notice.replace("<b>", "&lt;b&gt;") in response.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "draft\0s",
        '"',
        "'",
        "' OR 1=1 --",
        '"draft',
        "draft*",
        "draft AND NOT",
        "NEAR(draft redis, 5)",
        "title:draft",
        "{title body}: draft",
        "draft & | ! <->",
        "!draft",
        "draft:*",
        "\\",
        "%s %(words)s {0}",
        "(((((((((((",
        "-draft ^draft +draft",
        "the of and",
        "\ud7ff\uffff 𝔘𝔫𝔦 日本語 ﷽",
        "draft " * 2_000,
        "a" * 10_000,
        " ".join(f"{n}{'ing' * 3}" for n in range(300)),
    ],
)
def test_no_text_breaks_the_finder(client, roomtalk, text):
    for name in ["q", "level", "topic", "roadmap", "hours", "sort", "page"]:
        assert client.get(URL, {name: [text, "redis"]}).status_code == 200
    assert client.get(URL, {"q": text, "sort": "relevance", "level": "beginner"}).status_code == 200


def test_signs_of_a_query_language_are_no_operators(client, inkwell, roomtalk):
    assert ask(client, q="draft OR redis").holds_most  # no project holds both words
    assert titles(client, q="NOT redis") == ["RoomTalk"]
    assert titles(client, q='"redis" presence') == ["RoomTalk"]


# Queries


def queries_of(client, **parameters):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask(client, **parameters)
    return len(captured)


def test_the_number_of_queries_does_not_grow(client, roadmap):
    numbers = count(1)

    def grow(projects, topics):
        known = [make_topic(f"Topic {next(numbers)}") for _ in range(topics)]
        for _ in range(projects):
            make_project(roadmap, level="advanced", topics=known, sections={})
        for kind in ["constraints", "topics", "summary"][:projects]:
            make_section(project(roadmap, f"More {next(numbers)}", topics=known), kind, [prose("<p>draft</p>")])

    question = {"q": "draft", "level": ["beginner", "advanced"], "topic": "topic-1", "sort": "hours"}
    grow(projects=1, topics=1)
    ask(client)  # what is asked once per process: content types, the site
    few = [queries_of(client), queries_of(client, **question), queries_of(client, q="nowhere")]
    grow(projects=12, topics=8)
    make_project(make_roadmap("Another"), sections={})
    ask(client)  # reads the catalogue anew
    many = [queries_of(client), queries_of(client, **question), queries_of(client, q="nowhere")]
    assert many == few
    assert max(many) <= 12
