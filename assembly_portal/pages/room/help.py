"""Asking for help in a room, by pages that tell nobody beside what they were opened for.

No line of the log tells who was on these pages (``silence.py``), and opening them writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room
from assembly_portal.pages.room.run import run_page
from breakouts import actions, policies
from breakouts.forms import HelpForm, NothingForm, WriteBackForm
from breakouts.help.presenters import about_help
from breakouts.help.queries import own_call, own_open_calls
from breakouts.help.refusals import HelpCode, HelpRefused
from breakouts.models import HelpCall
from breakouts.policies.helping import can_ask_for_help
from breakouts.queries import hosts_of
from common.forms.page import PageForm
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits


@dataclass(frozen=True)
class Choice:
    """One sort of help, and the person's call for it where that may show."""

    about: object
    url: str
    call: HelpCall | None


@personal
@require_safe
def room_help(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Offer the four sorts of help; what is private shows no state here."""
    room = load_room(request, slug, code, at=timezone.now())
    calls = {call.kind: call for call in own_open_calls(request.user, room)}
    choices = [
        Choice(about_help(kind), reverse("room_help_kind", args=[slug, code, kind]), calls.get(kind))
        for kind in HelpCall.ASKED
    ]
    context = {"assembly": room.session.assembly, "room": room, "choices": choices}
    return render(request, "assembly_portal/room_help.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def room_help_kind(request: PersonalRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """Ask for one sort of help, and see how one's call stands."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    _known(kind)
    form = HelpForm(request.POST if request.method == "POST" else None, label=about_help(kind).label)
    if request.method == "POST" and _asked(request, room, kind, form, at=at):
        return redirect("room_help_kind", slug, code, kind)
    verdict = can_ask_for_help(request.user, room, kind, at=at)
    call = own_call(request.user, room, kind)
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "about": about_help(kind),
        "call": call,
        "can_ask": bool(verdict) and not (call and call.is_open),
        "refusal": "" if verdict.code is None else str(HelpRefused(verdict.code, **verdict.facts)),
        "form": form,
    }
    return render(request, "assembly_portal/room_help_kind.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def room_help_withdraw(request: PersonalRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """Take one's own call back."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    _known(kind)
    if request.method == "POST":
        actions.withdraw_help(user=request.user, room=room, kind=kind, at=at)
    return redirect("room_help_kind", slug, code, kind)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_help(request: PersonalRequest, slug: str, code: str, key: UUID, act: str) -> HttpResponse:
    """Take, answer or resolve a call to the facilitators; a refusal stands on the page of those who run."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    call = HelpCall.objects.for_room_staff().filter(room=room, pk=key).first()
    if act not in ACTS or call is None or not _runs(request, room):
        raise Http404
    if request.method == "POST":
        form = WriteBackForm(request.POST) if act == "answer" else NothingForm(request.POST)
        if not carried_out(request, form, act, call.pk, at=at):
            return run_page(request, room, at=at, bound={"help": form})
    return redirect(f"{reverse('room_run', args=[slug, code])}#help")


def _runs(request: PersonalRequest, room: Room) -> bool:
    return policies.runs_room(request.user, room, hosts_of(room), at=timezone.now())


def _claim(request: PersonalRequest, form: PageForm, key: UUID, at: datetime) -> None:
    actions.claim_help(actor=request.user, call=key, is_takeover="over" in request.POST, at=at)


def _answer(request: PersonalRequest, form: PageForm, key: UUID, at: datetime) -> None:
    actions.answer_help(actor=request.user, call=key, words=form.cleaned_data["words"], at=at)


def _resolve(request: PersonalRequest, form: PageForm, key: UUID, at: datetime) -> None:
    actions.resolve_help(actor=request.user, call=key, at=at)


ACTS: dict[str, Callable[[PersonalRequest, PageForm, UUID, datetime], None]] = {
    "claim": _claim,
    "answer": _answer,
    "resolve": _resolve,
}


def carried_out(request: PersonalRequest, form: PageForm, act: str, key: UUID, *, at: datetime) -> bool:
    """Do it for this person, or put into the form why not.

    :raises Http404: helping with this is not the person's part.
    """
    if not form.is_valid():
        return False
    if is_too_fast(request.user, limits.ACT, at):
        form.add_error(None, TOO_FAST)
        return False
    try:
        ACTS[act](request, form, key, at)
    except HelpRefused as refused:
        if refused.code is HelpCode.NO_SUCH_CALL:
            raise Http404 from refused
        form.add_error("words" if "words" in form.fields else None, str(refused))
        return False
    return True


def _known(kind: str) -> None:
    if kind not in HelpCall.ASKED:
        raise Http404


def _asked(request: PersonalRequest, room: Room, kind: str, form: HelpForm, *, at: datetime) -> bool:
    if not form.is_valid():
        return False
    if is_too_fast(request.user, limits.HELP, at):
        form.add_error("words", TOO_FAST)
        return False
    try:
        actions.ask_for_help(user=request.user, room=room, kind=kind, words=form.cleaned_data["words"], at=at)
    except HelpRefused as refused:
        if refused.code is HelpCode.TOO_LONG:
            form.add_error("words", str(refused))
            return False
        messages.error(request, str(refused))
    return True
