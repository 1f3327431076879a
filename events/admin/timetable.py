"""The pages of the timetable: the board, moving a card, and publishing after a look at what that means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from common.words import time_range
from events.actions.programme import move_session, publish_assembly, publish_programme
from events.admin.board import board_of
from events.admin.clash_links import linked_sentence
from events.admin.fields import RowField, WallTimeField
from events.admin.session_page import timetable_url
from events.admin.setup_tasks import setup_tasks
from events.clash_words import sentence_of
from events.clashes import clashes_among
from events.models import Assembly, Place, Room, Session
from events.plans import bookings_of, plan_of
from events.policies.programme import ScheduleRefused, Scheduling
from events.told import are_additions_told

View = Callable[..., HttpResponse]
A_DAY = 24 * 60
CHANGED = (
    "{who} changed this session at {time}, after you opened the timetable, so it was not moved. "
    "See how it stands now, then move it again."
)


def timetable_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of an assembly."""

    def page(view: View) -> View:
        return site.admin_view(partial(view, site))

    return [
        path("<int:pk>/timetable/", page(timetable), name="events_assembly_timetable"),
        path(
            "<int:pk>/timetable/move/",
            site.admin_view(require_POST(partial(move, site))),
            name="events_assembly_move",
        ),
        path("<int:pk>/publish/", page(publish), name="events_assembly_publish"),
        path(
            "<int:pk>/publish-programme/",
            page(publish_sessions),
            name="events_assembly_publish_programme",
        ),
    ]


class MoveForm(forms.Form):
    """Where a card goes: some minutes on from where it stands, or to a time and place."""

    session = forms.ModelChoiceField(Session.objects.none())
    room = forms.ModelChoiceField(Room.objects.none(), required=False)
    step = forms.IntegerField(required=False, min_value=-A_DAY, max_value=A_DAY)
    start = WallTimeField(what="the session starts", required=False)
    place = RowField(required=False)
    confirmed = forms.CharField(required=False)
    seen_changed_at = forms.DateTimeField(required=False)

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = cast(WallTimeField, self.fields["start"]).zone = assembly.zone
        cast(RowField, self.fields["place"]).offer(assembly.places.all())
        self._choose("session", Session.objects.filter(assembly=assembly))
        self._choose("room", Room.objects.filter(session__assembly=assembly).select_related("session"))

    def _choose(self, name: str, rows: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    @property
    def starts_at(self) -> datetime:
        """The new start: the one that was typed, and so many minutes on."""
        stood_at: datetime = self.cleaned_data["session"].starts_at
        typed = self.cleaned_data["start"]
        # Wall times are shown to the minute; a start within that minute is the start as it was.
        start = typed if typed and abs(typed - stood_at) >= timedelta(minutes=1) else stood_at
        return cast(datetime, start) + timedelta(minutes=self.cleaned_data["step"] or 0)


@dataclass(frozen=True)
class Refusal:
    """A card that could not be moved, why, and what was asked for."""

    card_key: str
    sentences: Sequence[str]
    linked_sentences: Sequence[str]
    confirm_keys: str
    form: MoveForm

    @property
    def wanted_day(self) -> str:
        """The day that was asked for, as a date field holds it."""
        return self._wanted_start("%Y-%m-%d") or self.form.data.get("start_day", "")

    @property
    def wanted_time(self) -> str:
        """The time that was asked for, as a time field holds it."""
        return self._wanted_start("%H:%M") or self.form.data.get("start_time", "")

    @property
    def wanted_place(self) -> int | None:
        """The place that was asked for."""
        place: Place | None = self.form.cleaned_data.get("place")
        return place.pk if place else None

    def _wanted_start(self, written: str) -> str:
        if not self.form.is_valid():
            return ""
        return self.form.starts_at.astimezone(self.form.zone).strftime(written)


def timetable(
    site: AdminSite, request: HttpRequest, pk: int, refusal: Refusal | None = None
) -> TemplateResponse:
    """Show the day as a table whose cards lead to their forms and can be moved."""
    assembly = get_object_or_404(Assembly, pk=pk)
    context = {
        **site.each_context(request),
        "title": "Timetable",
        "assembly": assembly,
        "board": board_of(assembly),
        "kinds": [Session.Kind.KEYNOTE, Session.Kind.SHOWCASE, Session.Kind.BREAKOUTS],
        "refusal": refusal,
        "errors": refusal,
    }
    return TemplateResponse(request, "events/admin/timetable.html", context)


def move(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Move a card; refused, it stays where it was and says why."""
    assembly = get_object_or_404(Assembly, pk=pk)
    form = MoveForm(request.POST, assembly=assembly)
    if not form.is_valid():
        if "session" in form.errors:
            messages.error(request, ScheduleRefused.sentences[Scheduling.GONE])
            return redirect(timetable_url(assembly))
        told = [str(text) for texts in form.errors.values() for text in texts]
        return timetable(site, request, pk, Refusal(_card_key(form), told, told, "", form))
    try:
        _move(form, request)
    except ScheduleRefused as refused:
        return timetable(site, request, pk, _refusal(form, refused, assembly))
    session = form.cleaned_data["session"]
    times = time_range(form.starts_at, form.starts_at + session.period.length, assembly.zone)
    messages.success(request, f"“{session}” is moved to {times}.")
    return redirect(f"{timetable_url(assembly)}#card-{_card_key(form)}")


def publish(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let the public see the assembly."""
    assembly = get_object_or_404(Assembly, pk=pk)
    if request.method == "POST":
        return _publish(request, assembly, _publish_assembly)
    open_tasks = [task for task in setup_tasks(assembly) if not task.is_done and not task.is_publishing]
    return _ask(
        site,
        request,
        assembly,
        "events/admin/publish_assembly.html",
        title="Publish the assembly",
        open_tasks=open_tasks,
    )


def publish_sessions(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Say which sessions would go public, then publish them."""
    assembly = get_object_or_404(Assembly, pk=pk)
    if request.method == "POST":
        return _publish(request, assembly, _publish_programme)
    sessions = list(assembly.sessions.with_plans().in_order())
    drafts = [session for session in sessions if session.is_draft]
    checks = _checks_of(drafts, sessions, assembly)
    return _ask(
        site,
        request,
        assembly,
        "events/admin/publish_programme.html",
        title="Publish the programme",
        drafts=drafts,
        has_sessions=bool(sessions),
        is_told=len(drafts) < len(sessions) and are_additions_told(assembly, timezone.now()),
        checks=checks,
        check_count=sum(len(sentences) for _, sentences in checks),
    )


def _checks_of(
    drafts: Sequence[Session], sessions: Sequence[Session], assembly: Assembly
) -> list[tuple[Session, Sequence[SafeString]]]:
    """Say what each draft still lacks, or would better be looked at for."""
    found = clashes_among(bookings_of(map(plan_of, sessions)), assembly.day)
    told = [
        (session, [linked_sentence(clash, assembly.zone) for clash in found[str(session.pk)]])
        for session in drafts
    ]
    return [(session, sentences) for session, sentences in told if sentences]


def _move(form: MoveForm, request: HttpRequest) -> None:
    typed = form.cleaned_data
    place: Place | None = typed["place"]
    move_session(
        session=typed["session"],
        starts_at=form.starts_at,
        room=typed["room"],
        place=place,
        actor=cast(User, request.user),
        at=timezone.now(),
        confirmed_warnings=[key for key in typed["confirmed"].split(",") if key],
        seen_changed_at=typed["seen_changed_at"],
    )


def _refusal(form: MoveForm, refused: ScheduleRefused, assembly: Assembly) -> Refusal:
    if refused.code == Scheduling.CHANGED:
        sentence = CHANGED.format(**refused.facts)
        return Refusal(_card_key(form), [sentence], [sentence], "", form)
    told = [sentence_of(clash, assembly.zone) for clash in refused.clashes] or [str(refused)]
    linked = [linked_sentence(clash, assembly.zone) for clash in refused.clashes] or told
    is_warning = refused.code == Scheduling.WARNING
    sent = [key for key in form.cleaned_data["confirmed"].split(",") if key]
    keys = ",".join([*sent, *(clash.key for clash in refused.clashes)]) if is_warning else ""
    return Refusal(_card_key(form), told, linked, keys, form)


def _card_key(form: MoveForm) -> str:
    """The card that was to be moved."""
    row: Room | Session = form.cleaned_data.get("room") or form.cleaned_data["session"]
    return row.code


def _publish(request: HttpRequest, assembly: Assembly, act: Callable[[Assembly, User], str]) -> HttpResponse:
    try:
        messages.success(request, act(assembly, cast(User, request.user)))
    except ScheduleRefused as refused:
        messages.error(request, str(refused))
    return redirect(timetable_url(assembly))


def _publish_assembly(assembly: Assembly, actor: User) -> str:
    publish_assembly(assembly=assembly, actor=actor, at=timezone.now())
    return f"{assembly} is published."


def _publish_programme(assembly: Assembly, actor: User) -> str:
    count = publish_programme(assembly=assembly, actor=actor, at=timezone.now())
    if count == 0:
        return "Every session was published already."
    return "1 session is published." if count == 1 else f"{count} sessions are published."


def _ask(
    site: AdminSite, request: HttpRequest, assembly: Assembly, template: str, **context: Any
) -> TemplateResponse:
    context = {**site.each_context(request), "assembly": assembly, **context}
    return TemplateResponse(request, template, context)
