"""What search engines are told of: every page that a learner reads, and every topic. Sections are parts of pages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from curriculum.models import Project, Topic
from curriculum.places import places, public_roadmaps
from home.models import HomePage


class PageSitemap(Sitemap):
    """Front page, roadmaps and projects. A project changes when one of its sections does.

    A page that no site leads to has no address, and is left out.
    """

    def items(self):
        roadmaps = public_roadmaps()
        section_published = Max("sections__last_published_at", filter=Q(sections__live=True))
        projects = Project.objects.annotate(
            changed=Greatest("last_published_at", Coalesce(section_published, "last_published_at"))
        )
        pages = [
            *HomePage.objects.live().public(),
            *roadmaps,
            *projects.filter(pk__in=[place.project_id for place in places(roadmaps)]).order_by("path"),
        ]
        return [page for page in pages if self.location(page)]

    def location(self, page):
        """The path alone: with two sites a page's own `url` names the host, which the sitemap adds by itself."""
        parts = page.get_url_parts()
        return parts and parts[2]

    def lastmod(self, page):
        return getattr(page, "changed", page.last_published_at)


class GuideSitemap(Sitemap):
    def items(self):
        return [roadmap for roadmap in public_roadmaps() if roadmap.guide and roadmap.get_url_parts()]

    def location(self, item):
        return item.get_url_parts()[2] + item.reverse_subpage("base_guide")

    def lastmod(self, item):
        return item.last_published_at


class TopicSitemap(Sitemap):
    def items(self):
        return [reverse("topics"), *Topic.objects.order_by("name")]

    def location(self, item):
        return item if isinstance(item, str) else item.get_absolute_url()


SITEMAPS = {"pages": PageSitemap, "guides": GuideSitemap, "topics": TopicSitemap}
