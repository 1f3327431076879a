"""A person's own calendar: the address that calendars read, the page about it, and the day as one file."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from accounts.models import User
from assembly_portal.pages.joining import room_of
from breakouts.models import Seat
from events.actions.calendars import (
    note_reading,
    number_entries,
    renew_calendar,
    share_calendar,
    stop_sharing_calendar,
)
from events.arrivals import delegate_here
from events.calendar_entries import session_uid
from events.calendars import CONTENT_TYPE, write_calendar
from events.models import Assembly, CalendarFeed, Delegate, Room, Session
from events.place_calendars import Own, own_entries
from events.policies.calendars import CalendarRefused, can_share_calendar, takes_part
from events.views.loading import PersonalRequest, home_of, load_assembly, personal, place_of


@require_safe
@conditional_page
def calendar_feed(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Give a calendar its person's programme; unknown and revoked addresses are the same 404.

    The token alone opens it, whoever asks and whatever the assembly's address is by now. An archived assembly
    answers too, and who has no place any more gets everything as cancelled, so that the calendar empties.
    """
    at = timezone.now()
    feeds = CalendarFeed.objects.active().select_related("user", "assembly")
    feed = feeds.filter(token=token, user__is_active=True).first()
    if feed is None:
        raise Http404
    note_reading(feed=feed, on=at.astimezone(feed.assembly.zone).date())
    response = _file(_own_calendar(request, feed.user, feed.assembly, at))
    # Set by hand: where nothing may be stored, Django makes none, and calendars would load all of it anew.
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest())
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@personal
def my_calendar(request: PersonalRequest, slug: str) -> HttpResponse:
    """Give the day as a calendar file, with the rooms that the person chose."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = delegate_here(request, assembly, at=at)
    if delegate is None or not delegate.has_place:
        return redirect("my_day", slug)
    response = _file(_own_calendar(request, request.user, assembly, at))
    response["Content-Disposition"] = f'attachment; filename="{assembly.slug}-my-day.ics"'
    return response


@require_safe
@personal
def my_session_calendar(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Give one session as the person's own calendar has it: their room, and the number that it counts on.

    The public file knows neither, and a calendar that took both up would keep the one that counts higher.
    """
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    session = Session.objects.filter(assembly=assembly, code=code).public(at).first()
    if session is None:
        raise Http404
    response = _file(_own_calendar(request, request.user, assembly, at, only=session_uid(session)))
    response["Content-Disposition"] = f'attachment; filename="{slug}-{code}.ics"'
    return response


@personal
@require_safe
def your_calendar(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show the address to copy, how calendars take it, and the ways to change and to end it."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate, feed = place_of(request.user, assembly), _feed_of(request.user, assembly)
    if feed is None and not can_share_calendar(request.user, assembly, delegate):
        return redirect(home_of(delegate)) if delegate else redirect("register", slug)
    url = request.build_absolute_uri(feed.address) if feed else ""
    context = {
        "assembly": assembly,
        "delegate": delegate,
        "feed": feed,
        "url": url,
        "webcal_url": url.replace(f"{request.scheme}://", "webcal://", 1),
        "takes_part": takes_part(request.user, assembly, delegate),
    }
    return render(request, "assembly_portal/your_calendar.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: PersonalRequest, slug: str) -> HttpResponse:
    """Make the address; where there is one, ask first and make another, which ends it."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    feed = _feed_of(request.user, assembly)
    if request.method == "POST":
        # The form names the address that it replaces, so that a second press does not end the new one.
        is_renewal = feed is not None and request.POST.get("instead_of") == str(feed.pk)
        try:
            (renew_calendar if is_renewal else share_calendar)(user=request.user, assembly=assembly, at=at)
        except CalendarRefused as refused:
            messages.error(request, str(refused))
    elif feed is not None:
        return _ask(request, assembly, feed, is_renewal=True)
    return redirect("your_calendar", slug)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_stop(request: PersonalRequest, slug: str) -> HttpResponse:
    """Ask, then end the address."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    feed = _feed_of(request.user, assembly)
    if feed is not None and request.method != "POST":
        return _ask(request, assembly, feed, is_renewal=False)
    if feed is not None:
        stop_sharing_calendar(user=request.user, assembly=assembly, at=at)
        messages.success(request, "Your calendar is not shared any more. The old address shows nothing.")
    return redirect("your_calendar", slug)


def _feed_of(user: User, assembly: Assembly) -> CalendarFeed | None:
    feed = CalendarFeed.objects.active().filter(user=user, assembly=assembly).first()
    if feed:
        feed.assembly = assembly
    return feed


def _ask(request: HttpRequest, assembly: Assembly, feed: CalendarFeed, *, is_renewal: bool) -> HttpResponse:
    context = {"assembly": assembly, "feed": feed, "is_renewal": is_renewal}
    return render(request, "assembly_portal/your_calendar_sure.html", context)


def _file(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=CONTENT_TYPE)


def _own_calendar(
    request: HttpRequest, user: User, assembly: Assembly, at: datetime, *, only: str = ""
) -> bytes:
    """Write the published programme as this person reads it, or the entry that is named only.

    An organiser's own holds no drafts either.
    """
    sessions = list(Session.objects.filter(assembly=assembly).public(at).in_order().with_programme())
    for session in sessions:
        session.assembly = assembly
    delegate = place_of(user, assembly)
    own = Own(
        user_id=user.pk,
        takes_part=takes_part(user, assembly, delegate),
        since=delegate.registered_at if delegate else None,
        rooms=_rooms(user, delegate, sessions),
    )
    entries = own_entries(assembly, sessions, own)
    numbered = number_entries(user=user, assembly=assembly, entries=entries, at=at)
    numbered = [entry for entry in numbered if only in ("", entry.uid)]
    return write_calendar(assembly, numbered, request.build_absolute_uri("/"))


def _rooms(user: User, delegate: Delegate | None, sessions: Sequence[Session]) -> dict[int, Room]:
    """Return the person's room of each session where they have one.

    A seat that was not entered in time counts still: what the calendar says does not change with the minute,
    and its link tells how it stands.
    """
    seats = Seat.objects.filter(delegate=delegate).of_registered() if delegate else ()
    by_session = {seat.session_id: seat for seat in seats}
    found = ((each, room_of(user.pk, each, by_session.get(each.pk))) for each in sessions)
    return {session.pk: room for session, room in found if room is not None}
