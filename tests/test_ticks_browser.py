"""Ticks in a real browser: from the first visit, across sign-in, devices, tabs, edits and a lost connection."""

import pytest
from playwright.sync_api import expect

from curriculum.models import SpecSection
from learners.models import Enrolment, Tick
from tests.factories import block, make_project, make_roadmap
from tests.people import make_person, sign_in

pytestmark = pytest.mark.journey


def requirement(number, text):
    value = {"key": f"FR-{number}", "priority": "must", "text": text}
    return {"type": "item", "value": value, "id": f"fr-{number}"}


def group(*entries):
    return [block("requirement_group", {"title": "Reading", "entries": list(entries)}, "group")]


REQUIREMENTS = [requirement(n, f"The list shows `{n}` posts.") for n in (1, 2, 3)]


@pytest.fixture
def project(live_server):
    return make_project(make_roadmap("The way", slug="way"), "Inkwell", sections={"functional": group(*REQUIREMENTS)})


@pytest.fixture
def url(live_server, project):
    return f"{live_server.url}/way/inkwell/"


def box(page, number):
    return page.locator(f'[data-item="fr-{number}"]').get_by_role("checkbox").first


def sign_out(page):
    page.context.clear_cookies()


def states():
    return dict(Tick.objects.values_list("item", "state"))


def wait_for(page, expected):
    """Until the server has heard of it."""
    for _ in range(100):
        if states() == expected:
            return
        page.wait_for_timeout(50)
    assert states() == expected


def reword(project, *entries):
    section = SpecSection.objects.get(spec_of=project)
    section.body = group(*entries)
    section.save_revision().publish()


def test_ticks_stay_in_the_browser_of_a_stranger_who_makes_no_request(page, url):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    box(page, 1).check()
    box(page, 2).check()
    box(page, 2).uncheck()
    page.reload()
    expect(box(page, 1)).to_be_checked()
    expect(box(page, 2)).not_to_be_checked()
    expect(page.locator("#work-done")).to_contain_text("1 of 3 done")
    assert not [address for address in asked if "/learn/" in address]
    assert not Enrolment.objects.exists()


def test_signing_in_takes_what_was_ticked_before_along_and_another_device_shows_it(
    page, live_server, url, browser, project
):
    learner = make_person("learner")
    page.goto(url)
    box(page, 1).check()
    page.get_by_role("button", name="Skip this, or write a note").nth(1).click()
    page.get_by_label("Skip this", exact=True).check()
    page.get_by_label("Your note").fill("after the feed")
    page.keyboard.press("Escape")
    sign_in(page, live_server.url, learner)
    page.reload()
    expect(page.get_by_text("Saved.")).to_be_visible()
    wait_for(page, {"fr-1": "done", "fr-2": "skipped"})

    phone = browser.new_context().new_page()
    sign_in(phone, live_server.url, learner)
    phone.goto(url)
    expect(box(phone, 1)).to_be_checked()
    expect(phone.locator('[data-item="fr-2"]')).to_have_attribute("data-state", "skipped")
    expect(phone.get_by_text("after the feed")).to_be_visible()
    box(phone, 3).check()
    wait_for(phone, {"fr-1": "done", "fr-2": "skipped", "fr-3": "done"})
    phone.context.close()
    page.reload()
    expect(box(page, 3)).to_be_checked()
    page.reload()  # nothing is merged twice
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Tick.objects.get(item="fr-2").note == "after the feed"


def test_without_a_connection_ticks_wait_and_are_sent_in_order(page, live_server, url, project):
    sign_in(page, live_server.url, make_person("learner"))
    page.goto(url)
    box(page, 1).check()
    wait_for(page, {"fr-1": "done"})
    page.context.set_offline(True)
    box(page, 1).uncheck()
    box(page, 2).check()
    box(page, 1).check()
    box(page, 1).uncheck()
    expect(box(page, 2)).to_be_checked()
    expect(page.get_by_text("No connection.")).to_be_visible()
    assert states() == {"fr-1": "done"}
    page.context.set_offline(False)
    wait_for(page, {"fr-1": "todo", "fr-2": "done"})
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_what_waits_outlives_the_page(page, live_server, url, project):
    sign_in(page, live_server.url, make_person("learner"))
    page.goto(url)
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.context.route("**/learn/ticks/**", lambda route: route.abort())
    box(page, 1).check()
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.reload()
    expect(box(page, 1)).to_be_checked()
    assert states() == {}
    page.context.unroute_all()
    page.reload()
    wait_for(page, {"fr-1": "done"})


def test_the_next_learner_at_the_same_browser_sees_and_sends_nothing_of_the_last(page, live_server, url, project):
    page.goto(url)
    sign_in(page, live_server.url, make_person("learner"))
    page.reload()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.context.set_offline(True)
    box(page, 1).check()
    sign_out(page)
    page.context.set_offline(False)
    page.reload()
    expect(box(page, 1)).not_to_be_checked()
    other = make_person("mentor")
    sign_in(page, live_server.url, other)
    page.reload()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(box(page, 1)).not_to_be_checked()
    assert not Tick.objects.filter(enrolment__user=other).exists()


def test_a_reworded_item_keeps_its_tick_and_shows_what_it_said(page, live_server, url, project):
    page.goto(url)
    box(page, 1).check()
    reworded = requirement(1, "The list shows `ten` posts.")
    reword(project, requirement(4, "A feed."), REQUIREMENTS[2], reworded)
    page.reload()
    expect(box(page, 1)).to_be_checked()
    told = page.locator('[data-item="fr-1"] .tick-changed')
    expect(told).to_contain_text("It said: The list shows 1 posts.")
    expect(page.locator(".work-news")).to_contain_text("1 added")
    expect(page.locator(".work-news")).to_contain_text("1 reworded")
    expect(page.locator(".work-news")).to_contain_text("1 removed")
    expect(page.locator('[data-item="fr-4"]')).to_contain_text("New since you started")

    told.get_by_role("button", name="Got it").click()
    expect(told).to_have_count(0)
    expect(box(page, 1)).to_be_focused()
    page.get_by_role("button", name="I have seen it").click()
    page.reload()
    expect(page.locator(".work-news")).to_be_hidden()
    expect(page.locator(".tick-changed, .tick-new")).to_have_count(0)


def test_a_removed_item_is_shown_as_retired_and_comes_back_with_its_tick(page, live_server, url, project):
    page.goto(url)
    box(page, 2).check()
    reword(project, REQUIREMENTS[0])
    page.reload()
    page.get_by_text("Retired items that you worked on: 1").click()
    expect(page.locator(".retired li")).to_contain_text("The list shows 2 posts.")
    reword(project, *REQUIREMENTS)
    page.reload()
    expect(box(page, 2)).to_be_checked()
    expect(page.locator(".retired")).to_have_count(0)


def test_two_tabs_show_the_same(page, live_server, url, project):
    page.goto(url)
    other = page.context.new_page()
    other.goto(url)
    box(page, 1).check()
    expect(box(other, 1)).to_be_checked()
    box(other, 2).check()
    box(page, 3).check()
    expect(page.locator("#work-done")).to_contain_text("3 of 3 done")
    expect(other.locator("#work-done")).to_contain_text("3 of 3 done")


def test_a_change_that_the_server_refuses_is_kept_aside_and_does_not_stop_the_others(page, live_server, url, project):
    sign_in(page, live_server.url, make_person("learner"))
    page.goto(url)
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith('queue:')) ?? 'queue:' + JSON.parse(localStorage.learner);
        localStorage[key] = JSON.stringify({name: 'q', last: 1, waiting: [{n: 1, item: 'a b', project: '999999'}]});
    }""")
    box(page, 1).check()
    wait_for(page, {"fr-1": "done"})
    assert page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('refused:'))")


def test_the_keyboard_alone_ticks_skips_and_notes(page, live_server, url, project):
    page.goto(url)
    box(page, 1).focus()
    page.keyboard.press("Space")
    expect(box(page, 1)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("in views.py")
    page.keyboard.press("Escape")
    expect(page.locator('[data-item="fr-1"] .tick-note')).to_contain_text("in views.py")
    expect(page.get_by_role("button", name="Skip this, or write a note").first).to_be_focused()
