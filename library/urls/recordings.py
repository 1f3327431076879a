"""The addresses of an assembly's recordings, below its own."""

from django.urls import path

from library.views import recording_files as files
from library.views import recordings as pages
from library.views import watching

urlpatterns = [
    path("recordings/", pages.recordings, name="recordings"),
    path("recordings/<slug:code>/", pages.recording, name="recording"),
    path("recordings/<slug:code>/video", files.recording_file, name="recording_file"),
    path(
        "recordings/<slug:code>/captions/<slug:language>.vtt",
        files.recording_captions,
        name="recording_captions",
    ),
    path(
        "recordings/<slug:code>/chapters.vtt",
        files.recording_chapters,
        name="recording_chapters",
    ),
    path(
        "recordings/<slug:code>/watched/",
        watching.recording_watched,
        name="recording_watched",
    ),
]
