"""One's own message: changing it, and removing it for good."""

from contextlib import suppress
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from breakouts.forms import EditForm
from common.policy import Verdict
from events.views.loading import PersonalRequest
from networking.actions.conversations import edit_line, remove_line
from networking.conversation_refusals import TalkRefused
from networking.models import Line
from networking.pace import TOO_FAST, is_too_fast
from networking.policies import conversations as policies
from networking.views.conversation_loading import Talk, in_talk
from networking.views.loading import Part
from realtime import limits


@require_http_methods(["GET", "HEAD", "POST"])
@in_talk
def line_edit(request: PersonalRequest, part: Part, at: datetime, talk: Talk, number: int) -> HttpResponse:
    """Change one's own message; whatever goes wrong, what was typed is shown again."""
    line = _line(talk, number)
    verdict = policies.can_edit_line(part.delegate, line, at=at)
    if not verdict:
        return _no(request, part, talk, verdict)
    assert line is not None, "the policy refuses what there is not"
    form = EditForm(request.POST if request.method == "POST" else None, initial={"body": line.body})
    if form.is_valid() and is_too_fast(request.user, limits.CHAT, at):
        form.add_error("body", TOO_FAST)
    if form.is_valid():
        try:
            body = form.cleaned_data["body"]
            edit_line(author=part.delegate, conversation=talk.conversation, number=number, body=body, at=at)
            return redirect(f"{talk.conversation.address}#line-{number}")
        except TalkRefused as refused:
            form.add_error("body", str(refused))
    context = {**part.context(request), "talk": talk, "conversation": talk.conversation, "form": form}
    return render(request, "networking/line_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_talk
def line_remove(request: PersonalRequest, part: Part, at: datetime, talk: Talk, number: int) -> HttpResponse:
    """Say that it is for good, and remove one's own message."""
    line = _line(talk, number)
    verdict = policies.can_remove_line(part.delegate, line)
    if not verdict:
        return _no(request, part, talk, verdict)
    if request.method == "POST":
        # Removed on another page, or hidden, in this very moment: it is gone, as was wished.
        with suppress(TalkRefused):
            remove_line(author=part.delegate, conversation=talk.conversation, number=number, at=at)
            messages.success(request, "Message removed.")
        return redirect(talk.conversation.address)
    context = {**part.context(request), "talk": talk, "conversation": talk.conversation, "line": line}
    return render(request, "networking/line_remove.html", context)


def _line(talk: Talk, number: int) -> Line | None:
    line = Line.objects.filter(conversation=talk.conversation, pk=number).first()
    if line:
        line.conversation = talk.conversation
    return line


def _no(request: PersonalRequest, part: Part, talk: Talk, verdict: Verdict) -> HttpResponse:
    """Say why not, and lead back."""
    assert verdict.code is not None
    words = str(TalkRefused(verdict.code, **verdict.facts))
    context = {**part.context(request), "talk": talk, "conversation": talk.conversation, "words": words}
    return render(request, "networking/line_not.html", context, status=403)
