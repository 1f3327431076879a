"""The way to every casework page: a membership that counts, and a second factor proven within 12 hours."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import Appointment, User
from accounts.policies import has_second_factor, second_factor_proven_at
from concerns.actions import opening, watching
from concerns.models import Concern, Membership
from concerns.standing import Standing, standing_of

PROOF_LASTS = timedelta(hours=12)
Parts = ParamSpec("Parts")
Page = Callable[Concatenate[HttpRequest, Standing, Parts], HttpResponse]


def for_members(
    may: Callable[[Standing], bool] = lambda standing: True,
) -> Callable[[Page[Parts]], Callable[Concatenate[HttpRequest, Parts], HttpResponseBase]]:
    """Let a page in only members of whom ``may`` holds; it is given their standing.

    Everybody else meets the 404 of a page that does not exist, and that they tried is written down.
    """

    def decorate(page: Page[Parts]) -> Callable[Concatenate[HttpRequest, Parts], HttpResponseBase]:
        @wraps(page)
        def gate(request: HttpRequest, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponseBase:
            user, at = request.user, timezone.now()
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            watching.look_at_member(user, at=at)
            standing = standing_of(user)
            if standing is None:
                return _outside(request, user, at)
            if page_of_proof := _proof_wanted(request, user, at):
                return redirect(page_of_proof)
            if not may(standing):
                raise Http404
            return page(request, standing, *args, **kwargs)

        # The wrapper of the standard library hides from the type checker that the standing is filled in.
        gated: Any = never_cache(sensitive_post_parameters()(gate))
        return cast(Callable[Concatenate[HttpRequest, Parts], HttpResponseBase], gated)

    return decorate


def for_national_leads(
    page: Callable[Concatenate[HttpRequest, Parts], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Parts], HttpResponseBase]:
    """Let only national leads in, with the same proof as members."""

    @wraps(page)
    def gate(request: HttpRequest, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponseBase:
        user, at = request.user, timezone.now()
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        if Appointment.Duty.NATIONAL_LEAD not in user.duties:
            if standing_of(user) is None:
                opening.note_probe(user_id=user.pk, at=at)
            raise Http404
        if page_of_proof := _proof_wanted(request, user, at):
            return redirect(page_of_proof)
        return page(request, *args, **kwargs)

    gated: Any = never_cache(gate)
    return cast(Callable[Concatenate[HttpRequest, Parts], HttpResponseBase], gated)


def case_of(standing: Standing, key: UUID, *, at: datetime) -> Concern:
    """Return a case that is this handler's.

    :raises Http404: the same for one that does not exist and one that is not theirs; the try is written down.
    """
    mine = Concern.objects.granted_to(standing.user.pk).select_related("employer", "local_office")
    concern = mine.filter(pk=key).first()
    if concern is None:
        raise not_theirs(standing, key, at=at)
    return concern


def not_theirs(standing: Standing, key: UUID, *, at: datetime) -> Http404:
    """Return the 404 of a case that is not this handler's, once it is written down that they tried."""
    opening.note_refused(user_id=standing.user.pk, concern=Concern.objects.filter(pk=key).first(), at=at)
    return Http404()


def _outside(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """Tell a suspended member so at the front door, and take a national lead from there to the one figure.

    :raises Http404: behind the front door, and for everybody else; the try is written down.
    """
    is_front_door = request.path_info == reverse("casework")
    suspended = Membership.objects.standing().filter(user=user, suspended_on__isnull=False).first()
    if not is_front_door or Appointment.Duty.NATIONAL_LEAD not in user.duties:
        opening.note_probe(user_id=user.pk, at=at)
    if is_front_door and suspended and not (user.is_superuser or user.is_organiser):
        return render(request, "concerns/casework/suspended.html", {"member": suspended}, status=403)
    if is_front_door and Appointment.Duty.NATIONAL_LEAD in user.duties:
        return redirect("casework_overdue")
    raise Http404


def _proof_wanted(request: HttpRequest, user: User, at: datetime) -> str:
    """Return where a second factor is set up or proven again; nothing if it was within 12 hours.

    The session's word alone does not count: there must be an authenticator to have proven.
    """
    proven_at = second_factor_proven_at(request)
    if has_second_factor(user) and proven_at and at - proven_at < PROOF_LASTS:
        return ""
    page = "mfa_reauthenticate" if has_second_factor(user) else "mfa_activate_totp"
    back = request.get_full_path() if request.method == "GET" else ""
    return f"{reverse(page)}?{urlencode({'next': back})}" if back else reverse(page)
