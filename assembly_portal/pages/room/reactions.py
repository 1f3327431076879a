"""Reacting without scripts: a button of a form, and the word that it was sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room
from breakouts import actions
from breakouts.polls.refusals import ReactRefused
from breakouts.reactions import SHOWN, Reaction
from events.views.loading import PersonalRequest, personal
from realtime import limits

# The tabs beside the chat: whoever reacts stays where they were.
_TABS = {"questions", "polls", "notes"}
_WORDS = {kind.value: word for kind, _, word in SHOWN}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def react(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Add one to what everybody sees for a moment."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in _WORDS:
        try:
            if is_too_fast(request.user, limits.REACTION, at):
                messages.error(request, f"{TOO_FAST}.")
            else:
                actions.react(user=request.user, room=room, kind=Reaction(kind), at=at)
                messages.success(request, f"Sent: {_WORDS[kind]}")
        except ReactRefused as refused:
            messages.error(request, str(refused))
    tab = request.POST.get("tab", "")
    return redirect(f"room_{tab}", slug, code) if tab in _TABS else redirect(room.address)
