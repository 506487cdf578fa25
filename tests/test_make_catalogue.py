"""A made-up catalogue is as true as one that was published page by page."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from curriculum.models import Project, Roadmap, SkillLevel, SpecSection, Topic
from search.indexing import rebuild
from search.models import Entry, Part, Word
from search.synthetic import Maker
from tests.factories import home_page, make_project, make_roadmap, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.fixture
def catalogue(development):
    make_topic("Redis", aliases="cache server")
    make_topic("Forms")
    make_project(make_roadmap("Real"), "Inkwell", topics=["Forms"])
    call_command("make_catalogue", projects=23, verbosity=0)


def found(client, **parameters):
    return client.get("/search/", parameters).context["found"]


def test_the_tree_is_whole(catalogue):
    assert Page.find_problems() == ([], [], [], [], [])
    assert (Roadmap.objects.count(), Project.objects.count(), SpecSection.objects.count()) == (3, 24, 24 * 13)
    assert all(page.numchild == page.get_children().count() for page in Page.objects.all())
    assert [project.url_path for project in Project.objects.filter(slug="project-2-3")] == [
        f"{home_page().url_path}synthetic-2/project-2-3/"
    ]


def test_every_project_is_found_and_counted(client, catalogue):
    assert found(client).total == 24
    for project in Project.objects.all():
        assert project.pk in {result.place.project_id for result in found(client, q=project.title).results}
    assert found(client, topic="redis").total == Project.objects.filter(topics__slug="redis").count()


def test_the_finder_holds_what_it_would_hold_had_each_page_been_published(catalogue):
    def held():
        return (
            set(Entry.objects.values_list()),
            set(Part.objects.exclude(kind="").values_list()),
            set(Word.objects.values_list("text")),
        )

    before = held()
    rebuild()
    assert held() == before


def test_pages_are_served_and_edited_like_others(client, admin_client, catalogue):
    project = Project.objects.get(slug="project-1-2")
    html = client.get(project.url).content.decode()
    assert html.count('data-section="') == 13
    section = project.sections.get(kind="functional")
    section.full_clean()
    section.save_revision().publish()
    assert admin_client.get(f"/admin/pages/{section.pk}/edit/").status_code == 200
    child = make_project(project.get_parent(), "One more")
    assert child.path > Project.objects.get(slug="project-1-20").path


def test_every_section_survives_its_text_form(catalogue):
    for section in SpecSection.objects.filter(spec_of__slug="project-1-1"):
        section.clean()


def test_the_admin_finds_it(catalogue):
    project = Project.objects.get(slug="project-1-7")
    assert project in list(Project.objects.search(project.title))


def test_a_second_run_adds_other_projects(client, catalogue):
    call_command("make_catalogue", projects=21, verbosity=0)
    assert (Project.objects.count(), Roadmap.objects.count()) == (45, 5)
    assert Page.find_problems() == ([], [], [], [], [])
    assert found(client).total == 45


def test_texts_are_drawn_by_zipfs_law_and_the_same_again():
    first, again = (Maker(4, ["Redis"]).roadmap(2, 3) for _ in range(2))
    assert first == again
    words = [word for project in first.projects for body in project.sections.values() for word in str(body).split()]
    numbers = sorted((words.count(word) for word in set(words)), reverse=True)
    assert numbers[0] > 10 * numbers[len(numbers) // 2]


def test_many_are_drawn_in_a_process_of_their_own_and_are_the_same(development, monkeypatch):
    make_topic("Redis")
    monkeypatch.setattr("search.bulk_loading.ROADMAPS_AT_ONCE", 1)
    call_command("make_catalogue", projects=41, verbosity=0)
    last = Maker(SkillLevel.objects.count(), ["Redis"]).roadmap(3, 1)
    titles = Project.objects.filter(slug__startswith="project-3-").values_list("title", flat=True)
    assert list(titles) == [project.title for project in last.projects]
    assert Entry.objects.count() == 41


def test_it_says_what_it_needs(settings, db):
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("make_catalogue", projects=1)
    settings.DEBUG = True
    with pytest.raises(CommandError, match="--projects needs"):
        call_command("make_catalogue", projects=0)
    Topic.objects.all().delete()
    with pytest.raises(CommandError, match=r"content/topics\.toml"):
        call_command("make_catalogue", projects=1)
