"""Being called away from a room by forms: the page that keeps the seat, the way back, and what was missed."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room
from breakouts import actions
from breakouts.absences.queries import absence_of
from breakouts.models import Absence
from breakouts.policies import delegate_of, seat_in_session
from breakouts.refusals import AwayRefused, EnterRefused
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Be called away; then say until when the seat is kept and how to come back.

    This page alone brings nobody back: it may lie open, or be loaded again, on any device.
    """
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        return _step_away(request, room, at=at)
    absence = absence_of(request.user, room)
    if absence is None or at >= room.session.ends_at:
        return redirect(room.address)
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "absence": absence,
        "is_kept": absence.is_standing(at),
        "has_seat": room.needs_seat and _is_seated(request.user, room, absence),
    }
    return render(request, "assembly_portal/room_away.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def away_back(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Come back; where the seat has gone to others, the room's door says so and what else there is."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        try:
            actions.come_back_to(user=request.user, room=room, at=at)
        except EnterRefused:
            return redirect(room.address)
    return redirect(room.address)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def digest_dismiss(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Put aside what happened while the person was away."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        actions.dismiss_digest(user=request.user, room=room, at=at)
    return redirect(room.address)


def _step_away(request: PersonalRequest, room: Room, *, at: datetime) -> HttpResponse:
    try:
        if is_too_fast(request.user, limits.HAND, at):
            messages.error(request, f"{TOO_FAST}.")
            return redirect(room.address)
        actions.step_away(user=request.user, room=room, at=at)
    except AwayRefused as refused:
        messages.error(request, str(refused))
        return redirect(room.address)
    return redirect("away", room.session.assembly.slug, room.code)


def _is_seated(user: User, room: Room, absence: Absence) -> bool:
    """Whether it is a seat that is kept: hosts without a place have none."""
    delegate = delegate_of(user, room)
    seat = seat_in_session(delegate, room, at=absence.left_at) if delegate else None
    return seat is not None and seat.room_id == room.pk
