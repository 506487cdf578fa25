from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.finder, name="search"),
    path("search/quick/", views.quick_open, name="quick_open"),
]
