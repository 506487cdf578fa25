"""The page from which a learner sends a roadmap to their own Notion, step by step.

The token is posted with each step and kept nowhere: not in the session, the database, a log or an answer.
"""

import math
import re
import threading
import time
from contextlib import contextmanager

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from curriculum.places import public_roadmap
from learners.models import StudyPlan
from learners.plan import PlanTooLong

from .notion_api import NotionClient, NotionError
from .notion_push import Cursor, page_id, push
from .personal import own_subject

NOTION = "https://www.notion.so"
STEP = 8
"""Seconds of work in one request."""
AT_ONCE = 2
"""Steps in a process at the same time, of gunicorn's four threads: who reads does not wait for who sends."""
BUSY_WAIT = 3

_steps = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """A step of the same learner is still at work, or too many of others are."""


class NotionForm(forms.Form):
    page = forms.CharField(
        label=gettext_lazy("Link to the Notion page"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        error_messages={"required": gettext_lazy("Paste the link to the page that you shared.")},
    )
    token = forms.CharField(
        label=gettext_lazy("Token of your integration"),
        max_length=500,
        help_text=gettext_lazy("It begins with ntn_ or secret_. It is used for this and kept nowhere."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Paste the token of your integration.")},
    )
    cursor = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_page(self):
        found = page_id(self.cleaned_data["page"])
        if not found:
            raise forms.ValidationError(
                _("This is no link to a page in Notion. Open the page there and choose Share, then Copy link.")
            )
        return found

    def clean_token(self):
        token = self.cleaned_data["token"]
        if not re.fullmatch(r"[!-~]{8,500}", token):
            raise forms.ValidationError(
                _("This is no token of Notion. Copy it again from the page of your integration.")
            )
        return token


@sensitive_post_parameters("token")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def send_to_notion(request, roadmap_slug):
    """The form; with a POST one step of the work, answered as a page or, for who asks for JSON, as its progress."""
    roadmap = public_roadmap(roadmap_slug)
    if roadmap is None:
        raise Http404
    as_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if request.method != "POST":
        return _page(request, roadmap, NotionForm())
    form = NotionForm(request.POST)
    if not form.is_valid():
        if as_json:
            return JsonResponse({"state": "refused", "errors": form.errors}, status=400)
        return _page(request, roadmap, form, status=400)
    try:
        subject = _subject(request, roadmap)
    except PlanTooLong:
        if as_json:
            return JsonResponse(
                {"state": "refused", "message": _("Your plan is too long. Change it first.")}, status=400
            )
        return redirect("study_plan", roadmap_slug)  # which says what is wrong with it
    answer, status = _step(request.user, subject, form.cleaned_data)
    if as_json:
        return JsonResponse(answer, status=status)
    return _page(request, roadmap, form, status=status, answer=answer)


def _subject(request, roadmap):
    return own_subject(
        user=request.user,
        roadmap=roadmap,
        saved=StudyPlan.objects.filter(user=request.user, roadmap=roadmap).select_related("user", "roadmap").first(),
        site=request.build_absolute_uri("/").rstrip("/"),
        made_at=timezone.now(),
    )


@sensitive_variables()
def _step(user, subject, data):
    """What happened, as plain values, and the status of the answer."""
    cursor = Cursor.read(data["cursor"])
    try:
        with (
            _alone(user, data["page"]),
            NotionClient(
                data["token"],
                address=settings.NOTION_API,
                deadline=time.monotonic() + STEP,
                interval=settings.NOTION_INTERVAL,
            ) as client,
        ):
            progress = push(subject, page=data["page"], client=client, cursor=cursor)
    except Busy:
        return {"state": "wait", "wait": BUSY_WAIT, "cursor": str(cursor)}, 200
    except NotionError as error:
        return {"state": "refused", "message": str(error), "cursor": ""}, 400
    return {
        "state": "done" if progress.finished else "more",
        "done": progress.done,
        "total": progress.total,
        "cursor": str(progress.cursor),
        "wait": math.ceil(progress.wait),
        "address": f"{NOTION}/{data['page'].replace('-', '')}",
    }, 200


@contextmanager
def _alone(user, page):
    """One step at a time for a page: two at once would each make what the other has not made yet."""
    key = f"notion-step:{user.pk}:{page}"
    if not _steps.acquire(blocking=False):
        raise Busy
    try:
        if not cache.add(key, True, timeout=60):
            raise Busy
        try:
            yield
        finally:
            cache.delete(key)
    finally:
        _steps.release()


def _page(request, roadmap, form, *, status=200, answer=None):
    """The form never shows a token again; the cursor is that of the step just done."""
    if answer is not None:
        data = form.data.copy()
        data["cursor"] = answer["cursor"]
        form.data = data
    context = {"roadmap": roadmap, "form": form, "answer": answer, "integrations": f"{NOTION}/profile/integrations"}
    return render(request, "exports/notion.html", context, status=status)
