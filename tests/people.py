"""Signed-in clients, one per role."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from learners.models import User


def make_person(role):
    user = User.objects.create_user(
        f"{role}@example.org", "correct horse", first_name=role.title(), is_superuser=role == "admin"
    )
    user.groups.set(Group.objects.filter(name={"mentor": "Mentors", "reviewer": "Reviewers"}.get(role)))
    user.vouch_for_email()
    return user


def client_of(role):
    client = Client()
    if role != "anonymous":
        client.force_login(make_person(role))
    return client


def sign_in(page, site, user):
    """Give a browser's page what a sign-in leaves there; `site` is the address of the live server."""
    client = Client()
    client.force_login(user)
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, "signed_in": "1"}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
