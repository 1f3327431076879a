"""Organisers' own messages: written, looked at, sent after reading who gets them, and what became of them."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from events import audiences
from events.actions import messages as actions
from events.admin.notices.board import holds_about, holds_at
from events.admin.notices.lines import PEOPLE_ON_A_PAGE, lines_before, lines_of, page_in, pages_around
from events.admin.notices.message_forms import MessageForm
from events.models import Assembly, Message
from events.notices import MESSAGE
from events.policies import messages as policies
from events.policies.messages import MessageRefused
from notices.models import Hold, Notice, State

WITH_ROWS = (
    "assembly",
    "local_office",
    "learner_group",
    "session",
    "room__session",
    "room__theme",
    "sent_by",
    "changed_by",
    "created_by",
)


def listed(site: AdminSite, request: HttpRequest, pk: int) -> TemplateResponse:
    """List drafts and what was sent, the newest first."""
    assembly = get_object_or_404(Assembly, pk=pk)
    page = page_in(request, Message.objects.filter(assembly=assembly).select_related(*WITH_ROWS))
    counts, holds = _counts_of([each.about for each in page], assembly), holds_about(assembly, MESSAGE)
    context = {
        **site.each_context(request),
        "title": "Messages",
        "assembly": assembly,
        "rows": [
            (each, audiences.words_of(each), counts.get(each.about, []), holds.get(each.about))
            for each in page
        ],
        "page": page,
        "numbers": pages_around(page),
        **_held(assembly),
    }
    return TemplateResponse(request, "events/admin/messages.html", context)


def write(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new message."""
    assembly = get_object_or_404(Assembly, pk=pk)
    new = Message(assembly=assembly, audience=audiences.EVERYBODY)
    return _form(site, request, new, "New message")


def message(site: AdminSite, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change a draft; of a message that is sent show what became of it."""
    found = _found(pk, number)
    if not found.is_sent:
        return _form(site, request, found, "Message")
    if request.method == "POST":
        messages.error(request, str(MessageRefused(policies.Writing.SENT)))
    told = Notice.objects.filter(scope=found.assembly.slug, kind=MESSAGE, about=found.about)
    state = request.GET.get("state", "")
    shown = told.filter(state=state) if state else told
    told_in_order = shown.select_related("recipient").order_by("recipient__name", "pk")
    page = page_in(request, told_in_order, PEOPLE_ON_A_PAGE)
    counts = _counts_of([found.about], found.assembly).get(found.about, [])
    context = {
        **site.each_context(request),
        "title": found.subject,
        "assembly": found.assembly,
        "message": found,
        "counts": counts,
        "own_hold": holds_about(found.assembly, MESSAGE).get(found.about),
        "is_waiting": State.DUE.label in dict(counts),
        "lines": lines_of(page, found.assembly),
        "page": page,
        "numbers": pages_around(page),
        "states": State.choices,
        "state": state,
        "preview_url": _preview_url(found),
        **_held(found.assembly),
    }
    return TemplateResponse(request, "events/admin/message_sent.html", context)


def send(site: AdminSite, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say who gets it and how many they are, then send it."""
    found = _found(pk, number)
    if found.is_sent:
        return redirect(_url(found))
    if request.method == "POST":
        return _send(request, found)
    at = timezone.now()
    people = audiences.people_of(found, at).select_related("user", "local_office").order_by("name", "pk")
    page = page_in(request, people, PEOPLE_ON_A_PAGE)
    count = page.paginator.count
    verdict = policies.can_send(cast(User, request.user), found, people_count=count, at=at)
    context = {
        **site.each_context(request),
        "title": "Send the message",
        "assembly": found.assembly,
        "message": found,
        "words": audiences.words_of(found),
        "count": count,
        "lines": lines_before(page),
        "page": page,
        "numbers": pages_around(page),
        "refusal": "" if verdict.code is None else str(MessageRefused(verdict.code, **verdict.facts)),
        "preview_url": _preview_url(found),
        **_held(found.assembly),
    }
    return TemplateResponse(request, "events/admin/send_message.html", context)


def remove(site: AdminSite, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Throw a draft away; one that somebody else has thrown away is gone."""
    found = Message.objects.filter(assembly=pk, pk=number).first()
    try:
        if found is None:
            raise MessageRefused(policies.Writing.GONE)
        actions.remove_message(message=found, actor=cast(User, request.user))
        messages.success(request, f"The draft “{found}” is removed.")
    except MessageRefused as refused:
        messages.error(request, str(refused))
    return redirect("admin:events_assembly_messages", pk)


def _form(site: AdminSite, request: HttpRequest, edited: Message, title: str) -> HttpResponse:
    assembly = edited.assembly
    form = MessageForm(request.POST or None, instance=edited, assembly=assembly)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.save_message(
                message=form.instance,
                actor=cast(User, request.user),
                at=timezone.now(),
                seen_changed_at=form.cleaned_data["seen_changed_at"],
            )
            return _after_saving(request, kept)
        except MessageRefused as refused:
            form = MessageForm(request.POST, instance=edited, assembly=assembly, refused=refused)
    context = {
        **site.each_context(request),
        "title": title,
        "assembly": assembly,
        "message": edited if edited.pk else None,
        "form": form,
        "errors": form.errors,
        **_held(assembly),
    }
    return TemplateResponse(request, "events/admin/message.html", context)


def _after_saving(request: HttpRequest, kept: Message) -> HttpResponse:
    """Go where the button said: to the preview, to the page that sends, or to the draft."""
    if "preview" in request.POST:
        return redirect(_preview_url(kept))
    if "send" in request.POST:
        return redirect("admin:events_assembly_send_message", kept.assembly_id, kept.pk)
    messages.success(request, f"The draft “{kept}” is saved. Nobody has got it yet.")
    return redirect(_url(kept))


def _send(request: HttpRequest, found: Message) -> HttpResponse:
    try:
        sent = actions.send_message(
            message=found, seen_changed_at=_seen(request), actor=cast(User, request.user), at=timezone.now()
        )
        told = "The message is on its way." if sent.due_at is None else "The message is sent at its time."
        if Hold.objects.standing().of(sent.assembly.slug, MESSAGE).exists():
            told = "The message is kept: mail is held now, and it leaves when you let it go."
        messages.success(request, told)
    except MessageRefused as refused:
        messages.error(request, str(refused))
        return redirect("admin:events_assembly_send_message", found.assembly_id, found.pk)
    return redirect(_url(found))


def _seen(request: HttpRequest) -> datetime | None:
    """Return which state of the message was read."""
    try:
        return parse_datetime(request.POST.get("seen_changed_at", ""))
    except ValueError:
        return None


def _found(pk: int, number: int) -> Message:
    theirs = Message.objects.filter(assembly=pk).select_related(*WITH_ROWS)
    return get_object_or_404(theirs, pk=number)


def _url(message: Message) -> str:
    return reverse("admin:events_assembly_message", args=[message.assembly_id, message.pk])


def _preview_url(message: Message) -> str:
    return reverse(
        "admin:events_assembly_notice_preview", args=[message.assembly_id, MESSAGE, str(message.pk)]
    )


def _counts_of(abouts: list[str], assembly: Assembly) -> dict[str, list[tuple[str, int]]]:
    """Count what became of each message, in one query."""
    told = Notice.objects.filter(scope=assembly.slug, kind=MESSAGE, about__in=abouts).order_by()
    counts: dict[str, list[tuple[str, int]]] = {}
    for about, state, count in told.values_list("about", "state").annotate(Count("pk")).order_by("state"):
        counts.setdefault(about, []).append((State(state).label, count))
    return counts


def _held(assembly: Assembly) -> dict[str, Any]:
    """Return what keeps messages back: a hold on them, or a wider one."""
    holds: dict[tuple[str, str], Hold] = holds_at(assembly)
    return {
        "hold": holds.get((assembly.slug, MESSAGE)),
        "wider_hold": holds.get((assembly.slug, "")) or holds.get(("", MESSAGE)) or holds.get(("", "")),
        "kind_key": MESSAGE,
    }
