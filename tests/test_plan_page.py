"""The page of a plan: from its address for everybody, saved for a learner."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from curriculum.models import Project, Roadmap, SpecSection
from curriculum.published import published_projects
from learners.models import Enrolment, StudyPlan, Tick
from learners.plan import Pace
from learners.planning import made_plan, plan_anew
from tests.factories import block, make_project, make_roadmap
from tests.people import client_of, make_person

pytestmark = pytest.mark.django_db

URL = "/learn/way/plan/"
START = "2026-11-30"  # a Monday


def task(number, hours):
    return {"type": "item", "value": {"day": 1, "hours": str(hours), "text": f"Task {number}."}, "id": f"t{number}"}


def make_way(*hours, title="Inkwell", roadmap=None):
    roadmap = roadmap or make_roadmap("The way", slug="way", hours_per_day="2", days_per_week=5)
    tasks = [task(number, value) for number, value in enumerate(hours, start=1)]
    phase = block("phase", {"title": "Feature development", "entries": tasks}, f"phase-{title}")
    make_project(roadmap, title, hours=max(sum(hours), 1), sections={"schedule": [phase]})
    return roadmap


@pytest.fixture
def way():
    roadmap = make_way(2, 2, 2)
    make_way(4, title="TaskForge", roadmap=roadmap)
    return roadmap


def dates(answer):
    return [str(day.date) for day in answer.context["plan"].days]


def tick(user, item, when, state="done"):
    project = Project.objects.get(slug="inkwell")
    enrolment, _ = Enrolment.objects.get_or_create(user=user, project=project, title=project.title)
    return Tick.objects.create(enrolment=enrolment, item=item, state=state, since=when)


def test_the_address_is_the_plan(client, way):
    answer = client.get(URL, {"start": START, "hours": "2.5", "days": "mon,wed", "off": "2026-12-02..2026-12-06"})
    assert dates(answer) == ["2026-11-30", "2026-12-07", "2026-12-09", "2026-12-14"]
    assert answer.context["form"].query == "start=2026-11-30&hours=2.5&days=mon,wed&off=2026-12-02..2026-12-06"
    page = answer.content.decode()
    assert "Mon 30 Nov" in page
    assert 'href="/way/taskforge/"' in page


def test_boxes_of_a_form_and_days_with_commas_say_the_same(client, way):
    one = client.get(URL, {"start": START, "days": ["mon", "wed"]})
    other = client.get(URL, {"start": START, "days": "mon,wed"})
    assert dates(one) == dates(other)
    assert one.content.count(b"checked") == 2


def test_what_the_address_leaves_out_is_the_roadmap_s_own_pace_from_today(client, way):
    answer = client.get(URL)
    assert answer.context["form"].pace == Pace(timezone.localdate(), 2, frozenset(range(5)))
    assert sum(day.hours for day in answer.context["plan"].days) == 10


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"start": "tomorrow"}, "Give the first day as 2026-12-01."),
        ({"hours": "0.25"}, "greater than or equal to 0.5"),
        ({"hours": "NaN"}, "Enter a number"),
        ({"hours": "1e400"}, "Ensure that there are no more than"),
        ({"hours": "13"}, "less than or equal to 12"),
        ({"days": "someday"}, "someday is not one of the available choices"),
        ({"off": "christmas"}, "“christmas” is neither a day"),
        ({"off": "2026-12-24..2026-12-01"}, "ends before it starts"),
        ({"off": "2026-12-24 " * 101}, "at most 100 breaks"),
        ({"tz": "Mars/Base"}, "is no time zone"),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"start": "9999-12-31"}, "more than 50 years"),
        ({"off": f"{START}..9999-12-31", "start": START}, "more than 50 years"),
        ({"start": "a\0b"}, "Give the first day as 2026-12-01."),
        ({"since": "x", "next": "inkwell/t3"}, "Enter a valid date."),
        ({"tz": "\0"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(client, way, query, told):
    answer = client.get(URL, query)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert answer.context["plan"] is None


def test_unknown_and_private_roadmaps_have_no_plan(client, way):
    assert client.get("/learn/other/plan/").status_code == 404
    way.unpublish()
    assert client.get(URL).status_code == 404


def test_a_roadmap_without_tasks_says_so(client):
    make_roadmap("The way", slug="way")
    assert "This roadmap has no tasks yet." in client.get(URL).content.decode()


def test_a_stranger_plans_anew_from_where_they_are(client, way):
    query = {"start": START, "hours": "2", "days": "mon,tue,wed,thu,fri"}
    answer = client.get(URL, query | {"since": "2026-12-14", "next": "inkwell/t3"})
    assert dates(answer) == ["2026-11-30", "2026-12-01", "2026-12-14", "2026-12-15", "2026-12-16"]
    assert "since=2026-12-14&amp;next=inkwell/t3" in answer.content.decode()
    for ignored in ({"since": "2026-12-14"}, {"next": "inkwell/t3"}, {"since": "2026-12-14", "next": "?"}):
        assert dates(client.get(URL, query | ignored))[-1] == "2026-12-04"


def test_a_saved_plan_is_there_again_without_its_address(way):
    client = client_of("learner")
    answer = client.post(URL, {"action": "save", "start": START, "hours": "4", "days": ["mon", "tue"]})
    assert answer.url == URL
    page = client.get(URL)
    assert dates(page) == ["2026-11-30", "2026-12-01", "2026-12-07"]
    assert "Your plan is saved." in page.content.decode()
    assert client_of("mentor").get(URL).context["saved"] is None


def test_nothing_is_saved_when_the_pace_cannot_be(way):
    client = client_of("learner")
    for wrong in ({"hours": "99"}, {"start": "9999-12-31"}):
        answer = client.post(URL, {"action": "save"} | wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not StudyPlan.objects.exists()


def test_a_stranger_who_saves_is_asked_to_sign_in(client, way):
    answer = client.post(URL, {"action": "save"})
    assert answer.status_code == 302
    assert "login" in answer.url
    assert not StudyPlan.objects.exists()


def test_planning_anew_keeps_what_is_done_and_moves_the_rest(way):
    learner = make_person("learner")
    StudyPlan.objects.create(user=learner, roadmap=way, query=f"start={START}&hours=2&days=mon,tue,wed,thu,fri")
    tick(learner, "t1", timezone.now())
    projects = published_projects(way)
    now = timezone.make_aware(timezone.datetime(2026, 12, 14, 12))
    saved = plan_anew(user=learner, roadmap=way, projects=projects, now=now)
    saved.refresh_from_db()
    made = made_plan(saved=saved, projects=projects)
    assert [str(day.date) for day in made.days] == [
        "2026-11-30",
        "2026-12-14",
        "2026-12-15",
        "2026-12-16",
        "2026-12-17",
    ]


def test_open_tasks_of_earlier_days_can_be_planned_anew(way):
    client = client_of("learner")
    start = timezone.localdate() - timedelta(days=21)
    client.post(URL, {"action": "save", "start": str(start), "hours": "2", "days": "mon,tue,wed,thu,fri,sat,sun"})
    page = client.get(URL)
    assert "4 tasks</b> of earlier days are still open" in page.content.decode()
    client.post(URL, {"action": "anew"})
    again = client.get(URL)
    assert dates(again)[0] == str(timezone.localdate())
    assert again.context["plan"].open == []


def test_a_new_pace_keeps_the_days_of_what_is_done(way):
    client = client_of("learner")
    start = timezone.localdate() - timedelta(days=9)
    every_day = "mon,tue,wed,thu,fri,sat,sun"
    client.post(URL, {"action": "save", "start": str(start), "hours": "2", "days": every_day})
    tick(StudyPlan.objects.get().user, "t1", timezone.now())
    client.post(URL, {"action": "save", "start": str(start), "hours": "4", "days": every_day})
    assert dates(client.get(URL))[:2] == [str(start), str(timezone.localdate())]


def test_done_is_counted_in_the_learner_s_own_time_zone(way):
    learner = make_person("learner")
    StudyPlan.objects.create(user=learner, roadmap=way, query=f"start={START}&tz=Pacific/Auckland")
    tick(learner, "t1", timezone.make_aware(timezone.datetime(2026, 12, 1, 20)))  # UTC
    saved = StudyPlan.objects.get()
    assert made_plan(saved=saved, projects=published_projects(way)).done == {"inkwell/t1": date(2026, 12, 2)}


def test_deleting_a_plan_leaves_the_ticks(way):
    client = client_of("learner")
    client.post(URL, {"action": "save", "start": START})
    tick(StudyPlan.objects.get().user, "t1", timezone.now())
    client.post(URL, {"action": "forget"})
    assert not StudyPlan.objects.exists()
    assert Tick.objects.count() == 1


def test_a_task_that_a_mentor_takes_away_leaves_the_plan_whole(way):
    client = client_of("learner")
    client.post(URL, {"action": "save", "start": START, "hours": "2"})
    tick(StudyPlan.objects.get().user, "t1", timezone.now())
    client.post(URL, {"action": "anew"})
    section = SpecSection.objects.get(spec_of__slug="inkwell")
    section.body[0].value["entries"].pop(0)
    section.save_revision().publish()
    assert sum(day.hours for day in client.get(URL).context["plan"].days) == 8


def test_queries_do_not_grow_with_the_roadmap(django_assert_max_num_queries, client):
    make_way(*[2] * 3)
    for number in range(8):
        make_way(*[1] * 20, title=f"More {number}", roadmap=Roadmap.objects.get(slug="way"))
    with django_assert_max_num_queries(8):
        client.get(URL, {"start": START})
    learner = client_of("learner")
    learner.post(URL, {"action": "save", "start": START})
    learner.get(URL)
    with django_assert_max_num_queries(11):
        learner.get(URL)
