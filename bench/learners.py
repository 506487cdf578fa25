"""How fast a learner's own layer is: the overlay of a project's page, and one tick, for a learner of ten thousand ticks."""

from itertools import count
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from curriculum.models import Project
from curriculum.page_items import page_items
from learners.models import Enrolment, Tick, User

TICKS = 10_000
ROUNDS = 200


def measure() -> None:
    """In the database that is there, with its projects; the rows that it makes stay."""
    projects = list(Project.objects.live().order_by("path")[:15])
    client, enrolments = Client(headers={"host": "127.0.0.1"}), []
    user = User.objects.create_user("bench@example.org", "correct horse")
    for project in projects:
        enrolments.append(Enrolment.objects.create(user=user, project=project, title=project.title))
    items = page_items([project.pk for project in projects])
    rows = [
        Tick(
            enrolment=enrolment,
            item=item.id,
            state="done",
            since=timezone.now(),
            wording=item.wording,
            words=item.words,
        )
        for enrolment in enrolments
        for item in items[enrolment.project_id]
    ]
    rows += [
        Tick(enrolment=enrolments[n % len(enrolments)], item=f"retired-{n}", state="done", since=timezone.now())
        for n in range(TICKS - len(rows))
    ]
    Tick.objects.bulk_create(rows)
    client.force_login(user)
    url = reverse("ticks", args=[projects[0].pk])
    numbers = count(1)
    first = items[projects[0].pk][0].id

    def tick():
        n = next(numbers)
        change = {"n": n, "item": first, "state": ["done", "todo"][n % 2], "wording": "00", "words": "It says so."}
        assert client.post(url, {"queue": "bench", "changes": [change]}, "application/json").status_code == 200

    print(f"a learner of {Tick.objects.filter(enrolment__user=user).count()} ticks in {len(projects)} projects")
    _timed("overlay of a project's page", lambda: client.get(url))
    _timed("one tick", tick)
    _timed("my work", lambda: client.get(reverse("dashboard")), rounds=20)


def _timed(name, work, rounds=ROUNDS):
    work()
    took = []
    for _ in range(rounds):
        started = perf_counter()
        work()
        took.append((perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as captured:
        work()
    cuts = quantiles(took, n=20)
    print(f"  {name}: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, {len(captured)} queries")
