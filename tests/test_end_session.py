"""One session of several is ended, by its owner alone."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.people import make_person

pytestmark = pytest.mark.django_db


def device(user):
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse"})
    client.get("/accounts/sessions/")
    return client, UserSession.objects.get(session_key=client.session.session_key)


def test_a_device_is_signed_out_and_the_others_stay():
    user = make_person("learner")
    (here, mine), (there, other) = device(user), device(user)
    assert here.post(f"/learn/account/sessions/{other.pk}/end/").url == "/accounts/sessions/"
    assert there.get("/learn/account/").status_code == 302
    assert here.get("/learn/account/").status_code == 200
    here.post(f"/learn/account/sessions/{mine.pk}/end/")  # not this way
    assert here.get("/learn/account/").status_code == 200


def test_nobody_ends_the_session_of_another():
    client, _ = device(make_person("mentor"))
    there, other = device(make_person("learner"))
    assert client.post(f"/learn/account/sessions/{other.pk}/end/").status_code == 404
    assert client.get(f"/learn/account/sessions/{other.pk}/end/").status_code == 405
    assert client.post(f"/learn/account/sessions/{10**17}/end/").status_code == 404
    assert there.get("/learn/account/").status_code == 200
