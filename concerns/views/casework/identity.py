"""Who raised a case: looked up by a form, asked for by one person and agreed or declined by another."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from concerns.actions import day_of
from concerns.actions import identity as actions
from concerns.actions.hands import last_step_of, take_turn
from concerns.actions.opening import open_case, open_identity
from concerns.casework_forms.acts import IdentityForm
from concerns.casework_queries.case import CaseRows, case_rows
from concerns.kinds import Mode
from concerns.models import Concern, IdentityRequest
from concerns.now import case_now
from concerns.policies import Step, can_take
from concerns.refusals import SENTENCES, ConcernRefused, Refusal
from concerns.standing import Standing
from concerns.views.casework.acts import seen_of
from concerns.views.casework.frame import frame, works_on_cases
from concerns.views.casework.gate import case_of, for_members


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Show where it stands; by POST, who it is: a page that is looked up again is written down again."""
    at = timezone.now()
    concern = case_of(standing, key, at=at)
    if request.method != "POST":
        return _page(request, standing, concern, at)
    try:
        found = open_identity(handler=standing, concern=concern, at=at)
    except ConcernRefused as refused:
        return _page(request, standing, concern, at, why_not=str(refused))
    name, _, contact = found.partition("\n")
    return _page(request, standing, concern, at, person={"name": name, "contact": contact})


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def request_identity(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Ask to know, with a reason."""
    at = timezone.now()
    concern = case_of(standing, key, at=at)
    if request.method != "POST":
        return redirect("casework_identity", key)
    form = IdentityForm(request.POST, concern=concern)
    if not form.is_valid():
        return _page(request, standing, concern, at, form=form)
    act = partial(actions.ask_identity, handler=standing, concern=concern, at=at, **form.given())
    try:
        take_turn(act, concern=concern, seen=seen_of(request))
    except ConcernRefused as refused:
        form.refuse(refused)
        return _page(request, standing, concern, at, form=form)
    messages.success(request, "Asked. A colleague of your group must agree.")
    return redirect("casework_identity", key)


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Agree, as the second person."""
    return _decide(request, standing, key, actions.agree_identity, "Agreed. Your group can look it up.")


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def refusal(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Decline, as the second person."""
    return _decide(request, standing, key, actions.decline_identity, "Declined.")


def _decide(
    request: HttpRequest, standing: Standing, key: UUID, act: Callable[..., None], done: str
) -> HttpResponse:
    at = timezone.now()
    concern = case_of(standing, key, at=at)
    if request.method == "POST":
        try:
            act(handler=standing, concern=concern, at=at)
        except ConcernRefused as refused:
            return _page(request, standing, concern, at, why_not=str(refused))
        messages.success(request, done)
    return redirect("casework_identity", key)


def _page(
    request: HttpRequest,
    standing: Standing,
    concern: Concern,
    at: datetime,
    *,
    form: IdentityForm | None = None,
    why_not: str = "",
    person: dict[str, str] | None = None,
) -> HttpResponse:
    try:
        rows = case_rows(standing, concern)
        open_request = _open_request(rows)
        because = _because(standing, concern, open_request, at)
        cannot_ask = _cannot_ask(standing, rows, at)
    except ConcernRefused as refused:
        why_not, open_request, because, rows, cannot_ask = str(refused), None, None, None, ""
    context = {
        **frame(standing),
        "case": concern,
        "is_anonymous": concern.mode == Mode.ANONYMOUS,
        "knows": rows.knows_identity if rows else False,
        "open_request": open_request,
        "is_own": open_request is not None and open_request.asked_by_id == standing.user.pk,
        "because": because,
        "cannot_ask": cannot_ask,
        "declined": [each for each in rows.requests if each.declined_on] if rows else [],
        "form": form or IdentityForm(concern=concern),
        "seen": last_step_of(concern),
        "why_not": why_not,
        "has_errors": bool(why_not),
        "person": person,
    }
    return render(request, "concerns/casework/identity.html", context)


def _open_request(rows: CaseRows) -> IdentityRequest | None:
    open_ones = (each for each in rows.requests if not each.agreed_on and not each.declined_on)
    return next(open_ones, None)


def _cannot_ask(standing: Standing, rows: CaseRows, at: datetime) -> str:
    """Return why nobody can be asked, so that no reason is written in vain; nothing where it can be."""
    try:
        can_take(Step.IDENTITY, case_now(rows.own, rows.referrals, on=day_of(at))).or_raise(ConcernRefused)
    except ConcernRefused as refused:
        return str(refused)
    has_second = actions.has_second_person(rows.concern, rows.group, standing)
    return "" if has_second else SENTENCES[Refusal.NO_SECOND_PERSON]


def _because(
    standing: Standing, concern: Concern, request: IdentityRequest | None, at: datetime
) -> str | None:
    """Open the case for the reason that a colleague gave, which is a reading."""
    if request is None:
        return None
    return open_case(handler=standing, concern=concern, at=at).words_of(request.because)
