"""From the mentor's editor to the learner's eyes, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from curriculum.models import Project
from tests.factories import make_project, make_roadmap, make_topic
from tests.people import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def portal(transactional_db):
    """Two projects, of which one carries WebSockets and is advanced; a mentor and a reviewer."""
    roadmap = make_roadmap("Django")
    make_project(roadmap, "Inkwell", level="beginner", sections={})
    make_project(roadmap, "RoomTalk", level="advanced", topics=[make_topic("WebSockets")])
    make_person("mentor")
    make_person("reviewer")
    return Project.objects.get(slug="roomtalk")


@pytest.fixture
def signed_in(browser, live_server):
    """A browser of one's own for each person, so that nobody has to sign out."""
    contexts = []

    def open_admin(role):
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.goto(f"{live_server.url}/admin/login/")
        page.get_by_label("E-mail address").fill(f"{role}@example.org")
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(f"{live_server.url}/admin/")  # leaving earlier would stop the sign-in
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield open_admin
    for context in contexts:
        context.close()


def test_a_reworded_requirement_reaches_the_learner_who_looks_for_its_topic(live_server, page, portal, signed_in):
    project_url = f"{live_server.url}/admin/pages/{portal.pk}/edit/"
    new_words = "A stranger sees a new message within one second."

    mentor = signed_in("mentor")
    mentor.goto(project_url)
    mentor.get_by_role("link", name="4. Functional Requirements").click()
    mentor.get_by_label("Requirement*", exact=True).first.fill(new_words)
    choose_action(mentor, "Submit to Review")
    expect(mentor.get_by_text("has been submitted for moderation")).to_be_visible()

    page.goto(live_server.url + portal.url)
    expect(page.get_by_text(new_words)).to_have_count(0)

    reviewer = signed_in("reviewer")
    reviewer.goto(project_url)
    expect(reviewer.get_by_role("row", name="4. Functional Requirements")).to_contain_text("live + in moderation")
    reviewer.get_by_role("link", name="4. Functional Requirements").click()
    choose_action(reviewer, "Approve and Publish")
    expect(reviewer).to_have_url(f"{live_server.url}/admin/pages/{portal.pk}/")

    page.goto(f"{live_server.url}/search/?topic=websockets&level=advanced")
    expect(page.get_by_role("link", name="Inkwell")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="RoomTalk").first.click()
    expect(page).to_have_url(re.compile(r"/roomtalk/"))
    expect(page.locator("#functional").get_by_text(new_words)).to_be_visible()


def choose_action(page, name):
    button = page.get_by_role("button", name=name)
    if not button.is_visible():
        page.get_by_role("button", name="More actions").click()
    button.click()
