"""Address of the tables."""

from django.urls import path

from networking.views.tables import tables

urlpatterns = [path("tables/", tables, name="networking_tables")]
