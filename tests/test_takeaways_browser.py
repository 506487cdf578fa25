"""Plans and copies in a real browser."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import block, make_project, make_roadmap
from tests.people import make_person, sign_in


def requirement(number):
    value = {"key": f"FR-{number}", "priority": "must", "text": f"Show `{number}` posts."}
    return {"type": "item", "value": value, "id": f"fr-{number}"}


def make_way():
    group = block("requirement_group", {"title": "Reading", "entries": [requirement(n) for n in (1, 2)]}, "g")
    tasks = [{"type": "item", "value": {"hours": "2", "text": f"Task {n}."}, "id": f"t{n}"} for n in (1, 2, 3)]
    phase = block("phase", {"title": "Testing", "entries": tasks}, "p")
    roadmap = make_roadmap("The way", slug="way", hours_per_day="2", days_per_week=7)
    make_project(roadmap, "Inkwell", sections={"functional": [group], "schedule": [phase]})
    return roadmap


def test_a_project_is_copied_for_notion_with_what_is_ticked(live_server, page, context):
    make_way()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/way/inkwell/")
    page.locator('[data-item="fr-2"] .tick-box').check()
    page.get_by_text("Copy or download").click()
    page.get_by_role("button", name="Copy for Notion").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        const read = async (type) => (await item.getType(type)).text();
        return {markdown: await read('text/plain'), html: await read('text/html')};
    }""")
    lines = [line for line in copied["markdown"].splitlines() if line.startswith("- [")]
    assert [line[:5] for line in lines] == ["- [ ]", "- [x]", "- [ ]", "- [ ]", "- [ ]"]
    page.set_content(copied["html"])
    boxes = page.get_by_role("checkbox")
    assert [boxes.nth(n).is_checked() for n in range(boxes.count())] == [False, True, False, False, False]
    expect(page.get_by_role("heading", name="Inkwell", exact=True)).to_be_visible()


def test_a_stranger_makes_a_plan_and_plans_anew(live_server, page):
    make_way()
    start = timezone.localdate() - timedelta(days=7)
    page.goto(f"{live_server.url}/way/")
    page.get_by_role("link", name="Plan it at your own pace").click()
    page.get_by_label("Start").fill(str(start))
    page.get_by_label("Hours a study day").fill("1")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text("6 study days", exact=True)).to_be_visible()
    page.get_by_label("I go on with").select_option(label="Task 2.")
    page.get_by_role("button", name="Re-plan from today").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    assert f"since={timezone.localdate()}" in page.url
    expect(page.locator(".plan-today h3").first).to_contain_text("today")
    expect(page.locator(".plan-today li").first).to_contain_text("Task 2.")


def test_a_learner_saves_a_plan_does_a_task_and_plans_anew(live_server, page):
    make_way()
    sign_in(page, live_server.url, make_person("learner"))
    start = timezone.localdate() - timedelta(days=7)
    page.goto(f"{live_server.url}/learn/way/plan/?start={start}&hours=2")
    page.get_by_role("button", name="Save as mine").click()
    expect(page.get_by_text("Your plan is saved.")).to_be_visible()
    page.get_by_role("button", name="Re-plan from today").click()
    expect(page.get_by_text("What is left is planned from today.")).to_be_visible()
    page.goto(f"{live_server.url}/learn/")
    page.get_by_role("button", name="Done: Task 1.").click()
    expect(page.get_by_role("button", name="Done: Task 1.")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{live_server.url}/way/inkwell/")
    expect(page.locator('[data-item="t1"] .tick-box')).to_be_checked()


def test_a_day_of_the_calendar_opens_its_tasks(live_server, page):
    make_way()
    page.goto(f"{live_server.url}/learn/way/plan/?start=2027-03-01&hours=2")
    page.get_by_role("link", name="2 2 h").click()
    expect(page.locator("#day-2027-03-02")).to_contain_text("Task 2.")
    expect(page.locator("#day-2027-03-02")).to_be_visible()
