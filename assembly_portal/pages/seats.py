"""The buttons that choose a room and give it up; each sends the person back to where they pressed it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.joining import room_url
from assembly_portal.pages.room.frame import load_room
from breakouts import actions
from breakouts.policies import delegate_of
from breakouts.refusals import SeatCode, SeatRefused
from events.models import Room, Session
from events.views.loading import PersonalRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_seat(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Choose the room; a refusal is told in words on the page that the person comes from."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    delegate = delegate_of(request.user, room)
    if request.method != "POST" or delegate is None:
        return redirect(room_url(room.session.assembly, room))
    try:
        actions.take_seat(delegate=delegate, room=room, at=at)
    except SeatRefused as refused:
        messages.error(request, str(refused))
        return redirect(next_page(request, room))
    if next_page(request, room) != room_url(room.session.assembly, room):
        # Whoever goes straight in sees where they are.
        is_table = room.session.kind == Session.Kind.NETWORKING
        # Tables are named for whom they are: "By local office".
        messages.success(
            request, f"Your table is “{room.name}”." if is_table else f"Your room is {room.name}."
        )
    return redirect(next_page(request, room))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_seat(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Give up the place in the room, and leave it."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    delegate = delegate_of(request.user, room)
    if request.method != "POST":
        return redirect(room_url(room.session.assembly, room))
    if delegate is None:
        return redirect(next_page(request, room))
    try:
        actions.leave_seat(delegate=delegate, room=room, at=at)
    except SeatRefused as refused:
        # After the end everybody has left.
        if refused.code is not SeatCode.OVER:
            messages.error(request, str(refused))
    else:
        messages.success(request, _left(room))
    return redirect(next_page(request, room))


def _left(room: Room) -> str:
    again = " Your place is free for others. You can come back while there are places left."
    return f"You have left {room.name}.{again if room.needs_seat else ''}"


def next_page(request: PersonalRequest, room: Room) -> str:
    """Return the page to go on to: the one that the form names if it is ours, else My day."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else room.session.assembly.my_day_address
