"""What belongs to one learner: the dashboard, and ticks as JSON for the pages that are the same for everybody."""

import json

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from curriculum.places import public_roadmaps

from .dashboard import dashboard
from .models import Enrolment
from .ticks import Refused, apply_changes, read_changes

ROADMAPS_SHOWN = 12
TOLD = ("item", "state", "since", "note", "wording", "words")


@never_cache
@require_safe
def my_work(request):
    """Today, where to go on, how far everything is. Strangers are told what they would find here."""
    if not request.user.is_authenticated:
        return render(request, "learners/welcome.html", {"roadmaps": public_roadmaps()[:ROADMAPS_SHOWN]})
    return render(request, "learners/dashboard.html", {"found": dashboard(user=request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticks(request, project_id):
    """The learner's ticks of a project; a POST first applies the changes that it holds (see `read_changes`)."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "Sign in first."}, status=401)
    if request.method != "POST":
        enrolment = Enrolment.objects.filter(user=request.user, project_id=project_id).first()
        known = enrolment.ticks.values_list(*TOLD, named=True) if enrolment else ()
        return JsonResponse(_state(request, enrolment, known))
    try:
        sent = read_changes(json.loads(request.body))
        written = apply_changes(user=request.user, project_id=project_id, sent=sent)
    except ValueError as error:  # Refused, or no JSON
        text = str(error) if isinstance(error, Refused) else "Send JSON in UTF-8."
        return JsonResponse({"error": text}, status=400)
    if written is None:
        return JsonResponse({"error": "There is no such project."}, status=404)
    return JsonResponse(_state(request, *written))


def _state(request, enrolment, known):
    """What the page needs of each tick in `known`. `learner` is the same for all requests of one person and says nothing about
    them: a browser keeps the queues of several people apart by it.
    """
    return {
        "learner": salted_hmac("learners.ticks", str(request.user.pk), algorithm="sha256").hexdigest()[:16],
        "csrf": get_token(request),
        "started": enrolment.started_at if enrolment else None,
        "seen": enrolment.seen if enrolment else {},
        "ticks": {tick.item: {name: getattr(tick, name) for name in TOLD[1:]} for tick in known},
    }
