"""The plan of a roadmap: for everybody from its address, for a learner also saved."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from curriculum.places import public_roadmap
from curriculum.published import published_projects

from .forms import PlanForm
from .models import StudyPlan
from .plan import PlanTooLong
from .plan_page import plan_page, shown_tasks
from .planning import address_plan, done_tasks, made_plan, plan_anew, save_plan

TOO_LONG = gettext_lazy("At this pace the plan runs for more than 50 years. Give it more hours or more days.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def study_plan(request, roadmap_slug):
    roadmap = public_roadmap(roadmap_slug)
    if roadmap is None:
        raise Http404
    projects = published_projects(roadmap, kinds=["schedule"])
    if request.method == "POST":
        return _write(request, roadmap, projects)
    saved = None
    if request.user.is_authenticated:
        saved = StudyPlan.objects.filter(user=request.user, roadmap=roadmap).select_related("user", "roadmap").first()
    asked = any(name in request.GET for name in PlanForm.base_fields)
    if saved and not asked:
        return _show(request, roadmap, projects, saved=saved)
    form = PlanForm.asked(request.GET, roadmap, timezone.localdate())
    return _show(request, roadmap, projects, form=form, saved=saved)


def _show(request, roadmap, projects, *, form=None, saved=None):
    """The plan of the form, or without one the saved plan."""
    made = None
    try:
        if form is None:
            made = made_plan(saved=saved, projects=projects)
            form = made.form if made else PlanForm.asked(request.GET, roadmap, timezone.localdate())
        elif form.is_valid():
            made = address_plan(form=form, projects=projects)
            if request.user.is_authenticated:
                made = replace(made, done=done_tasks(user=request.user, projects=projects, zone=form.zone))
    except PlanTooLong:
        form = form or PlanForm.asked(request.GET, roadmap, timezone.localdate())
        form.add_error(None, TOO_LONG)
    today = timezone.localdate(timezone=made.form.zone) if made else timezone.localdate()
    context = {
        "roadmap": roadmap,
        "form": form,
        "saved": saved,
        "is_saved": bool(saved and made and form.query == saved.query),
        "today": today,
        "plan": plan_page(made=made, projects=projects, today=today) if made and made.days else None,
        "since": made.since if made else None,
        "week_names": list(zip(WEEKDAYS_ABBR.values(), WEEKDAYS.values(), strict=True)),
        "tasks": list(shown_tasks(projects, made.done if made else {}).values()),
    }
    return render(request, "learners/plan.html", context)


def _write(request, roadmap, projects):
    if not request.user.is_authenticated:
        return redirect_to_login(request.path, settings.LOGIN_URL)
    who = {"user": request.user, "roadmap": roadmap}
    action = request.POST.get("action")
    if action == "forget":
        StudyPlan.objects.filter(**who).delete()
        messages.success(request, _("Your plan is deleted. Your ticks are still there."))
        return redirect(request.path)
    form = PlanForm.asked(request.POST, roadmap, timezone.localdate())
    if action == "save" and not form.is_valid():
        return _show(request, roadmap, projects, form=form)
    try:
        if action == "save":
            today = timezone.localdate(timezone=form.zone)
            save_plan(**who, projects=projects, form=form, today=today)
            messages.success(request, _("Your plan is saved."))
        elif action == "anew":
            saved = plan_anew(**who, projects=projects)
            if saved:
                messages.success(request, _("What is left is planned from today. What you did keeps its days."))
    except PlanTooLong:
        form.add_error(None, TOO_LONG)
        return _show(request, roadmap, projects, form=form)
    return redirect(request.path)
