"""Whom the person's groups entrust: members, proposals, the suspended; each decision by two people."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from concerns.actions import memberships
from concerns.casework_forms.lists import ProposalForm
from concerns.casework_presenters.around import member_blocks
from concerns.casework_queries.people import alerts_for, groups_around, memberships_around
from concerns.models import Membership
from concerns.refusals import ConcernRefused
from concerns.standing import Standing
from concerns.views.casework.frame import frame, works_on_cases
from concerns.views.casework.gate import for_members

Act = Callable[..., object]
# The noun in the address, what is done, what the next page says.
ACTS: Mapping[str, tuple[Act, str]] = {
    "confirmation": (memberships.confirm_member, "Confirmed. They can open cases from now on."),
    "suspension": (memberships.suspend_member, "Suspended. They can open nothing from now on."),
    "reinstatement": (memberships.reinstate_member, "Reinstated."),
    "ending": (memberships.end_member, "Ended."),
}


@for_members(works_on_cases)
@require_safe
def people(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the groups about which the person may decide, with their members."""
    groups = groups_around(standing).select_related("employer", "local_office")
    rows = memberships_around(standing).filter(ended_on=None)
    members = rows.select_related("user", "proposed_by", "confirmed_by").order_by("user__name", "user__email")
    context = {
        **frame(standing),
        "alerts": alerts_for(standing),
        "blocks": member_blocks(groups, members, own=standing.groups, may_audit=_may_audit(standing)),
    }
    return render(request, "concerns/casework/people.html", context)


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Propose somebody; another person must confirm it."""
    groups = groups_around(standing).select_related("employer", "local_office").order_by("employer", "kind")
    form = ProposalForm(request.POST or None, groups=list(groups), may_audit=_may_audit(standing))
    if request.method == "POST" and form.is_valid():
        try:
            memberships.propose_member(by=standing, at=timezone.now(), **form.given())
        except ConcernRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Proposed. Another member must confirm it before it counts.")
            return redirect("casework_people")
    return render(request, "concerns/casework/proposal.html", {**frame(standing), "form": form})


@for_members(works_on_cases)
@require_safe
def member(request: HttpRequest, standing: Standing, key: UUID) -> HttpResponse:
    """Show a membership and what can be done about it."""
    return _page(request, standing, _membership(standing, key))


@for_members(works_on_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def member_act(request: HttpRequest, standing: Standing, key: UUID, noun: str) -> HttpResponse:
    """Decide about a membership; a refusal stands on its page."""
    found = _membership(standing, key)
    if noun not in ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("casework_member", key)
    act, done = ACTS[noun]
    try:
        act(by=standing, membership=key, at=timezone.now())
    except ConcernRefused as refused:
        return _page(request, standing, _membership(standing, key), why_not=str(refused))
    messages.success(request, done)
    # Who ends their own last membership has no page here any more.
    is_own = found.user_id == standing.user.pk and noun == "ending"
    return redirect("/" if is_own and len(standing.memberships) == 1 else "casework_people")


def _page(
    request: HttpRequest, standing: Standing, membership: Membership, *, why_not: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        **frame(standing),
        "member": membership,
        "is_own": membership.user_id == standing.user.pk,
        "is_own_proposal": membership.proposed_by_id == standing.user.pk,
        "is_last": membership.group is not None
        and not membership.group.memberships.active().exclude(pk=membership.pk).exists(),
        "is_own_suspension": membership.suspended_by_id == standing.user.pk,
        "why_not": why_not,
        "has_errors": bool(why_not),
    }
    return render(request, "concerns/casework/member.html", context)


def _membership(standing: Standing, key: UUID) -> Membership:
    """Return a membership that goes on, about which the person may decide.

    :raises Http404: the same for one that does not exist and one that is not theirs to decide.
    """
    rows = memberships_around(standing).filter(ended_on=None)
    found = rows.select_related("user", "group__employer", "group__local_office", "proposed_by").filter(
        pk=key
    )
    membership = found.first()
    if membership is None:
        raise Http404
    return membership


def _may_audit(standing: Standing) -> bool:
    """Whether the person proposes and confirms auditors: members of a local office do."""
    return any(group.local_office_id for group in standing.groups.values())
