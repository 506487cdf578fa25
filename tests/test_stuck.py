"""The mentors' report: aggregates that are right, and about nobody in particular."""

from datetime import UTC, datetime, timedelta

import pytest

from learners.models import Enrolment, Tick, User
from learners.stuck import facts_of_projects, facts_of_sections
from tests.factories import block, make_project
from tests.people import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def requirement(number):
    value = {"key": f"FR-{number}", "priority": "must", "text": f"Show {number}."}
    return {"type": "item", "value": value, "id": f"fr-{number}"}


@pytest.fixture
def project():
    group = block("requirement_group", {"title": "Reading", "entries": [requirement(n) for n in (1, 2)]}, "g")
    task = {"type": "item", "value": {"hours": "2", "text": "Sketch."}, "id": "t1"}
    phase = block("phase", {"title": "Planning", "entries": [task]}, "p")
    return make_project(title="Inkwell", sections={"functional": [group], "schedule": [phase]})


def learn(project, number, **ticks):
    """A learner who started 40 days ago; `ticks` give the state and the days ago of each item."""
    user = User.objects.create_user(f"person{number}@example.org", "correct horse")
    started = NOW - timedelta(days=40)
    enrolment = Enrolment.objects.create(user=user, project=project, title=project.title, started_at=started)
    for item, (state, days) in ticks.items():
        Tick.objects.create(
            enrolment=enrolment, item=item.replace("_", "-"), state=state, since=NOW - timedelta(days=days)
        )


def test_sections_tell_how_far_learners_come_and_where_they_stop(project):
    learn(project, 1, fr_1=("done", 30), fr_2=("done", 26))
    learn(project, 2, fr_1=("done", 39), fr_2=("skipped", 37), t1=("done", 36))  # through
    learn(project, 3, fr_1=("done", 20))
    learn(project, 4, fr_1=("done", 3), fr_2=("todo", 1))
    learn(project, 5)
    functional, schedule = facts_of_sections(project, NOW)
    assert (functional.kind.slug, functional.items, functional.learners) == ("functional", 2, 4)
    assert (functional.done_share, functional.skipped_share) == (5 / 8, 1 / 8)
    assert functional.median_days == 1  # of 4, 2, 0 and 0
    assert functional.last == (NOW - timedelta(days=3)).date()
    assert functional.stopped == 2
    assert (schedule.learners, schedule.done_share, schedule.median_days, schedule.last) == (1, None, None, None)

    facts = facts_of_projects([project.pk])[project.pk]
    assert (facts.started, facts.done) == (5, 6)
    assert facts.median_days == 14  # of 14, 4, 20, 39 and 0 days
    assert facts.last == (NOW - timedelta(days=1)).date()


def test_of_two_learners_nothing_but_their_number_is_told(project):
    learn(project, 1, fr_1=("done", 30))
    learn(project, 2, fr_1=("done", 20))
    facts = facts_of_projects([project.pk])[project.pk]
    assert (facts.started, facts.median_days, facts.last) == (2, None, None)
    functional = facts_of_sections(project, NOW)[0]
    assert (functional.learners, functional.done_share, functional.stopped) == (2, None, None)


def test_the_pages_name_nobody(project):
    for number in range(3):
        learn(project, number, fr_1=("done", 10 * number))
    mentor = client_of("mentor")
    index = mentor.get("/admin/reports/learners/").content.decode()
    page = mentor.get(f"/admin/reports/learners/{project.pk}/").content.decode()
    assert "Inkwell" in index
    assert "3 learners started." in page
    assert "person" not in index + page
    assert "/admin/reports/learners/" in mentor.get("/admin/").content.decode()
    assert mentor.get("/admin/reports/learners/?export=csv").status_code == 200


def test_the_report_says_when_nobody_started(project):
    mentor = client_of("mentor")
    assert mentor.get("/admin/reports/learners/").status_code == 200
    assert "Nobody has started" in mentor.get(f"/admin/reports/learners/{project.pk}/").content.decode()
    assert mentor.get("/admin/reports/learners/999999/").status_code == 404


@pytest.mark.parametrize("role", ["learner", "anonymous"])
def test_learners_do_not_see_it(role, project):
    client = client_of(role)
    for url in ("/admin/reports/learners/", f"/admin/reports/learners/{project.pk}/"):
        answer = client.get(url)
        assert answer.status_code == 302, url


def test_queries_do_not_grow_with_learners(project, django_assert_num_queries):
    for number in range(12):
        learn(project, number, fr_1=("done", number))
    with django_assert_num_queries(2):
        facts_of_sections(project, NOW)
