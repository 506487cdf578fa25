from django.urls import path, re_path

from . import plan_views, project_form, views

urlpatterns = [
    path("learn/", views.my_work, name="dashboard"),
    # As many digits as every database takes for a number.
    re_path(r"^learn/ticks/(?P<project_id>[0-9]{1,18})/$", views.ticks, name="ticks"),
    path("learn/<slug:roadmap_slug>/plan/", plan_views.study_plan, name="study_plan"),
    path("learn/<slug:roadmap_slug>/<slug:project_slug>/", project_form.project_form, name="project_form"),
]
