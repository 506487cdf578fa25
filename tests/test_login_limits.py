"""How often a password may be wrong: the same on every door and behind every cache."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from portal import environment
from tests.people import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse"


@pytest.fixture(params=["in the process", "redis"])
def counted(request, settings):
    """Where tries are counted."""
    if request.param == "redis":
        settings.CACHES = environment.caches({"REDIS_URL": request.getfixturevalue("redis_url")})
    cache.clear()
    yield
    cache.clear()


def guess(email, password="wrong", address="192.0.2.1", **headers):
    return Client(REMOTE_ADDR=address, **headers).post("/accounts/login/", {"login": email, "password": password})


def is_blocked(answer):
    return answer.status_code == 429 or b"Too many failed login attempts" in answer.content


def test_the_sixth_wrong_try_of_an_account_is_blocked_from_everywhere(counted):
    make_person("learner")
    for number in range(5):
        assert not is_blocked(guess("learner@example.org", address=f"192.0.2.{number}"))
    assert is_blocked(guess("Learner@example.org", address="192.0.2.77"))
    assert is_blocked(guess("learner@example.org", PASSWORD, address="192.0.2.78"))


def test_the_eleventh_wrong_try_of_an_address_is_blocked_whatever_the_account(counted):
    make_person("learner")
    for number in range(10):
        assert not is_blocked(guess(f"nobody-{number}@example.org"))
    assert is_blocked(guess("nobody-10@example.org"))
    assert is_blocked(guess("learner@example.org", PASSWORD))
    assert guess("learner@example.org", PASSWORD, address="192.0.2.2").status_code == 302


def test_right_passwords_do_not_count(counted):
    make_person("learner")
    for _time in range(12):
        assert guess("learner@example.org", PASSWORD).status_code == 302


def test_another_port_in_the_host_header_gives_no_more_tries(counted, settings):
    make_person("learner")
    settings.ALLOWED_HOSTS = ["testserver"]
    for number in range(5):
        guess("learner@example.org", address=f"192.0.2.{number}", HTTP_HOST=f"testserver:{8000 + number}")
    assert is_blocked(guess("learner@example.org", address="192.0.2.9", HTTP_HOST="testserver:9000"))


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_invented_address_changes_nothing(counted, settings, proxies):
    """The one proxy of a production adds the address that it sees on the right."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    seen_by_proxy = ", 198.51.100.7" if proxies else ""
    for number in range(10):
        spoofed = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}{seen_by_proxy}"}
        assert not is_blocked(guess(f"nobody-{number}@example.org", **spoofed))
    spoofed = {"HTTP_X_FORWARDED_FOR": f"203.0.113.99{seen_by_proxy}"}
    assert is_blocked(guess("nobody-10@example.org", **spoofed))


def test_behind_the_proxy_people_have_an_address_each(counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        forwarded = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        assert not is_blocked(guess(f"nobody-{number}@example.org", **forwarded))


def test_a_production_trusts_one_proxy_and_development_none(run_django):
    ask = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    production = {"SECRET_KEY": "VGhpcyBpcyA0NCBjaGFyYWN0ZXJzIGxvbmcsIGJ1dA==", "DATABASE_URL": "sqlite:///:memory:"}
    assert run_django("-c", ask, **production).stdout == "1\n"
    assert run_django("-c", ask, **production, DEBUG="1").stdout == "0\n"


def test_the_second_step_is_limited_too(counted):
    person = make_person("learner")
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    answers = [client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"}) for number in range(6)]
    assert [is_blocked(answer) for answer in answers] == [False] * 5 + [True]
    assert Authenticator.objects.get().last_used_at is None


def test_a_stolen_session_cannot_guess_the_password(counted):
    person, client = make_person("learner"), Client()
    client.force_login(person)
    answers = [client.post("/learn/account/delete/", {"password": f"guess {number}"}) for number in range(6)]
    assert [is_blocked(answer) for answer in answers] == [False] * 5 + [True]
    form = {"oldpassword": "guess", "password1": "a long phrase 42", "password2": "a long phrase 42"}
    answers = [client.post("/accounts/password/change/", form) for _time in range(6)]
    assert [is_blocked(answer) for answer in answers] == [False] * 5 + [True]


def test_a_new_password_by_mail_opens_a_blocked_account(counted, mailoutbox):
    make_person("learner")
    for number in range(6):
        guess("learner@example.org", address=f"192.0.2.{number}")
    client = Client(REMOTE_ADDR="192.0.2.50")
    client.post("/accounts/password/reset/", {"email": "learner@example.org"})
    link = next(word for word in mailoutbox[0].body.split() if "/reset/key/" in word)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another long phrase", "password2": "another long phrase"})
    assert guess("learner@example.org", "another long phrase", address="192.0.2.51").status_code == 302


def test_too_many_sign_ins_of_an_address_show_a_page_of_ours(counted):
    answers = [guess("", address="192.0.2.1") for _time in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "Too many tries" in answers[-1].content.decode()
