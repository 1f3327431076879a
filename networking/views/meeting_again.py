"""Wishing to meet somebody again, and wishing it no more."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from common.policy import Verdict
from events.views.loading import PersonalRequest, personal
from networking.actions.meeting_again import take_wish_back, wish_to_meet_again
from networking.contacts_refusals import ContactRefused
from networking.models import Profile
from networking.refusals import PartRefused
from networking.shared_rooms import meeting_again
from networking.views.loading import Part, by_button, closed_page, load_part


@by_button("networking_contacts")
@personal
def again(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Keep a wish; if the other one has it, too, say at once that they are in contact."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    other = _load(part, code, at)
    name = other.delegate.name
    try:
        contact = wish_to_meet_again(by=part.delegate, about=other.delegate, at=at)
    except PartRefused as refused:
        return closed_page(request, part, Verdict(refused.code, refused.facts))
    except ContactRefused:
        raise Http404 from None
    kept = f"We keep that to ourselves, unless {name} would like to meet you again, too."
    messages.success(request, f"You and {name} are in contact: both of you said yes." if contact else kept)
    return redirect("networking_contacts", slug)


@by_button("networking_contacts")
@personal
def again_back(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Forget a wish."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    other = _load(part, code, at)
    name = other.delegate.name
    try:
        contact = take_wish_back(by=part.delegate, about=other.delegate, at=at)
    except PartRefused as refused:
        return closed_page(request, part, Verdict(refused.code, refused.facts))
    if contact:
        messages.info(request, f"{name} would like to meet you again, too: you are in contact.")
    else:
        messages.success(request, f"You took back that you would like to meet {name} again.")
    return redirect("networking_contacts", slug)


def _load(part: Part, code: str, at: datetime) -> Profile:
    assert part.profile is not None
    found = meeting_again(part.profile, at).filter(code=code).select_related("delegate").first()
    if found is None:
        raise Http404
    return found
