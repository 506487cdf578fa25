"""Who may do what in the admin, and how people get in."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupPagePermission, Task, Workflow

from curriculum.models import Project
from home.models import HomePage
from learners.models import User
from tests.editor_forms import edit_url, project_form, requirements, section_form
from tests.factories import full_spec, make_project, make_topic
from tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


def draft():
    """A draft of a section in a draft of a project."""
    project = make_project(sections={"functional": full_spec()["functional"]}, live=False)
    section = project.sections.get()
    section.save_revision()
    return section


def save(client, section, action=None):
    form = section_form(requirements("Reworded.", ids=["item-1"]), **({action: "1"} if action else {}))
    return client.post(edit_url(section), form)


def status_of(client, url):
    return client.get(url).status_code


# role: may publish a section, unlock it, see the topics' list, delete a topic, see areas, see users
ROLES = {
    "admin": (True, True, True, True, True, True),
    "reviewer": (True, True, True, True, True, False),
    "mentor": (False, False, True, False, False, False),
    "learner": (False, False, False, False, False, False),
    "anonymous": (False, False, False, False, False, False),
}


@pytest.mark.parametrize("role", ROLES)
def test_the_table_of_roles_holds(role):
    publishes, unlocks, *sees = ROLES[role]
    section, topic, client = draft(), make_topic(), client_of(role)
    urls = ["topic/", f"topic/delete/{topic.pk}/", "topicarea/"]
    seen = [status_of(client, f"/admin/curriculum/{url}") == 200 for url in urls]
    assert [*seen, status_of(client, "/admin/users/") == 200] == sees

    save(client, section, "action-publish")
    section.refresh_from_db()
    assert section.live is publishes

    type(section).objects.filter(pk=section.pk).update(locked=True)
    client.post(reverse("wagtailadmin_pages:unlock", args=[section.pk]))
    section.refresh_from_db()
    assert section.locked is not unlocks


@pytest.mark.parametrize("role", ["learner", "anonymous"])
def test_learners_and_strangers_do_not_get_into_the_admin(role):
    section, client = draft(), client_of(role)
    for url in ["/admin/", "/admin/pages/", edit_url(section), "/admin/curriculum/topic/", "/admin/images/"]:
        answer = client.get(url)
        assert answer.status_code == 302 and "/login/" in answer.url, url
    save(client, section)
    assert section.get_latest_revision_as_object().body[0].value["entries"][0]["text"] != "Reworded."


def test_a_mentor_saves_drafts_and_is_offered_review_but_not_publishing():
    section, mentor = draft(), client_of("mentor")
    assert save(mentor, section).status_code == 302
    section.refresh_from_db()
    assert section.get_latest_revision_as_object().body[0].value["entries"][0]["text"] == "Reworded."
    html = mentor.get(edit_url(section)).content.decode()
    assert "Submit to Review" in html
    assert 'name="action-publish"' not in html


def test_what_a_mentor_submits_goes_live_when_a_reviewer_approves():
    section, mentor, reviewer = draft(), client_of("mentor"), client_of("reviewer")
    save(mentor, section, "action-submit")
    assert "in moderation" in reviewer.get(edit_url(section.spec_of)).content.decode()
    state = section.current_workflow_task_state
    action = reverse("wagtailadmin_pages:workflow_action", args=[section.pk, "approve", state.pk])
    mentor.post(action)
    section.refresh_from_db()
    assert not section.live
    reviewer.post(action, {"comment": ""})
    section.refresh_from_db()
    assert section.live and section.body[0].value["entries"][0]["text"] == "Reworded."


def test_a_mentor_creates_a_project_with_its_sections():
    roadmap = make_project(sections={}).get_parent()
    url = reverse("wagtailadmin_pages:add", args=["curriculum", "project", roadmap.pk])
    client_of("mentor").post(url, project_form())
    assert Project.objects.get(slug="fernweh").sections.count() == 13


def test_a_mentor_may_add_a_topic_and_an_image_but_no_user():
    area, mentor = make_topic().area, client_of("mentor")
    form = {"name": "WebSockets", "slug": "websockets", "area": area.pk, "aliases": ""}
    assert mentor.post("/admin/curriculum/topic/create/", form).status_code == 302
    assert status_of(mentor, "/admin/images/add/") == 200
    assert mentor.get("/admin/users/new/").status_code == 302
    assert status_of(mentor, "/admin/groups/") == 302


def test_the_groups_and_the_review_replace_those_of_wagtail():
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Mentors", "Reviewers"]
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Review"]
    assert [task.name for task in Task.objects.all()] == ["Review"]
    assert {permission.page.pk for permission in GroupPagePermission.objects.all()} == {HomePage.objects.get().pk}
    assert HomePage.objects.get().get_workflow().name == "Review"


def test_the_groups_can_be_taken_back_and_made_again():
    migration = import_module("learners.migrations.0002_groups")
    migration.remove_groups(apps, None)
    assert not Group.objects.exists() and not Workflow.objects.exists() and not Task.objects.exists()
    migration.make_groups(apps, None)
    migration.make_groups(apps, None)
    test_the_groups_and_the_review_replace_those_of_wagtail()


def test_people_sign_in_to_the_admin_with_their_e_mail_address(client):
    make_person("mentor")
    login = client.get("/admin/login/").url
    html = client.get(login).content.decode()
    assert re.search(r"<label[^>]*>\s*E-mail address", html)
    answer = client.post(login, {"login": "mentor@example.org", "password": "correct horse"})
    assert answer.url == "/admin/"
    assert "Mentor" in client.get("/admin/").content.decode()


def test_a_forgotten_password_is_mended_by_mail(client):
    make_person("mentor")
    reset = client.get("/admin/password_reset/").url
    client.post(reset, {"email": "mentor@example.org"})
    [message] = mail.outbox
    assert message.to == ["mentor@example.org"]
    [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body)
    assert client.get(link, follow=True).status_code == 200


def test_an_administrator_creates_and_edits_people_without_user_names():
    admin, mentors = client_of("admin"), Group.objects.get(name="Mentors")
    form = {"email": "new@example.org", "first_name": "New", "last_name": "Mentor", "groups": [mentors.pk]}
    passwords = {"password1": "a long phrase 42", "password2": "a long phrase 42"}
    assert admin.post("/admin/users/new/", form | passwords).status_code == 302
    person = User.objects.get(email="new@example.org")
    assert person.check_password("a long phrase 42") and [*person.groups.all()] == [mentors]

    url = f"/admin/users/edit/{person.pk}/"
    assert "username" not in admin.get(url).content.decode().lower().replace("username_field", "")
    admin.post(url, form | {"last_name": "Reader", "is_active": "on"})
    assert User.objects.get(pk=person.pk).last_name == "Reader"
    assert "new@example.org" in admin.get("/admin/users/?q=Reader").content.decode()
