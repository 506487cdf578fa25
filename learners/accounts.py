"""A person's own account, and the doors that Wagtail sends people to."""

from itertools import batched

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .account_data import account_data
from .account_deletion import delete_account, is_last_administrator


@never_cache
@require_safe
@login_required
def your_account(request):
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "github": settings.GITHUB_APP is not None,
        "connected": SocialAccount.objects.filter(user=request.user).first(),
    }
    return render(request, "learners/account.html", context)


@never_cache
def to_your_account(request):
    return redirect("your_account")


@never_cache
@require_safe
@login_required
def download_my_data(request):
    text = DjangoJSONEncoder(indent=2, ensure_ascii=False).iterencode(account_data(request.user))
    name = f"{slugify(settings.SITE_NAME) or 'portal'}-account.json"
    return StreamingHttpResponse(
        ("".join(part) for part in batched(text, 1000)),
        content_type="application/json",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


@never_cache
@require_POST
@login_required
def end_session(request, session_id):
    """Sign out on one other device."""
    found = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if found is None:
        raise Http404
    if found.session_key != request.session.session_key:  # this one ends by signing out
        found.end()
        messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


def _has_no_password(request):
    return not request.user.has_usable_password()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(enabled=_has_no_password, allow_get=True)
def delete_my_account(request):
    """Ask, and delete when the password is right; whoever has none proves otherwise that it is them."""
    user, form = request.user, None
    stays = is_last_administrator(user)
    if user.has_usable_password():
        form = ReauthenticateForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and not stays and (form is None or form.is_valid()):
        delete_account(user=user)
        logout(request)
        return redirect("account_deleted")
    return render(request, "learners/account_delete.html", {"form": form, "stays": stays})


@never_cache
@require_safe
def account_deleted(request):
    return render(request, "learners/account_deleted.html")


@never_cache
def admin_entrance(request):
    back = _way_back(request, reverse("wagtailadmin_home"))
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(back)
    return _entrance(request, back)


@never_cache
def page_entrance(request):
    """Wagtail sends the readers of restricted pages here, also those who are signed in and may not read them."""
    return _entrance(request, _way_back(request, "/"))


@never_cache
def password_reset(request):
    return redirect("account_reset_password")


def _entrance(request, back):
    """The login; whoever is signed in already would be sent back and forth between it and the page."""
    if request.user.is_authenticated:
        return render(request, "learners/no_entry.html", {"next": back}, status=403)
    return redirect_to_login(back)


def _way_back(request, otherwise):
    back = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if is_ours else otherwise
