"""Keeping a person away: blocking after a page that asks, muting, and the list of both."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from events.views.loading import PersonalRequest, personal
from networking.actions.keeping_away import block_person, mute_person, unblock_person, unmute_person
from networking.clearing.queries import until_of
from networking.keeping_away import (
    blocks_of,
    has_blocked,
    left_with_gone,
    muted_by,
    mutes_of,
    shared_groups,
)
from networking.knowing import is_met, within_reach, wrote_and_gone
from networking.models import Profile
from networking.refusals import PartCode, PartRefused
from networking.views.loading import CONTACT, Part, by_button, closed_page, closed_words, load_part
from networking.views.ways_back import back_to_person


@require_safe
@personal
def safety(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show whom somebody blocked and muted, how to report, and until when things are kept.

    It stays open to whoever left or is suspended, and after the end: what they chose is theirs to take back.
    """
    at = timezone.now()
    part = load_part(request, slug, at=at)
    context = {
        **part.context(request),
        "blocks": blocks_of(request.user),
        "mutes": mutes_of(part.delegate),
        "gone": wrote_and_gone(part.delegate, at) if part.can_take_part else (),
        "left": left_with_gone(part.delegate, at) if part.can_take_part else None,
        "part_is_closed": not part.can_take_part,
        "can_join": part.can_take_part.code is PartCode.NOT_JOINED,
        "suspended": part.can_look.code is PartCode.SUSPENDED and closed_words(part.can_look),
        "contact_address": CONTACT,
        "kept_until": until_of(part.assembly),
    }
    return render(request, "networking/safety.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def block(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Say what will happen, and block once that is confirmed."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    profile, is_known = person_here(part, code, at=at), has_blocked(request.user, code)
    if profile is None:
        if is_known:
            return redirect("networking_safety", slug)
        raise Http404
    if request.method == "POST":
        return _blocked(request, part, profile, at=at)
    context = {
        **part.context(request),
        "person": profile,
        "back": back_to_person(part, profile, at),
        "groups": shared_groups(part.delegate, profile.delegate)
        if is_met(part.delegate, profile, at)
        else (),
    }
    return render(request, "networking/block.html", context)


@by_button("networking_safety")
@personal
def unblock(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Take a block back."""
    load_part(request, slug, at=timezone.now())
    if name := unblock_person(user=request.user, code=code):
        messages.success(request, f"You no longer block {name}.")
    return redirect("networking_safety", slug)


@by_button("networking_person", keeps_code=True)
@personal
def mute(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Have no more notices of what a person says."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    profile = person_here(part, code, at=at)
    if profile is None:
        raise Http404
    try:
        mute_person(delegate=part.delegate, profile=profile, at=at)
    except PartRefused:
        # Something changed since the page was asked for: their own state says it.
        part = load_part(request, slug, at=at)
        return closed_page(request, part, part.can_take_part)
    messages.success(request, f"You get no more notices of what {profile.delegate.name} says.")
    return redirect("networking_safety", slug)


@by_button("networking_safety")
@personal
def unmute(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Have notices of what a person says again."""
    part = load_part(request, slug, at=timezone.now())
    profile = muted_by(part.delegate).filter(code=code).select_related("delegate").first()
    if profile:
        unmute_person(delegate=part.delegate, profile=profile)
        messages.success(request, f"You get notices of what {profile.delegate.name} says again.")
    return redirect("networking_safety", slug)


def person_here(part: Part, code: str, *, at: datetime) -> Profile | None:
    """Return the person within somebody's reach under this code."""
    return within_reach(part.delegate, at).filter(code=code).select_related("delegate").first()


def _blocked(request: PersonalRequest, part: Part, profile: Profile, *, at: datetime) -> HttpResponse:
    try:
        done = block_person(delegate=part.delegate, profile=profile, at=at)
    except PartRefused:
        part = load_part(request, part.assembly.slug, at=at)
        return closed_page(request, part, part.can_take_part)
    messages.success(request, f"You block {done.blocked_name}. They are not told.")
    return redirect("networking_safety", part.assembly.slug)
