"""What axe finds on the learner's own pages and on a project with ticks, in both colour schemes and on a phone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from learners.models import StudyPlan
from tests.factories import block, make_project, make_roadmap
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

STRANGER = ["/learn/", "/learn/way/plan/?start=2026-01-05&hours=2", "/learn/way/plan/?hours=99&off=x"]
LEARNER = ["/learn/", "/learn/way/plan/", "/learn/way/inkwell/"]
CHANGED = """() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('ticks:'));
    const kept = JSON.parse(localStorage[key]);
    kept.ticks['fr-1'].wording = '00';
    kept.ticks.gone = {state: 'done', note: 'A note.', wording: '', words: 'It said this.'};
    delete kept.seen['fr-2'];
    localStorage[key] = JSON.stringify(kept);
}"""


def requirement(number):
    value = {"key": f"FR-{number}", "priority": "must", "text": f"Show `{number}` posts."}
    return {"type": "item", "value": value, "id": f"fr-{number}"}


@pytest.fixture
def roadmap(transactional_db):
    roadmap = make_roadmap("The way", slug="way")
    group = block("requirement_group", {"title": "Reading", "entries": [requirement(n) for n in (1, 2, 3)]}, "g")
    tasks = [{"type": "item", "value": {"hours": "3", "text": f"Task `{n}`."}, "id": f"t{n}"} for n in range(9)]
    phase = block("phase", {"title": "Feature development", "entries": tasks}, "p")
    make_project(roadmap, "Inkwell", sections={"functional": [group], "schedule": [phase]})
    return roadmap


def check(page, address):
    page.goto(address)
    return look(page, address)


def look(page, name):
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
    results = Axe().run(page)
    return [f"{name}: {results.generate_report()}"] if results.violations_count else []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(live_server, roadmap, page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = [report for path in STRANGER for report in check(page, live_server.url + path)]

    page.goto(f"{live_server.url}/way/inkwell/")
    page.locator(".tick-box").first.check()
    page.evaluate(CHANGED)
    page.reload()
    page.locator(".tick-more").nth(1).click()
    page.get_by_label("Your note").fill("Later.")
    page.locator(".retired summary").click()
    page.locator(".tick-changed").wait_for()
    found += look(page, "project with ticks")

    learner = make_person("learner")
    start = timezone.localdate() - timedelta(days=12)
    StudyPlan.objects.create(user=learner, roadmap=roadmap, query=f"start={start}&hours=2")
    sign_in(page, live_server.url, learner)
    page.reload()
    page.get_by_text("Saved.").wait_for()
    found += [report for path in LEARNER for report in check(page, live_server.url + path)]
    assert not found, "\n".join(found)


def test_nothing_on_a_project_s_page_moves_when_the_boxes_come(live_server, roadmap, page):
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
            .observe({type: 'layout-shift', buffered: true});
    """)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/way/inkwell/")
        page.locator(".tick-box").first.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate("window.moved") == 0, width


def test_ticks_work_without_javascript_for_who_is_signed_in(live_server, roadmap, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, make_person("learner"))
    page.goto(f"{live_server.url}/learn/way/inkwell/")
    page.get_by_role("group", name="FR-1 Show 1 posts.").get_by_label("Done").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Saved.").is_visible()
    assert page.get_by_role("group", name="FR-1 Show 1 posts.").get_by_label("Done").is_checked()
    context.close()
