"""What people in a room do by forms beside chat: raise a hand, change a message, report one."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import load_room, outside
from assembly_portal.pages.room.unsent import typed
from breakouts import actions, policies
from breakouts.forms import EditForm, ReportForm
from breakouts.models import Message
from breakouts.refusals import EditCode, EditRefused, HandRefused, ReportRefused
from common.policy import Refused, Verdict
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits

UNCHANGED = "Your message was not changed"
REPORTED = "You reported the message. Those who run the room see it, and not who reported it."

_OUTSIDE = {EditCode.CANCELLED, EditCode.NOT_RUNNING, EditCode.NOT_INSIDE}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Raise one's hand; a refusal is told in words in the room or at its door."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        try:
            if is_too_fast(request.user, limits.HAND, at):
                messages.error(request, f"{TOO_FAST}.")
            else:
                actions.raise_hand(user=request.user, room=room, at=at)
        except HandRefused as refused:
            messages.error(request, str(refused))
    return redirect(room.address)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def hand_lower(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Take one's hand down."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method == "POST":
        actions.lower_hand(user=request.user, room=room, at=at)
    return redirect(room.address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_edit(request: HttpRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Change one's own message; whatever goes wrong, what was typed is shown again."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    user = request.user
    if not user.is_authenticated:
        if request.method == "POST":
            return outside(request, room, typed(request, UNCHANGED), at=at)
        return redirect(room.address)
    message = Message.objects.filter(room=room, pk=number).first()
    if request.method != "POST":
        verdict = policies.can_edit(user, room, message, at=at)
        form = EditForm(initial=_typed(message))
        return _page_or_words(request, room, message, verdict, EditRefused, form, "edit")
    form = EditForm(request.POST)
    form.is_valid()
    try:
        _pace(form, user, limits.CHAT, at)
        if form.is_valid():
            body = form.cleaned_data["body"]
            actions.edit_message(author=user, room=room, number=number, body=body, at=at)
            return redirect(f"{room.address}#message-{number}")
    except EditRefused as refused:
        if refused.code in _OUTSIDE:
            return outside(request, room, typed(request, UNCHANGED), at=at)
        form.add_error("body", str(refused))
    return _small_page(request, room, message, form, "edit")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_report(request: PersonalRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Report somebody's message to those who run the room."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    message = Message.objects.filter(room=room, pk=number).first()
    verdict = policies.can_report(request.user, room, message, at=at)
    if request.method != "POST" or verdict.code:
        # The page quotes the message: whoever may not report it may not be shown it either.
        return _page_or_words(request, room, message, verdict, ReportRefused, ReportForm(), "report")
    form = ReportForm(request.POST)
    form.is_valid()
    try:
        _pace(form, request.user, limits.REPORT, at, field="because")
        if form.is_valid():
            because = form.cleaned_data["because"]
            actions.report_message(reporter=request.user, room=room, number=number, because=because, at=at)
            messages.success(request, REPORTED)
            return redirect(room.address)
    except ReportRefused as refused:
        form.add_error("because", str(refused))
    return _small_page(request, room, message, form, "report")


def _pace(
    form: EditForm | ReportForm,
    user: User,
    allowance: limits.Allowance,
    at: datetime,
    *,
    field: str = "body",
) -> None:
    if form.is_valid() and is_too_fast(user, allowance, at):
        form.add_error(field, TOO_FAST)


def _typed(message: Message | None) -> dict[str, str]:
    return {"body": message.body} if message else {}


def _page_or_words(
    request: HttpRequest,
    room: Room,
    message: Message | None,
    verdict: Verdict,
    refused: type[Refused],
    form: EditForm | ReportForm,
    name: str,
) -> HttpResponse:
    if verdict.code:
        messages.error(request, str(refused(verdict.code, **verdict.facts)))
        return redirect(room.address)
    return _small_page(request, room, message, form, name)


def _small_page(
    request: HttpRequest, room: Room, message: Message | None, form: EditForm | ReportForm, name: str
) -> HttpResponse:
    context = {"assembly": room.session.assembly, "room": room, "message": message, "form": form}
    return render(request, f"assembly_portal/room_message_{name}.html", context)
