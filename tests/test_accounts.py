"""Making an account, signing in and out, and the one door for learners and mentors."""

import re

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.test import Client

from learners.models import User
from portal import environment
from tests.people import client_of, make_person
from tests.with_postgresql import free_port

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"
NEW = {"email": "ada@example.org", "password1": "a long phrase 42"}


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD, path="/accounts/login/", **headers):
    return client.post(path, {"login": email, "password": password}, **headers)


def code_of(message):
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.MULTILINE)
    return code


def shown(response):
    """The words of a page, without what differs by who is asked about."""
    main = BeautifulSoup(response.content, "html.parser").main
    return re.sub(r"\S+@example\.org", "ADDRESS", " ".join(main.get_text(" ").split()))


def is_signed_in(client):
    return client.get("/learn/account/").status_code == 200


# Signing up


def test_who_signs_up_is_sent_a_code_and_is_signed_in_when_it_is_typed(client):
    answer = client.post("/accounts/signup/?next=/topics/", {**NEW, "email": "Ada@Example.org", "next": "/topics/"})
    assert answer.url == "/accounts/confirm-email/" and not is_signed_in(client)
    [message] = mail.outbox
    assert message.subject == "[Waymark] Your code" and message.to == ["ada@example.org"]
    assert not message.alternatives
    answer = client.post(answer.url, {"code": code_of(message)})
    assert answer.url == "/topics/" and is_signed_in(client)
    address = User.objects.get(email="ada@example.org").emailaddress_set.get()
    assert address.verified and address.primary


def test_a_wrong_code_signs_nobody_in(client):
    client.post("/accounts/signup/", NEW)
    for _try in range(3):
        client.post("/accounts/confirm-email/", {"code": "WRONG1"})
    code = code_of(mail.outbox[0])
    client.post("/accounts/confirm-email/", {"code": code})
    assert not is_signed_in(client)


def test_a_lost_code_is_sent_anew_at_the_next_sign_in(client):
    client.post("/accounts/signup/", NEW)
    cache.clear()  # ten seconds later
    later = Client()
    assert sign_in(later, NEW["email"], NEW["password1"]).url == "/accounts/confirm-email/"
    assert later.post("/accounts/confirm-email/", {"code": code_of(mail.outbox[-1])}).url == "/learn/"


def test_sign_up_does_not_tell_who_has_an_account(client):
    make_person("learner")
    answers = []
    for email in ["learner@example.org", "stranger@example.org"]:
        stranger = Client()
        answer = stranger.post("/accounts/signup/", {**NEW, "email": email})
        page = stranger.get(answer.url)
        wrong = stranger.post(answer.url, {"code": "WRONG1"})
        answers.append((answer.status_code, answer.url, shown(page), shown(wrong)))
    assert answers[0] == answers[1]
    assert "account already" in mail.outbox[0].subject and "your code" in mail.outbox[1].subject.lower()
    assert User.objects.get(email="learner@example.org").check_password(PASSWORD)


def test_mail_goes_out_through_the_server_of_email_url(client, settings):
    received = []

    class Mailbox:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  the name that aiosmtpd calls
            received.append(envelope)
            return "250 OK"

    port = free_port()
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = f"smtp://127.0.0.1:{port}?from=portal@example.org"
        settings.MAILERS = environment.mailers({"EMAIL_URL": url}, debug=True)
        settings.DEFAULT_FROM_EMAIL = environment.mail_sender({"EMAIL_URL": url})
        client.post("/accounts/signup/", NEW)
    finally:
        controller.stop()
    [envelope] = received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("portal@example.org", ["ada@example.org"])
    assert b"Subject: [Waymark] Your code" in envelope.content
    assert b"Content-Type: text/plain" in envelope.content and b"text/html" not in envelope.content


# Signing in and out


def test_people_sign_in_with_their_e_mail_address_whatever_its_case(client):
    make_person("learner")
    assert sign_in(client, "Learner@Example.org").url == "/learn/"
    assert is_signed_in(client)


def test_whoever_was_made_by_hand_with_capitals_can_sign_in(client):
    User.objects.create_superuser("Ada.Keeper@Example.org", PASSWORD)
    assert sign_in(client, "ada.keeper@example.org").url == "/learn/"


def test_the_login_does_not_tell_who_has_an_account():
    make_person("learner")
    known, unknown = (sign_in(Client(), f"{name}@example.org", "wrong") for name in ["learner", "stranger"])
    assert shown(known) == shown(unknown)
    assert known.status_code == unknown.status_code == 200


def test_signing_out_takes_a_post(client):
    client.force_login(make_person("learner"))
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_the_way_back_stays_on_this_host(client):
    make_person("learner")
    answer = client.post(
        "/accounts/login/", {"login": "learner@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == "/learn/"


# A forgotten password


def test_a_forgotten_password_is_mended_by_mail_and_ends_the_other_sessions(client):
    elsewhere = client_of("mentor")
    client.post("/accounts/password/reset/", {"email": "mentor@example.org"})
    [message] = mail.outbox
    [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    fresh = "another long phrase 7"
    answer = client.post(form, {"password1": fresh, "password2": fresh}, follow=True)
    assert "Your password is changed" in shown(answer)
    assert not is_signed_in(elsewhere)
    assert sign_in(client, "mentor@example.org", fresh).url == "/learn/"
    assert "no longer works" in shown(Client().get(link, follow=True))


def test_a_reset_does_not_tell_who_has_an_account():
    make_person("learner")
    pages = []
    for name in ["learner", "stranger"]:
        answer = Client().post("/accounts/password/reset/", {"email": f"{name}@example.org"}, follow=True)
        pages.append((answer.redirect_chain, shown(answer)))
    assert pages[0] == pages[1] and len(mail.outbox) == 2


# A new address


def test_a_new_address_counts_once_its_code_is_typed(client):
    make_person("learner")
    sign_in(client, "learner@example.org")
    answer = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post(answer.url, {"password": PASSWORD, "next": "/accounts/email/"})
    assert User.objects.get().email == "learner@example.org"
    [message] = [message for message in mail.outbox if message.to == ["new@example.org"]]
    client.post("/accounts/confirm-email/", {"code": code_of(message)})
    assert User.objects.get().email == "new@example.org"
    assert mail.outbox[-1].to == ["learner@example.org"]  # who lost it is told
    assert "not correct" in shown(sign_in(Client(), "learner@example.org"))
    assert sign_in(Client(), "new@example.org").url == "/learn/"


def test_an_address_that_an_administrator_replaced_no_longer_signs_in(client):
    person = make_person("learner")
    form = {"email": "new@example.org", "first_name": "Lena", "last_name": "Park", "is_active": "on"}
    client_of("admin").post(f"/admin/users/edit/{person.pk}/", form)
    assert "not correct" in shown(sign_in(client, "learner@example.org"))
    assert sign_in(client, "new@example.org").url == "/accounts/confirm-email/"
