"""The addresses of notices, below that of an assembly."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from events.admin.notices import holding, messages, overview, preview, texts, troubles

Page = Callable[..., HttpResponse]
HERE = "<int:pk>/notices/"
PREVIEW = f"{HERE}kind/<str:key>/preview/<slug:code>/"
MESSAGE = f"{HERE}messages/<int:number>/"


def notice_urls(site: AdminSite) -> list[URLPattern]:
    """List them: pages, and what is only posted."""

    def page(view: Page) -> Any:
        return site.admin_view(_without_nul(partial(view, site)))

    def act(view: Page) -> Any:
        return site.admin_view(require_POST(_without_nul(partial(view, site))))

    def named(address: str, view: Any, name: str) -> URLPattern:
        return cast(URLPattern, path(address, view, name=f"events_assembly_{name}"))

    return [
        named(HERE, page(overview.notices), "notices"),
        named(f"{HERE}hold/", act(overview.hold), "hold_notices"),
        named(f"{HERE}release/", page(overview.release), "release_notices"),
        named(f"{HERE}not-delivered/", page(troubles.troubles), "notice_troubles"),
        named(f"{HERE}not-delivered/<int:notice>/again/", page(troubles.send_again), "send_notice_again"),
        named(f"{HERE}kind/<str:key>/", page(texts.notice), "notice"),
        named(PREVIEW, page(preview.preview), "notice_preview"),
        named(f"{PREVIEW}mail/", page(preview.mail), "notice_mail"),
        named(f"{PREVIEW}test/", act(preview.test), "notice_test"),
        named(f"{HERE}messages/", page(messages.listed), "messages"),
        named(f"{HERE}messages/new/", page(messages.write), "new_message"),
        named(MESSAGE, page(messages.message), "message"),
        named(f"{MESSAGE}send/", page(messages.send), "send_message"),
        named(f"{MESSAGE}hold/", act(holding.hold), "hold_message"),
        named(f"{MESSAGE}release/", page(holding.release), "release_message"),
        named(f"{MESSAGE}remove/", act(messages.remove), "remove_message"),
    ]


def _without_nul(view: Page) -> Page:
    """Take the one character out of an address that no column holds: nobody types it, and asking breaks."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return wrapped


def _cleaned(typed: QueryDict) -> QueryDict:
    if not any("\0" in value for _, values in typed.lists() for value in values):
        return typed
    cleaned = QueryDict(mutable=True)
    for name, values in typed.lists():
        cleaned.setlist(name, [value.replace("\0", "") for value in values])
    return cleaned
