"""What anybody may read, as files. Nothing here knows who asks, so every cache may keep the answers."""

import re
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from curriculum.places import public_roadmap
from learners.forms import PlanForm
from learners.plan import PlanTooLong

from .assembly import assembled
from .formats import FORMAT_BY_NAME, FORMATS

# Only what can be a slug is asked for: PostgreSQL, for one, refuses NUL.
_SLUG = re.compile(r"[-\w]{1,255}")

CURES = {
    "start": gettext_lazy("Give the first day as start=2026-12-01."),
    "hours": gettext_lazy("Give the hours of a study day as hours=2.5."),
    "days": gettext_lazy("Give the weekdays as days=mon,tue,wed."),
    "off": gettext_lazy("Give the days off as off=2026-12-24..2027-01-02,2027-04-05."),
    "time": gettext_lazy("Give the time of day as time=18:30."),
    "tz": gettext_lazy("Give the time zone as tz=Europe/Berlin."),
    "since": gettext_lazy("Give the day from which it is planned anew as since=2026-12-14."),
    "next": gettext_lazy("Give the next task as next=project/item."),
    "alarm": gettext_lazy("Give the minutes before a study day as alarm=30."),
}


@require_safe
def export(request, format_name, roadmap_slug, project_slug=""):
    """The roadmap, or one of its projects, in a format; with dates if the address says when it starts."""
    chosen = FORMAT_BY_NAME.get(format_name)
    if chosen is None:
        return _not_found(request, _("There is no such format."))
    roadmap = _roadmap(roadmap_slug)
    if roadmap is None:
        return _not_found(request, _("There is no such roadmap. It may have moved, or it is not public."))
    form = PlanForm.asked(request.GET, roadmap, timezone.localdate()) if request.GET.get("start") else None
    if chosen.needs_start and form is None:
        return _refused({"start": [_("A calendar needs its first day.")]})
    if form and not form.is_valid():
        return _refused(form.errors)
    try:
        subject = _subject(request, chosen, roadmap, project_slug, form)
    except PlanTooLong:
        too_long = _("At this pace the plan runs for more than 50 years. Ask for more hours or more days.")
        return _refused({"hours": [too_long], "days": [too_long]})
    if subject is None:
        return _not_found(request, _("This roadmap has no such project. It may have moved, or it is not public."))
    if chosen.needs_start and not subject.days:
        return _not_found(request, _("There are no tasks yet that a calendar could hold."))
    return streamed(request, chosen, subject, as_attachment=True)


@require_safe
def project_text(request, roadmap_slug, project_slug):
    """The text of a project, to be read where it is."""
    chosen, roadmap = FORMAT_BY_NAME["markdown"], _roadmap(roadmap_slug)
    subject = _subject(request, chosen, roadmap, project_slug) if roadmap else None
    if subject is None:
        return _not_found(request, _("There is no such project. It may have moved, or it is not public."))
    return streamed(request, chosen, subject, as_attachment=False)


def _roadmap(slug):
    return public_roadmap(slug) if _SLUG.fullmatch(slug) else None


def _subject(request, chosen, roadmap, project_slug, form=None):
    return assembled(
        roadmap=roadmap,
        only=project_slug,
        form=form,
        kinds=chosen.kinds,
        site=request.build_absolute_uri("/").rstrip("/"),
        made_at=timezone.now(),
    )


def streamed(request, chosen, subject, *, as_attachment):
    """The first part is written before the answer begins, so that what cannot be written is an error like any other."""
    parts = chosen.write(subject)
    parts = chain([next(parts, b"")], parts)
    answer = StreamingHttpResponse(() if request.method == "HEAD" else parts, content_type=chosen.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment, chosen.file_name(subject))
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _not_found(request, reason):
    return render(request, "exports/not_found.html", {"reason": reason, "formats": FORMATS}, status=404)


def _refused(errors):
    """What is wrong with which parameter, and how to mend it."""
    lines = [f"{name}: {' '.join(map(str, messages))} {CURES[name]}\n" for name, messages in errors.items()]
    return HttpResponse("".join(lines), status=400, content_type="text/plain; charset=utf-8")
