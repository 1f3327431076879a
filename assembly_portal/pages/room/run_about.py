"""What those who run a room do about one message or one person: small pages that ask for the reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.room.frame import load_room
from assembly_portal.pages.room.run import Act, carry_out, form_data
from breakouts import actions, policies
from breakouts.conduct.queries import restrictions_in
from breakouts.forms import MuteForm, NothingForm, ReasonForm
from breakouts.models import Message, Restriction
from breakouts.queries import hosts_of
from breakouts.refusals import ConductRefused
from common.forms.page import PageForm
from events.models import Delegate, Room
from events.views.loading import PersonalRequest, personal

_ABOUT_PEOPLE: Mapping[str, tuple[type[PageForm], Act]] = {
    "mute": (MuteForm, actions.mute),
    "remove": (ReasonForm, actions.remove),
    "unmute": (NothingForm, actions.unmute),
    "readmit": (NothingForm, actions.readmit),
}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_message(request: PersonalRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Hide a message with a reason, or show it again."""
    at = timezone.now()
    room = _room_to_run(request, slug, code, at=at)
    message = get_object_or_404(Message, room=room, pk=number)
    form: PageForm = NothingForm() if message.is_hidden else ReasonForm()
    if request.method == "POST":
        # What the page showed decides, so that two hosts who press at once do not undo each other.
        hides = request.POST.get("act") == "hide"
        form = (ReasonForm if hides else NothingForm)(request.POST)
        act: Act = actions.hide_message if hides else actions.show_message
        if carry_out(request, room, form, act, {"number": number, **form_data(form)}, at=at):
            return redirect(_run(slug, code) + "#messages")
        if hides is message.is_hidden:
            # The page was of before: the one of now has another form, and says why this did not happen.
            messages.error(request, form.first_error)
            return redirect(request.path)
    context = {"assembly": room.session.assembly, "room": room, "message": message, "form": form}
    return render(request, "assembly_portal/room_run_message.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_person(request: PersonalRequest, slug: str, code: str, person: int) -> HttpResponse:
    """Mute or remove somebody with a reason, or undo it."""
    at = timezone.now()
    room = _room_to_run(request, slug, code, at=at)
    bound = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in _ABOUT_PEOPLE:
            raise Http404
        form_class, act = _ABOUT_PEOPLE[name]
        form = form_class(request.POST, auto_id=f"{name}-%s")
        if carry_out(request, room, form, act, {"person": person, **form_data(form)}, at=at):
            return redirect(_run(slug, code) + "#people")
        bound[name] = form
    return _person_page(request, room, person, bound, at=at)


def _person_page(
    request: PersonalRequest, room: Room, person: int, bound: Mapping[str, PageForm], *, at: datetime
) -> HttpResponse:
    delegate = Delegate.objects.filter(user=person, assembly=room.session.assembly_id).first()
    held = {each.kind: each for each in restrictions_in(room, at) if each.user_id == person}
    verdict = policies.can_restrict(request.user, delegate, room)
    if verdict.code and not held and not bound:
        messages.error(request, str(ConductRefused(verdict.code, **verdict.facts)))
        return redirect("room_run", room.session.assembly.slug, room.code)
    forms = {name: form_class(auto_id=f"{name}-%s") for name, (form_class, _) in _ABOUT_PEOPLE.items()}
    context: dict[str, Any] = {
        "assembly": room.session.assembly,
        "room": room,
        "name": delegate.name if delegate and (not verdict.code or held) else "this person",
        "mute": held.get(Restriction.Kind.MUTED),
        "removal": held.get(Restriction.Kind.REMOVED),
        "forms": forms | dict(bound),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "assembly_portal/room_run_person.html", context)


def _room_to_run(request: PersonalRequest, slug: str, code: str, *, at: datetime) -> Room:
    """Return the room; for those who do not run it there is no such page."""
    room = load_room(request, slug, code, at=at)
    # Whatever the hour: when the doors are shut, the policy of running a room says that first, to everybody.
    if not policies.runs_room(request.user, room, hosts_of(room), at=at):
        raise Http404
    return room


def _run(slug: str, code: str) -> str:
    return reverse("room_run", args=[slug, code])
