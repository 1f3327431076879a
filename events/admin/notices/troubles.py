"""What was not delivered: whom it concerns, why, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.words import day_and_clock
from events.actions.notices import send_notice_again
from events.admin.notices.board import TROUBLES
from events.admin.notices.lines import Line, lines_of, page_in, pages_around
from events.models import Assembly
from events.policies.notices import TellingRefused
from notices.kinds import all_kinds, kind_of
from notices.models import Notice, State


@dataclass(frozen=True)
class Trouble:
    """One notice that did not arrive, or of which nobody knows."""

    line: Line
    notice: Notice
    kind: str
    tried: str
    advice: str

    @property
    def is_unknown(self) -> bool:
        """Whether it may have arrived."""
        return self.notice.state == State.UNKNOWN


@dataclass(frozen=True)
class Stuck:
    """Notices that wait because mail does not leave now."""

    away_count: int
    away_since: datetime | None
    put_off_count: int
    reason: str


def troubles(site: AdminSite, request: HttpRequest, pk: int) -> TemplateResponse:
    """List what failed and what is unknown, the latest first, and say what waits in trouble."""
    assembly = get_object_or_404(Assembly, pk=pk)
    key = request.GET.get("kind", "")
    found = Notice.objects.filter(scope=assembly.slug, state__in=TROUBLES).select_related("recipient")
    if key:
        found = found.filter(kind=key)
    page = page_in(request, found.order_by("-settled_at", "-pk"))
    context = {
        **site.each_context(request),
        "title": "Not delivered",
        "assembly": assembly,
        "troubles": [_trouble(line, assembly) for line in lines_of(page, assembly)],
        "page": page,
        "numbers": pages_around(page),
        "kinds": all_kinds(),
        "key": key,
        "stuck": _stuck(Notice.objects.filter(scope=assembly.slug, state=State.DUE).exclude(trouble="")),
    }
    return TemplateResponse(request, "events/admin/notice_troubles.html", context)


def send_again(site: AdminSite, request: HttpRequest, pk: int, notice: int) -> HttpResponse:
    """Send one once more; one that may have arrived only after asking."""
    assembly = get_object_or_404(Assembly, pk=pk)
    theirs = Notice.objects.filter(scope=assembly.slug).select_related("recipient")
    found = get_object_or_404(theirs, pk=notice)
    is_confirmed = request.POST.get("confirmed") == "yes"
    if request.method != "POST" or (found.state == State.UNKNOWN and not is_confirmed):
        return _ask(site, request, assembly, found)
    try:
        send_notice_again(
            assembly=assembly,
            notice=found,
            is_confirmed=is_confirmed,
            actor=cast(User, request.user),
            at=timezone.now(),
        )
        messages.success(request, f"It is on its way to {found.recipient} again, to {found.recipient.email}.")
    except TellingRefused as refused:
        messages.error(request, str(refused))
    return redirect(troubles_url(assembly))


def troubles_url(assembly: Assembly) -> str:
    """Return where deliveries that failed are listed."""
    return reverse("admin:events_assembly_notice_troubles", args=[assembly.pk])


def _ask(site: AdminSite, request: HttpRequest, assembly: Assembly, notice: Notice) -> TemplateResponse:
    (line,) = lines_of([notice], assembly)
    context = {
        **site.each_context(request),
        "title": f"Send again: {line.name}",
        "assembly": assembly,
        "trouble": _trouble(line, assembly),
    }
    return TemplateResponse(request, "events/admin/send_notice_again.html", context)


def _trouble(line: Line, assembly: Assembly) -> Trouble:
    assert line.notice
    notice, kind = line.notice, kind_of(line.notice.kind)
    tried = day_and_clock(notice.handed_at or notice.due_at, assembly.zone)
    return Trouble(line, notice, kind.name if kind else notice.kind, tried, _advice(notice))


def _advice(notice: Notice) -> str:
    """Say what to do, by what the server said (RFC 3463: 5.2.2 is a full mailbox)."""
    if notice.state == State.UNKNOWN:
        return "It may have arrived: ask before sending again."
    if "5.2.2" in notice.trouble or notice.trouble.startswith("552"):
        return "Their mailbox is full. Tell them another way, then send it again."
    if notice.trouble.startswith("4"):
        return "Their mail server put it off again and again. Send it again, or ask for another address."
    return "Ask them for another address."


def _stuck(waiting: QuerySet[Notice]) -> Stuck:
    """Tell a server that is away from one that puts single mails off."""
    away = waiting.filter(refusal_count=0)
    counts = away.aggregate(since=Min("released_at"))
    # A server that has answered since then was there: what is away now began later.
    answered = Notice.objects.filter(state__in=(State.SENT, State.FAILED)).aggregate(last=Max("settled_at"))
    moments = [moment for moment in (counts["since"], answered["last"]) if moment]
    latest = waiting.order_by("-handed_at").first()
    return Stuck(
        away_count=away.count(),
        away_since=max(moments) if counts["since"] else None,
        put_off_count=waiting.filter(refusal_count__gt=0).count(),
        reason=latest.trouble if latest else "",
    )
