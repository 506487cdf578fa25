"""Signed-in clients, one per role."""

from django.contrib.auth.models import Group
from django.test import Client

from learners.models import User


def make_person(role):
    user = User.objects.create_user(
        f"{role}@example.org", "correct horse", first_name=role.title(), is_superuser=role == "admin"
    )
    user.groups.set(Group.objects.filter(name={"mentor": "Mentors", "reviewer": "Reviewers"}.get(role)))
    return user


def client_of(role):
    client = Client()
    if role != "anonymous":
        client.force_login(make_person(role))
    return client
