from django.conf import settings
from django.conf.urls.static import static
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.csp import csp_override
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
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("search.urls")),
    path("", include("curriculum.urls")),
    path("", include(wagtail_urls)),
]
