"""What the browser itself says about the content security policy."""

import pytest
from django.contrib.auth import get_user_model

from curriculum.models import Project
from tests.factories import make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def violations(page, live_server):
    """Lists what Chromium refused and whom else it called, while the test goes from page to page."""
    found = []

    def note_foreign_host(request):
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            found.append(request.url)

    page.on("request", note_foreign_host)
    page.on("console", lambda message: found.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def project(transactional_db):
    return Project.objects.get(pk=make_project().pk)  # fresh: treebeard counts children on the instance


def test_public_pages_hold_nothing_that_the_policy_refuses(live_server, page, violations, project):
    for path in ["/", project.get_parent().url, project.url, "/no-such-page/"]:
        page.goto(live_server.url + path)
    assert violations == []


def test_the_page_editor_works_under_the_policy_of_the_admin(live_server, page, violations, project):
    get_user_model().objects.create_superuser("admin@example.com", "a-password")
    page.goto(f"{live_server.url}/admin/login/")
    page.locator("[name=login]").fill("admin@example.com")
    page.locator("[name=password]").fill("a-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/admin/")  # leaving earlier would stop the sign-in
    section = project.get_children().first()
    page.goto(f"{live_server.url}/admin/pages/{section.pk}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    # An empty frame and an error of the browser have no such element.
    page.frame_locator("#w-preview-iframe").locator("main").first.wait_for()
    assert violations == []
