"""What every page of the admin around the editor says of roadmaps, projects and sections."""

from django.db.models import Value
from wagtail import hooks

from curriculum.models import Project


@hooks.register("construct_explorer_page_queryset")
def name_sections_without_their_project(parent_page, pages, request):
    """In the list of one project, the heading above names it."""
    if request.GET.get("q") or not isinstance(parent_page.specific_deferred, Project):
        return pages
    return pages.annotate(listed_in_project=Value(True))
