"""The way of a new learner: tick as a stranger, sign up, find it on another device, and see what a mentor changed."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from curriculum.models import SpecSection
from tests.factories import block, make_project, make_roadmap
from tests.people import make_person, sign_in

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = "nora@example.org", "quite-a-long-secret"


def requirement(text):
    return {"type": "item", "value": {"key": "FR-1", "priority": "must", "text": text}, "id": "fr-1"}


def group(text):
    return [block("requirement_group", {"title": "Reading", "entries": [requirement(text)]}, "group")]


def test_ticks_follow_a_stranger_into_their_account_and_to_another_device(live_server, page, browser):
    make_project(make_roadmap("The way", slug="way"), "Inkwell", sections={"functional": group("Show ten posts.")})
    project = f"{live_server.url}/way/inkwell/"
    page.goto(project)
    page.locator(".tick-box").check()
    page.get_by_role("link", name="Sign in to have them everywhere").click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").wait_for()
    [code] = re.findall(r"^\w{4}-\w{4}$", mail.outbox[0].body, re.MULTILINE)
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url(project)
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator(".tick-box")).to_be_checked()

    phone = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    phone.goto(f"{live_server.url}/accounts/login/?next=/way/inkwell/")
    phone.get_by_label("E-mail address").fill(EMAIL)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    phone.wait_for_url(project)
    expect(phone.locator(".tick-box")).to_be_checked()

    mentor = browser.new_context().new_page()
    sign_in(mentor, live_server.url, make_person("reviewer"))
    section = SpecSection.objects.get()
    mentor.goto(f"{live_server.url}/admin/pages/{section.pk}/edit/")
    mentor.get_by_label("Requirement*", exact=True).first.fill("Show twelve posts.")
    mentor.get_by_role("button", name="More actions").click()
    mentor.get_by_role("button", name="Publish", exact=True).click()
    mentor.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    mentor.context.close()

    phone.reload()
    expect(phone.locator(".tick-box")).to_be_checked()
    expect(phone.locator(".tick-changed")).to_contain_text("It said: Show ten posts.")
    expect(phone.locator(".item-text")).to_have_text("Show twelve posts.")
    phone.context.close()
