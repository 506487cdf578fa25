"""One door for learners and mentors, which no cache keeps, and the mark that says who is behind it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from wagtail.models import Page, PageViewRestriction

from tests.factories import make_project
from tests.people import client_of, make_person
from tests.test_accounts import PASSWORD, is_signed_in, shown, sign_in
from tests.test_settings import PRODUCTION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


# One login for learners and mentors


def test_a_mentor_comes_back_to_the_page_of_the_admin_that_was_asked_for(client):
    make_person("mentor")
    entrance = client.get("/admin/pages/")
    login = client.get(entrance.url)
    assert login.url == "/accounts/login/?next=/admin/pages/"
    assert sign_in(client, "mentor@example.org", path=login.url).url == "/admin/pages/"
    assert client.get("/admin/login/?next=/admin/pages/").url == "/admin/pages/"


def test_the_old_doors_only_lead_to_the_new_one(client):
    make_person("admin")
    answer = client.post("/admin/login/", {"username": "admin@example.org", "password": PASSWORD})
    assert answer.url == "/accounts/login/?next=/admin/" and not is_signed_in(client)
    answer = client.post("/_util/login/", {"username": "admin@example.org", "password": PASSWORD})
    assert answer.url == "/accounts/login/?next=/" and not is_signed_in(client)
    for path in ["", "done/", "confirm/MQ/token/", "complete/"]:
        answer = client.post(f"/admin/password_reset/{path}", {"email": "admin@example.org"})
        assert answer.url == "/accounts/password/reset/", path
    assert not mail.outbox


def test_who_may_not_enter_is_told_so_and_not_sent_in_circles():
    learner = client_of("learner")
    answer = learner.get("/admin/", follow=True)
    assert answer.status_code == 403 and "signed in as ADDRESS" in shown(answer)
    project = make_project(sections={})
    restriction = PageViewRestriction.objects.create(page=Page.objects.get(pk=project.pk), restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Mentors"))
    assert learner.get(project.url, follow=True).status_code == 403


def test_the_admin_changes_neither_password_nor_address_past_the_login(client):
    client.force_login(make_person("mentor"))
    html = client.get("/admin/account/").content.decode()
    assert "password" not in html.lower().replace("password_reset", "") and "email-email" not in html


# What is cached, and what is not


def account_paths(patterns, before=""):
    """The addresses without variable parts."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from account_paths(pattern.url_patterns, route)
        elif route.startswith("accounts/") and not re.search(r"[(<]", route):
            yield f"/{route}"


def test_no_page_of_an_account_is_kept_by_a_cache():
    paths = [
        *account_paths(get_resolver().url_patterns),
        "/learn/account/",
        "/learn/account/data/",
        "/learn/account/delete/",
    ]
    assert "/accounts/login/" in paths and "/accounts/sessions/" in paths
    learner = client_of("learner")
    for path in paths:
        for client in [learner, Client()]:
            answer = client.get(path)
            assert answer.status_code != 200 or "no-store" in answer.headers.get("Cache-Control", ""), path


def test_public_pages_stay_the_same_for_everybody(client):
    project = make_project(sections={})
    client.force_login(make_person("learner"))
    client.cookies["signed_in"] = "1"
    for path in ["/", project.url, "/topics/"]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert "Cookie" not in answer.headers.get("Vary", "") and not answer.cookies
        assert not [query for query in queries if "django_session" in query["sql"]]


def test_the_mark_of_being_signed_in_comes_and_goes(client):
    make_person("learner")
    mark = sign_in(client, "learner@example.org").cookies["signed_in"]
    assert (mark.value, mark["max-age"], mark["samesite"], mark["httponly"]) == ("1", 1209600, "Lax", "")
    assert "signed_in" not in client.get("/learn/account/").cookies
    assert client.post("/accounts/logout/").cookies["signed_in"]["max-age"] == 0


def test_the_mark_of_a_session_that_ended_elsewhere_goes_at_the_next_look(client):
    client.cookies["signed_in"] = "1"
    assert "signed_in" not in client.get("/").cookies
    assert client.get("/learn/").cookies["signed_in"]["max-age"] == 0


# GitHub


ASK_GITHUB = """
import django; django.setup()
from allauth.socialaccount.models import SocialApp
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import resolve
with connection.schema_editor() as editor:
    [editor.create_model(model) for model in [SocialApp, Session]]
from django.test import Client; client = Client()
page = client.get("/accounts/login/", secure=True, headers={"host": "waymark.onrender.com"})
print("Go on with GitHub" in page.text, "form-action 'self' https://github.com" in page["Content-Security-Policy"])
if resolve("/accounts/github/login/").url_name == "github_login":
    answer = client.post("/accounts/github/login/", secure=True, headers={"host": "waymark.onrender.com"})
    print(answer.status_code, answer["Location"].split("&")[0])
"""


@pytest.mark.parametrize("configured", [True, False])
def test_github_is_offered_where_it_is_configured(run_django, tmp_path, configured):
    app = {"GITHUB_CLIENT_ID": "Iv1", "GITHUB_CLIENT_SECRET": "hidden"} if configured else {}
    outcome = run_django(
        "-c", ASK_GITHUB, **PRODUCTION | app | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    )
    expected = ["True True", "302 https://github.com/login/oauth/authorize?client_id=Iv1"]
    said = [line for line in outcome.stdout.splitlines() if line.startswith(("True", "False", "302"))]
    assert said == (expected if configured else ["False False"]), outcome.stdout + outcome.stderr
