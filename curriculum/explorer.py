"""How the page explorer lists projects and sections, and how projects are created there."""

from django.db import transaction
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from .models import Project, SpecSection
from .panels import sections_context

CHECKBOX = BulkActionsColumn("bulk_actions")
TITLE = PageTitleColumn("title", label=_("Title"), classname="title")
STATE = [
    DateColumn(
        "latest_revision_created_at",
        label=_("Updated"),
        sort_key="latest_revision_created_at",
        classname="wide-only",
    ),
    PageStatusColumn("status", label=_("Status"), sort_key="live"),
]


class ProjectListing(ExplorableIndexView):
    def annotate_queryset(self, pages):
        # After super(): it re-reads the pages by type, which keeps prefetches and forgets select_related.
        return super().annotate_queryset(pages).prefetch_related("level")


class ProjectCreateView(CreateView):
    """Creates a project together with its sections (see wagtail_hooks), or not at all."""

    @method_decorator(transaction.atomic)
    def post(self, request):
        return super().post(request)


class ProjectEditView(EditView):
    partials_template_name = "curriculum/admin/project_edit_partials.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not context["is_partial"]:
            return context
        return context | sections_context(self.page, self.request)


class ProjectViewSet(PageViewSet):
    model = Project
    index_view_class = ProjectListing
    add_view_class = ProjectCreateView
    edit_view_class = ProjectEditView
    columns = [
        CHECKBOX,
        TITLE,
        Column("level", label=_("Level"), sort_key="level__position"),
        Column("hours", label=_("Hours"), accessor=lambda project: project.hours.normalize(), sort_key="hours"),
        *STATE,
    ]


class SpecSectionViewSet(PageViewSet):
    model = SpecSection
    columns = [
        CHECKBOX,
        Column("number", label=_("No."), accessor="section_kind.number", sort_key="path", width="8%"),
        TITLE,
        *STATE,
    ]

    @cached_property
    def views(self):
        # A section is added with one click and then written (see wagtail_hooks): no form, no preview of it.
        return {name: view for name, view in super().views.items() if name != "preview_on_add"}
