from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.csp import csp_override
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal import health, robots
from portal.sitemaps import SITEMAPS

with_admin_csp = csp_override(settings.ADMIN_CSP)

urlpatterns = [
    path("healthz/", health.live, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, with_admin_csp))),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures alone: an uploaded document could be a page with a script of its own.
    re_path(r"^media/(?P<path>\w*images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("learners.urls")),
    path("", include("search.urls")),
    path("", include("curriculum.urls")),
    path("", include(wagtail_urls)),
]
