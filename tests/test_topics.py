"""The list of topics and the page of each: what it is, and where one learns it."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from zeal import zeal_ignore

from curriculum.models import Project, Topic, TopicArea
from tests.factories import make_project, make_roadmap, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def channels():
    return make_topic(
        "Channels and WebSockets",
        area="Real time",
        aliases="ws, web socket",
        description="Handle `WebSocket` connections.",
        docs_url="https://channels.example.org/",
    )


def paths(client, topic):
    """For each roadmap: its title, who introduces the topic, who reinforces it, as (number, title)."""
    return [
        (
            path.roadmap.title,
            (path.introduced.place.number, path.introduced.project.title),
            [(stop.place.number, stop.project.title) for stop in path.reinforced],
        )
        for path in client.get(topic.get_absolute_url()).context["paths"]
    ]


def test_a_topic_says_what_it_is(client, channels):
    html = client.get("/topics/channels-and-websockets/").content.decode()
    assert "<h1>Channels and WebSockets</h1>" in html
    assert "Handle <code>WebSocket</code> connections." in html
    assert "Also looked for as: ws, web socket" in html
    assert 'href="https://channels.example.org/"' in html
    assert 'href="/topics/#real-time"' in html
    assert '<link rel="canonical" href="http://testserver/topics/channels-and-websockets/">' in html
    assert 'aria-label="Breadcrumbs"' in html


def test_a_topic_says_how_much_it_matters_and_what_it_builds_on(client, channels):
    channels.tier = "should"
    channels.save()
    channels.requires.set([make_topic("Async views", area="Real time")])
    html = client.get("/topics/channels-and-websockets/").content.decode()
    assert "Should know: expected within the first year" in html
    assert html.index("Builds on") < html.index('href="/topics/async-views/"')
    assert "Builds on" not in client.get("/topics/async-views/").content.decode()


def test_the_first_project_of_each_roadmap_introduces_a_topic_and_the_others_reinforce_it(client, channels):
    django, python = make_roadmap("Django"), make_roadmap("Python")
    make_project(django, "Inkwell", sections={})
    make_project(django, "RoomTalk", topics=[channels], level="advanced", hours="22.5", sections={})
    make_project(python, "Sockets", topics=[channels], sections={})
    make_project(django, "SignalHub", topics=[channels], sections={})
    assert paths(client, channels) == [
        ("Django", (2, "RoomTalk"), [(3, "SignalHub")]),
        ("Python", (1, "Sockets"), []),
    ]
    html = client.get(channels.get_absolute_url()).content.decode()
    assert 'href="/django/roomtalk/"' in html
    assert 'data-level="advanced"' in html
    assert "22.5 h" in html


def test_the_order_of_the_tree_decides_who_introduces(client, channels):
    django = make_roadmap("Django")
    first = make_project(django, "First", topics=[channels], sections={})
    second = make_project(django, "Second", topics=[channels], sections={})
    Project.objects.get(pk=second.pk).move(Project.objects.get(pk=first.pk), pos="left")
    assert paths(client, channels) == [("Django", (1, "Second"), [(2, "First")])]


def test_drafts_and_private_projects_teach_nothing_yet(client, channels):
    django = make_roadmap("Django")
    make_project(django, "Draft", topics=[channels], live=False, sections={})
    secret = make_project(django, "Secret", topics=[channels], sections={})
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    html = client.get(channels.get_absolute_url()).content.decode()
    assert "No published project teaches this yet." in html
    assert "what else there is in Real time" in html
    assert "Secret" not in html
    listed = client.get("/topics/").context["shelves"]
    assert [number for shelf in listed for _, number in shelf.topics] == [0]


def test_related_topics_are_of_the_same_area_first_and_then_the_most_often_together(client, channels):
    django = make_roadmap("Django")
    near, often, seldom = make_topic("Presence", area="Real time"), make_topic("Often"), make_topic("Seldom")
    make_topic("Never")
    make_project(django, topics=[channels, often, near], sections={})
    make_project(django, topics=[channels, often, seldom], sections={})
    related = client.get(channels.get_absolute_url()).context["related"]
    assert [topic.name for topic in related] == ["Presence", "Often", "Seldom"]


def test_a_topic_without_projects_is_followed_by_the_rest_of_its_area(client, channels):
    make_topic("Presence", area="Real time")
    make_topic("Elsewhere")
    html = client.get(channels.get_absolute_url()).content.decode()
    assert "From the same area" in html
    assert 'href="/topics/presence/"' in html
    assert "Elsewhere" not in html


@pytest.mark.parametrize("term", ["ws", "WS", "web socket", "web-socket", "Channels and WebSockets"])
def test_the_address_of_an_alias_leads_to_the_topic(client, channels, term):
    response = client.get(f"/topics/{term}/")
    assert response.status_code == 302
    assert response.url == "/topics/channels-and-websockets/"


@pytest.mark.parametrize("term", ["nothing", "%00", "'", "%", "-", "a" * 5_000, "..", "𝔘", "%EF%BF%BD"])
def test_what_is_no_topic_is_not_found(client, channels, term):
    # Wagtail's redirects look twice for an address that is not ASCII, which is no query per item.
    with zeal_ignore([{"model": "wagtailredirects.Redirect"}]):
        assert client.get(f"/topics/{term}/").status_code == 404


def test_the_list_shows_every_area_in_order_with_the_number_of_projects(client, channels):
    views = make_topic("URLs and views", area="Web")
    TopicArea.objects.filter(slug="web").update(position=1)
    TopicArea.objects.filter(slug="real-time").update(position=2)
    TopicArea.objects.create(name="Empty", slug="empty")
    make_project(topics=[views, channels], sections={})
    make_project(topics=[views], sections={})
    response = client.get("/topics/")
    assert [
        (shelf.area.name, [(topic.name, number) for topic, number in shelf.topics])
        for shelf in response.context["shelves"]
    ] == [("Web", [("URLs and views", 2)]), ("Real time", [("Channels and WebSockets", 1)])]
    html = response.content.decode()
    assert re.search(r'<section[^>]* id="real-time"', html)
    assert 'data-topic="urls-and-views"' in html
    assert "2 projects" in html


def test_a_portal_without_topics_has_a_list(client):
    assert "The list of topics is being written." in client.get("/topics/").content.decode()


@pytest.mark.parametrize("url", ["/topics/", "/topics/channels-and-websockets/"])
def test_topics_are_the_same_for_everybody_and_set_no_cookie(client, channels, url):
    anonymous = client.get(url)
    client.force_login(get_user_model().objects.create_superuser("boss@example.com", password="x"))
    signed_in = client.get(url)
    assert signed_in.content == anonymous.content
    assert not anonymous.cookies
    assert not signed_in.cookies
    assert "Cookie" not in signed_in.get("Vary", "")
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("url", ["/topics/", "/topics/channels-and-websockets/"])
def test_the_number_of_queries_does_not_grow(client, channels, url):
    def grow(roadmaps, projects):
        known = [channels, *(make_topic(f"Topic {Topic.objects.count()}") for _ in range(projects))]
        for _ in range(roadmaps):
            roadmap = make_roadmap()
            for _ in range(projects):
                make_project(roadmap, topics=known, sections={})

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    grow(roadmaps=1, projects=2)
    client.get(url)  # what is asked once per process
    few = queries()
    grow(roadmaps=3, projects=4)
    assert queries() == few <= 10
