"""What is done to the notes of a room by a button: removed, moved, brought back, signed off."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room
from assembly_portal.pages.room.notes import address_of_notes, key_of
from breakouts import actions
from breakouts.notes.queries import removed_notes
from breakouts.notes.refusals import NoteRefused
from breakouts.policies import noting, runs_room
from breakouts.queries import hosts_of
from common.keys import key_sent
from events.views.loading import PersonalRequest, personal
from realtime import limits

DECISIONS: dict[str, Callable[..., object]] = {
    "sign-off": actions.sign_off_notes,
    "reopen": actions.reopen_notes,
}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def note_remove(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Take a note out of sight, if it says what was read."""
    act = partial(actions.remove_note, base_revision=key_sent(request.POST.get("base")))
    return _act(request, slug, code, key, act)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def note_place(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Have a note stand after another one, or as the first."""
    return _act(
        request, slug, code, key, partial(actions.place_note, after=key_of(request.POST.get("after")))
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def note_restore(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Bring a removed note back, for those who run the room."""

    def restore(*, user: object, **given: object) -> object:
        return actions.restore_note(actor=user, **given)  # type: ignore[arg-type]

    return _act(request, slug, code, key, restore)


@personal
@require_http_methods(["GET", "HEAD"])
def notes_removed(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show those who run the room what was removed, to be brought back."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if not runs_room(request.user, room, hosts_of(room), at=at):
        raise Http404
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "blocks": removed_notes(room),
        "can_restore": noting.can_keep_notes(request.user, room, at=at).is_allowed,
    }
    return render(request, "assembly_portal/notes_removed.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def notes_decision(request: PersonalRequest, slug: str, code: str, to: str) -> HttpResponse:
    """Sign the notes off, or open them again."""
    if to not in DECISIONS:
        raise Http404
    decide = DECISIONS[to]

    def act(*, user: object, block: object, **given: object) -> object:
        return decide(actor=user, **given)

    return _act(request, slug, code, None, act)


def _act(
    request: PersonalRequest, slug: str, code: str, key: UUID | None, act: Callable[..., object]
) -> HttpResponse:
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    is_done = False
    if request.method == "POST":
        try:
            if is_too_fast(request.user, limits.ACT, at):
                messages.error(request, f"{TOO_FAST}.")
            else:
                act(user=request.user, room=room, block=key, at=at)
                is_done = True
        except NoteRefused as refused:
            messages.error(request, str(refused))
    return redirect(address_of_notes(room, key, is_written=is_done))
