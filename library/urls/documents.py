"""The addresses of documents."""

from django.urls import path

from library.views import documents, formats

urlpatterns = [
    path("documents/<slug:code>/", documents.document, name="document"),
    path("documents/<slug:code>/read/", documents.document_page, name="document_page"),
    path("documents/<slug:code>/file/<str:name>", documents.document_file, name="document_file"),
    path("documents/<slug:code>/format/", formats.document_format, name="document_format"),
]
