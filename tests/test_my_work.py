"""The learner's own pages: the dashboard, and the plain form of ticks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from curriculum.models import Project, SpecSection
from curriculum.page_items import page_items
from curriculum.published import published_projects
from curriculum.wording import wording_of
from learners.dashboard import dashboard
from learners.models import Enrolment, StudyPlan, Tick, User
from learners.progress import changes_since, progress_of
from learners.rhythm import rhythm
from tests.factories import block, full_spec, make_project, make_roadmap
from tests.people import client_of, make_person

TODAY = date(2026, 12, 2)  # a Wednesday
FORM = "/learn/way/inkwell/"


def requirement(number, text=""):
    value = {"key": f"FR-{number}", "priority": "must", "text": text or f"Show `{number}` posts."}
    return {"type": "item", "value": value, "id": f"fr-{number}"}


def group(*entries):
    return [block("requirement_group", {"title": "Reading", "entries": list(entries)}, "group")]


def schedule(*hours):
    tasks = [
        {"type": "item", "value": {"hours": str(h), "text": f"Task {n}."}, "id": f"t{n}"} for n, h in enumerate(hours)
    ]
    return [block("phase", {"title": "Testing", "entries": tasks}, "phase")]


@pytest.fixture
def way(db):
    roadmap = make_roadmap("The way", slug="way", hours_per_day="2")
    bodies = {"functional": group(*map(requirement, (1, 2, 3))), "schedule": schedule(2, 2)}
    make_project(roadmap, "Inkwell", sections=bodies)
    make_project(roadmap, "TaskForge", sections={"functional": group(requirement(1))})
    return roadmap


@pytest.fixture
def learner(db):
    return make_person("learner")


def tick(user, *items, slug="inkwell", state="done", when=None, **fields):
    project = Project.objects.get(slug=slug)
    enrolment, _ = Enrolment.objects.get_or_create(user=user, project=project, defaults={"title": project.title})
    for item in items:
        Tick.objects.create(enrolment=enrolment, item=item, state=state, since=when or timezone.now(), **fields)
    return enrolment


def as_client(client, user):
    client.force_login(user)
    return client


# Rhythm


days = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=10))


@given(st.sets(days))
def test_the_rhythm_is_what_a_plain_recount_says(studied):
    found = rhythm(studied, TODAY)
    past = [day for day in studied if day <= TODAY]
    weeks = {
        (TODAY - timedelta(days=TODAY.weekday()) - (day - timedelta(days=day.weekday()))).days // 7 for day in past
    }
    first = 0 if 0 in weeks else 1
    expected = next(n for n in range(20) if first + n not in weeks)
    assert found.weeks == expected
    assert found.days_this_week == sum((TODAY - day).days <= TODAY.weekday() for day in past)
    assert found.last == max(past, default=None)


def test_a_week_that_has_only_begun_breaks_no_row():
    assert rhythm([TODAY - timedelta(days=7), TODAY - timedelta(days=14)], TODAY).weeks == 2
    assert rhythm([], TODAY).weeks == 0


# What is on a page


@pytest.mark.django_db
def test_the_items_of_pages_are_those_of_the_specs():
    roadmap = make_roadmap()
    make_project(roadmap, sections=full_spec(size=3))
    [project] = published_projects(roadmap)
    found = page_items([project.page_id])[project.page_id]
    assert [(item.id, item.section, item.key, item.wording) for item in found] == [
        (place.item.id, place.section, place.item.key, wording_of(place.item)) for place in project.items
    ]
    assert len(found) == 18


def test_changes_are_counted_against_what_was_seen(way):
    items = page_items([Project.objects.get(slug="inkwell").pk]).popitem()[1]
    seen = {item.id: item.wording for item in items}
    assert not changes_since(seen, items)
    assert not changes_since({}, items)
    del seen["fr-1"]
    found = changes_since(seen | {"fr-2": "old", "gone": "x", "gone too": "x"}, items)
    assert (found.added, found.reworded, found.removed) == (1, 1, 2)


# The dashboard


def test_strangers_are_told_what_they_would_find(client, way):
    page = client.get("/learn/").content.decode()
    assert "What you have ticked in this browser comes along." in page
    assert "/learn/way/plan/" in page


def test_progress_counts_items_that_are_on_the_page(way, learner):
    tick(learner, "fr-1", "t0", "gone")
    tick(learner, "fr-2", state="skipped")
    [roadmap], unreadable = progress_of(learner)
    [inkwell, taskforge] = roadmap.projects
    assert (inkwell.done, inkwell.skipped, inkwell.total) == (2, 1, 5)
    assert [item.id for item in inkwell.following] == ["fr-3", "t1"]
    assert (taskforge.started, taskforge.total) == (False, 1)
    assert (roadmap.done, roadmap.total, unreadable) == (3, 6, [])


def test_one_goes_on_with_the_open_project_that_was_worked_on_last(way, learner):
    now = timezone.now()
    tick(learner, "fr-1", when=now - timedelta(days=3))
    tick(learner, "fr-1", slug="taskforge", when=now)  # which is all of it
    assert dashboard(user=learner).going_on.project.slug == "inkwell"


def test_ticks_of_a_project_that_is_gone_are_told(way, learner, client):
    tick(learner, "fr-1")
    Project.objects.get(slug="inkwell").unpublish()
    page = as_client(client, learner).get("/learn/").content.decode()
    assert "Projects without a page" in page
    assert "Inkwell" in page


def test_today_has_the_tasks_of_the_plan_in_the_learner_s_time_zone(way, learner):
    StudyPlan.objects.create(user=learner, roadmap=way, query="start=2026-12-01&hours=2&tz=Pacific/Auckland")
    found = dashboard(user=learner, now=datetime(2026, 12, 1, 20, tzinfo=UTC))
    assert found.today == found.day.date == TODAY
    assert [task.text for task in found.day.tasks] == ["Task 1."]
    assert [task.text for task in found.page.open] == ["Task 0."]
    assert (found.checkpoint[0].spec.slug, found.checkpoint[1]) == ("inkwell", TODAY)


def test_a_task_of_today_is_done_with_one_press(way, learner, client):
    StudyPlan.objects.create(
        user=learner, roadmap=way, query=f"start={timezone.localdate()}&days=mon,tue,wed,thu,fri,sat,sun"
    )
    as_client(client, learner)
    assert 'name="state-t0" value="done" aria-pressed="false"' in client.get("/learn/").content.decode()
    answer = client.post(FORM, {"state-t0": "done", "was-t0": "todo", "next": "/learn/"})
    assert answer.url == "/learn/"
    assert 'name="state-t0" value="todo" aria-pressed="true"' in client.get("/learn/").content.decode()


def test_nobody_is_called_late(way, learner, client):
    long_ago = timezone.localdate() - timedelta(days=90)
    StudyPlan.objects.create(user=learner, roadmap=way, query=f"start={long_ago}")
    tick(learner, "fr-1", when=timezone.now() - timedelta(days=80))
    page = as_client(client, learner).get("/learn/").content.decode()
    assert "Welcome back." in page
    assert "2 tasks of earlier days are still open." in page
    assert not [word for word in ("overdue", "behind", " late ", "missed") if word in page]


def test_ten_thousand_ticks_take_as_many_queries_as_two(way, learner, client, django_assert_num_queries):
    enrolment = tick(learner, "fr-1")
    StudyPlan.objects.create(user=learner, roadmap=way, query=f"start={timezone.localdate()}")
    as_client(client, learner)
    client.get("/learn/")
    with django_assert_num_queries(17):
        client.get("/learn/")
    Tick.objects.bulk_create(
        Tick(enrolment=enrolment, item=f"i{n}", state="done", since=timezone.now()) for n in range(10_000)
    )
    for number in range(5):
        make_project(way, f"More {number}", sections={"functional": group(requirement(1))})
        tick(learner, "fr-1", slug=f"more-{number}")
    client.get("/learn/")
    with django_assert_num_queries(17):
        client.get("/learn/")


# The plain form


def test_the_form_is_for_those_who_are_signed_in(client, way):
    answer = client.get(FORM)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={FORM}"


def test_only_what_was_changed_in_the_form_is_written(way, learner, client):
    tick(learner, "fr-2")  # by another device, after the form was shown
    as_client(client, learner)
    client.post(
        FORM,
        {
            "was-fr-1": "todo",
            "state-fr-1": "done",
            "note-was-fr-1": "",
            "note-fr-1": "two\r\nlines",
            "was-fr-2": "todo",
            "state-fr-2": "todo",
            "state-fr-9": "done",
            "state-fr-3": "nonsense",
        },
    )
    assert dict(Tick.objects.values_list("item", "state")) == {"fr-1": "done", "fr-2": "done"}
    noted = Tick.objects.get(item="fr-1")
    assert (noted.note, noted.words) == ("two\nlines", "Show 1 posts.")
    assert noted.enrolment.seen.keys() == {"fr-1", "fr-2", "fr-3", "t0", "t1"}


def test_a_new_wording_is_shown_beside_the_old_and_accepted(way, learner, client):
    as_client(client, learner).post(FORM, {"was-fr-1": "todo", "state-fr-1": "done"})
    section = SpecSection.objects.get(spec_of__slug="inkwell", kind="functional")
    section.body = group(requirement(1, "Show ten posts."), requirement(3))
    section.save_revision().publish()
    page = client.get(FORM).content.decode()
    assert "<q>Show 1 posts.</q>" in page
    assert "Since you started: 0 added, 1 reworded, 1 removed." in page
    client.post(FORM, {"was-fr-1": "done", "state-fr-1": "done", "accept-fr-1": "on", "caught-up": "on"})
    page = client.get(FORM).content.decode()
    assert "<q>" not in page
    assert "Since you started" not in page


def test_a_note_that_is_too_long_is_refused_and_not_cut(way, learner, client):
    as_client(client, learner)
    answer = client.post(FORM, {"note-fr-1": "x" * 501, "was-fr-2": "todo", "state-fr-2": "done"})
    assert answer.status_code == 400
    assert "longer than 500 characters" in answer.content.decode()
    assert not Tick.objects.exists()


def test_the_form_leads_nowhere_else(way, learner, client):
    answer = as_client(client, learner).post(FORM, {"next": "https://evil.example/"})
    assert answer.url == FORM


def test_retired_items_stand_below_the_form(way, learner, client):
    tick(learner, "gone", words="An old requirement.", note="kept")
    assert "An old requirement." in as_client(client, learner).get(FORM).content.decode()


@pytest.mark.parametrize("address", ["/learn/other/inkwell/", "/learn/way/other/"])
def test_there_is_a_form_only_for_public_projects(address, way, learner, client):
    as_client(client, learner)
    assert client.get(address).status_code == 404
    Project.objects.get(slug="inkwell").unpublish()
    assert client.get(FORM).status_code == 404


def test_a_learner_sees_only_their_own(way, learner):
    tick(learner, "fr-1", note="mine alone")
    other = client_of("mentor")
    assert "mine alone" not in other.get(FORM).content.decode()
    assert progress_of(User.objects.get(email="mentor@example.org")) == ([], [])
