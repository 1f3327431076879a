"""The notes of a room by plain forms: read, written, marked, moved; two texts side by side where two wrote.

Whatever goes wrong, what was typed is shown again. After the session they are a page of their own, for hosts.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import Panel, RoomPage, load_room, outside, room_or_door
from assembly_portal.pages.room.unsent import typed
from breakouts import actions
from breakouts.clearing.queries import until_of
from breakouts.forms import NoteForm
from breakouts.models import NoteBlock
from breakouts.notes.presenters import NotesPanel, note_lines, signed_off_in_words
from breakouts.notes.queries import notes_of, roster_of
from breakouts.notes.refusals import NoteCode, NoteRefused
from breakouts.notes.rules import CORRECTED_FOR
from breakouts.policies import noting, runs_room
from breakouts.queries import Host, conduct_of, hosts_of
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits

WRITTEN = "written"
UNSAVED = "Your note was not saved"
_AT_BODY = {NoteCode.EMPTY, NoteCode.TOO_LONG}
_OUTSIDE = {NoteCode.CANCELLED, NoteCode.NOT_RUNNING, NoteCode.NOT_INSIDE, NoteCode.NOT_HOST}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def room_notes(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show the notes, and add one."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method != "POST":
        return _notes_page(request, room, NoteForm(initial=_after(request)), at=at)
    form = NoteForm(request.POST)
    try:
        if block := _add(request, room, form, after=form.data.get("after"), at=at):
            return redirect(address_of_notes(room, block.pk, is_written=True))
    except NoteRefused:
        return outside(request, room, typed(request, UNSAVED), at=at)
    return _notes_page(request, room, form, at=at)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Show one note to be changed, and change it; where another text stands by now, show both."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method != "POST":
        if not noting.can_write_notes(request.user, room, at=at):
            return redirect(address_of_notes(room))
        found = _note_in(room, key)
        if found.is_removed:
            return redirect(address_of_notes(room))
        initial = {"body": found.body, "mark": found.mark, "base": found.revision}
        return _note_page(request, room, found, NoteForm(initial=initial))
    form, keep = NoteForm(request.POST), request.POST.get("keep", "")
    if keep == "theirs":
        return redirect(address_of_notes(room, key))
    try:
        if keep == "both":
            block = _add(request, room, form, after=str(key), at=at)
        else:
            put = _change(request, room, form, key, at=at)
            if put and put.is_conflict:
                return _conflict_page(request, room, put.block, form)
            block = put.block if put else None
    except NoteRefused:
        return outside(request, room, typed(request, UNSAVED), at=at)
    if block is None:
        return _note_page(request, room, _note_in(room, key), form)
    return redirect(address_of_notes(room, block.pk, is_written=True))


def _add(
    request: PersonalRequest, room: Room, form: NoteForm, *, after: str | None, at: datetime
) -> NoteBlock | None:
    if not form.is_valid() or _is_held_up(request, form, at=at):
        return None
    cleaned = form.cleaned_data
    written = {"body": cleaned["body"], "cid": cleaned["cid"], "mark": NoteBlock.Mark(cleaned["mark"])}
    try:
        return actions.add_note(user=request.user, room=room, after=key_of(after), at=at, **written)
    except NoteRefused as refused:
        _say(form, refused)
        return None


def _change(
    request: PersonalRequest, room: Room, form: NoteForm, key: UUID, *, at: datetime
) -> actions.Put | None:
    if not form.is_valid() or _is_held_up(request, form, at=at):
        return None
    cleaned = form.cleaned_data
    written = {"body": cleaned["body"], "cid": cleaned["cid"], "mark": NoteBlock.Mark(cleaned["mark"])}
    base = cleaned["base"] or 0
    try:
        return actions.change_note(
            user=request.user, room=room, block=key, base_revision=base, at=at, **written
        )
    except NoteRefused as refused:
        _say(form, refused)
        return None


def _is_held_up(request: PersonalRequest, form: NoteForm, *, at: datetime) -> bool:
    if is_too_fast(request.user, limits.ACT, at):
        form.add_error("body", TOO_FAST)
    return bool(form.errors)


def _say(form: NoteForm, refused: NoteRefused) -> None:
    """Show a refusal beside what was typed; whoever is outside by now is shown the door with it."""
    if refused.code in _OUTSIDE:
        raise refused
    if refused.code is NoteCode.NO_SUCH_NOTE:
        raise Http404 from refused
    form.add_error("body" if refused.code in _AT_BODY else None, str(refused))


def _notes_page(request: PersonalRequest, room: Room, form: NoteForm, *, at: datetime) -> HttpResponse:
    if not noting.can_read_afterwards(request.user, room, at=at):
        # What is written of a visit that goes on must not stand beside a note that was just written.
        is_quiet = request.method == "GET" and WRITTEN in request.GET
        unsent = typed(request, UNSAVED) if form.is_bound else None
        panel = partial(_panel, request, form)
        return room_or_door(request, room, at=at, is_quiet=is_quiet, panel=panel, unsent=unsent)
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "notes": _notes(request, room, hosts_of(room), at=at),
        "write": form,
        "form": form,
        "until": room.session.ends_at + CORRECTED_FOR,
        "kept_until": until_of(room.session.assembly),
    }
    return render(request, "assembly_portal/notes_afterwards.html", context)


def _panel(request: PersonalRequest, form: NoteForm, page: RoomPage) -> Panel:
    notes = _notes(request, page.room, page.hosts, at=page.at)
    return Panel("notes", {"notes": notes, "write": form}, form)


def _notes(request: PersonalRequest, room: Room, hosts: Sequence[Host], *, at: datetime) -> NotesPanel:
    conduct, session = conduct_of(room), room.session
    verdict = noting.can_write_notes(request.user, room, at=at)
    return NotesPanel(
        lines=note_lines(notes_of(room), roster_of(room, hosts)),
        why_not=str(NoteRefused(verdict.code, **verdict.facts)) if verdict.code else "",
        is_runner=runs_room(request.user, room, hosts, at=at),
        is_kept=conduct.keeps_notes,
        signed_off=signed_off_in_words(conduct, session.assembly.zone, session.ends_at),
        is_past=noting.is_past(room, at),
    )


def _note_page(request: PersonalRequest, room: Room, found: NoteBlock, form: NoteForm) -> HttpResponse:
    context = {"assembly": room.session.assembly, "room": room, "note": found, "form": form}
    return render(request, "assembly_portal/note.html", context)


def _conflict_page(request: PersonalRequest, room: Room, theirs: NoteBlock, mine: NoteForm) -> HttpResponse:
    """Show both texts; what is kept of them is sent on the base of what stands now."""
    cleaned = mine.cleaned_data
    form = NoteForm(initial={"body": cleaned["body"], "mark": cleaned["mark"], "base": theirs.revision})
    context = {"assembly": room.session.assembly, "room": room, "theirs": theirs, "form": form}
    return render(request, "assembly_portal/note_conflict.html", context)


def _note_in(room: Room, key: UUID) -> NoteBlock:
    found = NoteBlock.objects.filter(room=room, pk=key).first()
    if found is None:
        raise Http404
    return found


def _after(request: PersonalRequest) -> dict[str, UUID | None]:
    return {"after": key_of(request.GET.get("after"))}


def key_of(typed: str | None) -> UUID | None:
    """Read the key of a note; what is none is no note."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def address_of_notes(room: Room, key: UUID | None = None, *, is_written: bool = False) -> str:
    """Return where the notes of a room stand, at one of them if it is named.

    Where one was just written it is a page that keeps no trace of who looks at it.
    """
    address = reverse("room_notes", args=[room.session.assembly.slug, room.code])
    address = f"{address}?{WRITTEN}" if is_written else address
    return f"{address}#note-{key}" if key else address
