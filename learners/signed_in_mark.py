"""A cookie by which pages that are the same for everybody know, without a request, whether somebody is signed in.

It says nothing about who, and grants nothing: whoever forges it is told to sign in.
"""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

MARK = "signed_in"


@receiver(user_logged_in)
def remember_login(sender, request, **kwargs):
    if request is not None:
        request.now_signed_in = True


@receiver(user_logged_out)
def remember_logout(sender, request, **kwargs):
    if request is not None:
        request.now_signed_in = False


def signed_in_mark(get_response):
    def middleware(request):
        response = get_response(request)
        signed_in = getattr(request, "now_signed_in", None)
        # A session can end without a logout here: on another device, or by its age. Public pages must never ask.
        if signed_in is None and request.path.startswith("/learn/") and _has_cookies(request):
            signed_in = request.user.is_authenticated
            if signed_in == (MARK in request.COOKIES):
                return response
        if signed_in:
            response.set_cookie(
                MARK,
                "1",
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        elif signed_in is False:
            response.delete_cookie(MARK, samesite="Lax")
        return response

    return middleware


def _has_cookies(request):
    return MARK in request.COOKIES or settings.SESSION_COOKIE_NAME in request.COOKIES
