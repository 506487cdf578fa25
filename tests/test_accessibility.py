"""What axe finds on each public page, in both colour schemes and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import full_spec, make_project, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "home": "/",
    "roadmap": "/way/",
    "project": "/way/inkwell/",
    "unwritten project": "/way/later/",
    "topics": "/topics/",
    "topic": "/topics/models/",
    "finder": "/search/?q=list",
    "finder without results": "/search/?q=nothing-like-it&level=expert",
    "missing": "/no-such-page/",
}


@pytest.fixture
def portal(transactional_db):
    roadmap = make_roadmap("The way", slug="way")
    make_project(roadmap, "Inkwell", topics=["URLs and views", "Models"], sections=full_spec(3))
    make_project(roadmap, "Later", level="expert", topics=["Models", "Forms"], sections={})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(live_server, portal, page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, path in PAGES.items():
        page.goto(live_server.url + path)
        results = Axe().run(page)
        if results.violations_count:
            found[name] = results.generate_report()
        sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not sideways, f"{name} scrolls sideways"
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())


def test_the_contents_mark_the_section_being_read(live_server, portal, page):
    page.goto(f"{live_server.url}/way/inkwell/#stretch")
    page.locator(".contents [aria-current]", has_text="Stretch Goals").wait_for()


def test_code_can_be_copied(live_server, portal, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/way/inkwell/")
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "uv add django"


def test_a_project_reads_without_javascript(live_server, portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/way/inkwell/")
    assert page.locator("[data-section]").count() == 13
    assert not page.get_by_role("button", name="Copy").count()
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Tech Stack").click()
    assert page.url.endswith("#stack")
    context.close()


def test_a_project_takes_at_most_six_requests(live_server, portal, page):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{live_server.url}/way/inkwell/")
    page.wait_for_load_state("networkidle")
    fetched = [url for url in requests if url.startswith("http")]
    assert len(fetched) <= 6, fetched
    assert all(url.startswith(live_server.url) for url in fetched)
