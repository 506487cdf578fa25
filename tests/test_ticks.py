"""Ticks: what browsers send is applied once, in order, for the learner who sent it, and nothing is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from curriculum.spec import Requirement
from curriculum.wording import wording, wording_of
from learners.models import Enrolment, Tick
from learners.ticks import Change, Changes, apply_changes, read_changes
from tests.factories import make_project
from tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return make_person("learner")


@pytest.fixture
def project():
    return make_project(sections={})


def change(number, item="a", state="done", **more):
    return Change(number=number, item=item, state=state, **more)


def send(user, project, *changes, queue="laptop", **more):
    return apply_changes(user=user, project_id=project.pk, sent=Changes(queue=queue, changes=tuple(changes), **more))


def states():
    return dict(Tick.objects.values_list("item", "state"))


def post(client, project, data):
    return client.post(reverse("ticks", args=[project.pk]), data, content_type="application/json")


def body(*changes, queue="laptop", **more):
    return {"queue": queue, "changes": [{"n": n, **row} for n, row in enumerate(changes, start=1)], **more}


def test_a_tick_is_kept_with_how_the_item_read(learner, project):
    send(learner, project, change(1, wording="0a1b", words="A visitor sees ten posts."))
    tick = Tick.objects.get()
    assert (tick.state, tick.wording, tick.words) == ("done", "0a1b", "A visitor sees ten posts.")
    assert tick.enrolment.title == project.title


def test_a_change_that_is_sent_twice_counts_once(learner, project):
    send(learner, project, change(1), change(2, "b"))
    send(learner, project, change(1, state="todo"), queue="phone")
    send(learner, project, change(1), change(2, "b"), change(3, "b", "skipped"))
    assert states() == {"a": "todo", "b": "skipped"}


def test_the_last_change_of_an_item_wins_whichever_browser_sent_it(learner, project):
    send(learner, project, change(1), queue="laptop")
    send(learner, project, change(1, state="skipped"), queue="phone")
    assert states() == {"a": "skipped"}
    send(learner, project, change(2), change(3, state="todo"), queue="laptop")
    assert states() == {"a": "todo"}


def test_changes_of_one_request_are_applied_in_order(learner, project):
    send(learner, project, change(1), change(2, state="todo"), change(3, state="skipped", note="next time"))
    tick = Tick.objects.get()
    assert (tick.state, tick.note) == ("skipped", "next time")


def test_a_note_alone_leaves_the_state_and_the_wording(learner, project):
    send(learner, project, change(1, wording="0a1b"))
    before = Tick.objects.get().since
    send(learner, project, Change(number=2, item="a", note="in views.py"))
    tick = Tick.objects.get()
    assert (tick.state, tick.wording, tick.note, tick.since) == ("done", "0a1b", "in views.py", before)


def test_accepting_a_new_wording_keeps_the_day_on_which_it_was_done(learner, project):
    day = timezone.now() - timedelta(days=9)
    changes = Changes(queue="laptop", changes=(change(1, wording="0a1b"),))
    apply_changes(user=learner, project_id=project.pk, sent=changes, now=day)
    send(learner, project, change(2, wording="ffff"))
    tick = Tick.objects.get()
    assert (tick.since, tick.wording) == (day, "ffff")


def test_what_was_ticked_before_signing_in_adds_and_takes_nothing_away(learner, project):
    send(learner, project, change(1), change(2, "b", "todo", note="first"), change(3, "c", "skipped", note="mine"))
    before_signing_in = [
        change(1, "a", "skipped"),
        change(2, "b", "done", note="second"),
        change(3, "c", "todo", note="mine"),
        change(4, "d", "done"),
    ]
    for _ in range(2):  # an answer got lost
        send(learner, project, *before_signing_in, queue="merge-1", merge=True)
    assert states() == {"a": "done", "b": "done", "c": "skipped", "d": "done"}
    assert dict(Tick.objects.values_list("item", "note")) == {"a": "", "b": "first / second", "c": "mine", "d": ""}


def test_the_wordings_seen_at_the_start_are_kept_until_the_learner_has_seen_newer_ones(learner, project):
    send(learner, project, change(1), seen={"a": "01"})
    send(learner, project, change(2))
    assert Enrolment.objects.get().seen == {"a": "01"}
    send(learner, project, seen={"a": "02"}, merge=True, queue="merge-1")
    assert Enrolment.objects.get().seen == {"a": "01"}
    send(learner, project, seen={"a": "02", "b": "03"})
    assert Enrolment.objects.get().seen == {"a": "01"}
    send(learner, project, seen={"a": "02", "b": "03"}, caught_up=True)
    assert Enrolment.objects.get().seen == {"a": "02", "b": "03"}


def test_ticks_outlive_the_project_and_its_rewording(learner, project):
    send(learner, project, change(1))
    project.delete()
    enrolment = Enrolment.objects.get()
    assert (enrolment.project, enrolment.title, states()) == (None, project.title, {"a": "done"})


def test_who_is_no_learner_gets_nothing(client, project):
    assert client.get(reverse("ticks", args=[project.pk])).status_code == 401
    assert post(client, project, body()).status_code == 401
    assert not Enrolment.objects.exists()


def test_nobody_sees_or_changes_what_another_learner_ticked(project):
    learner, other = client_of("learner"), client_of("mentor")
    post(learner, project, body({"item": "a", "state": "done", "note": "mine"}))
    assert other.get(reverse("ticks", args=[project.pk])).json()["ticks"] == {}
    post(other, project, body({"item": "a", "state": "skipped"}))
    answer = learner.get(reverse("ticks", args=[project.pk]))
    assert answer.json()["ticks"]["a"] | {"since": ""} == {
        "state": "done",
        "since": "",
        "note": "mine",
        "wording": "",
        "words": "",
    }
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_only_public_projects_can_be_started_and_going_private_loses_nothing(project):
    client = client_of("learner")
    draft = make_project(live=False, sections={})
    private = make_project(sections={})
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for number in (draft.pk, private.pk, 10**6, 10**17):
        answer = client.post(f"/learn/ticks/{number}/", body({"item": "a", "state": "done"}), "application/json")
        assert answer.status_code == 404
        assert client.get(f"/learn/ticks/{number}/").json()["ticks"] == {}
    assert client.get(f"/learn/ticks/{10**30}/").status_code == 404
    post(client, project, body({"item": "a", "state": "done"}))
    project.unpublish()
    answer = post(client, project, body({"item": "b", "state": "done"}, queue="phone"))
    assert set(answer.json()["ticks"]) == {"a", "b"}


def test_a_page_that_only_some_may_read_has_no_ticks():
    project = make_project(sections={})
    client = client_of("learner")
    assert "data-ticks" in client.get(project.url).content.decode()
    PageViewRestriction.objects.create(page=project, restriction_type="login")
    answer = client.get(project.url)
    assert answer.status_code == 200
    assert "data-ticks" not in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("[]", "object"),
        ("{", "JSON"),
        (b"\xff", "JSON"),
        (json.dumps({"queue": "é"}), "queue"),
        (json.dumps({"queue": "a" * 65}), "queue"),
        (json.dumps({"queue": "a", "changes": {}}), "changes"),
        (json.dumps({"queue": "a", "changes": [1]}), "changes[0]"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a"}, {"n": True, "item": "a"}]}), "changes[1].n"),
        (json.dumps({"queue": "a", "changes": [{"n": 2**60, "item": "a"}]}), "changes[0].n"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a b"}]}), "changes[0].item"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a", "state": "late"}]}), "changes[0].state"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a", "note": "x" * 501}]}), "changes[0].note"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a", "words": 7}]}), "changes[0].words"),
        (json.dumps({"queue": "a", "changes": [{"n": 1, "item": "a", "wording": "xyz"}]}), "changes[0].wording"),
        (json.dumps({"queue": "a", "seen": {"a": 3}}), "seen[a]"),
        (json.dumps({"queue": "a", "seen": []}), "seen"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_changes_nothing(project, data, place):
    answer = post(client_of("learner"), project, data)
    assert answer.status_code == 400
    assert place in answer.json()["error"]
    assert not Tick.objects.exists()


def test_characters_that_a_database_refuses_are_taken_out(project):
    answer = post(client_of("learner"), project, body({"item": "a", "note": "a\0b\ud800"}))
    assert answer.json()["ticks"]["a"]["note"] == "ab?"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
rows = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | sensible
        for name, sensible in {
            "n": st.integers(1, 5),
            "item": st.sampled_from("abc"),
            "state": st.sampled_from(Tick.State.values),
            "note": st.text(max_size=600),
            "words": st.text(max_size=20),
            "wording": st.sampled_from(["", "0a", "ff"]),
        }.items()
    },
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "queue": json_values | st.just("q"),
        "changes": json_values | st.lists(rows, max_size=4),
        "seen": json_values | st.dictionaries(st.sampled_from("ab"), st.sampled_from(["", "0a"])),
        "merge": json_values,
    },
)


@given(data=json_values | requests)
def test_any_json_is_read_or_refused(data):
    try:
        found = read_changes(data)
    except ValueError as error:
        assert str(error)
    else:
        assert all(row.state in (None, *Tick.State.values) for row in found.changes)


def test_any_order_of_two_browsers_ends_with_the_same_ticks_on_both(learner, project):
    """Whatever arrives when, a browser that asks afterwards sees what the last arrival left."""
    send(learner, project, change(1), queue="a")
    send(learner, project, change(1, "b"), change(2, state="skipped"), queue="b")
    _, mine = send(learner, project, change(2, "b", "todo"), queue="a")
    _, theirs = send(learner, project, queue="b")
    assert {tick.item: tick.state for tick in mine} == {tick.item: tick.state for tick in theirs} == states()


def test_the_overlay_takes_four_queries_and_a_tick_six(django_assert_num_queries, project):
    client = client_of("learner")
    post(client, project, body(*[{"item": f"i{n}", "state": "done"} for n in range(300)], seen={"i1": "00"}))
    with django_assert_num_queries(4):
        client.get(reverse("ticks", args=[project.pk]))
    with django_assert_num_queries(6 + 2):  # and the two of the test's own transaction
        post(client, project, body({"item": "i1", "state": "todo"}, queue="phone"))


def test_a_rewording_changes_the_digest_and_spaces_do_not():
    item = Requirement(id="1", key="FR-1", priority="must", text="A visitor sees `ten` posts.")
    block = {"key": "FR-9", "priority": "could", "text": " A visitor  sees `ten`\nposts."}
    assert wording_of(item) == wording(block) != wording(block | {"text": "A visitor sees `nine` posts."})


@pytest.mark.django_db(transaction=True)
def test_twenty_learners_and_two_browsers_of_each_lose_nothing():
    project = make_project(sections={})
    people = [make_user(n) for n in range(20)]

    def work(job):
        user, queue = job
        try:
            for number in range(1, 6):
                send(user, project, change(number, f"{queue}-{number}"), change(number, "both"), queue=queue)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, [(user, queue) for user in people for queue in ("laptop", "phone")]))
    assert Enrolment.objects.count() == 20
    expected = {f"{queue}-{n}" for queue in ("laptop", "phone") for n in range(1, 6)}
    for user in people:
        assert set(Tick.objects.filter(enrolment__user=user).values_list("item", flat=True)) == expected


def make_user(number):
    from learners.models import User

    return User.objects.create_user(f"learner{number}@example.org", "correct horse")
