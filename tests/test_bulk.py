"""Bulk actions of the page explorer: they publish without the form that would name what is missing."""

import pytest
from django.urls import reverse

from curriculum.models import Project
from curriculum.scaffold import add_missing_sections
from curriculum.sections import SECTIONS
from tests.factories import full_spec, make_project
from tests.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_of("admin")


def publish(client, *pages, **form):
    """The messages of the page that the bulk action leads to."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    next_url = reverse("wagtailadmin_explore", args=[pages[0].get_parent().pk])
    answer = client.post(f"{url}?{ids}&next={next_url}", form, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def live_sections():
    return [section.kind for project in Project.objects.all() for section in project.sections.filter(live=True)]


def test_a_project_is_not_published_together_with_unfinished_sections(admin):
    project = make_project(title="Inkwell", sections={"functional": full_spec()["functional"]}, live=False)
    add_missing_sections(project=project)
    message = publish(admin, project, include_descendants="on")
    assert "Nothing was published" in message
    unfinished = [kind.heading for kind in SECTIONS if kind.starts_with and kind.slug != "functional"]
    assert [heading for heading in unfinished if heading not in message] == []
    assert "Inkwell: " in message and "Functional Requirements" not in message.replace("Non-Functional", "")
    assert live_sections() == []
    assert not Project.objects.get().live


@pytest.mark.parametrize("kind", [kind.slug for kind in SECTIONS if kind.starts_with])
def test_a_section_as_it_was_made_is_not_published(admin, kind):
    project = make_project(sections={})
    add_missing_sections(project=project)
    assert "Nothing was published" in publish(admin, project.sections.get(kind=kind))
    assert live_sections() == []


def test_the_newest_draft_decides(admin):
    section = make_project(sections={"functional": full_spec()["functional"]}).sections.get()
    section.body[0].value["entries"][0]["text"] = ""
    section.save_revision(clean=False)
    assert "Nothing was published" in publish(admin, section)
    assert section.get_latest_revision().pk != section.live_revision_id


def test_finished_sections_are_published_with_their_project(admin):
    project = make_project(live=False)
    assert "Nothing" not in publish(admin, project, include_descendants="on")
    assert len(live_sections()) == len(SECTIONS)


def test_a_project_alone_is_published_whatever_its_sections(admin):
    project = make_project(sections={}, live=False)
    add_missing_sections(project=project)
    publish(admin, project)
    assert Project.objects.get().live and live_sections() == []
