from django.urls import path

from . import clipboard, notion_views, personal, views

urlpatterns = [
    path("export/clipboard/<slug:roadmap_slug>/<slug:project_slug>/", clipboard.clipboard, name="clipboard"),
    path("export/<str:format_name>/<str:roadmap_slug>/", views.export, name="export"),
    path("export/<str:format_name>/<str:roadmap_slug>/<str:project_slug>/", views.export, name="export"),
    path("learn/feed/<slug:token>.ics", personal.feed, name="feed"),
    path("learn/<slug:roadmap_slug>/feed/change/", personal.change_feed, name="change_feed"),
    path("learn/<slug:roadmap_slug>/notion/", notion_views.send_to_notion, name="send_to_notion"),
    path("learn/<slug:roadmap_slug>/export/<slug:format_name>/", personal.own_export, name="own_export"),
    path(
        "learn/<slug:roadmap_slug>/export/<slug:format_name>/<slug:project_slug>/",
        personal.own_export,
        name="own_export",
    ),
    path("<str:roadmap_slug>/<str:project_slug>.md", views.project_text, name="project_text"),
]
