"""The palette: what the server offers for a text, and how the browser's part of it is worked by keys, mouse and finger."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from wagtail.models import PageViewRestriction, Site

from curriculum.models import Project, SpecSection
from curriculum.words import words
from search.names import named
from tests.factories import full_spec, home_page, make_project, make_roadmap, make_topic, prose

pytestmark = pytest.mark.django_db
URL = "/search/quick/"
SEARCH_ALL = "Search all specs"


def ask(client, text=""):
    """The options as (name, address) by their heading; the one behind all groups stands under no heading."""
    response = client.get(URL, {"q": text})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    found = {}
    for option in soup.select("[role=option]"):
        quiet = option.find("span")
        group = option.find_parent(role="group")
        heading = group.find(id=group["aria-labelledby"]).get_text() if group else ""
        found.setdefault(heading, []).append(
            (option.get_text().removesuffix(quiet.get_text() if quiet else "").strip(), option["href"])
        )
    return found


def names(client, text, heading):
    return [name for name, _ in ask(client, text).get(heading, [])]


def said(client, text=""):
    return BeautifulSoup(client.get(URL, {"q": text}).content, "html.parser").find(attrs={"data-status": True})[
        "data-status"
    ]


def bare(roadmap, title, text="", *, kind="constraints", **fields):
    """A project with at most one section, and no words but its own."""
    sections = {kind: [prose(f"<p>{text}</p>")]} if text else {}
    return make_project(roadmap, title, sections=sections, **{"summary": f"A tale of {title}."} | fields)


@pytest.fixture
def roadmap():
    return make_roadmap("Django full stack", slug="way")


def test_names_are_offered_in_groups_and_the_search_of_all_specs_is_last(client, roadmap):
    bare(roadmap, "Django <Diary>", slug="diary")
    make_topic("Django admin")
    found = ask(client, "djan")
    assert list(found) == ["Roadmaps", "Projects", "Topics", ""]
    assert found["Roadmaps"] == [("Django full stack", "/way/")]
    assert found["Projects"] == [("Django <Diary>", "/way/diary/")]
    assert found["Topics"] == [("Django admin", "/topics/django-admin/")]
    assert found[""] == [(f"{SEARCH_ALL} for “djan”", "/search/?q=djan")]
    assert said(client, "djan") == "3 results"


def test_what_is_called_so_comes_first_then_what_begins_so_then_the_order_of_the_roadmap(client, roadmap):
    for title in ("The room", "Room service", "Showroom", "Room", "A room"):
        bare(roadmap, title)
    assert names(client, "room", "Projects") == ["Room", "Room service", "The room", "A room"]


def test_each_word_is_the_beginning_of_a_word_whatever_its_case_and_accents(client, roadmap):
    bare(roadmap, "Café of Ideas")
    assert names(client, "IDE cafe", "Projects") == ["Café of Ideas"]
    assert names(client, "cáf id", "Projects") == ["Café of Ideas"]
    assert names(client, "cafe idol", "Projects") == []
    assert names(client, "afe", "Projects") == []


def test_a_topic_is_found_by_its_aliases_and_says_which_one(client, roadmap):
    bare(roadmap, "Inkwell")
    make_topic("Type hints", aliases="wsgi types")
    make_topic("Channels and WebSockets", aliases="ws, realtime sockets")
    assert names(client, "ws", "Topics") == ["Channels and WebSockets (ws)", "Type hints (wsgi types)"]
    assert names(client, "realt", "Topics") == ["Channels and WebSockets (realtime sockets)"]
    assert names(client, "websock", "Topics") == ["Channels and WebSockets"]
    assert names(client, "channels-and", "Topics") == ["Channels and WebSockets"]


def test_a_project_and_a_section_lead_to_that_section(client, roadmap):
    make_project(roadmap, "RoomTalk", slug="roomtalk")
    make_project(roadmap, "Inkwell")
    found = ask(client, "roomtalk depl")
    assert found["Sections"] == [("RoomTalk › DevOps & Deployment Steps", "/way/roomtalk/#deployment")]
    assert ask(client, "tech room")["Sections"] == [
        ("RoomTalk › Technical Constraints", "/way/roomtalk/#constraints"),
        ("RoomTalk › Tech Stack", "/way/roomtalk/#stack"),
    ]


def test_a_heading_alone_offers_no_section_unless_a_project_is_called_so(client, roadmap):
    make_project(roadmap, "Inkwell")
    assert "Sections" not in ask(client, "deployment")
    make_project(roadmap, "Deployment lab")
    assert names(client, "deployment", "Sections") == ["Deployment lab › DevOps & Deployment Steps"]
    assert "Sections" not in ask(client, "de")


def test_words_that_no_name_holds_are_looked_up_in_the_text(client, roadmap):
    bare(roadmap, "Zebra", "It mentions a barometer once.")
    about = bare(roadmap, "Pressure", "Nothing here.", summary="All about the barometer.")
    bare(roadmap, "Barometer")
    assert names(client, "barom", "Projects") == ["Barometer"]
    assert ask(client, "barom")["In the text"] == [("Pressure", about.get_url()), ("Zebra", "/way/zebra/")]
    assert names(client, "barometer mention", "In the text") == ["Zebra"]
    assert "In the text" not in ask(client, "ba")
    assert "In the text" not in ask(client, "barometer nowhere")


def test_of_each_kind_only_so_many_are_offered(client):
    for number in range(4):
        roadmap = make_roadmap(f"Some way {number}")
        bare(roadmap, f"Some project {number}", "barometer", kind="stack")
        bare(roadmap, f"Some other {number}", "barometer")
        make_topic(f"Some topic {number}")
        make_topic(f"Some more {number}")
    found = {heading: len(options) for heading, options in ask(client, "some").items()}
    assert found == {"Roadmaps": 3, "Projects": 5, "Topics": 5, "": 1}
    assert len(names(client, "some tech", "Sections")) == 5
    assert len(names(client, "barometer", "In the text")) == 3


def test_an_empty_text_offers_the_roadmaps_and_says_what_to_type(client, roadmap):
    bare(roadmap, "Inkwell")
    assert ask(client) == {"Roadmaps": [("Django full stack", "/way/")], "": [(SEARCH_ALL, "/search/")]}
    assert said(client).startswith("Type a name")
    assert said(client, "zzz") == "No name begins like that."


def test_a_project_says_where_it_stands_and_its_roadmap_if_there_are_several(client, roadmap):
    bare(roadmap, "Inkwell")
    assert "Project 1</span>" in client.get(URL, {"q": "inkwell"}).text
    bare(make_roadmap("Another"), "Feedwise")
    assert "Project 1, Django full stack</span>" in client.get(URL, {"q": "inkwell"}).text


def test_drafts_and_private_pages_stay_out(client, roadmap):
    make_project(roadmap, "Hidden draft", live=False)
    private = make_project(roadmap, "Hidden project")
    closed = make_roadmap("Hidden roadmap")
    make_project(closed, "Hidden child")
    for page in (private, closed):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    shown = make_project(roadmap, "Hidden nothing")
    section = SpecSection.objects.get(spec_of=shown, kind="deployment")
    section.unpublish()
    found = ask(client, "hidden")
    assert found.keys() == {"Projects", ""}
    assert [name for name, _ in found["Projects"]] == ["Hidden nothing"]
    assert names(client, "keeps drafts hidden", "In the text") == ["Hidden nothing"]
    assert "Sections" not in ask(client, "hidden depl")
    assert names(client, "hidden eval", "Sections") == ["Hidden nothing › Evaluation Checklist"]


def test_what_is_renamed_or_unpublished_is_so_at_once(client, roadmap):
    project = bare(roadmap, "Inkwell")
    assert names(client, "inkwell", "Projects") == ["Inkwell"]
    project = Project.objects.get(pk=project.pk)
    project.title = "Penholder"
    project.save_revision().publish()
    assert names(client, "inkwell", "Projects") == []
    assert names(client, "penh", "Projects") == ["Penholder"]
    Project.objects.get(pk=project.pk).unpublish()
    assert names(client, "penh", "Projects") == []


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "ink\0well",
        "x" * 10_000,
        "a b " * 5_000,
        "ﷺ" * 200,
        "'; DROP TABLE search_entry; --",
        '"ink" OR NEAR("well")',
        "ink & well | !x <-> y:*",
        "(((((",
        "ink* t.ink terms:ink",
        "%_\\",
        "the and of",
        "🙂",
        "\ud800".encode("utf-8", "surrogatepass"),
        b"\xff\xfe",
    ],
)
def test_no_text_is_too_much_for_it(client, roadmap, text):
    make_project(roadmap, "Inkwell")
    [(name, url)] = ask(client, text)[""]
    assert name.startswith(SEARCH_ALL)
    assert len(name) < 100
    assert len(url) < 2000
    assert client.get(url).status_code == 200


def test_it_is_the_same_for_everybody_and_nothing_to_index(client, roadmap):
    bare(roadmap, "Inkwell")
    first = client.get(URL, {"q": "ink"})
    assert first["X-Robots-Tag"] == "noindex"
    client.force_login(get_user_model().objects.create_superuser("admin@example.com", "a-password"))
    second = client.get(URL, {"q": "ink"})
    assert first.content == second.content
    assert not first.cookies
    assert not second.cookies
    assert not second.has_header("Vary") or "Cookie" not in second["Vary"]
    assert client.post(URL, {"q": "ink"}).status_code == 405


def test_queries_are_few_and_no_more_in_a_larger_catalogue(client, roadmap):
    def queries(text):
        with CaptureQueriesContext(connection) as captured:
            client.get(URL, {"q": text})
        return len(captured)

    def add(number):
        make_project(roadmap, f"Room {number}", sections={"deployment": []}, topics=[f"WebSockets {number}"])
        bare(roadmap, f"Other {number}", "A barometer.")
        client.get(URL)  # the catalogue is read at the first question after a change

    texts = ("room", "room depl", "websock", "barometer", "gatekeper", "")
    add(1)
    few = [queries(text) for text in texts]
    for number in range(2, 6):
        add(number)
    many = [queries(text) for text in texts]
    assert all(now <= before <= 6 for before, now in zip(few, many, strict=True))


def test_with_several_sites_the_addresses_are_those_of_the_pages(client, roadmap):
    bare(roadmap, "Inkwell")
    other = home_page().add_sibling(instance=type(home_page())(title="Other", slug="other-home"))
    Site.objects.create(hostname="127.0.0.1", root_page=other)
    assert ask(client, "inkwell")["Projects"] == [("Inkwell", "/way/inkwell/")]
    response = client.get(URL, {"q": "inkwell"}, headers={"host": "127.0.0.1"})
    assert 'href="http://localhost/way/inkwell/"' in response.text


WORDS = st.lists(st.text("abé1", min_size=1, max_size=3), min_size=1, max_size=3)


@given(st.lists(st.lists(WORDS.map(" ".join), min_size=1, max_size=2), max_size=8), WORDS)
def test_names_are_found_as_if_each_were_looked_at(things, typed):
    asked = words(" ".join(typed))
    text = " ".join(asked)

    def distance(number):
        said = [" ".join(words(name)) for name in things[number]]
        return 0 if text in said else 1 if said[0].startswith(text) else 2

    def holds(number):
        held = [word for name in things[number] for word in words(name)]
        return all(any(one.startswith(word) for one in held) for word in asked)

    expected = sorted(filter(holds, range(len(things))), key=lambda number: (distance(number), number))
    assert named(enumerate(things)).find(asked, 3) == expected[:3]


# In the browser.

in_browser = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(transactional_db):
    roadmap = make_roadmap("The way", slug="way")
    make_project(roadmap, "Inkwell", topics=["URLs and views"], sections=full_spec(1))
    make_project(roadmap, "RoomTalk", topics=["WebSockets"], sections=full_spec(1))
    make_project(roadmap, "RoomService", topics=["WebSockets"], sections=full_spec(1))


@pytest.fixture
def inkwell(live_server, portal, page):
    page.goto(f"{live_server.url}/way/inkwell/")
    return page


def palette(page):
    return page.get_by_role("dialog", name="Quick open")


def field(page):
    return palette(page).get_by_role("combobox", name="Name of a project, topic, section or roadmap")


def active(page):
    """The option that the field names as active, which must be the only one that is selected."""
    expect(field(page)).to_have_attribute("aria-activedescendant", re.compile("."))
    option = page.locator(f"#{field(page).get_attribute('aria-activedescendant')}")
    expect(palette(page).get_by_role("option", selected=True)).to_have_count(1)
    expect(option).to_have_attribute("aria-selected", "true")
    return option


def type_and_wait(page, text):
    field(page).press_sequentially(text, delay=15)
    expect(palette(page).get_by_role("option").last).to_have_text(f"{SEARCH_ALL} for “{text}”")


@in_browser
def test_a_key_opens_it_and_escape_leads_back(inkwell):
    link = inkwell.get_by_role("link", name="Waymark")
    for key in ("/", "Control+k", "Meta+k"):
        link.focus()
        inkwell.keyboard.press(key)
        expect(field(inkwell)).to_be_focused()
        expect(field(inkwell)).to_have_attribute("aria-expanded", "true")
        expect(palette(inkwell).get_by_role("listbox", name="Results")).to_be_visible()
        expect(active(inkwell)).to_have_text("The way")
        inkwell.keyboard.press("Escape")
        expect(palette(inkwell)).to_be_hidden()
        expect(link).to_be_focused()


@in_browser
def test_the_hint_in_the_header_opens_it(inkwell):
    inkwell.get_by_role("button", name="Quick open").click()
    expect(field(inkwell)).to_be_focused()
    palette(inkwell).get_by_role("button", name="Close").click()
    expect(palette(inkwell)).to_be_hidden()
    expect(inkwell.get_by_role("button", name="Quick open")).to_be_focused()


@in_browser
def test_a_slash_that_is_typed_is_a_letter(inkwell):
    search = inkwell.get_by_role("searchbox")
    search.press_sequentially("ci/cd")
    expect(search).to_have_value("ci/cd")
    expect(palette(inkwell)).to_be_hidden()
    inkwell.keyboard.press("Control+k")
    field(inkwell).press_sequentially("a/b")
    expect(field(inkwell)).to_have_value("a/b")


@in_browser
def test_arrows_choose_around_the_ends_and_enter_follows(inkwell, live_server):
    inkwell.keyboard.press("/")
    type_and_wait(inkwell, "room depl")
    options = palette(inkwell).get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    inkwell.keyboard.press("ArrowUp")
    expect(active(inkwell)).to_have_text(f"{SEARCH_ALL} for “room depl”")
    inkwell.keyboard.press("ArrowDown")
    inkwell.keyboard.press("ArrowDown")
    expect(active(inkwell)).to_have_text("RoomService › DevOps & Deployment Steps")
    expect(field(inkwell)).to_be_focused()
    inkwell.keyboard.press("Enter")
    inkwell.wait_for_url(f"{live_server.url}/way/roomservice/#deployment")


@in_browser
def test_a_section_of_the_page_being_read_is_scrolled_to(inkwell, live_server):
    inkwell.keyboard.press("/")
    type_and_wait(inkwell, "inkwell stretch")
    inkwell.keyboard.press("Enter")
    inkwell.wait_for_url(f"{live_server.url}/way/inkwell/#stretch")
    expect(palette(inkwell)).to_be_hidden()
    expect(inkwell.locator("#stretch")).to_be_in_viewport()


@in_browser
def test_it_says_how_many_there_are(inkwell):
    inkwell.keyboard.press("/")
    status = palette(inkwell).get_by_role("status")
    expect(status).to_have_text(re.compile("^Type a name"))
    type_and_wait(inkwell, "inkw")
    expect(status).to_have_text("1 result")
    field(inkwell).fill("zzz")
    expect(status).to_have_text("No name begins like that.")


@in_browser
def test_a_pause_asks_once_and_what_is_stale_is_given_up(inkwell):
    asked, given_up, held = [], [], []

    def answer(route):
        asked.append(route.request.url.partition("q=")[2])
        if asked[-1] == "room":
            held.append(route)  # the server takes its time over this one
        else:
            route.continue_()

    inkwell.route("**/search/quick/**", answer)
    inkwell.on("requestfailed", lambda request: given_up.append(request.url.partition("q=")[2]))
    inkwell.clock.install(time=0)
    inkwell.clock.pause_at(1000)
    inkwell.keyboard.press("/")
    expect(palette(inkwell).get_by_role("option")).to_have_count(2)
    field(inkwell).press_sequentially("roo")
    inkwell.clock.run_for(100)
    field(inkwell).press_sequentially("m")
    inkwell.clock.run_for(100)
    assert asked == [""]
    with inkwell.expect_request("**/search/quick/?q=room"):
        inkwell.clock.run_for(100)
    # What was there before is of another text: Enter must not follow it.
    expect(field(inkwell)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    field(inkwell).fill("inkwell")
    inkwell.clock.run_for(200)
    expect(active(inkwell)).to_have_text(re.compile("^Inkwell"))
    assert asked == ["", "room", "inkwell"]
    assert given_up == ["room"]
    assert len(held) == 1


@in_browser
def test_an_answer_to_less_than_what_is_typed_is_not_followed(inkwell, live_server):
    held = []
    inkwell.route("**/search/quick/?q=room", lambda route: held.append(route))
    inkwell.keyboard.press("/")
    expect(palette(inkwell).get_by_role("option")).to_have_count(2)
    field(inkwell).fill("room")
    while not held:
        inkwell.wait_for_timeout(20)
    inkwell.route("**/search/quick/?q=roomx", lambda route: None)
    field(inkwell).press_sequentially("x")
    held[0].continue_()
    expect(palette(inkwell).get_by_role("option").last).to_have_text(f"{SEARCH_ALL} for “room”")
    expect(palette(inkwell).get_by_role("option", selected=True)).to_have_count(0)
    inkwell.keyboard.press("Enter")
    inkwell.wait_for_url(f"{live_server.url}/search/?q=roomx")


@in_browser
@pytest.mark.parametrize(
    "failure", [lambda route: route.abort(), lambda route: route.fulfill(status=500, body="<h1>We lost the path</h1>")]
)
def test_a_failure_says_so_and_keeps_the_text(inkwell, live_server, failure):
    inkwell.route("**/search/quick/?q=room", failure)
    inkwell.keyboard.press("/")
    field(inkwell).fill("room")
    expect(palette(inkwell).get_by_role("status")).to_have_text(re.compile("^No answer"))
    expect(field(inkwell)).to_have_value("room")
    expect(field(inkwell)).to_have_attribute("aria-expanded", "false")
    inkwell.keyboard.press("Enter")
    inkwell.wait_for_url(f"{live_server.url}/search/?q=room")


@in_browser
def test_the_mouse_works_too(inkwell, live_server):
    inkwell.keyboard.press("/")
    type_and_wait(inkwell, "room")
    option = palette(inkwell).get_by_role("option", name="RoomService")
    option.hover()
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field(inkwell)).to_be_focused()
    option.click()
    inkwell.wait_for_url(f"{live_server.url}/way/roomservice/")


@in_browser
def test_a_finger_works_too(live_server, portal, new_context):
    page = new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}).new_page()
    page.goto(live_server.url)
    expect(page.locator(".quick-hint")).to_be_hidden()  # there is no such key
    page.keyboard.press("/")
    type_and_wait(page, "room")
    palette(page).get_by_role("option", name="RoomTalk").tap()
    page.wait_for_url(f"{live_server.url}/way/roomtalk/")


@in_browser
def test_without_javascript_the_form_searches(live_server, portal, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url)
    expect(page.locator(".quick-hint")).to_be_hidden()
    page.get_by_role("searchbox").fill("room")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"{live_server.url}/search/?q=room")


@in_browser
def test_it_opens_on_every_page_under_the_policy(live_server, portal, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in ("/", "/way/", "/topics/", "/search/?q=room", "/no-such-page/"):
        page.goto(live_server.url + path)
        page.keyboard.press("/")
        type_and_wait(page, "room")
        assert complaints == [], path


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_it_is_open(live_server, portal, page, scheme):
    page.emulate_media(color_scheme=scheme)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url)
        page.keyboard.press("/")
        type_and_wait(page, "room depl")
        results = Axe().run(page)
        assert not results.violations_count, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
