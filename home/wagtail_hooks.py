"""The dashboard, the page explorer and the buttons of the editor, as far as they differ from Wagtail's."""

from django.db.models import Value
from wagtail import hooks
from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from curriculum.models import Project, Roadmap


class RoadmapsPanel(Component):
    """The roadmaps that somebody may edit, each with the way to its projects."""

    template_name = "home/admin/roadmaps_panel.html"
    order = 230  # below what awaits review, above the latest edits

    def __init__(self, rows):
        self.rows = rows

    def get_context_data(self, parent_context):
        return {"rows": self.rows}


@hooks.register("construct_homepage_panels")
def lead_to_the_roadmaps(request, panels):
    editable = policy_registry.get_by_type(Roadmap).instances_user_has_permission_for(request.user, "change")
    roadmaps = Roadmap.objects.filter(pk__in=editable.values("pk")).order_by("path")
    rows = [
        {"roadmap": roadmap, "may_add": roadmap.permissions_for_user(request.user).can_add_subpage()}
        for roadmap in roadmaps
    ]
    if rows:
        panels.append(RoadmapsPanel(rows))


@hooks.register("construct_explorer_page_queryset")
def name_sections_without_their_project(parent_page, pages, request):
    """In the list of one project, the heading above names it."""
    if request.GET.get("q") or not isinstance(parent_page.specific_deferred, Project):
        return pages
    return pages.annotate(listed_in_project=Value(True))


class SubmitFirst(SubmitForModerationMenuItem):
    """The same button, for the place where the Enter key would press it."""

    template_name = "home/admin/submit_first.html"


@hooks.register("construct_page_action_menu")
def show_mentors_how_to_submit(menu_items, request, context):
    """Who cannot publish ends every edit with it; drafts are saved in the background anyway."""
    names = [item.name for item in menu_items]
    if context["view"] == "edit" and "action-submit" in names and "action-publish" not in names:
        menu_items.pop(names.index("action-submit"))
        menu_items.insert(0, SubmitFirst())
