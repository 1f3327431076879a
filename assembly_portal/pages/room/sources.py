"""By what a room is met besides its page: the part that is asked for anew, and the player in its frame."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from assembly_portal.pages.room.frame import Answer, load_room
from breakouts.policies.meeting import can_meet
from breakouts.sources.presenters import Met
from breakouts.sources.queries import met_in
from events.models import Room
from events.sources import Stage
from events.views.loading import PersonalRequest, personal


@require_safe
@personal
def room_source(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Give the stage and the call as they are now to a page that stands open; to all others it is a 404."""
    met = _met(request, slug, code, at=timezone.now())
    context = {"assembly": met.room.session.assembly, "room": met.room, "met": met}
    return render(request, "assembly_portal/_room_sources.html", context)


@require_safe
@xframe_options_sameorigin
@personal
def stage(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show the player, a document of its own in the frame of the room's page; to others it is a 404.

    Only here may anything of another host be loaded, and only from the one host that plays. A player of
    another host is not even named before somebody asks for it.
    """
    met = _met(request, slug, code, at=timezone.now())
    if met.stage is None:
        raise Http404
    is_asked = "play" in request.GET
    context = {"room": met.room, "met": met, "stage": met.stage, "is_asked": is_asked}

    under = cast("Callable[[Answer], Answer]", csp(_policy(met.stage, is_asked=is_asked)))
    return under(render)(request, "assembly_portal/stage.html", context)


def _met(request: PersonalRequest, slug: str, code: str, *, at: datetime) -> Met:
    room: Room = load_room(request, slug, code, at=at)
    if not can_meet(request.user, room, at=at):
        raise Http404
    return met_in(room, at)


def _policy(stage: Stage, *, is_asked: bool) -> dict[str, list[object]]:
    policy: dict[str, list[object]] = {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
    }
    if stage.is_embed:
        return {**policy, "frame-src": [f"https://{stage.host}"]} if is_asked else policy
    # A stream is put together in the browser's memory, hence the blob; its captions begin as empty data.
    of_host = [f"https://{stage.host}"] if stage.host else []
    return {**policy, "connect-src": [SELF, *of_host], "media-src": [SELF, "blob:", "data:", *of_host]}
