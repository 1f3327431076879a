"""Holding one message alone, and letting it go again."""

from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.actions.messages import hold_message, release_message
from events.admin.notices.board import holds_about
from events.admin.notices.leaving import leaves, leaving_of
from events.models import Message
from events.notices import MESSAGE
from events.policies.messages import MessageRefused


def hold(site: AdminSite, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Hold what of the message has not left."""
    found = _found(pk, number)
    try:
        hold_message(message=found, actor=cast(User, request.user), at=timezone.now())
        messages.success(request, f"“{found}” is held. Nothing of it leaves until somebody lets it go.")
    except MessageRefused as refused:
        messages.error(request, str(refused))
    return redirect("admin:events_assembly_message", pk, number)


def release(site: AdminSite, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what would leave, then let it go."""
    found, at = _found(pk, number), timezone.now()
    held = holds_about(found.assembly, MESSAGE).get(found.about)
    if held is None:
        messages.info(request, "It is not held any more.")
        return redirect("admin:events_assembly_message", pk, number)
    leaving = leaving_of(found.assembly, held, at)
    if request.method != "POST":
        context = {
            **site.each_context(request),
            "title": f"Let go: {found}",
            "assembly": found.assembly,
            "what": found.subject,
            "hold": held,
            "leaving": leaving,
            "back": reverse("admin:events_assembly_message", args=[pk, number]),
        }
        return TemplateResponse(request, "events/admin/release_notices.html", context)
    try:
        release_message(message=found, actor=cast(User, request.user), at=at)
        messages.success(request, f"Let go. {leaves(leaving.now_count)}")
    except MessageRefused as refused:
        messages.error(request, str(refused))
    return redirect("admin:events_assembly_message", pk, number)


def _found(pk: int, number: int) -> Message:
    return get_object_or_404(Message.objects.select_related("assembly"), assembly=pk, pk=number)
