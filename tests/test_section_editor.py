"""How mentors add and write sections."""

import re

import pytest

from curriculum.blocks import SECTION_BLOCKS
from curriculum.models import Project, SpecSection
from curriculum.scaffold import add_section
from curriculum.sections import SECTION_BY_SLUG, SECTIONS
from tests.editor_forms import (
    a_section,
    add_url,
    edit_url,
    item_ids,
    requirements,
    section_form,
)
from tests.factories import HTTP_CHECK, make_project
from tests.people import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_of("admin")


def test_a_section_is_added_by_choosing_one_of_the_missing_kinds(admin):
    project = make_project(sections={kind.slug: [] for kind in SECTIONS if kind.slug not in ("stack", "stretch")})
    url = add_url(project, "specsection")
    choices = re.findall(r'name="kind" value="([a-z-]+)"', admin.get(url).content.decode())
    assert choices == ["stack", "stretch"]
    answer = admin.post(url, {"kind": "stack"})
    section = project.sections.get(kind="stack")
    assert answer.url == edit_url(section)
    assert [page.kind for page in project.sections.order_by("path")][7:9] == ["stack", "tools"]


@pytest.mark.parametrize("kind", ["functional", "nonsense", ""])
def test_a_kind_that_is_taken_or_unknown_adds_nothing(admin, kind):
    project = make_project(sections={"functional": []})
    assert admin.post(add_url(project, "specsection"), {"kind": kind}).status_code == 200
    assert project.sections.count() == 1


def test_a_complete_project_takes_no_further_section(admin):
    project = Project.objects.get(pk=make_project().pk)
    assert not SpecSection.can_create_at(project)
    assert admin.get(add_url(project, "specsection")).status_code == 302


def offered_blocks(client, section):
    html = client.get(edit_url(section)).content.decode()
    return {name for name, _ in SECTION_BLOCKS if f"&quot;{name}&quot;" in html}


def test_a_section_offers_the_blocks_of_its_kind_only(admin):
    section = a_section("functional")
    assert offered_blocks(admin, section) == {"requirement_group", "prose", "code", "callout", "image"}


def test_a_block_that_does_not_fit_is_shown_refused_and_never_dropped(admin):
    section = a_section("functional")
    stray = [{"type": "http_check", "value": {"source": HTTP_CHECK}, "id": "stray"}]
    SpecSection.objects.filter(pk=section.pk).update(body=stray)
    assert "http_check" in offered_blocks(admin, section)
    answer = admin.post(edit_url(section), section_form(("http_check", {"source": HTTP_CHECK}, "stray")))
    assert "does not take these blocks: HTTP check" in answer.content.decode()
    assert SpecSection.objects.get(pk=section.pk).body[0].id == "stray"


def test_saving_a_reworded_item_keeps_all_ids(admin):
    section = a_section("functional")
    before = item_ids(section)
    form = section_form(requirements("Reworded.", "Also reworded.", ids=before), **{"action-publish": "1"})
    assert admin.post(edit_url(section), form).status_code == 302
    section.refresh_from_db()
    assert section.body[0].value["entries"][0]["text"] == "Reworded."
    assert item_ids(section) == before == ["item-1", "item-2"]
    assert section.body[0].id == "group-1"


def test_lines_end_as_in_the_imported_text_whatever_the_browser_sends(admin):
    section = a_section("tools")
    form = section_form(("code", {"language": "bash", "code": "uv sync\r\nuv run pytest"}), **{"action-publish": "1"})
    admin.post(edit_url(section), form)
    section.refresh_from_db()
    assert section.body[0].value["code"] == "uv sync\nuv run pytest"


def test_an_item_added_in_the_form_gets_an_id_that_stays(admin):
    section = a_section("functional")
    form = section_form(requirements("One.", "Two.", "Three.", ids=item_ids(section)), **{"action-publish": "1"})
    admin.post(edit_url(section), form)
    section.refresh_from_db()
    assert item_ids(section)[:2] == ["item-1", "item-2"]
    assert item_ids(section)[2] and item_ids(section) == item_ids(SpecSection.objects.get(pk=section.pk))


def test_an_unfinished_draft_can_be_saved_but_not_published(admin):
    section = add_section(project=make_project(sections={}), kind=SECTION_BY_SLUG["functional"])
    assert admin.post(edit_url(section), section_form(requirements(""))).status_code == 302
    answer = admin.post(edit_url(section), section_form(requirements(""), **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert not SpecSection.objects.get(pk=section.pk).live


def test_the_section_says_what_it_holds_and_leads_to_its_neighbours(admin):
    project = make_project()
    html = admin.get(edit_url(project.sections.get(kind="functional"))).content.decode()
    assert SECTION_BY_SLUG["functional"].holds in html
    for url in [
        edit_url(project),
        edit_url(project.sections.get(kind="objectives")),
        edit_url(project.sections.get(kind="non-functional")),
    ]:
        assert f'href="{url}"' in html


def test_the_section_form_asks_for_neither_title_nor_slug_nor_kind(admin):
    html = admin.get(edit_url(a_section("stack"))).content.decode()
    assert not re.findall(r'name="(title|slug|kind)"', html)
