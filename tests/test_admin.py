"""The explorer, and what holds on every page of the admin."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import ListBlock, StructBlock
from wagtail.models import Site

from curriculum.blocks import SECTION_BLOCKS
from curriculum.models import Project, Roadmap, SpecSection
from curriculum.sections import SECTIONS
from home.models import HomePage
from tests.editor_forms import add_url, edit_url
from tests.factories import make_project, make_roadmap, make_section, make_topic
from tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


OTHER_HOST = re.compile(r"<(?:img|script|link|iframe|form|source)[^>]+(?:src|href|action)=[\"'](?:https?:)?//")


@pytest.fixture
def admin():
    return client_of("admin")


def test_the_explorer_lists_projects_in_order_with_level_and_hours(admin):
    roadmap = make_roadmap()
    for title, level, hours in [("Zebra", "beginner", 15), ("Apple", "advanced", "62.5")]:
        make_project(roadmap, title, level=level, hours=hours, sections={})
    html = admin.get(reverse("wagtailadmin_explore", args=[roadmap.pk])).content.decode()
    assert html.index("Zebra") < html.index("Apple")
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", html, re.DOTALL)]
    assert {"Beginner", "15", "Advanced", "62.5"} <= set(cells)


def test_the_explorer_of_projects_costs_the_same_for_any_number(admin, django_assert_max_num_queries):
    roadmap = make_roadmap()
    url = reverse("wagtailadmin_explore", args=[roadmap.pk])
    make_project(roadmap, sections={})
    admin.get(url)
    with django_assert_max_num_queries(60) as of_one:
        admin.get(url)
    for _ in range(5):
        make_project(roadmap, sections={})
    with django_assert_max_num_queries(len(of_one)):
        admin.get(url)


def test_the_explorer_lists_sections_by_number(admin):
    project = make_project()
    html = admin.get(reverse("wagtailadmin_explore", args=[project.pk])).content.decode()
    titles = [kind.title.replace("&", "&amp;") for kind in SECTIONS]
    places = [html.index(f">{title}") if f">{title}" in html else html.index(title) for title in titles]
    assert places == sorted(places)


def submitted(section):
    """Hand in a new draft of it, as a mentor does."""
    section.save_revision()
    section.get_workflow().start(section, make_person("mentor"))


def test_dashboard_messages_and_headers_name_the_project_of_a_section(admin):
    section = make_project(title="Ledgerly").sections.get(kind="functional")
    submitted(section)
    full = "Ledgerly: Functional Requirements"
    assert f">{full}</a>" in admin.get("/admin/").content.decode()
    assert full in admin.get(edit_url(section)).content.decode()
    message = admin.post(reverse("wagtailadmin_pages:unpublish", args=[section.pk]), follow=True).content.decode()
    assert f"{full}&#x27; unpublished" in message
    section.refresh_from_db()
    assert (str(section), section.draft_title, section.slug) == (*["Functional Requirements"] * 2, "functional")


def test_the_list_of_one_project_names_its_sections_alone(admin):
    project = make_project(title="Ledgerly")
    html = admin.get(reverse("wagtailadmin_explore", args=[project.pk])).content.decode()
    assert "Functional Requirements" in html and "Ledgerly: " not in html


def test_a_section_is_named_with_its_project(admin):
    project = make_project(title="Ledgerly")
    assert project.sections.get(kind="functional").get_admin_display_title() == "Ledgerly: Functional Requirements"


def test_a_search_finds_projects_and_not_their_many_sections(admin):
    make_project(title="Functional programming")
    html = admin.get(reverse("wagtailadmin_pages:search"), {"q": "Functional"}).content.decode()
    assert "Functional programming" in html
    assert "Functional Requirements" not in html


def test_naming_sections_costs_no_query_for_each(admin, monkeypatch):
    project = make_project(title="Ledgerly")
    url = reverse("wagtailadmin_explore", args=[project.pk])
    admin.get(url)
    with CaptureQueriesContext(connection) as named:
        admin.get(url)
    monkeypatch.delattr(SpecSection, "get_admin_display_title")
    with CaptureQueriesContext(connection) as plain:
        admin.get(url)
    assert len(named) == len(plain)


def test_a_projects_page_says_how_many_sections_are_live_and_how_they_get_there(admin):
    project = make_project(sections={})
    sentences = ["1 of 13 sections is live.", "2 of 13 sections are live."]
    for kind, sentence in zip(["summary", "stack"], sentences, strict=True):
        make_section(project, kind)
        html = " ".join(admin.get(edit_url(project)).content.decode().split())
        assert sentence in html
    make_section(project, "functional", live=False)
    assert sentences[-1] in admin.get(edit_url(project)).content.decode()
    assert "submitted for review and published on its own" in html
    assert f'tick them in <a href="{reverse("wagtailadmin_explore", args=[project.pk])}">' in html


def test_a_projects_page_costs_the_same_for_any_number_of_sections(admin):
    project = make_project(sections={"summary": []})
    admin.get(edit_url(project))
    with CaptureQueriesContext(connection) as of_one:
        admin.get(edit_url(project))
    for kind in SECTIONS[1:]:
        make_section(project, kind.slug)
    with CaptureQueriesContext(connection) as of_all:
        admin.get(edit_url(project))
    assert len(of_all) == len(of_one)


def test_no_page_of_the_admin_loads_anything_from_another_host(admin):
    topic = make_topic()
    project = make_project(topics=[topic])
    section = project.sections.get(kind="functional")
    for url in [
        "/admin/",
        reverse("wagtailadmin_explore", args=[project.pk]),
        edit_url(project),
        edit_url(section),
        "/admin/curriculum/topic/",
        f"/admin/curriculum/topic/inspect/{topic.pk}/",
        "/admin/users/",
        "/admin/account/",
    ]:
        html = admin.get(url).content.decode()
        assert not OTHER_HOST.findall(html), url
        assert "gravatar" not in html


def test_the_admin_bears_the_name_of_the_portal(admin, client, settings):
    settings.SITE_NAME = "Fernweh Academy"
    assert "<title>Dashboard - Fernweh Academy</title>" in admin.get("/admin/").content.decode()
    login = client.get("/admin/login/", follow=True).content.decode()
    assert re.search(r"<title>\s*Sign in · Fernweh Academy</title>", login)


def test_the_dashboard_is_headed_by_the_name_of_the_portal(admin, settings):
    assert Site.objects.get().site_name == settings.SITE_NAME
    assert re.search(rf"<h1[^>]*>\s*{settings.SITE_NAME}\s*</h1>", admin.get("/admin/").content.decode())


@pytest.mark.parametrize("role", ["admin", "reviewer", "mentor"])
def test_the_dashboard_leads_to_each_roadmap_and_to_a_new_project(role):
    roadmaps = [make_roadmap(title) for title in ["Django", "Statistics"]]
    make_project(roadmaps[0], sections={})
    html = client_of(role).get("/admin/").content.decode()
    for roadmap in roadmaps:
        explorer = reverse("wagtailadmin_explore", args=[roadmap.pk])
        assert f'<a href="{explorer}">{roadmap.title}</a>' in html and add_url(roadmap, "project") in html
    assert "1 project<" in html and "0 projects<" in html


def test_the_dashboard_offers_no_roadmap_to_those_who_may_not_edit_any(client):
    roadmap = make_roadmap()
    person = make_person("translator")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    html = client.get("/admin/").content.decode()
    assert "Dashboard" in html and roadmap.title not in html


def test_the_dashboard_costs_the_same_for_any_number_of_roadmaps():
    mentor = client_of("mentor")
    make_roadmap()
    mentor.get("/admin/")
    with CaptureQueriesContext(connection) as of_one:
        mentor.get("/admin/")
    for _ in range(3):
        make_roadmap()
    with CaptureQueriesContext(connection) as of_four:
        mentor.get("/admin/")
    assert len(of_four) == len(of_one)


def first_button(html):
    """The one that shows; the others wait behind “More actions”."""
    menu = html[html.index('class="w-dropdown-button') :]
    shown = re.sub(r"<button[^>]* hidden>.*?</button>", "", menu)
    return " ".join(re.sub(r"<[^>]+>", " ", shown[shown.index("<button") : shown.index("</button>")]).split())


@pytest.mark.parametrize(("role", "first"), [("mentor", "Submit to Review"), ("reviewer", "Save draft")])
def test_who_cannot_publish_sees_how_to_submit(role, first):
    section = make_project(sections={"summary": []}).sections.get()
    html = client_of(role).get(edit_url(section)).content.decode()
    assert first_button(html) == first
    assert html.count('name="action-submit"') == 1 and "Save draft" in html


def test_the_enter_key_saves_and_does_not_submit():
    """A browser presses the first button of a form for it; one without a name saves the draft."""
    section = make_project(sections={"summary": []}).sections.get()
    html = client_of("mentor").get(edit_url(section)).content.decode()
    form = re.sub(r"<template.*?</template>", "", html[html.index('id="page-edit-form"') :], flags=re.DOTALL)
    assert re.search(r'<button[^>]*type="submit"[^>]*>', form)[0] == '<button type="submit" hidden>'


def test_a_new_page_is_saved_before_it_is_submitted():
    html = client_of("mentor").get(add_url(make_roadmap(), "project")).content.decode()
    assert first_button(html) == "Save draft"


def fields_of(block, path):
    """Every field and list within a block."""
    if isinstance(block, StructBlock):
        return [field for name, child in block.child_blocks.items() for field in fields_of(child, f"{path}.{name}")]
    if isinstance(block, ListBlock):
        return [(path, block), *fields_of(block.child_block, path)]
    return [(path, block)]


def test_every_field_of_a_block_has_a_help_text():
    fields = [field for name, block in SECTION_BLOCKS for field in fields_of(block, name)]
    assert len(fields) > 40
    silent = [path for path, block in fields if not (getattr(block, "field", None) or block.meta).help_text]
    assert silent == []


# Wagtail's own, behind the clock of the publishing dialog and the comments' panel.
EXPLAINED_BY_WAGTAIL = {"go_live_at", "expire_at", "comment_notifications"}


@pytest.mark.parametrize("model", [HomePage, Roadmap, Project, SpecSection])
def test_every_field_of_a_page_has_a_help_text(model):
    fields = model.get_edit_handler().get_form_class().base_fields
    assert [name for name, field in fields.items() if not field.help_text and name not in EXPLAINED_BY_WAGTAIL] == []


def test_projects_are_found_by_search_in_the_admin(admin):
    inkwell, other = [make_project(title=title, sections={}) for title in ["Inkwell", "RoomTalk"]]
    html = admin.get(reverse("wagtailadmin_pages:search"), {"q": "Inkwell"}).content.decode()
    assert edit_url(inkwell) in html and edit_url(other) not in html
