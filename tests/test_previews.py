"""What mentors see before they publish."""

import re

import pytest
from django.urls import reverse

from curriculum.blocks import SECTION_BLOCKS
from curriculum.models import SpecSection
from curriculum.scaffold import add_missing_sections, add_section
from curriculum.sections import SECTION_BY_SLUG, SECTIONS
from tests.editor_forms import (
    comments,
    project_form,
    requirements,
    section_form,
)
from tests.factories import home_page, make_project, make_roadmap
from tests.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_of("admin")


def preview(client, url, form=None, mode=""):
    if form is not None:
        assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    answer = client.get(url, {"mode": mode})
    assert answer.status_code == 200
    return answer.content.decode()


def preview_url(page):
    return reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])


def preview_new_url(parent, model):
    return reverse("wagtailadmin_pages:preview_on_add", args=["curriculum", model, parent.pk])


def test_a_project_is_previewed_as_edited(admin):
    html = preview(admin, preview_url(make_project(sections={})), project_form(title="Renamed in the form"))
    assert "Renamed in the form" in html


def test_a_section_is_previewed_on_the_page_of_its_project(admin):
    project = make_project(title="Inkwell")
    html = preview(admin, preview_url(project.sections.get(kind="functional")), section_form(requirements("Fresh.")))
    assert "Fresh." in html and "Inkwell" in html
    assert html.count("data-section=") == len(SECTIONS)


def test_a_draft_section_is_previewed_before_it_was_ever_published(admin):
    project = make_project(sections={})
    section = add_section(project=project, kind=SECTION_BY_SLUG["functional"])
    assert "Fresh." in preview(admin, preview_url(section), section_form(requirements("Fresh.")))


def test_a_roadmap_is_previewed_as_edited(admin):
    roadmap = make_roadmap()
    fields = {"title": "Renamed", "slug": "r", "audience": "", "outcome": "", "hours_per_day": "2.5"}
    form = fields | {"days_per_week": "6", "intro-count": "0", "guide-count": "0"} | comments()
    assert "Renamed" in preview(admin, preview_url(roadmap), form)
    assert "Renamed" in preview(admin, preview_new_url(home_page(), "roadmap"), form)


def test_a_guide_is_previewed_as_edited(admin):
    roadmap = make_roadmap()
    fields = {"title": "R", "slug": "r", "audience": "", "outcome": "", "hours_per_day": "2.5", "days_per_week": "6"}
    block = {"deleted": "", "order": "0", "type": "callout", "id": "", "value-kind": "tip", "value-text": "Begin here."}
    guide = {"guide-count": "1"} | {f"guide-0-{name}": value for name, value in block.items()}
    form = fields | {"intro-count": "0"} | guide | comments()
    for url in (preview_url(roadmap), preview_new_url(home_page(), "roadmap")):
        assert "Begin here." in preview(admin, url, form, mode="guide")
        assert "Begin here." not in preview(admin, url, form)


def test_a_project_that_does_not_exist_yet_can_be_previewed(admin):
    assert "Fernweh" in preview(admin, preview_new_url(make_roadmap(), "project"), project_form())


def test_a_section_exists_before_it_is_written_so_a_new_one_has_no_preview(admin):
    url = preview_new_url(make_project(sections={}), "specsection")
    assert admin.post(url, section_form()).status_code == 404


def test_a_project_without_sections_and_an_untouched_one_can_be_previewed(admin):
    project = make_project(sections={})
    preview(admin, preview_url(project))
    for section in add_missing_sections(project=project):
        preview(admin, preview_url(section))
        assert admin.get(reverse("wagtailadmin_pages:view_draft", args=[section.pk])).status_code == 200


@pytest.mark.parametrize("name", [name for name, _ in SECTION_BLOCKS])
def test_each_block_has_a_preview(admin, name):
    block = SpecSection._meta.get_field("body").stream_block.child_blocks[name]
    answer = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    classes = " ".join(re.findall(r'class="([^"]*)"', answer.content.decode())).split()
    assert name in classes
