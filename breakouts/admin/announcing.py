"""Announcing from the day board: looked at first with how many read it, then sent; and taken back."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import User
from breakouts import actions
from breakouts.actions.broadcasting import Spread
from breakouts.actions.chat import tidy_body
from breakouts.board.announcing import read_target, readers_in_words, targets_of
from breakouts.board.queries import readers_of
from breakouts.board.refusals import BroadcastRefused
from breakouts.board.rooms import is_reach, open_rooms, reached
from breakouts.models import ANNOUNCEMENT_LIMIT
from breakouts.policies.broadcasting import is_announcement
from events.models import Assembly

BOARD = "admin:breakouts_board_day"


class AnnouncementForm(forms.Form):
    """What is announced and where; with ``cid`` it was looked at."""

    where = forms.CharField(required=False)
    body = forms.CharField(required=False, strip=False)
    cid = forms.UUIDField(required=False)


def announce_page(site: AdminSite, request: HttpRequest, slug: str) -> HttpResponse:
    """Show what would be read by how many, then announce it; refused, what was typed stays."""
    assembly, at = get_object_or_404(Assembly, slug=slug), timezone.now()
    form = AnnouncementForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    cid: UUID | None = typed.get("cid")
    # What no text may hold, a NUL, leaves its field empty: refused in the words for an empty one.
    where, body = typed.get("where", ""), tidy_body(typed.get("body", ""))
    reach, code = read_target(where)
    rooms = open_rooms(assembly, at)
    chosen = reached(rooms, reach, code)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Check the announcement",
        "assembly": assembly,
        "where": where,
        "body": body,
        "limit": ANNOUNCEMENT_LIMIT,
        "targets": targets_of(rooms),
        "is_nav_sidebar_enabled": False,
    }
    try:
        if cid and "change" not in request.POST:
            spread = actions.announce_widely(
                actor=cast(User, request.user),
                assembly=assembly,
                reach=reach,
                code=code,
                body=body,
                cid=cid,
                at=at,
            )
            return _done(request, assembly, spread, "Announced in")
        is_announcement(body).or_raise(BroadcastRefused)
        is_reach(reach, chosen).or_raise(BroadcastRefused)
    except BroadcastRefused as refused:
        context |= {"refusal": str(refused), "title": "Announce"}
        return render(request, "breakouts/admin/board_announce.html", context)
    context |= {"rooms": chosen, "readers": readers_in_words(readers_of(chosen), len(chosen)), "cid": uuid4()}
    return render(request, "breakouts/admin/board_announce.html", context)


def take_back(site: AdminSite, request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take an announcement back wherever a room is still open."""
    assembly = get_object_or_404(Assembly, slug=slug)
    try:
        spread = actions.withdraw_broadcast(
            actor=cast(User, request.user), assembly=assembly, number=number, at=timezone.now()
        )
    except BroadcastRefused as refused:
        messages.error(request, str(refused))
        return redirect(BOARD, slug)
    return _done(request, assembly, spread, "Taken back in")


def _done(request: HttpRequest, assembly: Assembly, spread: Spread, words: str) -> HttpResponse:
    count = len(spread.done)
    if count:
        messages.success(request, f"{words} {count} room{'' if count == 1 else 's'}.")
    for refusal in spread.refusals:
        messages.warning(request, f"Not everywhere: {refusal}")
    return redirect(BOARD, assembly.slug)
