from django.shortcuts import render
from django.views.decorators.http import require_safe

from .finder import find
from .quick import offer


@require_safe
def finder(request):
    return render(request, "search/finder.html", {"found": find(dict(request.GET.lists())), "hide_search": True})


@require_safe
def quick_open(request):
    """What the palette shows for a text: a piece of HTML, not a page."""
    response = render(request, "search/quick.html#options", {"offer": offer(request.GET.get("q", ""), request)})
    response["X-Robots-Tag"] = "noindex"
    return response
