from django.urls import path, re_path

from . import accounts, plan_views, project_form, views

urlpatterns = [
    path("learn/", views.my_work, name="dashboard"),
    # Before the addresses with the name of a roadmap.
    path("learn/account/", accounts.your_account, name="your_account"),
    path("learn/account/data/", accounts.download_my_data, name="download_my_data"),
    # As many digits as every database takes for a number.
    re_path("^learn/account/sessions/(?P<session_id>[0-9]{1,18})/end/$", accounts.end_session, name="end_session"),
    path("learn/account/delete/", accounts.delete_my_account, name="delete_my_account"),
    path("learn/account/deleted/", accounts.account_deleted, name="account_deleted"),
    re_path(r"^learn/ticks/(?P<project_id>[0-9]{1,18})/$", views.ticks, name="ticks"),
    path("learn/<slug:roadmap_slug>/plan/", plan_views.study_plan, name="study_plan"),
    path("learn/<slug:roadmap_slug>/<slug:project_slug>/", project_form.project_form, name="project_form"),
]
