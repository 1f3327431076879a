"""What the pages of a document begin with: the document, if this person may see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from events.models import Assembly
from library.models import Document

View = Callable[..., HttpResponseBase]


def of_document(view: View) -> View:
    """Hand the view the document and the instant.

    Unknown and forbidden are the same: "Page not found" for who is logged in, the log-in for who is not.
    """

    @wraps(view)
    def asked(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        at = timezone.now()
        seen = Document.objects.visible_to(request.user, at).with_current()
        document = seen.filter(code=code).first()
        if document is not None:
            return view(request, document=document, at=at, **kwargs)
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())

    return never_cache(asked)


def assembly_shown(request: HttpRequest, document: Document) -> Assembly | None:
    """Return the assembly whose menu the page carries: a draft has one for organisers only."""
    assembly = document.assembly
    if assembly is None:
        return None
    is_public = assembly.published_at is not None and assembly.published_at <= timezone.now()
    return assembly if is_public or getattr(request.user, "is_organiser", False) else None
