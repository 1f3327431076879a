"""The public pages of a programme and its calendar files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from events.arrivals import delegate_here
from events.calendars import day_calendar
from events.forms.programme import ProgrammeFilter
from events.models import Assembly, Session
from events.programme import SessionEntry, all_day, days

CALENDAR_SECONDS = 300


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the day by time, narrowed by kind and theme as the address says."""
    at = timezone.now()
    assembly = get_object_or_404(Assembly.objects.visible_to(request.user, at), slug=slug)
    delegate_here(request, assembly, at=at)
    sessions = list(
        Session.objects.filter(assembly=assembly).visible_to(request.user, at).in_order().with_programme()
    )
    form = ProgrammeFilter(request.GET or None, sessions=sessions)
    entries = [SessionEntry.of(session, at) for session in sessions]
    shown = form.narrow(entries)
    laid_out = days(shown, assembly.zone, throughout=all_day(sessions))
    context = {
        "assembly": assembly,
        "form": form,
        "days": laid_out,
        "shown_count": len(shown),
        "count": len(entries),
        "now_group": next((group for day in laid_out for group in day.groups if group.is_now), None),
    }
    return render(request, "events/programme.html", context)


@require_safe
@conditional_page
def programme_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the published programme as a calendar file."""
    at = timezone.now()
    assembly = get_object_or_404(Assembly.objects.published(at), slug=slug)
    sessions = Session.objects.filter(assembly=assembly).public(at).in_order().with_programme()
    content = day_calendar(assembly, sessions, request.build_absolute_uri("/"), at)
    return _calendar(content, f"{assembly.slug}-programme.ics")


@require_safe
@conditional_page
def session_calendar(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Send one published session as a calendar file."""
    at = timezone.now()
    sessions = Session.objects.filter(assembly__slug=slug, code=code).public(at).with_programme()
    session = sessions.first()
    if session is None:
        raise Http404
    content = day_calendar(session.assembly, [session], request.build_absolute_uri("/"), at)
    return _calendar(content, f"{slug}-{code}.ics")


def _calendar(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # The same for everybody, whoever asks: public rows only, and nothing of the log-in is read.
    patch_cache_control(response, public=True, max_age=CALENDAR_SECONDS)
    return response
