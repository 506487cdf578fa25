"""The admin of topics, made with modeladmin."""

import re

import pytest
from django.apps import apps
from wagtail.snippets.models import get_snippet_models

from curriculum.models import Topic, TopicArea
from tests.factories import make_project, make_roadmap, make_topic
from tests.people import client_of

pytestmark = pytest.mark.django_db

TOPICS = "/admin/curriculum/topic/"


@pytest.fixture
def admin():
    return client_of("admin")


def listed(client, query=""):
    """The names in the list of topics, in order."""
    html = client.get(f"{TOPICS}{query}").content.decode()
    return [" ".join(name.split()) for name in re.findall(r'title-wrapper">\s*<a[^>]*>(.*?)</a>', html, re.DOTALL)]


def cells(client, query=""):
    [html] = re.findall(r"<tr[^>]*data-object-pk.*?</tr>", client.get(f"{TOPICS}{query}").content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", html, re.DOTALL)]


def test_the_list_shows_area_aliases_and_number_of_projects(admin):
    topic = make_topic("WebSockets", area="Realtime", aliases="ws, websocket")
    roadmap = make_roadmap()
    for _ in range(2):
        make_project(roadmap, topics=[topic], sections={})
    assert cells(admin)[1:] == ["Realtime", "ws, websocket", "2"]


@pytest.mark.parametrize("words", ["sockets", "websockets", "ws", "stays open"])
def test_topics_are_found_by_name_slug_alias_and_description(admin, words):
    make_topic("WebSockets", aliases="ws", description="A line that stays open.")
    make_topic("ORM queries", aliases="queryset")
    assert listed(admin, f"?q={words}") == ["WebSockets"]


def test_topics_are_filtered_by_area(admin):
    make_topic("WebSockets", area="Realtime")
    make_topic("ORM queries", area="Data")
    assert listed(admin, "?area=data") == ["ORM queries"]
    assert listed(admin) == ["ORM queries", "WebSockets"]


@pytest.mark.parametrize("query", ["?area=nowhere", "?colour=red", "?p=x&o=9.z", "?area__id__exact=x"])
def test_a_mistyped_address_never_breaks_the_list(admin, query):
    make_topic("WebSockets")
    assert admin.get(f"{TOPICS}{query}").status_code in (200, 302)


def test_the_list_costs_the_same_for_any_number_of_topics(admin, django_assert_max_num_queries):
    make_topic("Topic 0", area="Area 0")
    admin.get(TOPICS)
    with django_assert_max_num_queries(40) as of_one:
        admin.get(TOPICS)
    for number in range(1, 20):
        make_topic(f"Topic {number}", area=f"Area {number}")
    with django_assert_max_num_queries(len(of_one)):
        admin.get(TOPICS)


def test_inspecting_a_topic_shows_the_projects_that_carry_it(admin):
    topic = make_topic("WebSockets")
    project = make_project(title="RoomTalk", topics=[topic], sections={})
    html = admin.get(f"{TOPICS}inspect/{topic.pk}/").content.decode()
    assert f'<a href="/admin/pages/{project.pk}/edit/">RoomTalk</a>' in html


def test_a_topic_is_created_through_its_form(admin):
    area = TopicArea.objects.create(name="Realtime", slug="realtime")
    form = {"name": "WebSockets", "slug": "websockets", "area": area.pk, "aliases": "WS, ws ,Web Socket"}
    assert admin.post(f"{TOPICS}create/", form).status_code == 302
    assert Topic.objects.get().aliases == "ws, web socket"


def test_an_alias_that_means_another_topic_is_refused_by_name(admin):
    make_topic("Django Channels", aliases="ws")
    area = TopicArea.objects.get()
    form = {"name": "WebSockets", "slug": "websockets", "area": area.pk, "aliases": "ws"}
    html = admin.post(f"{TOPICS}create/", form).content.decode()
    assert "“ws” already means the topic “Django Channels”" in html


def test_a_topic_in_use_is_not_deleted_and_the_page_says_where_it_is_used(admin):
    topic = make_topic("WebSockets")
    make_project(title="RoomTalk", topics=[topic], sections={})
    for answer in [admin.get(f"{TOPICS}delete/{topic.pk}/"), admin.post(f"{TOPICS}delete/{topic.pk}/")]:
        html = answer.content.decode()
        assert "“WebSockets” is in use" in html and "RoomTalk" in html
        assert "Yes, delete" not in html
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_topic_that_no_project_carries_is_deleted(admin):
    topic = make_topic("WebSockets")
    assert "Yes, delete" in admin.get(f"{TOPICS}delete/{topic.pk}/").content.decode()
    admin.post(f"{TOPICS}delete/{topic.pk}/")
    assert not Topic.objects.exists()


def test_an_area_with_topics_is_not_deleted(admin):
    area = make_topic("WebSockets").area
    html = admin.post(f"/admin/curriculum/topicarea/delete/{area.pk}/").content.decode()
    assert "could not be deleted" in html and "WebSockets" in html


def edit_form(topic, **fields):
    form = {"name": topic.name, "slug": topic.slug, "area": topic.area.pk, "aliases": topic.aliases}
    return form | {"description": topic.description, "docs_url": topic.docs_url} | fields


def test_an_imported_topic_keeps_its_slug(admin):
    topic = make_topic("WebSockets", imported_digest="0" * 64)
    url = f"{TOPICS}edit/{topic.pk}/"
    assert "topics.toml names the topic by it" in admin.get(url).content.decode()
    assert admin.post(url, edit_form(topic, slug="sockets", name="Sockets")).status_code == 302
    topic.refresh_from_db()
    assert (topic.slug, topic.name) == ("websockets", "Sockets")


def test_a_topic_made_in_the_admin_may_be_given_another_slug(admin):
    topic = make_topic("WebSockets")
    assert admin.post(f"{TOPICS}edit/{topic.pk}/", edit_form(topic, slug="sockets")).status_code == 302
    assert Topic.objects.get().slug == "sockets"


@pytest.mark.parametrize(("topics", "slug"), [(1, "real-time"), (0, "live")])
def test_an_area_keeps_its_slug_once_it_has_topics(admin, topics, slug):
    area = TopicArea.objects.create(name="Real time", slug="real-time")
    for _ in range(topics):
        make_topic("WebSockets", area="Real time")
    url = f"/admin/curriculum/topicarea/edit/{area.pk}/"
    assert ("topics.toml names the area by it" in admin.get(url).content.decode()) == bool(topics)
    assert admin.post(url, {"name": "Live", "slug": "live", "position": 3}).status_code == 302
    area.refresh_from_db()
    assert (area.name, area.slug) == ("Live", slug)


def test_topics_are_managed_in_one_place_only():
    assert Topic not in get_snippet_models() and TopicArea not in get_snippet_models()
    assert not apps.is_installed("django.contrib.admin")


@pytest.mark.parametrize("model", [Topic, TopicArea])
def test_every_field_of_the_vocabulary_has_a_help_text(admin, model):
    url = f"/admin/curriculum/{model._meta.model_name}/create/"
    panel = admin.get(url).context["edit_handler"]
    silent = [child.field_name for child in fields_in(panel) if not child.help_text]
    assert silent == []


def fields_in(panel):
    if hasattr(panel, "children"):
        return [field for child in panel.children for field in fields_in(child)]
    return [panel]
