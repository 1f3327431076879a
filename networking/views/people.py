"""The page of one person: what they show, and what the viewer and they can do together."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.views.loading import personal
from networking.knowing import known_to
from networking.models import Interest, Profile
from networking.presenters import contacts, conversations, safety
from networking.presenters.people import card
from networking.showing import Shows, wants
from networking.views.loading import Part, closed_page, load_part

ABOUT: tuple[Callable[[Part, Profile, datetime], dict[str, object]], ...] = (
    contacts.about_person,
    conversations.about_person,
    safety.about_person,
)
"""What the other parts of networking tell on somebody's page: each gives its facts to its own include."""


@personal
@require_safe
def person(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show one person; unknown, unlisted, blocked, left and suspended are the same 404."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_look:
        return closed_page(request, part, part.can_look)
    mine = part.profile if part.profile and part.profile.is_joined else None
    if mine and mine.code == code:
        return redirect("networking_profile", slug)
    people = known_to(part.delegate, Profile.objects.meeting(part.delegate, at)).with_facts()
    other = get_object_or_404(people, code=code)
    names = dict(Interest.objects.filter(code__in=other.interests).values_list("code", "name"))
    context = {
        **part.context(request),
        "person": other,
        "card": card(Shows.of(other), slug, names, wants(mine) if mine else None),
    }
    for about in ABOUT:
        context |= about(part, other, at)
    return render(request, "networking/person.html", context)
