"""The addresses of the library that stand under ``library/``: one module for each part."""

from library.urls import documents, search

urlpatterns = [*search.urlpatterns, *documents.urlpatterns]
