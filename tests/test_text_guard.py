"""What the form takes and what text can hold: a page that is published reads back from its text form as it is."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from curriculum.blocks import CodeBlock, StepBlock
from curriculum.spec_pages import project_spec
from curriculum.spec_text import read_projects, write_project
from tests.editor_forms import a_section, edit_url, project_form, section_form
from tests.factories import block, make_project, make_roadmap, make_section
from tests.people import client_of

INDENTED = "    if ready:\n        ship()\n"


def sent(block_class, **values):
    """The value of a block as its form takes it from the browser."""
    data = QueryDict(mutable=True)
    data.update({f"x-{name}": value for name, value in values.items()})
    struct = block_class()
    return struct.clean(struct.value_from_datadict(data, {}, "x"))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_code_keeps_its_indentation(newline):
    value = sent(CodeBlock, language="python", code=INDENTED.replace("\n", newline))
    assert value["code"] == INDENTED


def test_a_command_keeps_its_indentation_and_may_be_left_out():
    step = {"title": "Ship", "language": "bash", "check": "It runs."}
    assert sent(StepBlock, command=INDENTED, **step)["command"] == INDENTED
    assert sent(StepBlock, command=" \n", **step)["command"] == ""


def test_code_of_white_space_is_none():
    with pytest.raises(ValidationError):
        sent(CodeBlock, language="bash", code="  \n ")


@pytest.mark.django_db
def test_indented_code_is_published_as_it_was_typed():
    section = a_section("tools")
    form = section_form(("code", {"language": "python", "code": INDENTED}), **{"action-publish": "1"})
    assert client_of("admin").post(edit_url(section), form).status_code == 302
    section.refresh_from_db()
    assert section.body[0].value["code"] == INDENTED


def section_of(kind, *bodies):
    """A section with this raw stream data, not yet checked or saved."""
    section = make_section(make_project(sections={}), kind)
    section.body = [block(*body) for body in bodies]
    return section


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "language"), [("", "bash"), ("git push", ""), ("git push", "bash")])
def test_a_step_is_published_whatever_language_its_command_has(command, language):
    step = StepBlock().get_default() | {"title": "Ship", "check": "It runs.", "command": command, "language": language}
    section_of("deployment", ("step", step)).full_clean()


def refusal_of(section):
    with pytest.raises(ValidationError) as refused:
        section.full_clean()
    return " ".join(refused.value.message_dict["body"])


@pytest.mark.django_db
def test_a_block_that_becomes_another_is_named_with_its_words_and_what_comes_back():
    plain = ("prose", "<p>Then.</p>")
    plan = ("prose", "<h3>Planning</h3><ul><li>Sketch</li></ul>")
    for before in [plain], [plain, plain], [("code", {"language": "bash", "code": "ls"}), plain]:
        found = refusal_of(section_of("schedule", *before, plan))
        assert f"Block {len(before) + 1} would not stay" in found
        assert "“### Planning” would come back as “phase: ### Planning”" in found


@pytest.mark.django_db
def test_the_form_shows_which_block_does_not_survive():
    plan = '{"blocks": [{"key": "a", "type": "header-three", "text": "Planning"}, {"key": "b", "type": "unordered-list-item", "text": "Sketch"}], "entityMap": {}}'
    form = section_form(("prose", plan), **{"action-publish": "1"})
    answer = client_of("admin").post(edit_url(a_section("schedule")), form)
    assert "Block 1 would not stay what it is" in answer.content.decode()


@pytest.mark.django_db
def test_a_block_that_takes_in_its_neighbour_is_told_so():
    one = {
        "title": "",
        "entries": [{"type": "item", "id": "a", "value": {"key": "FR-1", "priority": "must", "text": "One"}}],
    }
    two = {
        "title": "",
        "entries": [{"type": "item", "id": "b", "value": {"key": "FR-2", "priority": "must", "text": "Two"}}],
    }
    found = refusal_of(section_of("functional", ("requirement_group", one), ("requirement_group", two)))
    assert "Block 1 runs into what follows it" in found
    assert "**FR-2** (must) Two" in found


@pytest.mark.django_db
def test_a_key_that_stands_twice_is_told_with_the_block_that_repeats_it():
    entry = {"type": "item", "value": {"key": "FR-1", "priority": "must", "text": "One"}}
    groups = [{"title": title, "entries": [entry | {"id": title}]} for title in ("A", "B")]
    found = refusal_of(section_of("functional", *(("requirement_group", group) for group in groups)))
    assert found == "Block 2: The key FR-1 is used twice. Give one of the two items another key."


def errors_of(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    return refused.value.message_dict


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_roadmap, lambda: make_project(sections={})], ids=["roadmap", "project"])
@pytest.mark.parametrize(("slug", "cure"), [("Ink_Well", "ink-well"), ("ink--well-", "ink-well")])
def test_a_slug_that_no_file_can_have_is_refused_with_one_that_can(make, slug, cure):
    assert errors_of(make(), slug=slug) == {
        "slug": [f"Use lower-case letters, digits and single hyphens, such as “{cure}”."]
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "summary", ["```", "> **Note:** a", "![a](images/b.png)", "1. a", "# a", "• a", "**Bold**", "{#a}"]
)
def test_a_summary_is_read_back_or_refused(summary):
    project = make_project(sections={})
    project.summary = summary
    try:
        project.full_clean()
    except ValidationError as refused:
        assert "would come back" in refused.message_dict["summary"][0]
        return
    [spec] = read_projects(write_project(project_spec(project, ()))).projects
    assert spec.summary == project_spec(project, ()).summary


@pytest.mark.django_db
def test_white_space_in_titles_and_paragraphs_is_folded():
    project, roadmap = make_project(sections={}), make_roadmap()
    project.title, project.summary = " Ink  well", "One.\r\nTwo. "
    project.full_clean()
    assert (project.title, project.summary) == ("Ink well", "One. Two.")
    roadmap.outcome = "One.\n\nTwo."
    roadmap.full_clean()
    assert roadmap.outcome == "One. Two."


@pytest.mark.django_db
def test_a_roadmap_that_text_cannot_hold_is_refused():
    assert "would come back" in errors_of(make_roadmap(), audience="```")["audience"][0]
    assert "outcome" in errors_of(make_roadmap(), outcome="## Introduction")
    alone = [block("code", {"language": "text", "code": "## Outcome"})]
    roadmap = make_roadmap()
    roadmap.intro = alone
    roadmap.full_clean()


@pytest.mark.django_db
def test_a_draft_without_summary_is_saved():
    project = make_project(sections={}, live=False)
    client = client_of("admin")
    assert client.post(edit_url(project), project_form(summary="")).status_code == 302
    assert client.post(edit_url(project), project_form(summary="", **{"action-publish": "1"})).status_code == 200
