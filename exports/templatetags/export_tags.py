"""Where a curriculum can be taken from a page, in every format that there is."""

from django import template
from django.urls import reverse

from exports.formats import FORMATS

register = template.Library()


@register.inclusion_tag("exports/links.html")
def export_links(roadmap, project="", query="", own=False):
    """Links to all formats of a roadmap or a project, by their slugs.

    `query` is a pace as it stands in a plan's address. `own` are those of the learner who asks, with their plan and ticks.
    """
    names = [roadmap, project] if project else [roadmap]
    dated = own or bool(query)
    links = []
    for choice in FORMATS:
        if choice.needs_start and not dated:
            links.append((choice, reverse("study_plan", args=[roadmap])))
        elif own:
            links.append((choice, reverse("own_export", args=[roadmap, choice.name, *names[1:]])))
        else:
            address = reverse("export", args=[choice.name, *names])
            links.append((choice, f"{address}?{query}" if query else address))
    return {"links": links, "dated": dated}
