"""Acting on a case: a form, for what the reporter reads a preview, and then one call."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from concerns.actions import day_of
from concerns.actions.hands import last_step_of, take_turn
from concerns.actions.opening import open_case
from concerns.canned import start_of
from concerns.casework_forms.base import CaseForm
from concerns.casework_forms.labels import LabelsForm
from concerns.casework_presenters.words import LabelBlock, label_blocks
from concerns.casework_queries.case import case_rows
from concerns.models import Concern, HandlerGroup
from concerns.now import case_now
from concerns.policies import Step, can_take
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing
from concerns.views.casework.act_pages import ACTS, ActPage, Reader
from concerns.views.casework.frame import frame, works_on_cases
from concerns.views.casework.gate import case_of, for_members

SEND, CHANGE = "send", "change"


@dataclass(frozen=True)
class Turn:
    """One act on one case by one handler, at one moment."""

    request: HttpRequest
    standing: Standing
    concern: Concern
    step: Step
    page: ActPage
    group: HandlerGroup | None
    """Through which group; None when the case turned out not to be theirs."""
    labels: list[LabelBlock]
    at: datetime

    @property
    def seen(self) -> int:
        """The last step of the case when the form was made."""
        is_sent = self.request.method == "POST"
        return seen_of(self.request) if is_sent else last_step_of(self.concern)

    def make(self, *args: Any, **kwargs: Any) -> CaseForm:
        """Make the form of the act."""
        assert self.group is not None, "whoever acts has the case"
        return self.page.form_class(
            *args, concern=self.concern, own_group=self.group, labels=self.labels, **kwargs
        )

    def show(
        self,
        form: CaseForm | None,
        *,
        why_not: str = "",
        foretold: str = "",
        is_preview: bool = False,
        seen: int | None = None,
    ) -> HttpResponse:
        """Show the form, what it would send, or why there is none."""
        template = "act_preview" if is_preview else "act"
        context = {
            **frame(self.standing),
            "case": self.concern,
            "step": self.step,
            "page": self.page,
            "form": form,
            "label_fields": form.label_fields() if isinstance(form, LabelsForm) else [],
            "said": form.said() if form and is_preview else [],
            "recorded": form.recorded() if form and is_preview else [],
            "why_not": why_not,
            "foretold": foretold,
            "seen": self.seen if seen is None else seen,
            "is_to_reporter": self.page.reader is Reader.REPORTER,
            "button_variant": "warning" if self.step in (Step.STEP_BACK, Step.KEEP_OUT) else None,
            "is_note": self.page.reader is Reader.HANDLERS,
        }
        return render(self.request, f"concerns/casework/{template}.html", context)


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, standing: Standing, key: UUID, step: Step) -> HttpResponse:
    """Ask, show what the reporter would read, and act; a refusal stands in the form beside what was typed."""
    at = timezone.now()
    page = ACTS[step]
    concern = case_of(standing, key, at=at)
    try:
        rows = case_rows(standing, concern)
        labels = _labels(standing, concern, at) if page.shows_labels else []
        now = case_now(rows.own, rows.referrals, on=day_of(at))
    except ConcernRefused as refused:
        return Turn(request, standing, concern, step, page, None, [], at).show(None, why_not=str(refused))
    turn = Turn(request, standing, concern, step, page, rows.group, labels, at)
    if request.method == "POST":
        return _take(turn)
    try:
        can_take(step, now).or_raise(ConcernRefused)
        foretold = page.foretell(standing, concern) if page.foretell else ""
    except ConcernRefused as refused:
        return turn.show(None, why_not=str(refused))
    return turn.show(_form(turn), foretold=foretold)


def _form(turn: Turn) -> CaseForm:
    """Return an empty form, or one with the text to start from."""
    text = start_of(turn.page.use) if turn.page.use else ""
    name = getattr(turn.page.form_class, "text_name", "words")
    return turn.make(initial={name: text})


def _take(turn: Turn) -> HttpResponse:
    form = turn.make(turn.request.POST)
    wanted = turn.request.POST.get("do", "")
    if wanted == CHANGE:
        # As it was typed, and without complaints.
        kept = {name: form[name].value() for name in form.fields}
        return turn.show(turn.make(initial=kept))
    if not form.is_valid():
        return turn.show(form)
    if (last := last_step_of(turn.concern)) != turn.seen:
        # Its writer has now been told: the next time it is good for what happened.
        form.refuse(ConcernRefused(Refusal.MOVED_ON))
        return turn.show(form, seen=last)
    if turn.page.reader is Reader.REPORTER and wanted != SEND:
        return turn.show(form, is_preview=True)
    try:
        take_turn(
            partial(turn.page.act, handler=turn.standing, concern=turn.concern, at=turn.at, **form.given()),
            concern=turn.concern,
            seen=turn.seen,
        )
    except ConcernRefused as refused:
        form.refuse(refused)
        return turn.show(form, seen=last_step_of(turn.concern))
    messages.success(turn.request, turn.page.done)
    return redirect("casework") if _is_gone(turn) else redirect("casework_case", turn.concern.pk)


def _is_gone(turn: Turn) -> bool:
    """Whether the handler has the case no more: also who keeps out themselves."""
    return not Concern.objects.granted_to(turn.standing.user.pk).filter(pk=turn.concern.pk).exists()


def seen_of(request: HttpRequest) -> int:
    """Return the last step of the case that the form was made after; -1 for a form that does not tell."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _labels(standing: Standing, concern: Concern, at: datetime) -> list[LabelBlock]:
    opened = open_case(handler=standing, concern=concern, at=at)
    return label_blocks(case_rows(standing, concern).labels, opened)
