"""A learner's own exports: with their plan, their ticks and notes; and the private calendar that programs subscribe to."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from curriculum.places import public_roadmap
from curriculum.sections import SECTION_BY_SLUG
from learners.models import StudyPlan, Tick, User
from learners.plan import PlanTooLong
from learners.planning import made_plan
from learners.schedule import task_key

from .assembly import assembled
from .formats import FORMAT_BY_NAME
from .subject import Subject
from .views import streamed


@login_required
@never_cache
@require_safe
def own_export(request, roadmap_slug, format_name, project_slug=""):
    """The roadmap or one of its projects as the learner who asks has it; dated once they saved a plan."""
    chosen, roadmap = FORMAT_BY_NAME.get(format_name), public_roadmap(roadmap_slug)
    if chosen is None or roadmap is None:
        raise Http404
    saved = StudyPlan.objects.filter(user=request.user, roadmap=roadmap).select_related("user", "roadmap").first()
    try:
        subject = own_subject(
            user=request.user,
            roadmap=roadmap,
            saved=saved,
            only=project_slug,
            kinds=chosen.kinds,
            site=request.build_absolute_uri("/").rstrip("/"),
            made_at=timezone.now(),
        )
    except PlanTooLong:
        return redirect("study_plan", roadmap_slug)  # which says what is wrong with it
    if subject is None:
        raise Http404
    if chosen.needs_start and not (subject.dated and subject.days):
        messages.info(request, _("A calendar needs your plan: make and save it here first."))
        return redirect("study_plan", roadmap_slug)
    return streamed(request, chosen, subject, as_attachment=True)


@require_safe
def feed(request, token):
    """The calendar of a saved plan, for whoever holds its address. It changes when the plan or a tick does."""
    saved = StudyPlan.objects.filter(feed_token=token).select_related("user", "roadmap").first()
    if saved is None or not saved.user.is_active or public_roadmap(saved.roadmap.slug) != saved.roadmap:
        return _no_feed()
    chosen = FORMAT_BY_NAME["ics"]
    try:
        subject = own_subject(
            user=saved.user,
            roadmap=saved.roadmap,
            saved=saved,
            kinds=chosen.kinds,
            site=request.build_absolute_uri("/").rstrip("/"),
            made_at=timezone.now(),
        )
    except PlanTooLong:
        return _no_feed()
    if subject is None or not subject.days:
        return _no_feed()
    # Nothing in it depends on the moment at which it is fetched, so that a program sees whether it changed.
    answer = streamed(request, chosen, replace(subject, made_at=subject.changed_at), as_attachment=False)
    answer["Cache-Control"] = "private, max-age=300"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _no_feed():
    answer = HttpResponse(_("There is no such calendar."), status=404, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def change_feed(request, roadmap_slug):
    """Make a private address for the calendar of a saved plan, in place of the one before; or take it back."""
    roadmap = public_roadmap(roadmap_slug)
    saved = StudyPlan.objects.filter(user=request.user, roadmap=roadmap).first() if roadmap else None
    if saved is None:
        raise Http404
    if request.POST.get("action") == "revoke":
        token, told = None, _("The private calendar address no longer works.")
    else:
        token, told = secrets.token_urlsafe(32), _("Your private calendar address is made.")
    StudyPlan.objects.filter(pk=saved.pk).update(feed_token=token)
    messages.success(request, told)
    return redirect("study_plan", roadmap_slug)


def own_subject(
    *,
    user: User,
    roadmap,
    saved: StudyPlan | None,
    site: str,
    made_at: datetime,
    only: str = "",
    kinds: Collection[str] = tuple(SECTION_BY_SLUG),
) -> Subject | None:
    """What is published, with one learner's days, ticks and notes. None when there is no such project. Raises PlanTooLong.

    The days of one project are those on which it stands in the plan of the whole roadmap.
    """
    subject = assembled(roadmap=roadmap, site=site, made_at=made_at, only="", kinds=kinds)
    assert subject is not None  # the whole roadmap is always there
    made = made_plan(saved=saved, projects=list(subject.projects)) if saved else None
    if only:
        chosen = tuple(project for project in subject.projects if project.spec.slug == only)
        if not chosen:
            return None
        subject = replace(subject, projects=chosen, only=only)
    slugs = {project.page_id: project.spec.slug for project in subject.projects}
    ticks = Tick.objects.filter(enrolment__user=user, enrolment__project__in=slugs)
    rows = list(ticks.values_list("enrolment__project_id", "item", "state", "note", "since"))
    keyed = [(task_key(slugs[project], item), state, note) for project, item, state, note, _ in rows]
    subject = replace(
        subject,
        statuses={key: state for key, state, _ in keyed if state != Tick.State.TO_DO},
        notes={key: note for key, _, note in keyed if note},
        changed_at=max([subject.changed_at, *(row[4] for row in rows), *([saved.changed_at] if saved else [])]),
    )
    if made is None:
        return subject
    data = made.form.cleaned_data
    return replace(
        subject,
        days=tuple(_days_of(made.days, only)),
        dated=True,
        at=data["time"],
        zone=made.form.zone if data["tz"] else None,
        alarm=data["alarm"],
    )


def _days_of(days, only):
    """The study days; of one project those parts that are its own."""
    for day in days:
        shares = tuple(share for share in day.shares if only in ("", share.task.project))
        if shares:
            yield replace(day, shares=shares)
