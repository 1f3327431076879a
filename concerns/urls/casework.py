"""The addresses of handlers, deans and auditors."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
