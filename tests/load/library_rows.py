"""A film to stream, and somebody who may; runs in a process of the portal."""

import os

from django.urls import NoReverseMatch, reverse

from assembly_portal.rehearsal.cast import log_in
from library import vault
from library.file_kinds import WEBM
from tests.factories import make_delegate
from tests.library.factories import make_file, make_recording

MIB = 1024 * 1024


def a_film(mib: int) -> dict[str, str]:
    """Make a recording of so many MiB: where it is watched, with whose cookie, and where its bytes lie."""
    stored = make_file(os.urandom(MIB) * mib, WEBM)
    recording = make_recording(file=stored)
    assembly = recording.session.assembly
    try:
        path = reverse("recording_file", kwargs={"slug": assembly.slug, "code": recording.code})
    except NoReverseMatch:
        path = f"/stored/{stored.pk}/"
    delegate = make_delegate(assembly)
    return {"path": path, "cookie": log_in(delegate.user_id), "file": str(vault.path_of(stored.key))}
