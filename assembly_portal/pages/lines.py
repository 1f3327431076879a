"""The buttons that join the line of a full room and leave it; each sends the person back where they were."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.room.frame import load_room
from assembly_portal.pages.seats import next_page
from assembly_portal.pages.turns import position_in_words
from breakouts import actions
from breakouts.models import Wait
from breakouts.policies import delegate_of
from breakouts.refusals import SeatRefused
from events.views.loading import PersonalRequest, personal


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def join_line(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Wait for the room; a refusal is told in words on the page that the person comes from."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    delegate = delegate_of(request.user, room)
    if request.method != "POST" or delegate is None:
        return redirect(room.address)
    try:
        wait = actions.join_line(delegate=delegate, room=room, at=at)
    except SeatRefused as refused:
        messages.error(request, str(refused))
    else:
        in_line = Wait.objects.filter(pk=wait.pk, offered_at=None).with_positions(at).first()
        if in_line:
            messages.success(request, f"You are {position_in_words(in_line)} in line for {room.name}.")
    return redirect(next_page(request, room))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def leave_line(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Wait no longer, or let go a place that is kept."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    delegate = delegate_of(request.user, room)
    if request.method != "POST" or delegate is None:
        return redirect(room.address)
    actions.leave_line(delegate=delegate, room=room, at=at)
    messages.success(request, f"You no longer wait for {room.name}.")
    return redirect(next_page(request, room))
