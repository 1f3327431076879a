"""The addresses of one's own part."""

from django.urls import path

from networking.views.profile import leaving, profile

urlpatterns = [
    path("me/", profile, name="networking_profile"),
    path("me/leave/", leaving, name="networking_leave"),
]
