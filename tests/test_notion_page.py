"""The page from which a learner sends a roadmap to Notion: what it asks, answers and never shows."""

import logging

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter
from playwright.sync_api import expect

from curriculum.models import Project
from exports import notion_views
from learners.models import Enrolment, StudyPlan, Tick
from tests.factories import block, make_project, make_roadmap
from tests.fake_notion import FakeNotion
from tests.notion_http import TOKEN
from tests.people import client_of, make_person, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/learn/way/notion/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def notion(settings):
    with FakeNotion(0.002) as notion:
        settings.NOTION_API, settings.NOTION_INTERVAL = notion.address, notion.interval
        yield notion
        assert not notion.violations


@pytest.fixture
def top(notion):
    return notion.add_page("My roadmaps")


@pytest.fixture
def way(db):
    roadmap = make_roadmap("The way", slug="way")
    tasks = [{"type": "item", "value": {"hours": "2", "text": f"Task {n}."}, "id": f"t{n}"} for n in range(3)]
    schedule = [block("phase", {"title": "Testing", "entries": tasks}, "phase")]
    make_project(roadmap, "Inkwell", sections={"schedule": schedule})
    return roadmap


@pytest.fixture
def learner(way):
    return make_person("learner")


@pytest.fixture
def mine(client, learner):
    client.force_login(learner)
    return client


def send(client, top, headers=JSON, **fields):
    return client.post(PAGE, {"page": top, "token": TOKEN, "cursor": ""} | fields, headers=headers)


def tick(user, item):
    project = Project.objects.get(slug="inkwell")
    enrolment, _ = Enrolment.objects.get_or_create(user=user, project=project, title=project.title)
    Tick.objects.create(enrolment=enrolment, item=item, state="done", since="2026-11-01T12:00Z", note="a secret note")


def rows_of(notion):
    [(_title, found)] = notion.contents()["databases"]
    return {row["Item"]: row for row in found}


def test_who_is_not_signed_in_is_sent_to_the_login(way):
    stranger = Client()
    assert stranger.get(PAGE).url == f"/accounts/login/?next={PAGE}"
    assert stranger.post(PAGE, {"token": TOKEN}).status_code == 302


def test_a_post_without_the_csrf_token_is_refused(learner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    assert client.post(PAGE, {"page": "x", "token": TOKEN}).status_code == 403


def test_the_page_says_what_to_do_and_is_kept_by_no_cache(mine):
    answer = mine.get(PAGE)
    text = answer.content.decode()
    for words in ["1. Make an integration", "notion.so/profile/integrations", "Connections", 'autocomplete="off"']:
        assert words in text
    assert "no-store" in answer["Cache-Control"]
    assert mine.get("/learn/other/notion/").status_code == 404


def test_the_plan_leads_to_it_with_and_without_a_saved_plan(mine, learner, way):
    assert PAGE in mine.get("/learn/way/plan/").content.decode()
    StudyPlan.objects.create(user=learner, roadmap=way, query="start=2026-11-30&hours=2")
    assert PAGE in mine.get("/learn/way/plan/").content.decode()
    assert PAGE not in Client().get("/learn/way/plan/").content.decode()


def test_one_step_sends_a_small_roadmap_with_ticks_and_dates(mine, learner, way, notion, top):
    tick(learner, "t1")
    StudyPlan.objects.create(user=learner, roadmap=way, query="start=2026-11-30&hours=2&days=mon,tue,wed")
    answer = send(mine, top)
    assert answer.json() == {
        "state": "done",
        "done": 4,
        "total": 4,
        "cursor": "",
        "wait": 0,
        "address": f"https://www.notion.so/{top.replace('-', '')}",
    }
    found = rows_of(notion)
    assert [row["Status"] for row in found.values()] == ["To do", "Done", "To do"]
    assert found["inkwell/t1"]["Date"]["start"] == "2026-12-01"
    assert found["inkwell/t1"]["Link"] == "http://testserver/way/inkwell/#schedule"


def test_another_learner_s_ticks_notes_and_days_are_never_in_it(learner, way, notion, top):
    tick(learner, "t1")
    StudyPlan.objects.create(user=learner, roadmap=way, query="start=2026-11-30&hours=2")
    assert send(client_of("mentor"), top).json()["state"] == "done"
    assert {row["Status"] for row in rows_of(notion).values()} == {"To do"}
    assert {row["Date"] for row in rows_of(notion).values()} == {None}
    assert "a secret note" not in str(notion.contents())


def test_without_javascript_each_step_asks_for_the_token_again(mine, notion, top, monkeypatch):
    monkeypatch.setattr(notion_views, "STEP", 0)
    answer, steps = send(mine, top, headers={"Accept": "text/html"}), 1
    while answer.context["answer"]["state"] == "more":
        text = answer.content.decode()
        assert "Give the token again to go on." in text
        assert "Go on</button>" in text
        assert TOKEN not in text
        answer = send(mine, top, headers={"Accept": "text/html"}, cursor=answer.context["form"]["cursor"].value())
        steps += 1
    assert steps > 3
    assert "All 4 tasks and pages are in Notion." in answer.content.decode()
    assert len(rows_of(notion)) == 3


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"page": ""}, "page", "Paste the link"),
        ({"page": "https://example.org/0123456789abcdef0123456789abcdef"}, "page", "no link to a page in Notion"),
        ({"token": ""}, "token", "Paste the token"),
        ({"token": "two words here"}, "token", "no token of Notion"),
        ({"token": "ntn_ümlaut12345"}, "token", "no token of Notion"),
        ({"token": "ntn_1234\r\nX: y"}, "token", "no token of Notion"),
    ],
)
def test_a_wrong_link_or_token_is_said_at_its_field(mine, notion, top, fields, name, words):
    answer = send(mine, top, **fields)
    assert answer.status_code == 400
    assert words in answer.json()["errors"][name][0]
    page = send(mine, top, headers={"Accept": "text/html"}, **fields)
    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert notion.requests == []


def test_what_notion_refuses_is_said_with_its_cure(mine, notion, top):
    wrong = send(mine, top, token="ntn_another_token")
    assert (wrong.status_code, wrong.json()["state"]) == (400, "refused")
    assert "does not know this token" in wrong.json()["message"]
    assert "ntn_another_token" not in wrong.content.decode()
    hidden = send(mine, "0" * 32, headers={"Accept": "text/html"})
    assert "choose ••• at the top right, then Connections" in hidden.content.decode()


def test_notion_s_pause_is_passed_on(mine, notion, top):
    notion.fail(1, 429, retry_after="40")
    assert send(mine, top).json() | {"total": 0} == {
        "state": "more",
        "done": 0,
        "total": 0,
        "cursor": "",
        "wait": 40,
        "address": f"https://www.notion.so/{top.replace('-', '')}",
    }


def test_two_steps_at_once_for_one_page_are_not(mine, learner, notion, top):
    cache.add(f"notion-step:{learner.pk}:{top}", True, timeout=60)
    assert send(mine, top, cursor="x").json() == {"state": "wait", "wait": 3, "cursor": ""}
    assert "Another step is still at work" in send(mine, top, headers={"Accept": "text/html"}).content.decode()
    cache.delete(f"notion-step:{learner.pk}:{top}")
    assert send(mine, top).json()["state"] == "done"
    assert send(mine, top).json()["state"] == "done"  # it was let go


def test_readers_do_not_wait_for_those_who_send(mine, notion, top):
    for _ in range(notion_views.AT_ONCE):
        assert notion_views._steps.acquire(blocking=False)
    try:
        assert send(mine, top).json()["state"] == "wait"
    finally:
        for _ in range(notion_views.AT_ONCE):
            notion_views._steps.release()


def test_the_token_is_in_no_answer_session_database_or_log(mine, learner, notion, top, caplog):
    caplog.set_level(logging.DEBUG)
    answers = [send(mine, top), send(mine, top, headers={"Accept": "text/html"}), send(mine, "bad"), mine.get(PAGE)]
    notion.fail(1, "cut")
    answers.append(send(mine, top))
    for answer in answers:
        assert TOKEN not in answer.content.decode() + str(answer.headers) + str(answer.cookies)
    assert TOKEN not in caplog.text
    assert TOKEN not in str(dict(mine.session))
    assert "urllib3" in caplog.text  # what the client logs was looked at


def test_the_token_is_not_in_the_report_of_an_error(mine, way, notion, top, settings):
    settings.NOTION_INTERVAL = "no number"  # an error of ours, in the middle of the work
    with pytest.raises(TypeError):
        send(mine, top)
    mine.raise_request_exception = False
    answer = send(mine, top)
    report = ExceptionReporter(answer.wsgi_request, *answer.exc_info)
    assert "notion_api.py" in report.get_traceback_text()
    assert TOKEN not in report.get_traceback_text() + report.get_traceback_html() + answer.content.decode()


# In a browser


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_it_repeats_the_steps_stops_and_goes_on(live_server, way, learner, notion, top, page, monkeypatch):
    monkeypatch.setattr(notion_views, "STEP", 0)
    sign_in(page, live_server.url, learner)
    page.goto(live_server.url + reverse("send_to_notion", args=["way"]))
    page.get_by_label("Link to the Notion page").fill("nonsense")
    page.get_by_label("Token of your integration").fill(TOKEN)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("no link to a page in Notion")
    expect(page.get_by_label("Link to the Notion page")).to_be_focused()

    notion.fail(4, 429, retry_after="30")
    page.get_by_label("Link to the Notion page").fill(top)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("It goes on by itself in 30 seconds.")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_contain_text("Stopped. What was sent stays")

    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status")).to_contain_text("All 4 tasks and pages are in Notion.")
    expect(page.get_by_role("link", name="Open it in Notion")).to_have_attribute(
        "href", f"https://www.notion.so/{top.replace('-', '')}"
    )
    assert len(rows_of(notion)) == 3
    assert page.get_by_label("Token of your integration").input_value() == TOKEN  # there, and nowhere else


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_it(live_server, way, learner, notion, top, page, scheme, width):
    sign_in(page, live_server.url, learner)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + PAGE)
    assert not Axe().run(page).violations_count
    page.get_by_label("Link to the Notion page").fill(top)
    page.get_by_label("Token of your integration").fill(TOKEN)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("All 4")
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
