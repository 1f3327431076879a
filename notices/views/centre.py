"""The notices centre: what somebody was told, what of it is new, and the way on from each."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.pages import page_links, page_of
from notices.actions.telling import mark_read
from notices.models import Notice, NoticeQuerySet
from notices.unread import unread_of

ON_A_PAGE = 20
SAFE_AND_POST = ["GET", "HEAD", "POST"]


@login_required
@never_cache
@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """Show the person's own notices, the newest first; ``new`` leaves out what they have read."""
    is_new_only = "new" in request.GET
    notices = _own(request).unread() if is_new_only else _own(request)
    page = page_of(Paginator(notices, ON_A_PAGE), request)
    context = {
        "page": page,
        "pagination": page_links(page, request),
        "is_new_only": is_new_only,
        "zone": settings.TIME_ZONE,
    }
    return render(request, "notices/centre.html", context)


@login_required
@never_cache
@require_http_methods(SAFE_AND_POST)
def open_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the person has read one of their notices and go where it leads; a link alone does nothing."""
    notice = get_object_or_404(_own(request), code=code)
    if request.method != "POST":
        return redirect("notices")
    mark_read(user=_person(request), notices=_own(request).filter(pk=notice.pk), at=timezone.now())
    return redirect(notice.own_path or "notices")


@login_required
@never_cache
@require_http_methods(SAFE_AND_POST)
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that the person has read everything up to what their page showed as the newest."""
    if request.method == "POST":
        at = timezone.now()
        until = _instant(request.POST.get("until", "")) or at
        shown = _own(request).filter(released_at__lte=until)
        count = mark_read(user=_person(request), notices=shown, at=at)
        messages.success(request, f"{count} {'notice' if count == 1 else 'notices'} marked as read.")
    return redirect("notices")


@never_cache
@require_safe
def unread_count(request: HttpRequest) -> HttpResponse:
    """Tell an open page how many notices are new; 401 tells it to ask no more."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse(unread_of([request.user.pk])[request.user.pk].told())


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "log-in needed"
    return request.user


def _own(request: HttpRequest) -> NoticeQuerySet:
    """Start from what this person can see: others' notices and what was never released are not there."""
    return Notice.objects.filter(recipient=_person(request)).released()


def _instant(written: str) -> datetime | None:
    """Read an instant as the page wrote it; what is written otherwise counts as nothing."""
    try:
        at = parse_datetime(written)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None
