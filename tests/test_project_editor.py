"""How mentors create, copy and edit projects."""

import re

import pytest
from django.urls import reverse

from curriculum.models import Project, SpecSection
from curriculum.panels import is_empty
from curriculum.scaffold import add_missing_sections, add_section
from curriculum.sections import SECTION_BY_SLUG, SECTIONS
from tests.editor_forms import (
    a_section,
    add_url,
    edit_url,
    item_ids,
    project_form,
)
from tests.factories import make_project, make_roadmap, make_topic
from tests.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_of("admin")


def test_creating_a_project_makes_its_thirteen_sections_as_drafts(admin):
    answer = admin.post(add_url(make_roadmap(), "project"), project_form())
    project = Project.objects.get(slug="fernweh")
    assert answer.url == edit_url(project)
    sections = list(project.sections.order_by("path"))
    assert [section.kind for section in sections] == [kind.slug for kind in SECTIONS]
    assert not any(section.live for section in sections)


def test_each_new_section_opens_with_the_blocks_of_its_kind(admin):
    admin.post(add_url(make_roadmap(), "project"), project_form())
    for section in Project.objects.get(slug="fernweh").sections.all():
        types = [block["type"] for block in section.body.raw_data]
        assert tuple(types) == SECTION_BY_SLUG[section.kind].starts_with


def test_the_ids_of_new_blocks_are_saved_and_are_those_of_the_draft():
    project = make_project(sections={})
    section = add_section(project=project, kind=SECTION_BY_SLUG["functional"])
    saved = SpecSection.objects.get(pk=section.pk)
    assert item_ids(saved) == item_ids(saved.get_latest_revision_as_object())
    assert all(item_ids(saved)) and all(block["id"] for block in saved.body.raw_data)


def test_a_project_published_at_once_also_gets_its_sections(admin):
    answer = admin.post(add_url(make_roadmap(), "project"), project_form(**{"action-publish": "1"}))
    project = Project.objects.get(slug="fernweh")
    assert project.live
    assert project.sections.count() == len(SECTIONS)
    assert answer.url == edit_url(project)


def test_a_project_saved_in_the_background_gets_its_sections_and_shows_them(admin):
    headers = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
    answer = admin.post(add_url(make_roadmap(), "project"), project_form(), headers=headers).json()
    assert Project.objects.get(pk=answer["pk"]).sections.count() == len(SECTIONS)
    assert admin.get(answer["hydrate_url"]).content.decode().count("<tr data-section") == len(SECTIONS)


def test_a_project_whose_sections_fail_is_not_created_at_all(admin, monkeypatch):
    monkeypatch.setattr("curriculum.scaffold.starting_body", lambda kind: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        admin.post(add_url(make_roadmap(), "project"), project_form())
    assert not Project.objects.exists()


def test_adding_missing_sections_twice_adds_nothing_the_second_time():
    project = make_project(sections={"stack": []})
    assert len(add_missing_sections(project=project)) == len(SECTIONS) - 1
    assert add_missing_sections(project=project) == []


def rows(html):
    found = re.findall(r'<tr data-section="([a-z-]+)">(.*?)</tr>', html, re.DOTALL)
    return {kind: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for kind, row in found}


def test_the_edit_page_lists_the_sections_in_order_with_their_state(admin):
    project = make_project(sections={})
    add_missing_sections(project=project)
    project.sections.get(kind="stack").save_revision().publish()
    shown = rows(admin.get(edit_url(project)).content.decode())
    assert list(shown) == [kind.slug for kind in SECTIONS]
    assert shown["functional"] == "4. Functional Requirements draft empty View draft : Functional Requirements"
    assert shown["stack"].startswith("8. Tech Stack live empty View live")


def test_the_edit_page_tells_missing_sections_from_optional_ones_and_offers_to_add_them(admin):
    html = admin.get(edit_url(make_project(sections={}))).content.decode()
    shown = rows(html)
    assert "missing Add" in shown["functional"]
    assert "not used, optional Add" in shown["stretch"]
    assert add_url(Project.objects.get(), "specsection") in html


def test_a_published_section_with_newer_edits_is_live_and_draft(admin):
    section = a_section("stack")
    section.save_revision()
    assert "live + draft" in rows(admin.get(edit_url(section.spec_of)).content.decode())["stack"]


def test_a_section_is_empty_until_somebody_writes_something():
    project = make_project(sections={})
    section = add_section(project=project, kind=SECTION_BY_SLUG["functional"])
    assert is_empty(section.body)
    section.body[0].value["entries"][0]["text"] = "Somebody reads."
    assert not is_empty(SpecSection(kind="functional", body=section.body.get_prep_value()).body)


def test_the_edit_page_costs_as_many_queries_for_no_section_as_for_thirteen(admin, django_assert_max_num_queries):
    bare, full = make_project(sections={}), make_project()
    admin.get(edit_url(full))  # fills caches of sites, content types and permissions
    with django_assert_max_num_queries(60) as of_bare:
        admin.get(edit_url(bare))
    with django_assert_max_num_queries(len(of_bare) + 2):
        admin.get(edit_url(full))


def test_a_topic_outside_the_vocabulary_is_refused(admin):
    topic = make_topic("WebSockets")
    project = make_project(sections={})
    answer = admin.post(edit_url(project), project_form(topics=[topic.pk, topic.pk + 1]))
    assert "is not one of the available choices" in answer.content.decode()
    admin.post(edit_url(project), project_form(topics=[topic.pk]) | {"action-publish": "1"})
    assert [topic.name for topic in Project.objects.get().topics.all()] == ["WebSockets"]


def test_topics_keep_their_order_and_new_ones_stand_behind(admin):
    late, early, new = make_topic("Zebra, striped"), make_topic("Aardvark"), make_topic("Badger")
    project = make_project(topics=[late, early], sections={})
    chosen = [topic.pk for topic in (early, new, late)]
    admin.post(edit_url(project), project_form(topics=chosen) | {"action-publish": "1"})
    assert list(project.topic_items.values_list("tag__name", flat=True)) == ["Zebra, striped", "Aardvark", "Badger"]


def test_the_vocabulary_is_offered_area_by_area(admin):
    make_topic("WebSockets", area="Real time")
    page = admin.get(edit_url(make_project(sections={}))).content.decode()
    assert "<legend>Real time</legend>" in page


def test_a_draft_with_a_topic_that_was_deleted_since_still_opens(admin):
    topic = make_topic("Telepathy")
    project = make_project(topics=[topic], sections={})
    project.save_revision()
    project.topics.clear()
    project.save()
    topic.delete()
    assert admin.get(edit_url(project)).status_code == 200


def test_a_copied_project_has_sections_of_its_own(admin):
    project = make_project()
    for section in project.sections.all():
        section.save_revision()
    url = reverse("wagtailadmin_pages:copy", args=[project.pk])
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": project.get_parent().pk, "copy_subpages": "on"}
    assert admin.post(url, form).status_code == 302
    copy = Project.objects.get(slug="copy")
    sections = list(copy.sections.all())
    assert len(sections) == len(SECTIONS)
    assert all(section.get_latest_revision_as_object().spec_of_id == copy.pk for section in sections)
    project.delete()
    assert admin.get(edit_url(sections[0])).status_code == 200


def test_a_single_section_is_not_copied(admin):
    section = a_section("stack")
    answer = admin.get(reverse("wagtailadmin_pages:copy", args=[section.pk]), follow=True)
    assert "A section is copied together with its project." in answer.content.decode()


def test_a_project_is_deleted_with_its_sections(admin):
    project = make_project()
    assert admin.post(reverse("wagtailadmin_pages:delete", args=[project.pk])).status_code == 302
    assert not Project.objects.exists() and not SpecSection.objects.exists()
