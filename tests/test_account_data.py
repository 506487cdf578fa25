"""What is kept about a person: shown to them as a whole, and gone when they go."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models
from django.test import Client
from wagtail.models import Comment, ModelLogEntry, PageLogEntry, Revision
from wagtail.models import Page as WagtailPage

from learners.account_data import LEFT_OUT, account_data
from learners.account_deletion import delete_account
from learners.models import Enrolment, StudyPlan, Tick, User
from tests.editor_forms import edit_url, requirements, section_form
from tests.factories import full_spec, make_project
from tests.people import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse"

# Where the data of a person shows each model that has a key to them.
HELD = {
    "account.EmailAddress.user": "email_addresses",
    "usersessions.UserSession.user": "sessions",
    "mfa.Authenticator.user": "sign_in_methods",
    "socialaccount.SocialAccount.user": "connected_accounts",
    "learners.Enrolment.user": "projects",
    "learners.StudyPlan.user": "plans",
}


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


def signed_in(role):
    """A person who came through the login, from two browsers; the client of the second."""
    person = make_person(role)
    for browser in ["first", "second"]:
        client = Client(HTTP_USER_AGENT=browser)
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return person, client


def with_everything(person):
    project = make_project(sections={"functional": full_spec()["functional"]})
    enrolment = Enrolment.objects.create(user=person, project=project, title="Inkwell")
    Tick.objects.create(
        enrolment=enrolment, item="a-1", state="done", since="2026-01-05T10:00Z", note="hard", words="Log in"
    )
    roadmap = project.get_parent().specific
    StudyPlan.objects.create(user=person, roadmap=roadmap, query="hours=2", feed_token="feed-secret")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "TOTP-SECRET"})
    SocialAccount.objects.create(user=person, provider="github", uid="4711", extra_data={"login": "ada"})
    return project


def keys_to_user():
    """Every field of every model that points to a person."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield field


def test_every_model_with_a_key_to_a_person_is_shown_or_left_out_for_a_reason():
    related = {f"{key.related_model._meta.label}.{key.field.name}" for key in User._meta.related_objects}
    assert related == set(HELD) | set(LEFT_OUT)
    assert not set(HELD) & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_the_data_of_a_person_is_all_there_and_nobody_elses():
    person, _client = signed_in("learner")
    with_everything(person)
    make_person("mentor")
    data = account_data(person)
    assert data["account"]["email"] == "learner@example.org"
    assert all(data[name] for name in HELD.values())
    assert [session["user_agent"] for session in data["sessions"]] == ["first", "second"]
    [tick] = data["projects"][0]["ticks"]
    assert (tick["item"], tick["state"], tick["note"], tick["words"]) == ("a-1", "done", "hard", "Log in")
    text = str(data)
    for secret in ["TOTP-SECRET", "feed-secret", person.password, "mentor@example.org"]:
        assert secret not in text


def test_the_data_is_downloaded_as_a_file_by_its_owner_alone(client):
    assert client.get("/learn/account/data/").url == "/accounts/login/?next=/learn/account/data/"
    person, client = signed_in("learner")
    with_everything(person)
    answer = client.get("/learn/account/data/")
    assert answer.streaming and answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="waymark-account.json"'
    data = json.loads(answer.getvalue())
    assert data["projects"][0]["title"] == "Inkwell" and data["plans"][0]["query"] == "hours=2"
    assert client.post("/learn/account/data/").status_code == 405


def test_the_number_of_ticks_changes_no_number_of_queries(django_assert_num_queries):
    person, _client = signed_in("learner")
    with_everything(person)
    enrolment = Enrolment.objects.get()
    Tick.objects.bulk_create(
        Tick(enrolment=enrolment, item=f"b-{number}", state="done", since="2026-01-05T10:00Z") for number in range(50)
    )
    with django_assert_num_queries(8):
        account_data(person)


# Deleting


def test_an_account_is_deleted_for_real_when_the_password_is_right():
    person, client = signed_in("learner")
    with_everything(person)
    assert b"Delete it for good" in client.get("/learn/account/delete/").content
    assert b"Incorrect password" in client.post("/learn/account/delete/", {"password": "wrong"}).content
    assert User.objects.exists()
    answer = client.post("/learn/account/delete/", {"password": PASSWORD})
    assert answer.url == "/learn/account/deleted/" and client.get(answer.url).status_code == 200
    assert answer.cookies["signed_in"]["max-age"] == 0
    for model in [User, EmailAddress, UserSession, Authenticator, SocialAccount, Enrolment, Tick, StudyPlan, Session]:
        assert not model.objects.exists(), model
    answer = Client().post("/accounts/login/", {"login": "learner@example.org", "password": PASSWORD})
    assert b"not correct" in answer.content


def test_who_has_no_password_proves_otherwise_that_it_is_them(client):
    person = make_person("learner")
    person.set_unusable_password()
    person.save()
    Authenticator.objects.create(user=person, type="totp", data={"secret": "TOTP-SECRET"})
    client.force_login(person)
    assert b'type="password"' not in client.get("/learn/account/delete/").content
    answer = client.post("/learn/account/delete/")
    assert answer.url == "/accounts/2fa/reauthenticate/?next=%2Flearn%2Faccount%2Fdelete%2F"
    assert User.objects.exists()


def test_who_has_only_github_deletes_with_one_more_click(client):
    person = make_person("learner")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.post("/learn/account/delete/").url == "/learn/account/deleted/"
    assert not User.objects.exists()


def test_nothing_refers_to_a_deleted_mentor_and_the_pages_stay():
    person, client = signed_in("mentor")
    project = with_everything(person)
    section = project.sections.get()
    client.post(edit_url(section), section_form(requirements("Reworded.", ids=["item-1"])))
    WagtailPage.objects.filter(pk=section.pk).update(owner=person, locked_by=person)
    Comment.objects.create(page=section, user=person, text="Too long?", contentpath="body")
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=person)
    assert PageLogEntry.objects.filter(user=person).exists() and Revision.objects.filter(user=person).exists()
    pages, revisions = WagtailPage.objects.count(), Revision.objects.count()
    number, entries = person.pk, PageLogEntry.objects.count()

    delete_account(user=person)

    for field in keys_to_user():
        assert not field.model._base_manager.filter(**{field.attname: number}).exists(), field
    assert (WagtailPage.objects.count(), Revision.objects.count()) == (pages, revisions)
    assert PageLogEntry.objects.count() == entries
    assert not ModelLogEntry.objects.filter(label=str(person)).exists()
    section.refresh_from_db()
    assert section.get_latest_revision_as_object().body[0].value["entries"][0]["text"] == "Reworded."


def test_the_only_administrator_cannot_leave_the_portal_alone():
    _person, client = signed_in("admin")
    answer = client.post("/learn/account/delete/", {"password": PASSWORD})
    assert b"only administrator" in answer.content and User.objects.exists()
    User.objects.create_superuser("other@example.org", PASSWORD)
    assert client.post("/learn/account/delete/", {"password": PASSWORD}).url == "/learn/account/deleted/"
