"""What a learner takes along: with their plan and ticks; and the private calendar, for whoever holds its address."""

import csv
import logging
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from curriculum.models import Project
from learners.models import Enrolment, StudyPlan, Tick
from portal.hidden_tokens import hide_tokens
from tests.factories import block, make_project, make_roadmap
from tests.people import client_of, make_person

pytestmark = pytest.mark.django_db

PLAN = "/learn/way/plan/"
CSV = "/learn/way/export/csv/"
QUERY = "start=2026-11-30&hours=2&days=mon,tue,wed,thu,fri"


def schedule(*hours):
    tasks = [
        {"type": "item", "value": {"hours": str(h), "text": f"Task {n}."}, "id": f"t{n}"} for n, h in enumerate(hours)
    ]
    return [block("phase", {"title": "Testing", "entries": tasks}, "phase")]


@pytest.fixture
def way():
    roadmap = make_roadmap("The way", slug="way")
    make_project(roadmap, "Inkwell", sections={"schedule": schedule(2, 2)})
    make_project(roadmap, "TaskForge", sections={"schedule": schedule(1)})
    return roadmap


@pytest.fixture
def learner(way):
    learner = make_person("learner")
    StudyPlan.objects.create(user=learner, roadmap=way, query=QUERY)
    return learner


@pytest.fixture
def mine(client, learner):
    client.force_login(learner)
    return client


def tick(user, item, slug="inkwell", state="done", note=""):
    project = Project.objects.get(slug=slug)
    enrolment, _ = Enrolment.objects.get_or_create(user=user, project=project, title=project.title)
    Tick.objects.create(enrolment=enrolment, item=item, state=state, since=timezone.now(), note=note)


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(answer):
    return list(csv.DictReader(StringIO(body(answer).decode("utf-8-sig"))))


def events(answer):
    return Calendar.from_ical(body(answer)).walk("VEVENT")


def make_feed(client):
    client.post("/learn/way/feed/change/")
    return f"/learn/feed/{StudyPlan.objects.get().feed_token}.ics"


def test_an_export_of_one_s_own_has_ticks_and_the_days_of_the_plan(mine, learner):
    tick(learner, "t0")
    tick(learner, "t1", state="skipped")
    rows = table(mine.get(CSV))
    assert [(row["Task"], row["Status"], row["Date"]) for row in rows] == [
        ("Task 0.", "Done", "2026-11-30"),
        ("Task 1.", "Skipped", "2026-12-01"),
        ("Task 0.", "To do", "2026-12-02"),
    ]


def test_one_project_keeps_the_days_that_it_has_in_the_whole_plan(mine):
    [row] = table(mine.get(f"{CSV}taskforge/"))
    assert (row["Project"], row["Date"]) == ("TaskForge", "2026-12-02")
    assert mine.get(f"{CSV}other/").status_code == 404


def test_without_a_plan_an_export_has_no_dates_and_a_calendar_leads_to_the_plan(mine):
    StudyPlan.objects.all().delete()
    assert {row["Date"] for row in table(mine.get(CSV))} == {""}
    assert mine.get("/learn/way/export/ics/").url == PLAN


def test_nobody_gets_another_learner_s_plan_ticks_or_feed(mine, learner):
    tick(learner, "t0", note="mine alone")
    other = client_of("mentor")
    rows = table(other.get(CSV))
    assert {row["Status"] for row in rows} == {"To do"}
    assert {row["Date"] for row in rows} == {""}
    assert b"mine alone" not in body(other.get("/learn/way/export/json/"))
    make_feed(mine)
    assert other.post("/learn/way/feed/change/", {"action": "revoke"}).status_code == 404
    assert StudyPlan.objects.get(user=learner).feed_token
    assert other.get(PLAN).context["saved"] is None
    stranger = Client()
    assert stranger.get(CSV).status_code == 302
    assert stranger.get("/learn/feed/guessed.ics").status_code == 404


@pytest.mark.parametrize("path", ["/learn/way/export/docx/", "/learn/other/export/csv/", "/learn/way/export/csv/x/"])
def test_what_does_not_exist_is_404(mine, path):
    assert mine.get(path).status_code == 404


def test_a_feed_follows_the_plan_and_the_ticks(mine, learner):
    url = make_feed(mine)
    stranger = Client()
    before = events(stranger.get(url))
    assert [str(event["DTSTART"].dt) for event in before] == ["2026-11-30", "2026-12-01", "2026-12-02"]
    first = body(stranger.get(url))
    assert body(stranger.get(url)) == first  # nothing changed, so not a byte did

    mine.post(PLAN, {"action": "save", "start": "2026-12-07", "hours": "2", "days": "mon,tue,wed,thu,fri"})
    after = events(stranger.get(url))
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert [str(event["DTSTART"].dt) for event in after] == ["2026-12-07", "2026-12-08", "2026-12-09"]
    assert after[0]["SEQUENCE"] >= before[0]["SEQUENCE"]
    tick(learner, "t0")
    assert "✓ Task 0." in events(stranger.get(url))[0]["DESCRIPTION"]


def test_a_feed_is_replaced_and_taken_back(mine):
    first = make_feed(mine)
    second = make_feed(mine)
    assert mine.get(first).status_code == 404
    assert mine.get(second).status_code == 200
    assert second in mine.get(PLAN).content.decode()
    mine.post("/learn/way/feed/change/", {"action": "revoke"})
    assert mine.get(second).status_code == 404
    assert "Make a private address" in mine.get(PLAN).content.decode()


def test_a_feed_ends_with_its_learner_and_its_roadmap(mine, learner, way):
    url = make_feed(mine)
    learner.is_active = False
    learner.save()
    assert Client().get(url).status_code == 404
    learner.is_active = True
    learner.save()
    way.unpublish()
    assert Client().get(url).status_code == 404


def test_a_feed_s_address_is_long_and_random_and_reaches_no_log(mine, caplog):
    token = make_feed(mine).removeprefix("/learn/feed/").removesuffix(".ics")
    assert len(token) >= 43
    args = {"r": f"GET /learn/feed/{token}.ics HTTP/1.1", "s": "200"}
    access = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, '"%(r)s" %(s)s', (args,), None)
    plain = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", (f"/learn/feed/{token}.ics",), None
    )
    for record in (access, plain):
        assert hide_tokens(record)
        assert token not in record.getMessage()
        assert "/learn/feed/…" in record.getMessage()


def test_the_plan_offers_every_format(mine):
    page = mine.get(PLAN).content.decode()
    assert 'href="/learn/way/export/ics/"' in page
    unsaved = mine.get(PLAN, {"start": "2027-01-04"}).content.decode()
    assert "/export/ics/way/?start=2027-01-04&amp;hours=2.5" in unsaved


# Copy for Notion


def test_the_clipboard_gets_one_public_project(client, way):
    found = client.get("/export/clipboard/way/inkwell/").json()
    assert found["markdown"].count("- [ ]") == 2
    assert found["html"].count('type="checkbox"') == 2
    assert client.get("/export/clipboard/way/other/").status_code == 404
    Project.objects.get(slug="inkwell").unpublish()
    assert client.get("/export/clipboard/way/inkwell/").status_code == 404
