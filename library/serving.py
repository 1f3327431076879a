"""Answering with a file: whole or in ranges, by us or by the proxy in front.

Who may have it is asked before, by the view, at each request. Nothing here knows people.
"""

import unicodedata
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header, parse_etags

from library import vault
from library.actions.missing import is_on_disk, note_found, report_missing
from library.file_kinds import PDF, PICTURES, VIDEOS
from library.models import StoredFile
from library.ranges import OutOfReach, Part, part_of
from library.streams import Rule, Stream

SHOWN = {kind.content_type for kind in (PDF, *PICTURES, *VIDEOS)}
"""What browsers show; everything else is saved."""
SEALED = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
"""Opened as a page of its own a file runs nothing, and has an origin of its own; pictures and films show."""
SEALED_PDF = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Browsers show no PDF in a sandbox (Chrome and Safari: a blank page). Their viewers run none of it here."""


def send_file(
    request: HttpRequest,
    stored: StoredFile,
    *,
    name: str,
    is_download: bool,
    at: datetime,
    until: datetime | None = None,
    is_allowed: Rule | None = None,
) -> HttpResponseBase:
    """Answer GET or HEAD with the bytes, in one range if it is asked for; 304 where the client has them.

    ``is_allowed`` is asked again while it is sent (``library.streams``).
    ``until``: from this instant on no further piece leaves, also of an answer that began before; the line is
    closed, and whoever asks on gets what the view says then. (A proxy that sends for us ends its answer.)
    A file that is not on the disk, or not whole, is noted, organisers are told, and the answer is a page.
    """
    if stored.removed_at is not None:
        return render(request, "410.html", status=410)
    response = _answer(request, stored, until, is_allowed) if is_on_disk(stored) else None
    if response is None:
        report_missing(stored=stored, at=at)
        return _page_of_missing(request)
    if stored.missing_since is not None:
        note_found(stored=stored)
    if response.status_code in (200, 206):
        _describe(response, stored, name, is_download=is_download)
    response["Cache-Control"] = "no-cache"
    response["ETag"] = stored.etag
    return response


def _answer(
    request: HttpRequest, stored: StoredFile, until: datetime | None, is_allowed: Rule | None
) -> HttpResponseBase | None:
    """Decide what is sent, in the order of RFC 9110, section 13.2.2; None: the file went this very moment."""
    if _has_it(request, stored):
        return HttpResponse(status=304)
    if settings.LIBRARY_ACCEL_ADDRESS:
        return HttpResponse(headers={"X-Accel-Redirect": _accelerated(stored)})
    try:
        asked = _asked_part(request, stored)
    except OutOfReach:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    part = asked or Part(0, stored.size)
    headers = {"Content-Length": str(len(part))}
    if asked:
        headers["Content-Range"] = part.of(stored.size)
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    file = vault.open_kept(stored.key)
    return (
        None
        if file is None
        else Stream(
            file,
            part,
            until=until,
            is_allowed=is_allowed,
            status=206 if asked else 200,
            headers=headers,
        )
    )


def _has_it(request: HttpRequest, stored: StoredFile) -> bool:
    """Whether the client has these bytes: a weak comparison will do (section 13.1.2)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or stored.etag in [etag.removeprefix("W/") for etag in known]


def _asked_part(request: HttpRequest, stored: StoredFile) -> Part | None:
    """Return the range, if it is asked for by GET and of the bytes that the client has part of.

    :raises OutOfReach: nothing of the file lies in it.
    """
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header:
        return None
    # A date is no strong validator, and we give none out: then everything is sent.
    if request.headers.get("If-Range", stored.etag) != stored.etag:
        return None
    return part_of(header, stored.size)


def _describe(response: HttpResponseBase, stored: StoredFile, name: str, *, is_download: bool) -> None:
    """Say what it is and what a browser may do with it, whatever the bytes or their name would suggest."""
    is_shown = stored.content_type in SHOWN and not is_download
    is_pdf = stored.content_type == PDF.content_type
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = (
        content_disposition_header(not is_shown, clean_name(name)) or "attachment"
    )
    response["Content-Security-Policy"] = SEALED_PDF if is_pdf and is_shown else SEALED
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"


def clean_name(name: str) -> str:
    """Return a name that is one on every system: no folder, no control or direction signs, never empty."""
    last = PurePosixPath(name.replace("\\", "/")).name
    # Cc and Cf are the signs that cannot be seen, among them those that turn the direction of reading.
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return " ".join(seen.split()).strip(". ") or "file"


def _accelerated(stored: StoredFile) -> str:
    """Where the proxy finds the bytes: below its internal address as below our folder."""
    path = vault.path_of(stored.key).relative_to(settings.LIBRARY_FOLDER)
    return f"{settings.LIBRARY_ACCEL_ADDRESS.rstrip('/')}/{path.as_posix()}"


def _page_of_missing(request: HttpRequest) -> HttpResponse:
    """503 and not 410: the fault is ours, and a backup may bring the file back."""
    return render(request, "library/file_missing.html", status=503)
