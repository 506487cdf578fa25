from django.urls import re_path

from . import views

urlpatterns = [
    # As many digits as every database takes for a number.
    re_path(r"^learn/ticks/(?P<project_id>[0-9]{1,18})/$", views.ticks, name="ticks"),
]
