"""What a mentor meets in the admin: projects, their sections, previews, the explorer."""

import re

import pytest
from django.urls import reverse
from wagtail.blocks import ListBlock, StructBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from curriculum.blocks import SECTION_BLOCKS
from curriculum.models import Project, Roadmap, SkillLevel, SpecSection
from curriculum.panels import is_empty
from curriculum.scaffold import add_missing_sections, add_section
from curriculum.sections import SECTION_BY_SLUG, SECTIONS
from home.models import HomePage
from tests.factories import HTTP_CHECK, full_spec, home_page, make_project, make_roadmap, make_topic
from tests.people import client_of

pytestmark = pytest.mark.django_db

OTHER_HOST = re.compile(r"<(?:img|script|link|iframe|form|source)[^>]+(?:src|href|action)=[\"'](?:https?:)?//")


@pytest.fixture
def admin():
    return client_of("admin")


def a_section(kind):
    """A published section, the only one of its project."""
    return make_project(sections={kind: full_spec()[kind]}).sections.get()


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(parent, model):
    return reverse("wagtailadmin_pages:add", args=["curriculum", model, parent.pk])


def comments():
    return {f"comments-{name}": 0 for name in ["TOTAL_FORMS", "INITIAL_FORMS"]}


def project_form(**fields):
    level = SkillLevel.objects.get(slug="beginner")
    return {"title": "Fernweh", "slug": "fernweh", "summary": "A log.", "level": level.pk, "hours": "12"} | (
        {"topics": ""} | comments() | fields
    )


def section_form(*blocks, **fields):
    """The section's form as the browser sends it; a block is (type, value) or (type, value, id)."""
    body = streamfield([block[:2] for block in blocks])
    for number, block in enumerate(blocks):
        body[str(number)]["id"] = block[2] if len(block) > 2 else ""
    return nested_form_data({"body": body}) | comments() | fields


def requirements(*texts, ids=()):
    """A group of requirements as its form sends it."""
    entries = {"count": str(len(texts))}
    for number, text in enumerate(texts):
        value = {"key": f"FR-{number + 1}", "priority": "must", "text": text}
        item_id = ids[number] if number < len(ids) else ""
        entries[str(number)] = {"value": value, "order": str(number), "deleted": "", "id": item_id}
    return ("requirement_group", {"title": "Reading", "entries": entries}, "group-1")


def item_ids(section):
    return [item["id"] for block in section.body.raw_data for item in block["value"]["entries"]]


# Creating a project


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


# The project's edit page


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


def test_a_topic_outside_the_vocabulary_is_refused_by_name(admin):
    make_topic("WebSockets")
    project = make_project(sections={})
    answer = admin.post(edit_url(project), project_form(topics="WebSockets, Telepathy"))
    assert "Not a topic: Telepathy." in answer.content.decode()
    admin.post(edit_url(project), project_form(topics="WebSockets") | {"action-publish": "1"})
    assert [topic.name for topic in Project.objects.get().topics.all()] == ["WebSockets"]


def test_topics_are_suggested_from_the_vocabulary(admin):
    make_topic("WebSockets")
    url = reverse("wagtailadmin_tag_model_autocomplete", args=["curriculum", "topic"])
    assert admin.get(url, {"term": "web"}).json() == ["WebSockets"]
    assert "autocompleteOnly&quot;: true" in admin.get(edit_url(make_project(sections={}))).content.decode()


def test_a_draft_with_a_topic_that_was_deleted_since_still_opens(admin):
    topic = make_topic("Telepathy")
    project = make_project(topics=[topic], sections={})
    project.save_revision()
    project.topics.clear()
    project.save()
    topic.delete()
    assert admin.get(edit_url(project)).status_code == 200


# Adding a section by hand


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


# Editing a section


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


# Copying and deleting


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


# Previews


def preview(client, url, form=None):
    if form is not None:
        assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
    answer = client.get(url)
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
    form = fields | {"days_per_week": "6", "intro-count": "0"} | comments()
    assert "Renamed" in preview(admin, preview_url(roadmap), form)
    assert "Renamed" in preview(admin, preview_new_url(home_page(), "roadmap"), form)


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


# The explorer and the rest of the admin


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
    assert "Sign in to Fernweh Academy" in client.get("/admin/login/").content.decode()


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


def test_pages_of_the_portal_are_found_by_search_in_the_admin(admin):
    make_project(title="Inkwell", sections={})
    answer = admin.get(reverse("wagtailadmin_pages:search"), {"q": "Inkwell"})
    assert "Inkwell" in answer.content.decode()
    assert Page.objects.filter(title="Inkwell").exists()
