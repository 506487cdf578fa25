"""The page of the finder: what it says of a question's answer, and how it behaves in a browser."""

import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from search import finder
from tests.factories import make_project, make_roadmap, make_topic, prose

URL = "/search/"
LONG_ENOUGH = 1000
"""Milliseconds in which an answer that should have been dropped would be there."""


def html(client, **parameters):
    """The page's HTML with its white space tidied, so that a sentence can be looked for."""
    return re.sub(r"\s+", " ", client.get(URL, parameters).content.decode())


def make_portal():
    roadmap = make_roadmap("The way", slug="way")
    routes = make_topic("URLs and views", area="Views and HTTP")
    sockets = make_topic("WebSockets", area="Real time", aliases="ws")
    for title, level, hours, text, topics in [
        ("Inkwell", "beginner", 15, "Store drafts in the database.", [routes]),
        (
            "RoomTalk",
            "advanced",
            22.5,
            "Presence is kept in <b>Redis</b>, if a &lt;key&gt; expires.",
            [routes, sockets],
        ),
        ("QueueHall", "expert", 40, "Redis hands out the jobs.", [routes]),
    ]:
        fields = {"level": level, "hours": hours, "topics": topics, "summary": f"A tale of {title}."}
        make_project(roadmap, title, sections={"constraints": [prose(f"<p>{text}</p>")]}, **fields)
    return roadmap


# What the page says


@pytest.fixture
def spoken(db):
    make_portal()


def test_a_quote_leads_to_its_section_and_marks_the_words(client, spoken):
    page = html(client, q="redis expires")
    assert '<a href="/way/roomtalk/#constraints">6. Technical Constraints</a>' in page
    assert "<p>Presence is kept in <mark>Redis</mark>, if a &lt;key&gt; <mark>expires</mark>.</p>" in page


def test_without_words_nothing_is_quoted(client, spoken):
    assert 'class="quotes"' not in html(client)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "websokets"}, "No project holds “websokets”. Did you mean {}websockets</a>? These are its results."),
        (
            {"q": "presense rdeis"},
            "No project holds all of “presense rdeis”. Did you mean {}presence redis</a>? These are its results.",
        ),
        (
            {"q": "websokets", "level": "beginner"},
            "No project holds “websokets”. Did you mean {}websockets</a>? With these filters, that finds nothing either.",
        ),
    ],
)
def test_a_misspelt_word_is_named_with_what_was_looked_up_instead(client, spoken, asked, said):
    page = html(client, **asked)
    assert said.format("<LINK>") in re.sub(r'<a href="/search/\?q=[^"]*">', "<LINK>", page)
    assert "No project holds" not in html(client, q="websockets")


def test_results_that_hold_only_most_of_the_words_say_so(client, spoken):
    line = "No project holds all of these words; these hold most of them."
    assert line in html(client, q="redis drafts jobs")
    assert line not in html(client, q="redis jobs")
    assert line not in html(client, q="how do I keep drafts of jobs in the database")
    assert line not in html(client, q="redis drafts jobs", topic="websockets", level="expert")


def test_a_facet_says_how_many_values_it_does_not_list(client, spoken, monkeypatch):
    assert "finder-more" not in html(client)
    monkeypatch.setattr(finder, "MOST_VALUES", 1)
    page = html(client)
    assert "These have the most projects. There are 2 more: narrow down by words or other filters." in page
    assert "There is 1 more: narrow down by words or other filters." in page


def test_the_ids_of_a_page_are_unique(client, spoken):
    ids = re.findall(r'\bid="([^"]+)"', html(client, q="redis", level="advanced", topic="websockets"))
    assert {"facet-level", "facet-level-advanced", "facet-topic-websockets"} <= set(ids)
    assert sorted(set(ids)) == sorted(ids)


def test_a_facet_is_open_when_something_in_it_is_chosen(client, spoken):
    opened = re.compile(r'<details id="facet-(\w+)" class="finder-facet" open>')
    assert opened.findall(html(client)) == ["level", "hours"]
    assert opened.findall(html(client, topic=["websockets", "urls-and-views"])) == ["level", "hours", "topic"]


def test_the_answer_is_the_same_whoever_asks(client, spoken):
    plain = client.get(URL, {"q": "redis"})
    swapped = client.get(URL, {"q": "redis"}, headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert swapped.content == plain.content


# How it behaves


@pytest.fixture
def portal(transactional_db):
    return make_portal()


@pytest.fixture
def found(live_server, portal, page):
    """The finder, opened. Whatever the browser complains about fails the test."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_finder(page, live_server)
    # Gone, if the page is loaded anew.
    page.evaluate("window.stayed = document.getElementById('finder-status').stayed = true")
    yield page
    dropped = ("htmx:afterRequest", "htmx:sendAbort")  # htmx complains of every request that a newer one replaces
    assert [complaint for complaint in complaints if not complaint.startswith(dropped)] == []


def open_finder(page, live_server, query=""):
    page.goto(live_server.url + URL + query)
    page.wait_for_function("window.htmx?.config.historyCacheSize === 0")


def expect_results(page, *titles):
    """The results in place of the page's first ones, on the same page."""
    expect(page.locator(".result h3")).to_have_text(list(titles))
    expect(page.locator("#finder-answer")).not_to_have_class(re.compile("htmx"))


def stayed(page):
    return page.evaluate("window.stayed === true")


def field(page):
    return page.get_by_role("searchbox", name="Words")


def focused(page):
    return page.evaluate("document.activeElement.id")


def kept(page):
    return page.locator("#finder-kept input").evaluate_all("all => all.map((one) => `${one.name}=${one.value}`)")


def query(page):
    return page.url.partition(URL)[2]


@contextmanager
def held(page, part):
    """Keeps back the answers to addresses that hold `part`, and lets them go at the end."""
    routes, over = [], []
    page.route(lambda url: part in url, lambda route: route.continue_() if over else routes.append(route))
    yield routes
    over.append(True)
    for route in routes:
        route.continue_()


def wait_for(page, routes):
    for _ in range(100):
        if routes:
            return
        page.wait_for_timeout(20)
    pytest.fail("Nothing was asked for.")


def test_words_are_looked_up_while_they_are_typed(found):
    field(found).press_sequentially("reds")
    field(found).press("ArrowLeft")
    field(found).press("i")
    expect_results(found, "RoomTalk", "QueueHall")
    assert query(found) == "?q=redis"
    assert (field(found).input_value(), focused(found)) == ("redis", "finder-words")
    assert field(found).evaluate("field => [field.selectionStart, field.selectionEnd]") == [4, 4]
    expect(found.get_by_role("status")).to_have_text("2 projects")
    assert stayed(found)


def test_an_answer_never_touches_what_was_typed_since(found):
    with held(found, "q=redi") as answers:
        field(found).press_sequentially("redi")
        wait_for(found, answers)
        field(found).press_sequentially("s pres")
    expect_results(found, "RoomTalk")
    assert (field(found).input_value(), query(found)) == ("redis pres", "?q=redis%20pres")


def test_the_answer_to_older_words_is_dropped(found):
    with held(found, "q=redis") as answers:
        field(found).press_sequentially("redis")
        wait_for(found, answers)
        field(found).fill("drafts")
        expect_results(found, "Inkwell")
    found.wait_for_timeout(LONG_ENOUGH)
    expect_results(found, "Inkwell")
    assert query(found) == "?q=drafts"


def test_back_restores_results_words_and_filters(found):
    found.get_by_role("link", name="Advanced").click()
    expect_results(found, "RoomTalk")
    field(found).press_sequentially("dra")
    expect(found.get_by_role("status")).to_have_text("0 projects")
    field(found).press_sequentially("fts")
    expect(found).to_have_url(re.compile("q=drafts"))
    found.get_by_role("link", name=re.compile("Remove Level")).click()
    expect_results(found, "Inkwell")
    found.go_back()
    expect(found.get_by_role("heading", name="0 projects")).to_be_visible()
    assert (field(found).input_value(), kept(found)) == ("drafts", ["level=advanced"])
    found.go_back()  # one visit to the field is one step, with all its pauses
    expect_results(found, "RoomTalk")
    expect(found.get_by_role("status")).to_have_text("1 project")
    assert (field(found).input_value(), kept(found), query(found)) == ("", ["level=advanced"], "?level=advanced")
    field(found).press_sequentially("drafts")  # the same words again
    expect(found).to_have_url(re.compile(r"\?q=drafts&level=advanced"))
    found.go_back()
    found.go_back()
    expect_results(found, "Inkwell", "RoomTalk", "QueueHall")
    assert (query(found), kept(found), stayed(found)) == ("", [], True)
    # A screen reader would not listen to another element, nor the rest of the page work.
    assert found.evaluate("document.getElementById('finder-status').stayed")


def test_each_visit_to_the_field_is_a_step_but_the_same_address_is_none(found):
    field(found).press_sequentially("redis")
    expect_results(found, "RoomTalk", "QueueHall")
    field(found).press("Tab")
    field(found).fill("drafts")
    expect_results(found, "Inkwell")
    steps = found.evaluate("history.length")
    field(found).press("Enter")
    found.wait_for_timeout(300)
    assert found.evaluate("history.length") == steps
    found.go_back()
    expect_results(found, "RoomTalk", "QueueHall")


def test_going_back_drops_what_is_under_way(found):
    found.get_by_role("link", name="Advanced").click()
    expect_results(found, "RoomTalk")
    with held(found, "q=drafts") as answers:
        field(found).press_sequentially("drafts")
        wait_for(found, answers)
        found.go_back()
        expect_results(found, "Inkwell", "RoomTalk", "QueueHall")
    found.wait_for_timeout(LONG_ENOUGH)
    expect_results(found, "Inkwell", "RoomTalk", "QueueHall")
    assert query(found) == ""


def test_the_answer_to_an_older_step_back_is_dropped(found):
    for level in ["Advanced", "Expert"]:
        found.get_by_role("link", name=level).click()
        expect(found.locator("#finder-answer").get_by_role("link", name=f"Remove Level: {level}")).to_be_visible()
    with held(found, "?level=advanced") as answers:
        found.evaluate("history.back()")
        wait_for(found, answers)
        found.go_back()
        expect_results(found, "Inkwell", "RoomTalk", "QueueHall")
    found.wait_for_timeout(LONG_ENOUGH)
    expect_results(found, "Inkwell", "RoomTalk", "QueueHall")


def test_focus_stays_on_the_value_that_was_followed(found):
    found.get_by_role("link", name="Advanced").focus()
    found.keyboard.press("Enter")
    expect_results(found, "RoomTalk")
    assert focused(found) == "facet-level-advanced"
    expect(found.locator("#facet-level-advanced")).to_have_attribute("aria-current", "true")
    expect(found.get_by_role("status")).to_have_text("1 project")
    assert (query(found), stayed(found)) == ("?level=advanced", True)


def test_focus_goes_to_the_heading_when_the_value_is_gone(live_server, found):
    open_finder(found, live_server, "?level=beginner&topic=websockets")
    found.locator("#facet-level-beginner").click()
    expect_results(found, "RoomTalk")
    assert found.locator("#facet-level-beginner").count() == 0
    assert focused(found) == "finder-results-heading"


def test_the_form_carries_the_filters_that_links_set(found):
    found.get_by_role("link", name="Advanced").click()
    expect_results(found, "RoomTalk")
    assert kept(found) == ["level=advanced"]
    field(found).press_sequentially("redis")
    expect(found).to_have_url(re.compile(r"\?q=redis&level=advanced$"))
    found.get_by_role("link", name="Advanced", exact=True).click()
    expect_results(found, "RoomTalk", "QueueHall")
    field(found).press("Enter")
    expect(found.locator("#finder-answer")).not_to_have_class(re.compile("htmx"))
    assert (kept(found), query(found)) == ([], "?q=redis")


def test_a_link_takes_along_what_was_typed_a_moment_before(found):
    with held(found, "level=expert") as answers:
        field(found).press_sequentially("redis")
        found.get_by_role("link", name="Expert").click()
        wait_for(found, answers)
        found.wait_for_timeout(400)  # the pause after the last letter is over
    expect_results(found, "QueueHall")
    assert (query(found), field(found).input_value()) == ("?level=expert&q=redis", "redis")


def test_removing_a_chip_moves_focus_to_the_heading(live_server, found):
    open_finder(found, live_server, "?q=redis&level=expert")
    found.get_by_role("link", name="Remove Words: redis").click()
    expect_results(found, "QueueHall")
    assert (focused(found), field(found).input_value()) == ("finder-results-heading", "")
    field(found).press_sequentially("redis")  # the same words again
    expect(found).to_have_url(re.compile(r"\?q=redis&level=expert$"))
    found.get_by_role("link", name="Clear all").click()
    expect_results(found, "Inkwell", "RoomTalk", "QueueHall")
    assert (focused(found), field(found).input_value(), kept(found)) == ("finder-results-heading", "", [])


def test_the_next_page_begins_at_its_heading(live_server, portal, found):
    for number in range(20):
        make_project(portal, f"Filler {number}", sections={})
    found.set_viewport_size({"width": 1280, "height": 300})
    open_finder(found, live_server)
    found.get_by_role("link", name="Next").click()
    expect_results(found, "Filler 17", "Filler 18", "Filler 19")
    assert (focused(found), query(found)) == ("finder-results-heading", "?page=2")
    expect(found.locator("#finder-results-heading")).to_be_in_viewport()


def test_the_order_is_swapped_in_and_depends_on_the_words(found):
    order = found.get_by_role("combobox", name="Order")
    assert order.locator("option").count() == 2
    order.focus()
    order.select_option("Shortest first")
    expect(found).to_have_url(re.compile(r"\?sort=hours$"))
    field(found).press_sequentially("redis")
    expect(order.locator("option")).to_have_count(3)
    assert order.input_value() == "hours"
    assert stayed(found)


def test_submitting_puts_the_keyboard_of_a_phone_away(live_server, portal, browser):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 700})
    page = context.new_page()
    open_finder(page, live_server)
    field(page).press_sequentially("redis")
    expect_results(page, "RoomTalk", "QueueHall")
    assert focused(page) == "finder-words"
    field(page).press("Enter")
    expect(page.locator("#finder-results-heading")).to_be_focused()
    context.close()


def test_what_was_meant_goes_into_the_field(live_server, found):
    open_finder(found, live_server, "?q=presense")
    found.get_by_role("link", name="presence", exact=True).click()
    expect(found).to_have_url(re.compile(r"\?q=presence$"))
    expect(field(found)).to_have_value("presence")
    assert focused(found) == "finder-results-heading"


def test_nothing_found_offers_ways_out_and_takes_new_words(found):
    found.get_by_role("link", name="Expert").click()
    expect_results(found, "QueueHall")
    field(found).press_sequentially("drafts")
    expect(found.get_by_role("status")).to_have_text("0 projects")
    found.get_by_role("link", name="Without “Words”: 1 project").click()
    expect_results(found, "QueueHall")
    field(found).press_sequentially("zzzzzzzz")
    expect(found.get_by_role("status")).to_have_text("0 projects")
    field(found).fill("jobs")
    expect_results(found, "QueueHall")
    assert stayed(found)


def test_facets_stay_open_or_closed_as_they_were_left(live_server, found):
    open_finder(found, live_server, "?roadmap=way")
    found.get_by_role("link", name="Clear all").click()
    expect(found.locator(".finder-chips")).to_have_count(0)
    found.locator("#facet-level > summary").click()
    found.locator("#facet-topic > summary").click()
    found.get_by_role("link", name="URLs and views").first.click()
    expect(found.locator("#facet-topic-urls-and-views")).to_have_attribute("aria-current", "true")
    found.get_by_role("link", name="Clear all").click()
    expect(found.locator(".finder-chips")).to_have_count(0)
    states = found.locator("details.finder-facet").evaluate_all("all => all.map((one) => [one.id, one.open])")
    assert states == [["facet-level", False], ["facet-hours", True], ["facet-roadmap", True], ["facet-topic", True]]


def test_what_leads_elsewhere_is_not_swapped(found):
    found.get_by_role("link", name="RoomTalk").click()
    expect(found.get_by_role("heading", level=1)).to_have_text("RoomTalk")
    assert not stayed(found)


def fail(route):
    route.fulfill(status=500, body="Out of order")


def test_an_answer_that_fails_is_left_to_the_browser_unless_somebody_is_typing(live_server, portal, page):
    open_finder(page, live_server)
    page.route("**/search/?*", fail)
    with page.expect_response(re.compile("q=redis")):
        field(page).press_sequentially("redis")
    page.wait_for_timeout(300)
    assert (query(page), field(page).input_value()) == ("", "redis")
    page.get_by_role("link", name="Expert").click()
    expect(page.get_by_text("Out of order")).to_be_visible()
    assert query(page) == "?level=expert&q=redis"


def test_a_step_back_that_fails_is_left_to_the_browser(live_server, portal, page):
    open_finder(page, live_server)
    page.get_by_role("link", name="Expert").click()
    expect_results(page, "QueueHall")
    page.route("**/search/", fail, times=1)
    page.evaluate("history.back()")
    expect_results(page, "Inkwell", "RoomTalk", "QueueHall")
    page.get_by_role("link", name="Expert").click()
    expect_results(page, "QueueHall")
    page.route("**/search/", lambda route: route.abort(), times=1)
    page.evaluate("history.back()")
    expect_results(page, "Inkwell", "RoomTalk", "QueueHall")


def test_without_javascript_the_same_links_and_the_form_work(live_server, portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + URL)
    page.get_by_role("link", name="Expert").click()
    assert query(page) == "?level=expert"
    field(page).fill("redis")
    page.get_by_role("button", name="Find").click()
    expect_results(page, "QueueHall")
    page.get_by_role("link", name="Remove Level: Expert").click()
    expect_results(page, "RoomTalk", "QueueHall")
    assert field(page).input_value() == "redis"
    page.get_by_role("link", name="6. Technical Constraints").first.click()
    assert page.url.endswith("/way/roomtalk/#constraints")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_after_a_swap(found, scheme, width):
    found.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found.set_viewport_size({"width": width, "height": 900})
    if width == 390:
        found.get_by_text("Filters", exact=True).click()
    found.get_by_role("link", name="Advanced").click()
    expect_results(found, "RoomTalk")
    # axe does not judge the colours of what something lies over, as the link of a quote does.
    found.evaluate("sheet = new CSSStyleSheet(); sheet.replaceSync('.quote a::after { content: none }')")
    found.evaluate("document.adoptedStyleSheets = [sheet]")
    reports = {}
    for words, titles in [("redis presense", ["RoomTalk"]), ("z" * 70, [])]:
        field(found).fill(words)
        expect(found.locator("#finder-answer")).to_have_attribute("data-words", words)
        expect_results(found, *titles)
        results = Axe().run(found)
        if results.violations_count:
            reports[words] = results.generate_report()
        assert not found.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not reports, "\n".join(reports.values())
