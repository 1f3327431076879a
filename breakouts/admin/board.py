"""The day board: every room of an assembly's day and what waits there, worked through by plain forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from breakouts import actions
from breakouts.admin.announcing import announce_page, take_back
from breakouts.admin.help import lines_of
from breakouts.board.announcing import targets_of
from breakouts.board.presenters import board_of, exact_clock, totals_of
from breakouts.board.queries import latest_broadcasts, people_today, read_rooms, shown_calls
from breakouts.help.queries import queue
from breakouts.help.refusals import HelpRefused
from breakouts.models import ANNOUNCEMENT_LIMIT, Broadcast, HelpCall
from breakouts.queries import is_running
from events.access_lines import access_lines
from events.models import AccessRequest, Assembly
from events.policies.assemblies import can_run_assemblies

View = Callable[..., HttpResponse]
BOARD = "admin:breakouts_board_day"
READ_AT = "X-Read-At"
MOST_REQUESTS = 10
DONE = {"claim": "You have this call.", "resolve": "The call is resolved."}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, and the part of the page where it was tried."""

    words: str
    anchor: str


@admin.register(Broadcast)
class BroadcastAdmin(OrganiserAdmin):
    """The board stands in the place of a list of what was announced."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The index names the board beside the help queue."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One announces on the board."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was announced is taken back, not rewritten."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Offer the board and its acts, and none of the usual pages."""
        site = self.admin_site

        def page(view: View) -> View:
            return _guarded(site, partial(view, site))

        def act(view: View) -> View:
            return _guarded(site, require_POST(partial(view, site)))

        return [
            path("", page(next_board), name="breakouts_board"),
            path("<slug:slug>/", page(board_page), name="breakouts_board_day"),
            path("<slug:slug>/live/", page(live), name="breakouts_board_live"),
            path("<slug:slug>/help/<uuid:key>/<slug:what>/", act(help_act), name="breakouts_board_help"),
            path("<slug:slug>/announce/", act(announce_page), name="breakouts_board_announce"),
            path("<slug:slug>/announced/<int:number>/", act(take_back), name="breakouts_board_take_back"),
        ]


def _guarded(site: AdminSite, view: View) -> View:
    """Let organisers in. To everybody else who is logged in there is no such page."""
    inside = site.admin_view(view)

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if isinstance(request.user, User) and not can_run_assemblies(request.user):
            raise Http404
        return inside(request, **named)

    return answer


def next_board(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Send the organiser to the board of the assembly that they work on."""
    assembly = Assembly.objects.next_to_run(timezone.now())
    return redirect(BOARD, assembly.slug) if assembly else redirect("admin:index")


def board_page(
    site: AdminSite, request: HttpRequest, slug: str, refusal: Refusal | None = None
) -> HttpResponse:
    """Show the whole page."""
    at, assembly = timezone.now(), get_object_or_404(Assembly, slug=slug)
    context = {
        **site.each_context(request),
        **_now(request, assembly, at),
        "title": "Day board",
        "refusal": refusal,
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "breakouts/admin/board.html", context)


def live(site: AdminSite, request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the part of the page that changes; with nothing, if it is as the asker has it."""
    at, assembly = timezone.now(), get_object_or_404(Assembly, slug=slug)
    context = _now(request, assembly, at)
    answer = render(request, "breakouts/admin/_board_live.html", context)
    # The tokens of the forms are drawn anew each time and mean the same.
    told = _TOKEN.sub("", answer.content.decode())
    tag = f'"{blake2b(told.encode(), digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    answer["ETag"] = tag
    answer[READ_AT] = context["read_at"]
    return answer


def help_act(site: AdminSite, request: HttpRequest, slug: str, key: UUID, what: str) -> HttpResponse:
    """Take a call or be done with it; whoever comes second reads who has it."""
    at, actor = timezone.now(), cast(User, request.user)
    if what not in DONE:
        raise Http404
    get_object_or_404(HelpCall, pk=key, room__session__assembly__slug=slug)
    try:
        if what == "claim":
            actions.claim_help(actor=actor, call=key, at=at)
        else:
            actions.resolve_help(actor=actor, call=key, at=at)
    except HelpRefused as refused:
        return board_page(site, request, slug, Refusal(str(refused), "help"))
    messages.success(request, DONE[what])
    return redirect(BOARD, slug)


def _now(request: HttpRequest, assembly: Assembly, at: datetime) -> dict[str, Any]:
    """Read the day as it stands."""
    calls, reading = queue(assembly), read_rooms(assembly, at)
    shown = shown_calls(calls)
    board = board_of(reading, shown, at)
    still_open = AccessRequest.objects.open()
    access_count = still_open.filter(delegate__assembly=assembly).count()
    requests = still_open.first_due(assembly).select_related("delegate", "owner")[:MOST_REQUESTS]
    totals = totals_of(board, reading, people_today(assembly), open_help=len(calls), access=access_count)
    return {
        "assembly": assembly,
        "board": board,
        "totals": totals,
        "lines": lines_of(shown, request.user.pk, at),
        "private_count": len(calls) - len(shown),
        "requests": access_lines(requests, assembly.zone, at),
        "targets": targets_of([room for room in reading.rooms if is_running(room, at)]),
        "limit": ANNOUNCEMENT_LIMIT,
        "broadcasts": latest_broadcasts(assembly),
        "are_people_known": reading.are_people_known,
        "read_at": exact_clock(at, assembly.zone),
    }
