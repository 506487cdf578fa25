"""All that the portal keeps about one person, as plain values.

Whoever adds a model with a key to User adds it here, or to LEFT_OUT with the reason; a test compares the two with the
models.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from .models import Enrolment, StudyPlan, User

PREFERENCES = "How the admin looks for this person, shown and changed there."
PASSING = "Lives for as long as a page is open in the editor."
CURRICULUM = "Belongs to the curriculum, which stays when its author leaves; the admin shows it to its author."
SECRET = "A key to the admin's API; a copy of it in a file would be a danger, and only its digest is known."  # noqa: S105

LEFT_OUT = {
    "wagtailusers.UserProfile.user": PREFERENCES,
    "wagtailcore.PageSubscription.user": PREFERENCES,
    "wagtailadmin.EditingSession.user": PASSING,
    "wagtailadmin.FormState.user": PASSING,
    "wagtailcore.APIToken.user": SECRET,
    "wagtailcore.UploadedFile.uploaded_by_user": PASSING,
    "wagtaildocs.Document.uploaded_by_user": CURRICULUM,
    "wagtailimages.Image.uploaded_by_user": CURRICULUM,
    "wagtailcore.Page.locked_by": CURRICULUM,
    "wagtailcore.Page.owner": CURRICULUM,
    "wagtailcore.Revision.user": CURRICULUM,
    "wagtailcore.WorkflowState.requested_by": CURRICULUM,
    "wagtailcore.TaskState.finished_by": CURRICULUM,
    "wagtailcore.Comment.user": CURRICULUM,
    "wagtailcore.Comment.resolved_by": CURRICULUM,
    "wagtailcore.CommentReply.user": CURRICULUM,
}


def account_data(user: User) -> dict:
    return {
        "account": _account(user),
        "email_addresses": _rows(EmailAddress, user, "email", "verified", "primary"),
        "sessions": _rows(UserSession, user, "created_at", "last_seen_at", "ip", "user_agent"),
        "sign_in_methods": [_method(row) for row in Authenticator.objects.filter(user=user).order_by("pk")],
        "connected_accounts": _rows(SocialAccount, user, "provider", "uid", "date_joined", "last_login", "extra_data"),
        "projects": [_enrolment(row) for row in _enrolments(user)],
        "plans": _rows(StudyPlan, user, "roadmap__title", "query", "since", "kept", "changed_at"),
    }


def _rows(model, user, *fields) -> list[dict]:
    return list(model.objects.filter(user=user).order_by("pk").values(*fields))


def _account(user) -> dict:
    fields = ["email", "first_name", "last_name", "date_joined", "last_login", "is_active", "is_staff", "is_superuser"]
    return {name: getattr(user, name) for name in fields} | {"groups": [group.name for group in user.groups.all()]}


def _method(authenticator) -> dict:
    """Without its data: that is what signs in."""
    return {
        "type": authenticator.type,
        "name": str(authenticator),
        "created_at": authenticator.created_at,
        "last_used_at": authenticator.last_used_at,
    }


def _enrolments(user):
    return Enrolment.objects.filter(user=user).order_by("pk").prefetch_related("ticks")


def _enrolment(enrolment) -> dict:
    fields = ["item", "state", "since", "note", "words"]
    return {
        "title": enrolment.title,
        "started_at": enrolment.started_at,
        "ticks": [{name: getattr(tick, name) for name in fields} for tick in enrolment.ticks.all()],
    }
