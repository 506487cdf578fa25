"""The base guide of a roadmap: what its projects share, at an address of its own."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from curriculum.models import Project, SkillLevel
from tests.factories import make_project, make_roadmap

pytestmark = pytest.mark.django_db

STEP = {
    "type": "step",
    "id": "step-1",
    "value": {
        "title": "Install Docker",
        "why": "It runs containers.",
        "language": "bash",
        "command": "docker run --rm hello-world",
        "check": "“Hello from Docker!” appears.",
        "if_it_fails": "Start Docker Desktop.",
    },
}
PROSE = {"type": "prose", "id": "prose-1", "value": "<p>Once for all projects.</p>"}


@pytest.fixture
def roadmap():
    return make_roadmap("Django", guide=[PROSE, STEP])


def read(client, url="/django/guide/"):
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_a_step_has_an_anchor_that_specs_link_to(client, roadmap):
    page = read(client)
    assert page.h1.string == "Base guide"
    step = page.find(id="install-docker")
    assert "docker run --rm hello-world" in step.get_text()
    assert page.select_one('.contents a[href="#install-docker"]').string == "Install Docker"
    assert "Once for all projects." in page.get_text()


def test_the_roadmap_leads_to_its_guide(client, roadmap):
    assert read(client, "/django/").find("a", href="/django/guide/")


def test_a_roadmap_without_a_guide_has_no_such_page(client):
    make_roadmap("Django")
    assert client.get("/django/guide/").status_code == 404
    assert not read(client, "/django/").find("a", href="/django/guide/")


def test_the_guide_of_a_private_or_unpublished_roadmap_is_not_shown(client, roadmap):
    restriction = PageViewRestriction.objects.create(page=roadmap, restriction_type="login")
    assert client.get("/django/guide/").status_code == 302
    restriction.delete()
    roadmap.unpublish()
    assert client.get("/django/guide/").status_code == 404


def test_no_project_takes_the_address_of_the_guide(roadmap):
    project = Project(title="Guide", slug="guide", summary="Short.", level=SkillLevel.objects.first(), hours=1)
    with pytest.raises(ValidationError, match="base guide"):
        roadmap.add_child(instance=project)


def test_the_sitemap_names_the_guide(client, roadmap):
    make_roadmap("Python")
    addresses = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/django/guide/" in addresses
    assert "python/guide" not in addresses


def test_what_a_guide_cannot_hold_as_text_is_refused(roadmap):
    roadmap.guide = [{"type": "prose", "value": "<h3>Step 1: Like a step</h3><p>But prose.</p>"}]
    with pytest.raises(ValidationError) as error:
        roadmap.full_clean()
    assert "guide" in error.value.message_dict


def test_the_guide_takes_as_many_queries_as_steps_or_not(client, roadmap):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/django/guide/")
        return len(queries)

    count()
    one = count()
    roadmap.guide = [PROSE, *({**STEP, "id": f"step-{n}"} for n in range(20))]
    roadmap.save()
    make_project(roadmap)
    assert count() == one <= 8


def test_the_platforms_are_shown_with_the_day_of_the_check(client, roadmap):
    page = read(client)
    platforms = page.find(id="platforms").get_text(" ", strip=True)
    assert "As of 24 November 2026" in platforms
    assert "Render" in platforms
    assert page.select_one('.contents a[href="#platforms"]')


def test_a_tool_shows_what_its_plan_allows(client):
    entries = [
        {"type": "item", "id": "t1", "value": {"name": "Render", "plan": "free plan", "purpose": "Hosting."}},
        {"type": "item", "id": "t2", "value": {"name": "Nobody knows it", "plan": "free plan", "purpose": "Hosting."}},
    ]
    group = {"type": "tool_group", "value": {"kind": "external", "entries": entries}}
    make_project(make_roadmap("Django"), "Inkwell", sections={"tools": [group]})
    known, unknown = read(client, "/django/inkwell/").select(".tool")
    assert "Limits, free:" in known.get_text()
    assert known.find("a", href="https://render.com/docs/free")
    assert not unknown.select(".service-facts")
