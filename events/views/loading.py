"""What the pages of a place begin with: the assembly, the person, and their place there."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from events.actions.waiting import offer_free_places
from events.models import Assembly, Delegate


class PersonalRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def personal(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let only people through who are logged in, and let no shared computer keep the page."""
    return never_cache(login_required(view))


def load_assembly(request: HttpRequest, slug: str, *, at: datetime) -> Assembly:
    """Return the assembly if this person may see it; unknown and hidden are the same 404."""
    return get_object_or_404(Assembly.objects.visible_to(request.user, at), slug=slug)


def place_of(user: User, assembly: Assembly) -> Delegate | None:
    """Return the person's row at this assembly, whatever it is worth."""
    delegate = Delegate.objects.filter(assembly=assembly, user=user).first()
    if delegate:
        delegate.assembly, delegate.user = assembly, user
    return delegate


def settled_place_of(user: User, assembly: Assembly, *, at: datetime) -> Delegate | None:
    """Return the person's row with the waiting list as it is at this instant, whether or not a worker runs.

    Only for who waits or is offered a place: two queries more, and two for each step that is due.
    """
    delegate = place_of(user, assembly)
    if delegate is None or delegate.state not in (Delegate.State.WAITING, Delegate.State.OFFERED):
        return delegate
    offer_free_places(assembly=assembly, at=at)
    return place_of(user, assembly)


def home_of(delegate: Delegate) -> str:
    """Return where this person belongs: on My day with a place, else on the page that tells how it stands."""
    if delegate.has_place:
        return delegate.assembly.my_day_address
    return reverse("place", args=[delegate.assembly.slug])
