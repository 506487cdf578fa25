"""Accounts in a real browser: passkeys, the authenticator app, the policy, what axe finds."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from learners.models import User
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse"
PARTS = {
    "account": "/learn/account/",
    "two steps": "/accounts/2fa/",
    "app": "/accounts/2fa/totp/activate/",
    "add a passkey": "/accounts/2fa/webauthn/add/",
    "passkeys": "/accounts/2fa/webauthn/",
    "sessions": "/accounts/sessions/",
    "e-mail": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign out": "/accounts/logout/",
    "delete": "/learn/account/delete/",
}
ENTRANCES = {"sign in": "/accounts/login/", "sign up": "/accounts/signup/", "reset": "/accounts/password/reset/"}


@pytest.fixture
def portal(live_server):
    """The portal by a name that browsers take for safe: a passkey belongs to a name."""
    cache.clear()
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(page):
    """Fails when the browser refused something."""
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    assert refused == []


def sign_in(page, portal, role="learner"):
    page.goto(f"{portal}/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{role}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove(page):
    """Give the password once more, where allauth asks for it."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def app_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page, portal):
    page.goto(f"{portal}/learn/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{portal}/")


def with_authenticator(page):
    """A device that holds passkeys, with a finger always on it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_signing_up_with_the_keyboard_alone(page, portal):
    page.goto(f"{portal}/accounts/signup/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long phrase 42")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail address")
    [code] = re.findall(r"^\w{4}-\w{4}$", mail.outbox[0].body, re.MULTILINE)
    page.get_by_label("Code").fill(code.lower())
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal}/learn/")
    assert "signed_in=1" in page.evaluate("document.cookie")
    assert User.objects.get().email == "ada@example.org"


def test_a_passkey_signs_in_without_a_password(page, portal):
    person = make_person("learner")
    with_authenticator(page)
    sign_in(page, portal)
    page.goto(f"{portal}/accounts/2fa/webauthn/add/")
    prove(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("My laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Unused codes")).to_be_visible()  # recovery codes, once
    page.goto(f"{portal}/accounts/2fa/webauthn/")
    expect(page.get_by_role("listitem").filter(has_text="My laptop")).to_contain_text("signs in alone")
    sign_out(page, portal)

    page.goto(f"{portal}/accounts/login/?next=/learn/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{portal}/learn/account/")
    assert Authenticator.objects.get(type="webauthn").last_used_at
    assert page.get_by_text(person.email).is_visible()


def test_a_passkey_that_is_not_given_is_said_on_the_page(page, portal):
    cdp, authenticator = with_authenticator(page)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{portal}/accounts/login/")
    alert = page.get_by_role("alert").filter(has_text="passkey")
    expect(alert).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(alert).to_be_visible()


def test_the_code_of_an_app_is_asked_for_once_it_is_set_up(page, portal):
    make_person("learner")
    sign_in(page, portal)
    page.goto(f"{portal}/accounts/2fa/totp/activate/")
    prove(page)
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.get_by_label("No camera?").input_value()
    page.get_by_label("Authenticator code").fill(app_code(secret))
    page.get_by_role("button", name="Switch on").click()
    codes = page.get_by_label("Unused codes").input_value().split()
    assert len(codes) == 10
    sign_out(page, portal)

    sign_in(page, portal)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.goto(f"{portal}/learn/account/")  # no way around it
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_have_accessible_description("Incorrect code.")
    page.get_by_label("Code").fill(app_code(secret))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal}/learn/")
    sign_out(page, portal)

    sign_in(page, portal)
    page.get_by_label("Code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{portal}/learn/")


def test_a_session_elsewhere_is_seen_and_ended(page, portal, browser):
    make_person("learner")
    elsewhere = browser.new_context(user_agent="The library's computer").new_page()
    sign_in(elsewhere, portal)
    expect(elsewhere).to_have_url(f"{portal}/learn/")
    sign_in(page, portal)
    page.goto(f"{portal}/accounts/sessions/")
    expect(page.get_by_text("The library's computer")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()
    page.get_by_role("button", name="Sign out there").click()
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    elsewhere.goto(f"{portal}/learn/account/")
    expect(elsewhere).to_have_url(re.compile("/accounts/login/"))
    elsewhere.context.close()


def test_errors_are_tied_to_their_fields_and_help_the_browser_fill_them(page, portal):
    page.goto(f"{portal}/accounts/signup/")
    email, password = page.get_by_label("E-mail address"), page.get_by_label("Password")
    expect(email).to_have_attribute("autocomplete", "email")
    expect(password).to_have_attribute("autocomplete", "new-password")
    email.fill("ada@example.org")
    password.fill("1234")
    page.keyboard.press("Enter")
    expect(password).to_have_accessible_description(re.compile("too short"))
    page.goto(f"{portal}/accounts/login/")
    expect(page.get_by_label("Password")).to_have_attribute("autocomplete", "current-password")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="not correct")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_the_pages_of_an_account(page, portal, scheme, width):
    make_person("learner")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}

    def look(name):
        results = Axe().run(page)
        if results.violations_count:
            found[name] = results.generate_report()
        sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not sideways, f"{name} scrolls sideways"

    for name, path in ENTRANCES.items():
        page.goto(portal + path)
        look(name)
    sign_in(page, portal)
    expect(page).to_have_url(f"{portal}/learn/")
    page.goto(portal + PARTS["app"])
    look("is it you")
    prove(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    for name, path in PARTS.items():
        page.goto(portal + path)
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Is it you?")
        look(name)
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())
