"""Every address of Lärka; each app lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("larka.accounts.urls")),
]
