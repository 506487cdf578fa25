"""The admin of topics and their areas: the one place where the vocabulary is edited."""

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, EditView, IndexView, InspectView

from .models import Project, Topic, TopicArea


class AreaFilter(SimpleListFilter):
    """Written out, because Django's own filter of a foreign key needs the Django admin to be installed."""

    title = _("area")
    parameter_name = "area"

    def lookups(self, request, model_admin):
        return TopicArea.objects.values_list("slug", "name")

    def queryset(self, request, queryset):
        return queryset.filter(area__slug=self.value()) if self.value() else queryset


class TopicListView(IndexView):
    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            # A mistyped address, such as ?area=x, which modeladmin leaves to crash.
            return redirect(request.path)


class TopicInspectView(InspectView):
    page_title = _("Topic")

    def get_fields_dict(self):
        projects = links_to_projects(self.instance) or self.model_admin.get_empty_value_display()
        return [*super().get_fields_dict(), {"label": _("Projects"), "value": projects}]


class TopicDeleteView(DeleteView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"projects": links_to_projects(self.instance)}


class FixedSlugEditView(EditView):
    """Shows the slug without a field for it where the next import would miss what the slug named."""

    def get_edit_handler(self):
        if not (reason := self.fixed_because()):
            return super().get_edit_handler()
        slug = FieldPanel("slug", read_only=True, help_text=reason)
        panels = self.model_admin.get_edit_handler().children
        panels = [slug if getattr(panel, "field_name", "") == "slug" else panel for panel in panels]
        return ObjectList(panels).bind_to_model(self.model_admin.model)


class TopicEditView(FixedSlugEditView):
    def fixed_because(self):
        if self.instance.imported_digest:
            return _("It cannot be changed: content/topics.toml names the topic by it, and spec files do, too.")
        return None


class TopicAreaEditView(FixedSlugEditView):
    def fixed_because(self):
        if self.instance.topics.exists():
            return _("It cannot be changed while the area has topics: content/topics.toml names the area by it.")
        return None


class TopicAdmin(ModelAdmin):
    model = Topic
    menu_label = _("Topics")
    menu_icon = "tag"
    menu_order = 200
    list_display = ["name", "area", "aliases", "number_of_projects"]
    list_select_related = ["area"]
    list_filter = [AreaFilter]
    list_per_page = 50
    search_fields = ["name", "slug", "aliases", "description"]
    inspect_view_enabled = True
    inspect_view_fields = ["name", "slug", "area", "tier", "requires", "aliases", "description", "docs_url"]
    index_view_class = TopicListView
    edit_view_class = TopicEditView
    inspect_view_class = TopicInspectView
    delete_view_class = TopicDeleteView
    delete_template_name = "curriculum/admin/delete_topic.html"
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(project_count=Count("project_items"))

    def number_of_projects(self, topic):
        return topic.project_count

    number_of_projects.short_description = _("Projects")
    number_of_projects.admin_order_field = "project_count"


class TopicAreaAdmin(ModelAdmin):
    model = TopicArea
    menu_label = _("Topic areas")
    menu_icon = "folder-open-inverse"
    add_to_settings_menu = True
    list_display = ["name", "position", "number_of_topics"]
    search_fields = ["name", "slug"]
    index_view_class = TopicListView
    edit_view_class = TopicAreaEditView

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(topic_count=Count("topics"))

    def number_of_topics(self, area):
        return area.topic_count

    number_of_topics.short_description = _("Topics")
    number_of_topics.admin_order_field = "topic_count"


def links_to_projects(topic):
    """The projects that carry the topic, in the order of the tree; empty when there are none."""
    projects = Project.objects.filter(topic_items__tag=topic).order_by("path")
    items = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((reverse("wagtailadmin_pages:edit", args=[project.pk]), project.draft_title) for project in projects),
    )
    return format_html("<ul>{}</ul>", items) if items else ""
