"""The help queue: what waits for organisers in all rooms, taken, answered and resolved by plain forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from breakouts import actions
from breakouts.help.queries import lately_over, queue
from breakouts.help.refusals import HelpRefused
from breakouts.models import HelpCall
from common.words import clock

QUEUE = "admin:breakouts_helpcall_changelist"


class AnswerForm(forms.Form):
    """What an organiser writes back."""

    words = forms.CharField(required=False, strip=False)


@dataclass(frozen=True)
class Line:
    """One call as the queue shows it."""

    call: HelpCall
    waited_minutes: int
    asked: str
    is_mine: bool
    is_taken: bool


@admin.register(HelpCall)
class HelpCallAdmin(OrganiserAdmin):
    """Nothing here is a form over rows: calls are changed by what organisers do, as in the room."""

    further_pages = (("Day board", "admin:breakouts_board"),)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody calls for help here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites a call."""
        return False

    def get_urls(self) -> list[Any]:
        """Offer the queue and its acts, and none of the usual pages."""
        page = self.admin_site.admin_view
        return [
            path("", page(self._queue), name="breakouts_helpcall_changelist"),
            path("<uuid:key>/<slug:act>/", page(require_POST(self._act)), name="breakouts_helpcall_act"),
        ]

    def _queue(self, request: HttpRequest) -> TemplateResponse:
        return self._page(request, at=timezone.now())

    def _act(self, request: HttpRequest, key: UUID, act: str) -> HttpResponse:
        at, actor = timezone.now(), request.user
        assert isinstance(actor, User), "the site lets nobody else in"
        form = AnswerForm(request.POST)
        form.is_valid()
        words = form.cleaned_data.get("words", "")
        try:
            if act == "claim":
                actions.claim_help(actor=actor, call=key, is_takeover="over" in request.POST, at=at)
            elif act == "answer":
                actions.answer_help(actor=actor, call=key, words=words, at=at)
            elif act == "resolve":
                actions.resolve_help(actor=actor, call=key, at=at)
            else:
                raise Http404
        except HelpRefused as refused:
            # What was typed is shown again beside why it was not taken.
            return self._page(request, at=at, refused_key=key, refusal=str(refused), typed=words)
        messages.success(request, DONE[act])
        return redirect(QUEUE)

    def _page(self, request: HttpRequest, *, at: datetime, **refused: Any) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Help queue",
            "lines": lines_of(queue(), request.user.pk, at),
            "over": lately_over(),
            "at": at,
            "errors": refused,
            **refused,
        }
        return TemplateResponse(request, "breakouts/admin/help_queue.html", context)


DONE = {"claim": "You have this call.", "answer": "Your answer was sent.", "resolve": "The call is resolved."}


def lines_of(calls: Sequence[HelpCall], user_id: int | None, at: datetime) -> list[Line]:
    """Present the calls in their order."""
    return [
        Line(
            call=call,
            waited_minutes=max(0, int((at - call.asked_at).total_seconds() // 60)),
            asked=clock(call.asked_at, call.room.session.assembly.zone),
            is_mine=call.is_claimed and call.claimed_by_id == user_id,
            is_taken=call.is_claimed and call.claimed_by_id != user_id,
        )
        for call in calls
    ]
