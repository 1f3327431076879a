"""The addresses of reporters."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
