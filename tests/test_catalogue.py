"""What a process remembers of the catalogue is never older than the database."""

import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from curriculum.models import Project, Roadmap, SkillLevel, Topic, TopicArea
from search import catalogue
from search.catalogue import current_catalogue
from search.indexing import CHANGES_KEPT, rebuild, record_change
from search.models import Change, Entry, Part, Word
from tests.factories import make_project, make_roadmap, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def inkwell():
    return make_project(make_roadmap("Django"), "Inkwell", topics=["Forms"], sections={})


def test_it_is_read_once_for_as_long_as_nothing_changes(inkwell, django_assert_num_queries):
    first = current_catalogue()
    with django_assert_num_queries(1):
        assert current_catalogue() is first


def _move(project):
    Project.objects.get(pk=project.pk).move(make_roadmap("Python"), pos="last-child")


def _restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def _save(instance, **fields):
    for name, value in fields.items():
        setattr(instance, name, value)
    instance.save()


CHANGES = {
    "a title": lambda project: _save(Project.objects.get(pk=project.pk), title="Inkpot"),
    "a level": lambda project: _save(Project.objects.get(pk=project.pk), level=SkillLevel.objects.get(slug="expert")),
    "hours": lambda project: _save(Project.objects.get(pk=project.pk), hours=3),
    "unpublishing": lambda project: Project.objects.get(pk=project.pk).unpublish(),
    "unpublishing its roadmap": lambda project: Roadmap.objects.get().unpublish(),
    "another topic": lambda project: (lambda page: (page.topics.add(make_topic("Models")), page.save()))(
        Project.objects.get(pk=project.pk)
    ),
    "the name of a topic": lambda project: _save(Topic.objects.get(), name="Forms and formsets"),
    "the name of an area": lambda project: _save(TopicArea.objects.get(), name="Web"),
    "the name of a level": lambda project: _save(SkillLevel.objects.first(), name="Novice"),
    "moving": _move,
    "deleting": lambda project: Project.objects.get(pk=project.pk).delete(),
    "a restriction": _restrict,
    "a restriction of its roadmap": lambda project: _restrict(Roadmap.objects.get()),
    "a new project": lambda project: make_project(Roadmap.objects.get(), sections={}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_seen_at_once(inkwell, name):
    before = current_catalogue()
    CHANGES[name](inkwell)
    now = current_catalogue()
    assert now is not before
    assert (now.places, now.entries, now.vocabulary) != (before.places, before.entries, before.vocabulary)


def test_a_draft_changes_nothing(inkwell):
    before = current_catalogue()
    project = Project.objects.get(pk=inkwell.pk)
    project.title = "Inkpot"
    project.save_revision()
    assert current_catalogue() is before


def test_what_is_rolled_back_is_forgotten(inkwell):
    before = current_catalogue()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_project(Roadmap.objects.get(), sections={})
        assert len(current_catalogue().places) == 2
        raise ZeroDivisionError
    assert current_catalogue().places == before.places


def test_a_catalogue_that_changes_while_it_is_read_is_not_remembered(inkwell, monkeypatch):
    current_catalogue()
    record_change()
    read = catalogue.read_catalogue

    def read_while_others_publish():
        found = read()
        record_change()
        return found

    monkeypatch.setattr(catalogue, "read_catalogue", read_while_others_publish)
    first = current_catalogue()
    monkeypatch.undo()
    assert current_catalogue() is not first


def test_changes_are_pruned_without_being_missed(inkwell):
    for _ in range(2 * CHANGES_KEPT + 1):
        before = current_catalogue()
        record_change()
        assert current_catalogue() is not before
    assert Change.objects.count() <= 2 * CHANGES_KEPT


def test_rows_that_were_put_in_past_django_are_found_after_a_rebuild(client, inkwell):
    for model in (Entry, Part, Word, Change):
        model.objects.all().delete()
    assert client.get("/search/", {"q": "inkwell"}).context["found"].total == 0
    assert rebuild() == 1
    assert client.get("/search/", {"q": "inkwell"}).context["found"].total == 1
