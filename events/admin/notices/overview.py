"""The page "Notices" of an assembly: everything that is sent, the stop button, and letting go again."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.actions.notices import hold_notices, release_notices
from events.admin.notices.board import board_of, holds_at, kind_url
from events.models import Assembly
from events.notices import MESSAGE
from events.policies.notices import TellingRefused
from notices.kinds import Kind, kind_of
from notices.models import Hold, Notice, State


@dataclass(frozen=True)
class Leaving:
    """What letting go means now."""

    now_count: int
    later_count: int
    late_count: int
    held_elsewhere_count: int


def notices(site: AdminSite, request: HttpRequest, pk: int) -> TemplateResponse:
    """Show one row for each kind."""
    assembly = get_object_or_404(Assembly, pk=pk)
    context = {
        **site.each_context(request),
        "title": "Notices",
        "assembly": assembly,
        "board": board_of(assembly, timezone.now()),
    }
    return TemplateResponse(request, "events/admin/notices.html", context)


def hold(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Stop everything, or one kind, at once."""
    assembly, kind = get_object_or_404(Assembly, pk=pk), _kind_in(request.POST.get("kind", ""))
    try:
        hold_notices(
            assembly=assembly,
            kind=kind.key if kind else "",
            actor=cast(User, request.user),
            at=timezone.now(),
        )
        what = f"“{kind.name}”" if kind else "Everything"
        messages.success(request, f"{what} is held. Nothing of it leaves until somebody lets it go.")
    except TellingRefused as refused:
        messages.error(request, str(refused))
    return redirect(_back(assembly, kind))


def release(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would leave, then let it go."""
    assembly, at = get_object_or_404(Assembly, pk=pk), timezone.now()
    typed = request.POST if request.method == "POST" else request.GET
    kind = _kind_in(typed.get("kind", ""))
    key = kind.key if kind else ""
    held = holds_at(assembly).get((assembly.slug, key))
    if held is None:
        messages.info(request, "It is not held any more.")
        return redirect(_back(assembly, kind))
    if request.method != "POST":
        context = {
            **site.each_context(request),
            "title": f"Let go: {kind.name}" if kind else "Let everything go",
            "assembly": assembly,
            "kind": kind,
            "hold": held,
            "leaving": _leaving(assembly, held, at),
            "back": _back(assembly, kind),
        }
        return TemplateResponse(request, "events/admin/release_notices.html", context)
    leaving = _leaving(assembly, held, at)
    try:
        release_notices(assembly=assembly, kind=key, actor=cast(User, request.user), at=at)
        messages.success(request, f"Let go. {_leaves(leaving.now_count)}")
    except TellingRefused as refused:
        messages.error(request, str(refused))
    return redirect(_back(assembly, kind))


def notices_url(assembly: Assembly) -> str:
    """Return where everything that is sent is listed."""
    return reverse("admin:events_assembly_notices", args=[assembly.pk])


def _leaving(assembly: Assembly, held: Hold, at: datetime) -> Leaving:
    """Count what the hold keeps back, told apart by what would become of it."""
    theirs = Notice.objects.filter(scope=assembly.slug)
    if held.kind:
        theirs = theirs.filter(kind=held.kind)
    waiting = theirs.filter(state=State.DUE)
    late = Q(state=State.DUE, stale_at__lte=at) | Q(state=State.MISSED, settled_at__gte=held.held_at)
    ready = waiting.exclude(stale_at__lte=at)
    now_count = ready.due(at, but_for=held).count()
    later_count = ready.filter(not_before__gt=at).count()
    return Leaving(
        now_count=now_count,
        later_count=later_count,
        late_count=theirs.filter(late).count(),
        held_elsewhere_count=ready.count() - now_count - later_count,
    )


def _leaves(count: int) -> str:
    if count == 0:
        return "Nothing waited to leave."
    what = "1 email or notice leaves" if count == 1 else f"{count} emails and notices leave"
    return f"{what} within a few minutes."


def _kind_in(key: str) -> Kind | None:
    if key and kind_of(key) is None:
        raise Http404
    return kind_of(key)


def _back(assembly: Assembly, kind: Kind | None) -> str:
    if kind is None:
        return notices_url(assembly)
    if kind.key == MESSAGE:
        return reverse("admin:events_assembly_messages", args=[assembly.pk])
    return kind_url(assembly, kind.key)
