"""What is published, unpublished, deleted, moved or retagged is found, or not found, at once."""

import pytest
from django.db import transaction

from curriculum.indexing import once_per_object
from curriculum.models import Project, Roadmap, Topic
from search.models import Entry, Part
from tests.factories import block, items, make_project, make_roadmap, make_section, make_topic, prose

pytestmark = pytest.mark.django_db


def titles(client, words):
    return [result.place.title for result in client.get("/search/", {"q": words}).context["found"].results]


@pytest.fixture
def inkwell():
    return make_project(make_roadmap("Django"), "Inkwell", sections={"constraints": [prose("<p>amber</p>")]})


@pytest.fixture
def section(inkwell):
    return inkwell.sections.get()


def write(section, word):
    section.body = [("prose", f"<p>{word}</p>")]
    return section.save_revision()


def test_a_draft_of_a_section_is_not_found_until_it_is_published(client, section):
    revision = write(section, "birch")
    assert (titles(client, "amber"), titles(client, "birch")) == (["Inkwell"], [])
    revision.publish()
    assert (titles(client, "amber"), titles(client, "birch")) == ([], ["Inkwell"])


def test_saving_a_draft_does_not_index_the_project_again(section, monkeypatch):
    indexed = []
    monkeypatch.setattr("search.receivers.refresh", indexed.extend)
    revision = write(section, "birch")
    assert indexed == []
    revision.publish()
    assert set(indexed) == {section.spec_of_id}


def test_an_unpublished_section_is_not_found_and_a_published_one_is_again(client, section):
    section.unpublish()
    assert titles(client, "amber") == []
    section.save_revision().publish()
    assert titles(client, "amber") == ["Inkwell"]


def test_a_section_that_is_saved_in_part_is_indexed_if_that_part_is_searched(client, section):
    section.live = False
    section.save(update_fields=["live"])
    assert titles(client, "amber") == []


def test_a_deleted_section_is_not_found(client, section):
    section.delete()
    assert titles(client, "amber") == []
    assert titles(client, "inkwell") == ["Inkwell"]


def test_a_new_section_is_found(client, inkwell):
    make_section(inkwell, "stretch", [prose("<p>cedar</p>")])
    assert titles(client, "cedar") == ["Inkwell"]


def test_a_section_moved_by_force_is_found_where_it_is(client, section):
    other = make_project(Roadmap.objects.get(), "Other", sections={})
    section.move(Project.objects.get(pk=other.pk), pos="last-child")
    assert titles(client, "amber") == ["Other"]


def test_an_unpublished_project_is_not_found(client, inkwell):
    inkwell.unpublish()
    assert titles(client, "amber") == []


def test_a_moved_project_is_found_in_its_new_place(client, inkwell):
    target = make_roadmap("Python")
    make_project(target, "Loops", sections={})
    Project.objects.get(pk=inkwell.pk).move(Roadmap.objects.get(pk=target.pk), pos="last-child")
    [result] = client.get("/search/", {"q": "amber", "roadmap": "python"}).context["found"].results
    assert (result.place.roadmap.title, result.place.number) == ("Python", 2)


def test_a_deleted_project_leaves_nothing_in_the_index(client, inkwell, section):
    assert (Entry.objects.count(), Part.objects.count()) == (1, 2)
    Project.objects.get(pk=inkwell.pk).delete()
    assert titles(client, "amber") == []
    assert (Entry.objects.count(), Part.objects.count()) == (0, 0)


def test_a_tag_is_found_once_it_is_published_and_not_when_it_is_gone(client, inkwell):
    queue = make_topic("Task queues", aliases="celery")
    project = Project.objects.get(pk=inkwell.pk)
    project.topics.add(queue)
    revision = project.save_revision()
    assert titles(client, "celery worker") == titles(client, "celery") == []
    revision.publish()
    assert titles(client, "celery") == ["Inkwell"]
    project = Project.objects.get(pk=inkwell.pk)
    project.topics.clear()
    project.save_revision().publish()
    assert titles(client, "celery") == []


def test_a_renamed_topic_and_a_new_alias_are_found(client):
    queue = make_topic("Task queues", aliases="celery")
    make_project(make_roadmap(), "Feedwise", topics=[queue], sections={})
    topic = Topic.objects.get(pk=queue.pk)
    topic.name, topic.aliases = "Background jobs", "rq"
    topic.save()
    assert titles(client, "background jobs") == titles(client, "rq") == ["Feedwise"]
    assert titles(client, "celery") == []


def test_the_summary_and_title_of_a_project_are_found_once_published(client, inkwell):
    project = Project.objects.get(pk=inkwell.pk)
    project.title, project.summary = "Inkpot", "Keeps quills dry."
    revision = project.save_revision()
    assert titles(client, "quill") == []
    revision.publish()
    assert titles(client, "inkpot quill") == ["Inkpot"]


def test_what_stands_in_lists_and_code_is_found(client, inkwell):
    make_section(
        inkwell,
        "tools",
        [
            block("code", {"language": "bash", "code": "uv add zanzibar"}),
            block(
                "tool_group",
                {"kind": "internal", "entries": items({"name": "quokka", "version": "", "plan": "", "purpose": "x"})},
            ),
        ],
    )
    assert titles(client, "zanzibar quokka") == ["Inkwell"]


def test_an_import_can_index_each_project_once(client, inkwell, section):
    revision = write(section, "birch")
    with once_per_object():
        revision.publish()
        make_section(inkwell, "stretch", [prose("<p>cedar</p>")])
        assert titles(client, "birch") == []
    assert titles(client, "birch cedar") == ["Inkwell"]


def test_a_failed_import_indexes_nothing_and_ends_the_waiting(client, inkwell):
    with pytest.raises(ZeroDivisionError), once_per_object():
        raise ZeroDivisionError
    make_section(inkwell, "stretch", [prose("<p>cedar</p>")])
    assert titles(client, "cedar") == ["Inkwell"]


def test_a_change_that_is_rolled_back_is_not_found(client):
    """The index is a table of the same database, so it is all or nothing with the pages."""
    roadmap = make_roadmap("Django")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_project(roadmap, "Inkwell", sections={"constraints": [prose("<p>amber</p>")]})
        raise ZeroDivisionError
    assert titles(client, "amber") == []
