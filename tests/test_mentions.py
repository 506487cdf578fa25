"""What the specs say of a topic, on the topic's page: which sentences are chosen, where they are cut, what is marked."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from curriculum.models import SpecSection
from curriculum.words import words
from search.excerpts import LONGEST_EXCERPT
from search.mentions import Section, best_mentions, marked, names_of, sentences_of, spans_of
from search.terms import stem_lines
from tests.factories import block, items, make_project, make_roadmap, make_topic, prose

SOCKETS = ("Channels and WebSockets", "websocket", "ws", "django channels", "chat")
OWN = "You MUST give Channels and WebSockets a process of their own."
PHRASE = "Serve Django Channels from a worker of its own."
WORD = "A member opens a WebSocket and gets the last message."


def marks(text, *names):
    """The text with what is marked in brackets."""
    return shown(marked(text, names_of(names[0], names[1:])))


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def said(sections, names=SOCKETS, slug="channels-websockets"):
    """The sentences chosen of sections, given as their lines by kind; as (kind, sentence with the names in brackets)."""
    given = [Section(kind, "\n".join(lines), stem_lines(map(words, lines))) for kind, lines in sections.items()]
    return [
        (mention.kind.slug, shown(mention.pieces))
        for mention in best_mentions(given, names_of(names[0], names[1:]), slug)
    ]


# Sentences


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It says “Stop.” Then it stops.", ["It says “Stop.”", "Then it stops."]),
        ("Edit settings.py and 3.5 lines.", ["Edit settings.py and 3.5 lines."]),
        ("Use a broker (e.g. Redis). Then go on.", ["Use a broker (e.g. Redis).", "Then go on."]),
        ("Files, tests etc. stay", ["Files, tests etc. stay"]),
        ("", []),
        ("... ", ["..."]),
    ],
)
def test_a_line_is_cut_at_the_ends_of_its_sentences(line, sentences):
    assert sentences_of(line) == sentences


@given(st.lists(st.sampled_from(["One.", "e.g.", "“Two!”", "three", "3.5", "…", "etc."]), max_size=12).map(" ".join))
def test_the_sentences_of_a_line_are_the_line(line):
    assert " ".join(sentences_of(line)) == line


# Names


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Open two WebSockets.", ["websocket"], "Open two [WebSockets]."),
        ("Row-level security is on.", ["RLS", "row level security"], "[Row-level security] is on."),
        (
            "Teach Accessible, responsive pages here.",
            ["Accessible, responsive pages"],
            "Teach [Accessible, responsive pages] here.",
        ),
        ("Send problem+json, then stop.", ["Errors", "problem+json"], "Send [problem+json], then stop."),
        ("Django's QuerySet's filter and Celery's beat", ["celery"], "Django's QuerySet's filter and [Celery]'s beat"),
        ("Channel layers are channels.", ["channel layer", "channels"], "[Channel layers] are [channels]."),
        ("The app was deployed twice.", ["deploy"], "The app was [deployed] twice."),
        ("Two queries and one query", ["queries"], "Two [queries] and one [query]"),
        ("Les CAFÉS de Paris", ["café"], "Les [CAFÉS] de Paris"),
        ("The CD of this project", ["CD pipelines", "cd"], "The [CD] of this project"),
        ("Answer 429 or run k6 against S3.", ["429", "k6", "s3"], "Answer [429] or run [k6] against [S3]."),
    ],
)
def test_a_name_is_marked_as_a_whole_in_any_form(text, names, expected):
    assert marks(text, *names) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Install websocket-client today.", "websocket"),
        ("Install django-channels today.", "channels"),
        ("Open /ws/rooms/ and ws/rooms.", "ws"),
        ("Read websocket.py and my.websocket now.", "websocket"),
        ("Set CELERY_BROKER and MY_CELERY now.", "celery"),
        ("Point it at redis://cache:6379 now.", "redis"),
        ("Send problem+json now.", "json"),
        ("Passwords and compassion", "pass"),
        ("Set it, then set it again.", "settings"),
        ("Deliver all frames in order.", "ordering"),
        ("Each account has a local part.", "accounting"),
        ("Then cd into the folder.", "cd"),
        ("At this rate, limit them.", "rate limit"),
        ("Raise the rate (limit it later).", "rate limit"),
        ("Limit the rate.", "rate limit"),
    ],
)
def test_a_name_inside_other_words_is_none(text, name):
    assert spans_of(text, names_of(name, [])) == []


def test_names_are_tried_from_the_longest_each_once():
    names = names_of("Channels", ["channels", "", "!?", "who is online", "Channel layers", "channels"])
    assert [name.written for name in names] == ["who is online", "channel layers", "channels"]
    assert len(names_of("A", [f"alias {number}" for number in range(2_000)])) == 50


# Choice


def test_sections_are_chosen_by_what_they_are_good_for():
    order = ["objectives", "functional", "constraints", "topics", "deployment", "stretch", "evaluation", "summary"]
    lines = {kind: [f"First set it up. Now the {kind} ask for Channels and WebSockets."] for kind in order}
    for number in range(len(order) - 1):
        left = {kind: lines[kind] for kind in reversed(order[number:])}
        assert [kind for kind, _ in said(left)] == order[number : number + 2]


def test_at_most_two_sentences_are_quoted_of_different_sections_if_possible():
    lines = [f"Number {number} opens a WebSocket for all." for number in range(3)]
    assert said({"functional": lines}) == [
        ("functional", "Number 0 opens a [WebSocket] for all."),
        ("functional", "Number 1 opens a [WebSocket] for all."),
    ]
    assert said({"functional": lines, "stretch": [OWN]}) == [
        ("functional", "Number 0 opens a [WebSocket] for all."),
        ("stretch", "You MUST give [Channels and WebSockets] a process of their own."),
    ]


def test_the_same_sentence_is_not_quoted_twice():
    assert said({"objectives": [OWN], "functional": [OWN], "stretch": [PHRASE]}) == [
        ("objectives", "You MUST give [Channels and WebSockets] a process of their own."),
        ("stretch", "Serve [Django Channels] from a worker of its own."),
    ]


def test_a_sentence_is_quoted_not_its_line():
    line = f"An agent signs in first. {WORD} Nothing else happens."
    assert said({"functional": [line]}) == [("functional", "A member opens a [WebSocket] and gets the last message.")]


def test_longer_names_tell_more_than_single_words():
    sections = {"functional": [WORD], "constraints": [OWN], "stretch": ["A chat of two is left for later days."]}
    assert [kind for kind, _ in said(sections)] == ["functional", "constraints"]
    assert said({"functional": [WORD, PHRASE]})[0] == (
        "functional",
        "Serve [Django Channels] from a worker of its own.",
    )


def test_a_word_that_is_all_over_the_spec_is_quoted_only_for_want_of_a_better_name():
    everywhere = ["functional", "non-functional", "constraints", "stretch", "evaluation", "summary"]
    common = {kind: [f"The chat of the {kind} is a chat of many people."] for kind in everywhere}
    assert [kind for kind, _ in said(common)] == ["functional", "constraints"]
    assert [kind for kind, _ in said(common | {"topics": [WORD]})] == ["topics"]
    # What an objective names is what is learnt.
    assert [kind for kind, _ in said({"objectives": ["Build a chat."], **common, "topics": [WORD]})] == [
        "objectives",
        "topics",
    ]


def test_a_short_name_is_quoted_only_for_want_of_a_longer_one():
    short = {"functional": ["All frames of the WS protocol carry a number."]}
    assert said(short) == [("functional", "All frames of the [WS] protocol carry a number.")]
    assert [kind for kind, _ in said(short | {"stretch": [PHRASE]})] == ["stretch"]


def test_section_7_s_entry_is_quoted_without_its_slug_and_with_what_one_does():
    entry = "Channels and WebSockets (channels-websockets): the room. You will have to name each frame. Channels docs"
    shown_entry = ("topics", "[Channels and WebSockets]: the room. You will have to name each frame.")
    assert said({"topics": [entry]}) == [shown_entry]
    assert said({"topics": [entry], "tools": ["Channels and WebSockets need this package today."]}) == [shown_entry]
    assert [kind for kind, _ in said({"objectives": [OWN], "functional": [PHRASE], "topics": [entry]})] == [
        "objectives",
        "functional",
    ]
    long = entry.replace("each frame", "each frame " + "and each error " * 12)
    assert said({"topics": [long]}) == [("topics", "[Channels and WebSockets]: the room.")]


def test_the_entry_of_another_topic_is_not_about_this_one():
    assert (
        said({"topics": ["Testing WebSockets (websocket-testing): the room. You will have to open a WebSocket."]}) == []
    )


def test_the_slug_in_parentheses_is_no_mention():
    line = "Delete messages (chat). Work for people who write all day."
    assert said({"stretch": [line]}, names=("Chat",), slug="chat") == []


def test_machine_text_and_titles_are_not_quoted():
    assert (
        said(
            {
                "functional": ["Channels and WebSockets", "WebSocket events"],
                "deployment": [
                    "First. Run uv add --dev a --upgrade websocket now.",
                    "A. Send {websocket: 1} now to all.",
                ],
                "evaluation": ["id: ws title: The WebSocket is open steps: - a"],
            }
        )
        == []
    )


def test_the_title_of_a_step_runs_into_its_first_sentence_which_waits_for_a_better_one():
    line = "Start Channels and WebSockets It needs Redis. Now Django Channels answers on its own port."
    assert said({"deployment": [line]}) == [("deployment", "Now [Django Channels] answers on its own port.")]
    assert said({"deployment": [line.split(" Now")[0]]}) == [
        ("deployment", "Start [Channels and WebSockets] It needs Redis.")
    ]


def test_an_objective_needs_neither_length_nor_full_stop():
    assert said({"objectives": ["Build a chat over WebSockets", "Draw."]}) == [
        ("objectives", "Build a [chat] over [WebSockets]")
    ]


# Cutting and marking


def test_a_long_sentence_is_cut_around_its_best_name():
    before, after = "A chat of words " * 20, "and more words " * 20
    text = f"{before}meets Channels and WebSockets {after}"
    pieces = marked(text, names_of(SOCKETS[0], SOCKETS[1:]))
    assert "[Channels and WebSockets]" in shown(pieces)
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= LONGEST_EXCERPT + 4
    assert set(whole.split()) <= {*text.split(), "…"}


def test_a_name_longer_than_an_excerpt_stays_whole():
    name = "very " * 60 + "long"
    assert f"[{name}]" in marks(f"This {name} name goes on and on.", name)


SOME_WORDS = st.sampled_from(
    ["Channels", "and", "WebSockets", "websocket", "websocket-client", "ws", "WS", "/ws/", "Django", "channels", "chat,", "½",
     "ﬁle", "e\u0301", "İ", "(chat)", "…", "“chat”", "<b>", "&amp;", "settings.py"]
)  # fmt: skip


@given(st.lists(SOME_WORDS, max_size=60).map(" ".join) | st.text(max_size=400).map(lambda text: f"{text} chat"))
def test_marking_never_changes_a_sentence(text):
    names = names_of(SOCKETS[0], SOCKETS[1:])
    if not spans_of(text, names):
        return
    pieces = marked(text, names)
    whole = "".join(piece.text for piece in pieces)
    if len(text) <= LONGEST_EXCERPT:
        assert whole == text
    else:
        assert whole.removeprefix("… ").removesuffix(" …") in text
    assert any(piece.marked for piece in pieces)
    assert all(piece.text in text for piece in pieces if piece.marked)


# The page


@pytest.fixture
def sockets(db):
    return make_topic(SOCKETS[0], aliases=", ".join(SOCKETS[1:]), docs_url="https://www.channels.example.org/en/")


def requirement(text):
    value = {"title": "Rooms", "entries": items({"key": "FR-1", "priority": "must", "text": text})}
    return [block("requirement_group", value)]


def objective(text):
    return [block("objectives", {"entries": items({"key": "O-1", "text": text, "covers": ""})})]


def quoted(client, topic):
    """What the page quotes: (address, heading, sentence as HTML)."""
    html = client.get(topic.get_absolute_url()).content.decode()
    found = re.findall(r'<li class="mention"><a href="([^"]+)">([^<]+)</a>\s*<p>(.*?)</p></li>', html)
    return [(address, unescape(heading), sentence) for address, heading, sentence in found]


def test_a_topic_page_quotes_the_specs_with_links_to_their_sections(client, sockets):
    way = make_roadmap("Way")
    make_project(
        way, "RoomTalk", topics=[sockets], sections={"objectives": objective(OWN), "functional": requirement(WORD)}
    )
    make_project(
        way,
        "SignalHub",
        topics=[sockets],
        sections={"constraints": [prose("<p>Keep <b>chat</b> &lt;b&gt; out of the logs.</p>")]},
    )
    make_project(way, "Silent", topics=[sockets], sections={})
    make_project(way, "Other", sections={"objectives": objective(OWN)})
    assert quoted(client, sockets) == [
        (
            "/way/roomtalk/#objectives",
            "3. Learning Objectives",
            "You MUST give <mark>Channels and WebSockets</mark> a process of their own.",
        ),
        (
            "/way/roomtalk/#functional",
            "4. Functional Requirements",
            "A member opens a <mark>WebSocket</mark> and gets the last message.",
        ),
        (
            "/way/signalhub/#constraints",
            "6. Technical Constraints",
            "Keep <mark>chat</mark> &lt;b&gt; out of the logs.",
        ),
    ]
    html = client.get(sockets.get_absolute_url()).content.decode()
    assert html.count('class="mentions"') == 2
    assert 'id="objectives"' in client.get("/way/roomtalk/").content.decode()


def test_a_word_inside_other_words_is_not_quoted(client, sockets):
    make_project(
        topics=[sockets], sections={"functional": requirement("A member installs websocket-client on a laptop.")}
    )
    assert quoted(client, sockets) == []


def test_draft_and_private_sections_stay_out(client, sockets):
    project = make_project(
        topics=[sockets],
        sections={
            "objectives": objective(OWN),
            "functional": requirement(WORD),
            "constraints": [prose(f"<p>{PHRASE}</p>")],
        },
    )
    draft, private = (SpecSection.objects.get(spec_of=project, kind=kind) for kind in ("objectives", "functional"))
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert [address.rpartition("#")[2] for address, _, _ in quoted(client, sockets)] == ["constraints"]
    project.unpublish()
    assert quoted(client, sockets) == []


def test_what_is_written_tells_it_from_the_next_request_on(client, sockets):
    project = make_project(topics=[sockets], sections={"functional": requirement("A member reads a page of messages.")})
    assert quoted(client, sockets) == []
    section = SpecSection.objects.get(spec_of=project, kind="functional")
    section.body = requirement(WORD)
    section.save_revision().publish()
    assert len(quoted(client, sockets)) == 1


def test_the_link_to_the_documentation_says_where_it_leads(client, sockets):
    html = client.get(sockets.get_absolute_url()).content.decode()
    assert '<a href="https://www.channels.example.org/en/">Official documentation on channels.example.org</a>' in html


def test_the_page_goes_from_what_it_is_to_what_is_near(client, sockets):
    sockets.requires.set([make_topic("Async views")])
    way = make_roadmap("Way")
    for _ in range(2):
        make_project(way, topics=[sockets, "Presence"], sections={"objectives": objective(OWN)})
    html = client.get(sockets.get_absolute_url()).content.decode()
    order = ["<h1>", "Official documentation", 'Where to learn it: <a href="/way/">Way</a>', "Introduced in", 'class="mention"',
             "Reinforced in", "Builds on", "Taught together with"]  # fmt: skip
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_the_first_twelve_stops_are_quoted_in_one_query_of_ten(client, sockets):
    def grow(projects):
        way = make_roadmap()
        for _ in range(projects):
            make_project(way, topics=[sockets], sections={"functional": requirement(WORD)})

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(sockets.get_absolute_url())
        return len(captured)

    grow(2)
    client.get(sockets.get_absolute_url())  # what is asked once per process
    assert queries() == 10
    grow(14)
    assert queries() == 10
    assert len(quoted(client, sockets)) == 12


def test_a_topic_that_nobody_teaches_asks_for_no_spec(client, sockets):
    make_project(sections={"objectives": objective(OWN)})
    with CaptureQueriesContext(connection) as captured:
        client.get(sockets.get_absolute_url())
    assert not [query for query in captured if "search_part" in query["sql"]]
