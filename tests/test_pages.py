import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from curriculum.models import SpecSection
from curriculum.path_picture import draw
from curriculum.reading import IMAGE_FILTERS
from curriculum.sections import SECTIONS
from tests.factories import block, full_spec, make_project, make_roadmap, make_section, make_topic, prose

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap():
    return make_roadmap("Django Full-Stack")


@pytest.fixture
def project(roadmap):
    return make_project(roadmap, "Inkwell", topics=["URLs and views", "Models"], hours="22.5")


@pytest.fixture
def read(client):
    """Read a page as a learner's browser does."""

    def read(path):
        response = client.get(path)
        assert response.status_code == 200, path
        return BeautifulSoup(response.content, "html.parser")

    return read


def text_of(element):
    return " ".join(element.get_text(" ").split())


# The project


def test_a_project_shows_its_thirteen_sections_in_order(read, project):
    sections = read(project.url).select("[data-section]")
    assert [section["data-section"] for section in sections] == [kind.slug for kind in SECTIONS]
    assert [section["id"] for section in sections] == [kind.slug for kind in SECTIONS]
    assert [text_of(section.h2) for section in sections] == [kind.heading for kind in SECTIONS]


def test_the_contents_link_to_every_section(read, project):
    links = [link["href"] for link in read(project.url).select(".contents a")]
    assert links == [f"#{kind.slug}" for kind in SECTIONS]


@pytest.mark.parametrize("kind", ["functional", "non-functional", "deployment", "schedule", "stretch", "evaluation"])
def test_every_tickable_item_carries_its_block_id(read, project, kind):
    marks = [item["data-item"] for item in read(project.url).select(f"[data-section={kind}] [data-item]")]
    names = ["step-1", "step-2"] if kind == "deployment" else ["item-1", "item-2"]
    assert marks == names


def test_nothing_else_carries_an_item_mark(read, project):
    assert len(read(project.url).select("[data-item]")) == 12


def test_priorities_are_said_in_words(read, project):
    page = read(project.url)
    assert text_of(page.select_one(".requirement .priority")) == "Must"
    assert text_of(page.select_one(".measured_requirement .priority")) == "Should"


def test_the_facts_come_from_the_fields(read, project):
    page = read(project.url)
    assert "22.5 h" in text_of(page.select_one(".facts"))
    assert "Inkwell keeps drafts private." in text_of(page.select_one("[data-section=summary]"))
    assert "Beginner" in text_of(page.select_one("[data-section=skill-level]"))


def test_topics_are_split_into_new_and_practised(read, roadmap, project):
    second = make_project(roadmap, "TaskForge", topics=["Models", "Forms"])
    section = read(second.url).select_one("[data-section=topics]")
    lists = [[chip["data-topic"] for chip in chips.select(".chip")] for chips in section.select(".chips")]
    assert [text_of(heading) for heading in section.select("h3")] == ["New here", "Practised again"]
    assert lists == [["forms"], ["models"]]


def test_the_plan_adds_up_its_tasks(read, project):
    totals = read(project.url).select_one(".plan-totals")
    assert text_of(totals.tbody) == "Planning 5 h"
    assert text_of(totals.tfoot) == "Tasks together 5 h"


def test_a_check_reads_as_request_and_answer(read, project):
    check = read(project.url).select_one(".http_check")
    assert "GET / → answers 200" in text_of(check)
    assert "steps:" in check.details.pre.get_text()


@pytest.mark.parametrize(
    "source",
    ["not: [closed", "just words", "a: &a [1]\nsteps: [*a, *a]", "[" * 5_000, "steps: [1]", "x" * 30_000],
)
def test_a_broken_check_is_shown_as_it_is(read, project, source):
    replace_body(project, "evaluation", [block("http_check", {"source": source})])
    assert read(project.url).select_one(".http_check > pre")


def test_a_section_that_is_not_published_says_so(read, roadmap):
    project = make_project(roadmap, sections={})
    make_section(project, "functional", full_spec()["functional"], live=False)
    page = read(project.url)
    assert "is being written" in text_of(page.select_one("[data-section=functional]"))
    assert "does not need" in text_of(page.select_one("[data-section=stretch]"))
    assert not page.select("[data-item]")


def test_neighbours_lead_back_and_on(read, roadmap):
    first, second, third = (make_project(roadmap, title, sections={}) for title in ("One", "Two", "Three"))
    page = read(second.url)
    assert page.select_one("[rel=prev]")["href"] == first.url
    assert page.select_one("[rel=next]")["href"] == third.url
    assert "Project 2 of 3" in text_of(page.select_one(".page-head"))


def test_what_mentors_write_is_escaped(read, roadmap):
    spoiled = {
        kind: json.loads(json.dumps(body).replace("FR-", "<b>").replace("git push", "</pre><script>x</script>"))
        for kind, body in full_spec().items()
        if kind != "evaluation"
    }
    project = make_project(roadmap, "</title><script>x</script>", sections=spoiled, slug="spoiled")
    assert not [script for script in read(project.url).select("script") if script.string == "x"]


# The roadmap and the front page


def test_a_roadmap_lists_its_projects_in_order(read, roadmap):
    make_project(roadmap, "First", hours=15, topics=["Models"], sections={})
    make_project(roadmap, "Second", hours=20, level="expert", topics=["Models", "Forms"], sections={})
    make_project(roadmap, "Hidden", live=False)
    stages = read(roadmap.url).select("ol.path > li")
    assert [stage["data-level"] for stage in stages] == ["beginner", "expert"]
    assert [text_of(stage.h3) for stage in stages] == ["1. First", "2. Second"]
    assert [text_of(stage.select_one(".stage-weeks")) for stage in stages] == ["Week 1", "Weeks 2–3"]
    assert [[chip["data-topic"] for chip in stage.select(".chip")] for stage in stages] == [["models"], ["forms"]]


@pytest.mark.parametrize("size", [1, 15, 40])
def test_the_picture_has_a_step_for_each_project(read, roadmap, size):
    for number in range(size):
        make_project(roadmap, f"Project {number}", sections={})
    picture = read(roadmap.url).select_one(".path-picture")
    assert len(picture.select(".path-edge")) == size
    assert picture["role"] == "img"
    assert picture["aria-label"]


def test_the_weeks_below_the_picture_say_what_they_are(read, roadmap):
    for _ in range(2):
        make_project(roadmap, hours=15, sections={})
    assert [text_of(week) for week in read(roadmap.url).select(".path-week")] == ["Week 1", "2"]


def test_the_picture_names_projects_where_there_is_room():
    picture = draw([(Decimal(hours), 1, "Beginner") for hours in (1, 99)], names=["RoomTalk", "Inkwell"])
    assert [step.name for step in picture.steps] == ["", "Inkwell"]
    assert [step.name for step in draw([(Decimal(1), 1, "Beginner")]).steps] == [""]


def test_a_level_without_projects_is_no_link(read, project):
    page = read("/")
    assert page.select_one("[data-level=beginner] a")
    assert not page.select("[data-level=expert] a")


def test_an_empty_roadmap_says_what_will_come(read, roadmap):
    page = read(roadmap.url)
    assert page.select_one(".empty")
    assert not page.select("svg.path-picture")


def test_the_front_page_leads_to_roadmaps_levels_and_topics(read, project, roadmap):
    page = read("/")
    assert page.select_one(".roadmap-card h3 a")["href"] == roadmap.url
    assert [card["data-level"] for card in page.select(".level-card")] == [
        "beginner",
        "intermediate",
        "advanced",
        "expert",
    ]
    assert "1 project" in text_of(page.select_one("[data-level=beginner]"))
    assert page.select_one("[data-topic=models]")["href"] == "/topics/models/"
    assert len(page.select(".section-list li")) == len(SECTIONS)


def test_an_empty_portal_has_a_front_page(read):
    assert read("/").select_one(".empty")


def test_topics_without_a_project_are_planned(read, project):
    make_topic("Celery")
    page = read("/topics/")
    assert text_of(page.select_one("[data-topic=celery].planned")) == "Celery planned"
    assert text_of(page.select_one("[data-topic=models]:not(.planned)")) == "Models 1 project"
    assert read("/topics/celery/").select_one(".empty a[href='/#roadmaps']")


# What every page keeps to


@pytest.fixture
def public_pages(roadmap, project):
    return ["/", roadmap.url, project.url, "/topics/", "/topics/models/", "/search/", "/robots.txt", "/sitemap.xml"]


def test_public_pages_set_no_cookie_and_vary_on_none(client, public_pages):
    for path in public_pages:
        response = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
        assert "cookie" not in response.headers.get("Vary", "").lower(), path


def test_public_pages_are_the_same_for_everybody(client, admin_client, public_pages):
    for path in public_pages:
        assert client.get(path).content == admin_client.get(path).content, path


def test_pages_hold_no_inline_style_or_script(read, public_pages):
    for path in public_pages[:6]:
        page = read(path)
        assert not page.select("[style], style"), path
        assert {script.get("type") for script in page.select("script:not([src])")} <= {"application/ld+json"}, path
        assert not page.select("[onclick], [onload]"), path


def test_pages_load_nothing_from_elsewhere(read, public_pages):
    for path in public_pages[:6]:
        loaded = [
            tag.get("src") or tag.get("href")
            for tag in read(path).select("script[src], img, link:not([rel=canonical])")
        ]
        assert all(address.startswith(("/", "data:image/svg")) for address in loaded), path


def test_pages_name_their_address_title_and_description(read, public_pages):
    for path in public_pages[:6]:
        page = read(path)
        address = page.select_one("link[rel=canonical]")["href"]
        assert address == f"http://testserver{path}"
        assert page.select_one("meta[property='og:url']")["content"] == address
        assert page.select_one("meta[property='og:title']")["content"] in page.title.string
        assert page.select_one("meta[name=description]")["content"]
        assert len(page.select("h1")) == 1


def structured(page, kind):
    found = [json.loads(script.string) for script in page.select("script[type='application/ld+json']")]
    return next(data for data in found if data["@type"] == kind)


def test_a_project_describes_itself_to_search_engines(read, project):
    data = structured(read(project.url), "LearningResource")
    assert data["timeRequired"] == "PT22H30M"
    assert data["educationalLevel"] == "Beginner"
    assert data["teaches"] == ["URLs and views", "Models"]
    assert data["isPartOf"]["url"] == "http://testserver/django-full-stack/"


def test_a_roadmap_describes_itself_to_search_engines(read, roadmap, project):
    data = structured(read(roadmap.url), "Course")
    assert data["timeRequired"] == "PT22H30M"
    assert data["hasPart"] == [
        {"@type": "LearningResource", "name": "Inkwell", "url": f"http://testserver{project.url}"}
    ]


def test_breadcrumbs_are_shown_and_described(read, project):
    page = read(project.url)
    assert text_of(page.select_one(".breadcrumbs ol")) == "Home Django Full-Stack Inkwell"
    entries = structured(page, "BreadcrumbList")["itemListElement"]
    assert [entry["item"] for entry in entries] == [
        "http://testserver/",
        "http://testserver/django-full-stack/",
        "http://testserver/django-full-stack/inkwell/",
    ]


def test_structured_data_cannot_end_its_script(client, roadmap):
    project = make_project(roadmap, "</script><b>", slug="x", sections={})
    html = client.get(project.url).content.decode()
    assert "</script><b>" not in html
    assert structured(BeautifulSoup(html, "html.parser"), "LearningResource")["name"] == "</script><b>"


def test_the_sitemap_lists_pages_and_topics_but_no_sections(client, project, roadmap):
    make_project(roadmap, "Hidden", live=False)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [
        element.text.removeprefix("http://testserver") for element in tree.iter() if element.tag.endswith("loc")
    ]
    assert addresses == ["/", roadmap.url, project.url, "/topics/", "/topics/models/", "/topics/urls-and-views/"]


def test_robots_txt_names_the_sitemap_and_closes_the_admin(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_a_missing_page_offers_ways_on(client, settings):
    settings.DEBUG = False
    response = client.get("/no-such-page/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert not response.cookies
    assert page.select_one("main form[role=search]")
    assert page.select_one("main a[href='/']")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_error_page_needs_no_database_and_no_static_manifest(client, settings, roadmap, monkeypatch):
    settings.DEBUG = False
    client.raise_request_exception = False
    monkeypatch.setattr("curriculum.reading.progression", lambda _: 1 / 0)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(roadmap.url)
    before_the_error = len(queries)
    assert response.status_code == 500
    assert b'href="/static/css/base.css"' in response.content
    assert before_the_error < 10


# Cost


def queries_of(client, path):
    client.get(path)  # the first request of a process also reads the site and its root
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def grow(roadmap, projects):
    for number in range(projects):
        make_project(
            roadmap,
            level=["beginner", "expert"][number % 2],
            topics=[f"Topic {n}" for n in range(number + 2)],
            sections={},
        )


def test_a_project_costs_at_most_12_queries_whatever_it_holds(client, roadmap):
    few = make_project(roadmap, "Few", sections={"functional": full_spec(1)["functional"]}, topics=["Models"])
    small = queries_of(client, few.url)
    grow(roadmap, 8)
    many = make_project(roadmap, "Many", sections=full_spec(20), topics=[f"Topic {n}" for n in range(15)])
    assert queries_of(client, many.url) == small <= 12


def test_images_and_links_cost_the_same_for_one_as_for_many(client, roadmap):
    one = make_project(roadmap, "One", sections={"summary": pictures(1, roadmap)})
    many = make_project(roadmap, "Many", sections={"summary": pictures(3, roadmap), "objectives": pictures(3, roadmap)})
    assert queries_of(client, many.url) == queries_of(client, one.url) <= 12


def test_a_roadmap_costs_at_most_10_queries_whatever_it_holds(client, roadmap):
    grow(roadmap, 2)
    small = queries_of(client, roadmap.url)
    grow(roadmap, 10)
    assert queries_of(client, roadmap.url) == small <= 10


def test_the_front_page_costs_at_most_10_queries_whatever_there_is(client, roadmap):
    grow(roadmap, 2)
    small = queries_of(client, "/")
    for _ in range(4):
        grow(make_roadmap(), 4)
    assert queries_of(client, "/") == small <= 10


def test_the_sitemap_costs_the_same_for_many_projects(client, roadmap):
    grow(roadmap, 2)
    small = queries_of(client, "/sitemap.xml")
    grow(roadmap, 8)
    assert queries_of(client, "/sitemap.xml") == small


def pictures(number, target):
    """Images, and prose that links to a page."""
    images = [
        get_image_model().objects.create(title=f"Picture {n}", file=get_test_image_file(filename=f"picture-{n}.png"))
        for n in range(number)
    ]
    for image in images:
        image.get_renditions(*IMAGE_FILTERS)  # as the first reader has them made
    return [
        *(block("image", {"image": image.pk, "alt": "A path", "caption": "The path"}) for image in images),
        *(prose(f'<p><a linktype="page" id="{target.pk}">Roadmap</a></p>') for _ in images),
    ]


def replace_body(project, kind, body):
    section = SpecSection.objects.get(spec_of=project, kind=kind)
    section.body = section.body.stream_block.to_python(body)
    section.save()
