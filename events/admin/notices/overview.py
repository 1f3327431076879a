"""The page "Notices" of an assembly: everything that is sent, the stop button, and letting go again."""

from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.actions.notices import hold_notices, release_notices
from events.admin.notices.board import board_of, holds_at, kind_url
from events.admin.notices.leaving import leaves, leaving_of
from events.models import Assembly
from events.notices import MESSAGE
from events.policies.notices import TellingRefused
from notices.kinds import Kind, kind_of


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
            "what": kind.name if kind else "",
            "hold": held,
            "leaving": leaving_of(assembly, held, at),
            "back": _back(assembly, kind),
        }
        return TemplateResponse(request, "events/admin/release_notices.html", context)
    leaving = leaving_of(assembly, held, at)
    try:
        release_notices(assembly=assembly, kind=key, actor=cast(User, request.user), at=at)
        messages.success(request, f"Let go. {leaves(leaving.now_count)}")
    except TellingRefused as refused:
        messages.error(request, str(refused))
    return redirect(_back(assembly, kind))


def notices_url(assembly: Assembly) -> str:
    """Return where everything that is sent is listed."""
    return reverse("admin:events_assembly_notices", args=[assembly.pk])


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
