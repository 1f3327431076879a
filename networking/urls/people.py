"""The addresses of the directory and of the people in it."""

from django.urls import path

from networking.views.directory import directory
from networking.views.people import person

urlpatterns = [
    path("", directory, name="networking_people"),
    path("people/<slug:code>/", person, name="networking_person"),
]
