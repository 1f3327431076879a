"""A roundtable by plain forms: moving on, giving and taking the word, its order; giving one's own back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room
from breakouts import actions
from breakouts.forms import HandForm, OrderForm, PutDownForm, SeenForm
from breakouts.refusals import ConductCode, ConductRefused
from common.forms.page import PageForm
from events.views.loading import PersonalRequest, personal
from realtime import limits


@dataclass(frozen=True)
class TableForm:
    """One form of the roundtable: what it carries, and what it does."""

    form_class: type[PageForm]
    act: Callable[..., object]


FORMS: Mapping[str, TableForm] = {
    "next": TableForm(SeenForm, actions.give_next),
    "take": TableForm(SeenForm, actions.take_word),
    "give": TableForm(HandForm, actions.take_hand),
    "down": TableForm(PutDownForm, actions.put_down_hand),
    "order": TableForm(OrderForm, actions.set_speaking_order),
}
NOTHING_DONE = "Nothing has changed: somebody else was quicker, or it was so already."


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def table_act(request: PersonalRequest, slug: str, code: str, act: str) -> HttpResponse:
    """Carry out what somebody who leads the roundtable pressed; a refusal is told above the room."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if act not in FORMS:
        raise Http404
    form = FORMS[act].form_class(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            if is_too_fast(request.user, limits.ACT, at):
                messages.error(request, f"{TOO_FAST}.")
            else:
                done = room.acts.count()
                FORMS[act].act(actor=request.user, room=room, at=at, **form.cleaned_data)
                if room.acts.count() == done:
                    messages.info(request, NOTHING_DONE)
        except ConductRefused as refused:
            if refused.code is ConductCode.NOT_HOST:
                raise Http404 from refused
            messages.error(request, str(refused))
    return redirect(f"{room.address}#table")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def table_pass(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Give one's own word back."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        actions.pass_word(user=request.user, room=room, at=at)
    return redirect(f"{room.address}#table")
