import re

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from .models import Topic
from .teaching import paths_of, related_topics, shelves
from .words import words

_SLUG = re.compile(r"[-\w]{1,100}")


@require_safe
def topics(request):
    return render(request, "curriculum/topics.html", {"shelves": shelves()})


@require_safe
def topic(request, slug):
    """What a topic is, and where it is taught. The address of an alias leads to the topic's own."""
    # Only what can be a slug is asked for: PostgreSQL, for one, refuses NUL.
    found = Topic.objects.select_related("area").filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
    if found is None:
        return redirect(_meant_by(slug))
    paths = paths_of(found)
    return render(
        request,
        "curriculum/topic.html",
        {"topic": found, "paths": paths, "related": related_topics(found, paths)},
    )


def _meant_by(term):
    wanted = words(term)
    for candidate in Topic.objects.all():
        if wanted and any(words(known) == wanted for known in candidate.terms):
            return candidate
    raise Http404
