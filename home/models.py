from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from curriculum.models import Project, Roadmap
from home.front_page import front_page_context

BELOW = (Roadmap.objects.all(), Project.objects.select_related("level"))


class HomePage(Page):
    """The front door: what this portal is, its roadmaps, and ways in by level and topic."""

    lead = models.TextField(
        _("lead"), blank=True, help_text=_("One or two sentences below the title: what a learner finds here.")
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["curriculum.Roadmap"]
    page_description = _("The front page of the portal")
    max_count = 1

    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | front_page_context(self)

    def route(self, request, path_components):
        """Wagtail's way of finding a page, with one query for a level of the path instead of two."""
        page = self
        for kind, slug in zip(BELOW, path_components, strict=False):
            parent, page = page, kind.child_of(page).filter(slug=slug).first()
            if page is None:
                return super().route(request, path_components)
            page._cached_parent_obj = parent  # as Wagtail does, for get_parent()
        if page is self:
            return super().route(request, path_components)
        return page.route(request, path_components[len(BELOW) :])
