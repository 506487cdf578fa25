from allauth import urls as allauth_urls
from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from learners import accounts
from portal import health, robots
from portal.sitemaps import SITEMAPS

with_admin_csp = csp_override(settings.ADMIN_CSP)
with_account_csp = csp_override(settings.ACCOUNT_CSP)

urlpatterns = [
    path("healthz/", health.live, name="healthz"),
    path("readyz/", health.ready, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    # Before the pages of Wagtail that they take the place of.
    path("admin/login/", accounts.admin_entrance, name="admin_entrance"),
    re_path("^admin/password_reset/", accounts.password_reset),
    path("_util/login/", accounts.page_entrance, name="page_entrance"),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, with_admin_csp))),
    path("accounts/", accounts.to_your_account),
    path(
        "accounts/",
        include(decorate_urlpatterns(decorate_urlpatterns(allauth_urls.urlpatterns, with_account_csp), never_cache)),
    ),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures alone: an uploaded document could be a page with a script of its own.
    re_path(r"^media/(?P<path>\w*images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    # Before the learner's pages, whose last address takes every name of a project.
    path("", include("exports.urls")),
    path("", include("learners.urls")),
    path("", include("search.urls")),
    path("", include("curriculum.urls")),
    path("", include(wagtail_urls)),
]
