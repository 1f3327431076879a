"""Run the room: everything that those who run it can do, as plain forms, and the log of what they did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.conduct import conduct_now
from assembly_portal.pages.room.frame import load_room
from assembly_portal.pages.room.stand_ins import StandIn, stand_ins
from breakouts import actions, policies
from breakouts.absences.queries import people_away
from breakouts.conduct.counts import Waiting, waiting_in
from breakouts.conduct.presenters import ConductNow, LogLine, log_lines
from breakouts.conduct.queries import latest_acts, open_reports, restrictions_in
from breakouts.deputies.presenters import deputy_in_words
from breakouts.deputies.queries import deputy_of
from breakouts.forms import (
    AnnouncementForm,
    ExtensionForm,
    NothingForm,
    SlowModeForm,
    TimerForm,
    WithdrawalForm,
)
from breakouts.help.queries import calls_to_facilitators
from breakouts.models import Absence, HelpCall, Message, Report, Restriction
from breakouts.presenters import PersonHere, people_here
from breakouts.queries import Host, hosts_of, is_running, latest_messages, people_inside
from breakouts.refusals import ConductCode, ConductRefused
from common.forms.page import PageForm
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits

Act = Callable[..., object]


@dataclass(frozen=True)
class RunForm:
    """One form of the page: what it carries, and what it does."""

    form_class: type[PageForm]
    act: Act


FORMS: Mapping[str, RunForm] = {
    "timer": RunForm(TimerForm, actions.set_timer),
    "timer-extension": RunForm(ExtensionForm, actions.extend_timer),
    "timer-stop": RunForm(NothingForm, actions.stop_timer),
    "announcement": RunForm(AnnouncementForm, actions.announce),
    "announcement-off": RunForm(WithdrawalForm, actions.withdraw_announcement),
    "lock": RunForm(NothingForm, actions.lock_room),
    "unlock": RunForm(NothingForm, actions.unlock_room),
    "slow-mode": RunForm(SlowModeForm, actions.set_slow_mode),
    "questions-held": RunForm(NothingForm, partial(actions.hold_questions, is_on=True)),
    "questions-let": RunForm(NothingForm, partial(actions.hold_questions, is_on=False)),
    "notes-kept": RunForm(NothingForm, partial(actions.keep_notes, is_on=True)),
    "notes-let": RunForm(NothingForm, partial(actions.keep_notes, is_on=False)),
    "deputy-end": RunForm(NothingForm, actions.end_deputising),
    "recall": RunForm(NothingForm, actions.recall_room),
    "recall-off": RunForm(NothingForm, actions.call_off_recall),
}
SAID_LATEST = 20
ALREADY_SO = "It was so already, so nothing has changed. Look at what was done below."
_FIELDS = {
    ConductCode.MINUTES: "minutes",
    ConductCode.NO_TIMER: "minutes",
    ConductCode.LABEL_TOO_LONG: "label",
    ConductCode.SECONDS: "seconds",
    ConductCode.EMPTY: "body",
    ConductCode.TOO_LONG: "body",
    ConductCode.NO_REASON: "because",
    ConductCode.REASON_TOO_LONG: "because",
}


@dataclass(frozen=True)
class RunPage:
    """What the page shows at an instant."""

    now: ConductNow
    hosts: Sequence[Host]
    people: Sequence[PersonHere]
    restrictions: Sequence[Restriction]
    reports: Sequence[Report]
    said: Sequence[Message]
    log: Sequence[LogLine]
    away: Sequence[Absence]
    help: Sequence[HelpCall]
    waiting: Waiting
    deputy: str
    """Who runs the room instead of its hosts, in words."""
    is_deputy: bool
    stand_ins: Sequence[StandIn]


@personal
@require_safe
def run(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show the page to those who run the room; for everybody else there is none."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    verdict = policies.can_run_room(request.user, room, at=at)
    if verdict.code is ConductCode.NOT_HOST:
        raise Http404
    # Before the doors open and after the end the room's own page says what to do.
    return run_page(request, room, at=at) if verdict else redirect(room.address)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_act(request: PersonalRequest, slug: str, code: str, act: str) -> HttpResponse:
    """Carry out one of the page's forms; a refusal stands on the page beside what was typed."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    run_form = FORMS.get(act)
    if run_form is None:
        raise Http404
    if request.method != "POST":
        return redirect("room_run", slug, code)
    form = run_form.form_class(request.POST, auto_id=f"{act}-%s")
    if not carry_out(request, room, form, run_form.act, form_data(form), at=at):
        return run_page(request, room, at=at, bound={act: form})
    if act == "deputy-end" and not policies.can_run_room(request.user, room, at=at):
        # Whoever has said that they cannot runs the room no more.
        return redirect(room.address)
    return redirect(f"{reverse('room_run', args=[slug, code])}#{act.partition('-')[0]}")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_hand(request: PersonalRequest, slug: str, code: str, person: int) -> HttpResponse:
    """Give somebody the word."""
    return _button(request, slug, code, actions.take_hand, {"person": person}, part="hands")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_report(request: PersonalRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Put a report aside as seen to."""
    return _button(request, slug, code, actions.handle_report, {"number": number}, part="reports")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def run_deputy(request: PersonalRequest, slug: str, code: str, person: int) -> HttpResponse:
    """Hand the room to somebody."""
    return _button(request, slug, code, actions.hand_room, {"person": person}, part="deputy")


def _button(
    request: PersonalRequest, slug: str, code: str, act: Act, given: Mapping[str, Any], *, part: str
) -> HttpResponse:
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        form = NothingForm(request.POST)
        if not carry_out(request, room, form, act, given, at=at):
            return run_page(request, room, at=at, bound={part: form})
    return redirect(f"{reverse('room_run', args=[slug, code])}#{part}")


def form_data(form: PageForm) -> dict[str, Any]:
    """Return what the form carries; nothing while it does not fit."""
    return dict(form.cleaned_data) if form.is_valid() else {}


def carry_out(
    request: PersonalRequest, room: Room, form: PageForm, act: Act, given: Mapping[str, Any], *, at: datetime
) -> bool:
    """Do it for this person, or put into the form why not.

    :raises Http404: running this room is not the person's part.
    """
    if not form.is_valid():
        return False
    if is_too_fast(request.user, limits.ACT, at):
        form.add_error(None, TOO_FAST)
        return False
    try:
        done = room.acts.count()
        act(actor=request.user, room=room, at=at, **given)
    except ConductRefused as refused:
        if refused.code is ConductCode.NOT_HOST:
            raise Http404 from refused
        form.add_error(_field_of(form, refused), str(refused))
        return False
    if room.acts.count() == done:
        messages.info(request, ALREADY_SO)
    return True


def _field_of(form: PageForm, refused: ConductRefused) -> str | None:
    name = _FIELDS.get(ConductCode(refused.code))
    return name if name in form.fields else None


def run_page(
    request: PersonalRequest, room: Room, *, at: datetime, bound: Mapping[str, PageForm] | None = None
) -> HttpResponse:
    """Show the page, with a form that was refused in the place of its fresh one."""
    hosts = hosts_of(room)
    if not policies.runs_room(request.user, room, hosts, at=at):
        raise Http404
    if is_running(room, at) and any(host.user_id == request.user.pk for host in hosts):
        actions.note_host_paged(user=request.user, room=room, at=at)
    now = conduct_now(room, request.user, at=at)
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "page": _page(room, request.user, now, hosts, at),
        "forms": _by_name(_fresh_forms(now) | dict(bound or {})),
        "form": next(iter((bound or {}).values()), None),
    }
    return render(request, "assembly_portal/room_run.html", context)


def _by_name(forms: Mapping[str, PageForm]) -> dict[str, PageForm]:
    """Name the forms as a template can: with no hyphen."""
    return {act.replace("-", "_"): form for act, form in forms.items()}


def _page(room: Room, user: User, now: ConductNow, hosts: Sequence[Host], at: datetime) -> RunPage:
    deputy = deputy_of(room)
    restrictions = restrictions_in(room, at)
    said, _ = latest_messages(room, SAID_LATEST)
    return RunPage(
        now=now,
        hosts=hosts,
        people=people_here(people_inside(room), hosts),
        restrictions=restrictions,
        reports=open_reports(room),
        said=said[::-1],
        log=log_lines(latest_acts(room), now, restrictions),
        away=people_away(room, now.at),
        help=calls_to_facilitators(room),
        waiting=waiting_in([room], now.at)[room.pk],
        deputy=deputy_in_words(deputy, to_themselves=deputy.user_id == user.pk) if deputy else "",
        is_deputy=deputy is not None and deputy.user_id == user.pk,
        stand_ins=stand_ins(room, user, deputy, at=now.at),
    )


def _fresh_forms(now: ConductNow) -> dict[str, PageForm]:
    ends_at = now.conduct.timer_ends_at
    initial: dict[str, dict[str, Any]] = {
        "timer-extension": {"minutes": 5, "seen_ends_at": ends_at.isoformat() if ends_at else ""},
        "slow-mode": {"seconds": now.conduct.slow_seconds},
    }
    return {
        act: run_form.form_class(initial=initial.get(act), auto_id=f"{act}-%s")
        for act, run_form in FORMS.items()
    }
