"""The report for mentors: where learners get stuck."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

from curriculum.models import Project

from .stuck import FEWEST, STOPPED, facts_of_projects, facts_of_sections

PAGES = PagePermissionPolicy()
ANY_OF = ["add", "change", "publish"]
ICON = "group"


def may_see(user):
    return PAGES.user_has_any_permission(user, ANY_OF)


def _days(project):
    """A dash where it would be about too few."""
    return "–" if project.facts.median_days is None else project.facts.median_days


class StuckReport(ReportView):
    """All projects that somebody started, the most started first."""

    model = Project
    permission_policy = PAGES
    any_permission_required = ANY_OF
    page_title = _("Learners' progress")
    header_icon = ICON
    index_url_name = "stuck_report"
    index_results_url_name = "stuck_report_results"
    list_export = ["title", "started", "done", "median_days", "last"]
    columns = [
        TitleColumn(
            "title", label=_("Project"), get_url=lambda project: reverse("stuck_in_project", args=[project.pk])
        ),
        NumberColumn("started", label=_("Learners"), accessor="facts.started"),
        NumberColumn("done", label=_("Items done"), accessor="facts.done"),
        Column("median_days", label=_("Median days so far"), accessor=_days),
        DateColumn("last", label=_("Last activity"), accessor="facts.last"),
    ]
    export_headings = {column.name: column.label for column in columns}

    @cached_property
    def is_searchable(self):
        return False

    def get_base_queryset(self):
        # Mentors see the projects that they can open in the explorer, drafts included.
        mine = PAGES.instances_user_has_any_permission_for(self.request.user, ANY_OF)
        return (
            Project.objects.filter(pk__in=mine.values("pk"))
            .annotate(started=Count("enrolments"))
            .filter(started__gt=0)
            .order_by("-started", "path")
        )

    def decorate_paginated_queryset(self, object_list):
        facts = facts_of_projects([project.pk for project in object_list])
        for project in object_list:
            project.facts = facts[project.pk]
        return object_list


def stuck_in_project(request, project_id):
    """One project, section by section."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        raise Http404
    if not PAGES.user_has_any_permission_for_instance(request.user, ANY_OF, project):
        raise PermissionDenied
    facts = facts_of_projects([project.pk]).get(project.pk)
    context = {
        "project": project,
        "facts": facts,
        "sections": facts_of_sections(project, timezone.now()),
        "fewest": FEWEST,
        "stopped_days": STOPPED.days,
        "breadcrumbs_items": [
            {"url": reverse("stuck_report"), "label": StuckReport.page_title},
            {"url": "", "label": project.get_admin_display_title()},
        ],
        "icon": ICON,
    }
    return TemplateResponse(request, "learners/admin/stuck.html", context)
