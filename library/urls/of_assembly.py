"""The addresses of the library that begin with an assembly's own: one module for each part."""

from library.urls import recordings, search, speaking

urlpatterns = [*recordings.urlpatterns, *speaking.urlpatterns, *search.of_assembly]
