from django.urls import path, re_path

from . import plan_views, views

urlpatterns = [
    # As many digits as every database takes for a number.
    re_path(r"^learn/ticks/(?P<project_id>[0-9]{1,18})/$", views.ticks, name="ticks"),
    path("learn/<slug:roadmap_slug>/plan/", plan_views.study_plan, name="study_plan"),
]
