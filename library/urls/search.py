"""The addresses under which people look for things: by itself, and below the menu of an assembly."""

from django.urls import path

from library.views.search import library

urlpatterns = [path("", library, name="library")]
of_assembly = [path("library/", library, name="assembly_library")]
