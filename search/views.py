from django.shortcuts import render
from django.views.decorators.http import require_safe

from .finder import find


@require_safe
def finder(request):
    return render(request, "search/finder.html", {"found": find(dict(request.GET.lists())), "hide_search": True})
