"""What goes with an account, and what stays: the curriculum stays, without the name of its author."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from .models import User


def is_last_administrator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete the person with everything that is theirs, on every device.

    Pages, revisions, images and documents of a mentor lose their author (SET_NULL); comments in the editor have none
    without one and go, too.
    """
    for session in UserSession.objects.filter(user=user):
        session.end()
    # Wagtail's history keeps the number of a deleted user, and the name of a person in entries about them.
    for entries in registry.get_log_entry_models():
        entries.objects.filter(user=user).update(user=None)
    ModelLogEntry.objects.for_instance(user).delete()
    user.delete()
