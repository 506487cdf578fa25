"""Home, finder and sitemap agree on what anybody may read, and a part that is private is shown nowhere."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, PageViewRestriction, Site

from tests.factories import home_page, make_project, make_roadmap, prose

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap():
    return make_roadmap("Django")


@pytest.fixture
def inkwell(roadmap):
    sections = {"summary": [prose("<p>amber</p>")], "constraints": [prose("<p>birch</p>")]}
    return make_project(roadmap, "Inkwell", topics=["Models"], sections=sections)


def restrict(page, **fields):
    page = Page.objects.get(pk=page.pk)
    return PageViewRestriction.objects.create(page=page, **{"restriction_type": "login"} | fields)


def addresses(client):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [element.text for element in tree.iter() if element.tag.endswith("loc")]


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def shown_at_home(client):
    """The number of projects, the number on each level, the projects of each roadmap and the topics."""
    context = client.get("/").context
    return (
        context["project_count"],
        [level.project_count for level in context["levels"]],
        [len(card.stages) for card in context["roadmaps"]],
        [topic.name for area in context["areas"] for topic in area.topics],
    )


# The sitemap and the sites


@pytest.fixture
def sites():
    """The sites, whose addresses Wagtail keeps in a cache that no rollback empties."""
    yield Site.objects.all()
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize("hostname", ["other.example", "testserver"])
def test_the_sitemap_names_one_host_however_many_sites_there_are(client, inkwell, sites, hostname):
    sites.create(hostname=hostname, port=80, root_page=home_page(), site_name="Other")
    assert addresses(client) == [
        f"http://testserver{path}" for path in ["/", "/django/", "/django/inkwell/", "/topics/", "/topics/models/"]
    ]


def test_the_sitemap_without_a_site_lists_what_needs_none(client, inkwell, sites):
    sites.delete()
    assert addresses(client) == ["http://testserver/topics/", "http://testserver/topics/models/"]


# What is public


def test_a_private_project_counts_nowhere(client, roadmap, inkwell):
    restrict(make_project(roadmap, "Secret", topics=["Tokens"], sections={}))
    assert client.get("/search/").context["found"].total == 1
    assert shown_at_home(client) == (1, [1, 0, 0, 0], [1], ["Models"])
    assert not [address for address in addresses(client) if "secret" in address]


def test_the_projects_of_an_unpublished_roadmap_count_nowhere(client, roadmap, inkwell):
    roadmap.unpublish()
    assert client.get("/search/").context["found"].total == 0
    assert shown_at_home(client) == (0, [0, 0, 0, 0], [], [])
    assert not [address for address in addresses(client) if "/django/" in address]


def test_the_projects_of_a_private_roadmap_count_nowhere(client, roadmap, inkwell):
    restrict(roadmap)
    assert client.get("/search/").context["found"].total == 0
    assert shown_at_home(client) == (0, [0, 0, 0, 0], [], [])
    assert not [address for address in addresses(client) if "/django/" in address]


def test_a_published_roadmap_counts_its_own_projects(client, inkwell):
    other = make_roadmap("Other")
    for level in ["expert", "beginner"]:
        make_project(other, level=level, topics=["Models", "Forms"], sections={})
    make_roadmap("Empty")
    assert shown_at_home(client) == (3, [2, 0, 0, 1], [1, 2, 0], ["Models", "Forms"])
    cards = read(client, "/").select(".roadmap-card")
    assert [len(card.select(".path-edge")) for card in cards] == [1, 2, 0]
    assert "Beginner to Expert" in " ".join(cards[1].get_text(" ").split())


# A private section


@pytest.fixture
def constraints(inkwell):
    return inkwell.sections.get(kind="constraints")


def found_in(client, words):
    results = client.get("/search/", {"q": words}).context["found"].results
    return [(result.place.title, [quote.kind.slug for quote in result.quotes]) for result in results]


def test_a_private_section_is_left_out_of_the_page(client, inkwell, constraints):
    restrict(constraints)
    page = read(client, inkwell.url)
    assert "amber" in page.select_one("[data-section=summary]").get_text()
    assert "birch" not in page.get_text()


def test_the_words_of_a_private_section_are_not_found_until_it_is_public(client, constraints):
    assert found_in(client, "birch") == [("Inkwell", ["constraints"])]
    restriction = restrict(constraints)
    assert found_in(client, "birch") == []
    restriction.delete()
    assert found_in(client, "birch") == [("Inkwell", ["constraints"])]


def test_a_private_section_is_not_named_where_others_hold_the_words(client, inkwell, constraints):
    constraints.body = [("prose", "<p>amber</p>")]
    constraints.save()
    restrict(constraints)
    assert found_in(client, "amber") == [("Inkwell", ["summary"])]


def test_the_restriction_of_another_page_changes_no_search_entry(roadmap, inkwell, monkeypatch):
    indexed = []
    monkeypatch.setattr("search.receivers.refresh", indexed.extend)
    restrict(roadmap)
    assert indexed == []
    restrict(inkwell.sections.get(kind="summary"))
    assert indexed == [inkwell.pk]


# A reader of a private project


def test_who_may_read_a_private_project_sees_its_topics(client, admin_client, inkwell):
    restrict(inkwell)
    assert client.get(inkwell.url).status_code == 302
    section = read(admin_client, inkwell.url).select_one("[data-section=topics]")
    assert [chip["data-topic"] for chip in section.select(".chip")] == ["models"]
    assert "is being written" not in section.get_text()


def test_a_private_project_without_topics_says_that_the_section_is_being_written(admin_client, roadmap):
    project = make_project(roadmap, sections={})
    restrict(project)
    assert "is being written" in read(admin_client, project.url).select_one("[data-section=topics]").get_text()


# The way in


def test_a_page_for_accounts_leads_to_a_form_in_our_design(client, inkwell):
    restrict(inkwell)
    response = client.get(inkwell.url, follow=True)
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    assert form.select_one("[name=next]")["value"] == inkwell.url
    assert form.select_one("[name=csrfmiddlewaretoken]")
    assert b"css/base.css" in response.content


def test_a_page_with_a_password_opens_to_who_gives_it(client, inkwell):
    restrict(inkwell, restriction_type="password", password="larch")
    form = read(client, inkwell.url).select_one("main form")
    fields = {"return_url": form.select_one("[name=return_url]")["value"], "password": "oak"}
    refused = client.post(form["action"], fields)
    assert "not correct" in BeautifulSoup(refused.content, "html.parser").main.get_text()
    client.post(form["action"], fields | {"password": "larch"})
    assert "amber" in read(client, inkwell.url).get_text()
