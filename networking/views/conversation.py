"""One conversation: what was said, the box to write in, who is in it, and one's own part in it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from breakouts.forms import MessageForm
from common.words import listed
from events.views.loading import PersonalRequest
from networking.actions.conversations import mute_talk, read_up_to, say
from networking.actions.groups import invite, leave_group, take_back_invitation
from networking.conversation_forms import InviteForm
from networking.conversation_queries import contacts_of, excerpt, people_in
from networking.conversation_refusals import TalkCode, TalkRefused
from networking.models import MOST_MEMBERS
from networking.pace import TOO_FAST, is_too_fast
from networking.policies import conversations as policies
from networking.presenters.conversations import read_words, talk_lines, with_words
from networking.views.conversation_loading import Talk, in_talk
from networking.views.loading import Part, by_button
from realtime import limits

MUTED = "You get no more notices of this conversation."
HEARD_AGAIN = "You get notices of this conversation again."


@require_safe
@in_talk
def conversation(request: PersonalRequest, part: Part, at: datetime, talk: Talk) -> HttpResponse:
    """Show what was said last, or before one of the lines; what is shown at the end counts as read."""
    return _page(request, part, talk, MessageForm(), at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@in_talk
def lines(request: PersonalRequest, part: Part, at: datetime, talk: Talk) -> HttpResponse:
    """Say something; whatever goes wrong, what was typed is shown again."""
    if request.method != "POST":
        return redirect(talk.conversation.address)
    form = MessageForm(request.POST)
    if form.is_valid() and is_too_fast(request.user, limits.CHAT, at):
        form.add_error("body", TOO_FAST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            say(author=part.delegate, conversation=talk.conversation, **said, at=at)
            return redirect(f"{talk.conversation.address}#latest")
        except TalkRefused as refused:
            if refused.code is TalkCode.NO_SUCH_TALK:
                return redirect(talk.conversation.address)
            form.add_error("body", str(refused))
    return _page(request, part, talk, form, at=at)


def _page(request: HttpRequest, part: Part, talk: Talk, form: MessageForm, *, at: datetime) -> HttpResponse:
    before = request.GET.get("before", "")
    is_latest = not before.isdecimal()
    found = excerpt(talk.conversation, before=None if is_latest else int(before[:18]))
    writing = policies.can_write(part.delegate, talk.conversation)
    zone = part.assembly.zone
    shown = talk_lines(found.lines, talk.member, can_write=bool(writing), zone=zone, at=at)
    if is_latest and found.lines and request.method != "HEAD":
        last = found.lines[-1]
        last.conversation = talk.conversation
        read_up_to(reader=part.delegate, line=last, at=at)
    context = {
        **part.context(request),
        "talk": talk,
        "conversation": talk.conversation,
        "lines": shown,
        "is_latest": is_latest,
        "has_earlier": found.has_earlier,
        "read": read_words(shown, talk.other, zone) if is_latest else "",
        "with_words": "" if talk.other else with_words(people_in(talk.conversation, part.delegate, at)),
        "form": form,
        "can_write": bool(writing),
        "why_not": str(TalkRefused(writing.code, **writing.facts)) if writing.code else "",
        "at": at,
    }
    return render(request, "networking/conversation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_talk
def people(request: PersonalRequest, part: Part, at: datetime, talk: Talk) -> HttpResponse:
    """Show who is in a group and who was invited, and invite more."""
    if talk.other is not None:
        return redirect(talk.conversation.address)
    there = people_in(talk.conversation, part.delegate, at)
    known = contacts_of(part.delegate, at).exclude(delegate__in=[each.delegate_id for each in there])
    contacts = list(known.select_related("delegate").order_by("delegate__name", "pk"))
    form = InviteForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        try:
            invited = form.cleaned_data["people"]
            invite(by=part.delegate, conversation=talk.conversation, invited=invited, at=at)
            names = listed(each.delegate.name for each in contacts if each.code in invited)
            messages.success(request, f"You invited {names}.")
            return redirect("networking_conversation_people", part.assembly.slug, talk.conversation.code)
        except TalkRefused as refused:
            form.add_error("people", str(refused))
    context = {
        **part.context(request),
        "talk": talk,
        "conversation": talk.conversation,
        "people": there,
        "form": form,
        "has_contacts": bool(contacts),
        "most": MOST_MEMBERS,
    }
    return render(request, "networking/conversation_people.html", context)


@by_button("networking_conversation_people", keeps_code=True)
@in_talk
def take_back(request: PersonalRequest, part: Part, at: datetime, talk: Talk, person: str) -> HttpResponse:
    """Ask somebody no more whom one invited; only those are named whom the page names."""
    there = people_in(talk.conversation, part.delegate, at)
    names = {each.delegate.profile.code: each.delegate.name for each in there}
    done = take_back_invitation(by=part.delegate, conversation=talk.conversation, code=person, at=at)
    if done and person in names:
        messages.success(request, f"{names[person]} is not invited any more. They are not told.")
    else:
        messages.info(request, str(TalkRefused(TalkCode.NO_INVITATION)))
    return redirect("networking_conversation_people", part.assembly.slug, talk.conversation.code)


@require_http_methods(["GET", "HEAD", "POST"])
@in_talk
def leave(request: PersonalRequest, part: Part, at: datetime, talk: Talk) -> HttpResponse:
    """Say what leaving a group means, and leave it."""
    if talk.other is not None:
        return redirect(talk.conversation.address)
    if request.method == "POST":
        leave_group(member=part.delegate, conversation=talk.conversation, at=at)
        messages.success(request, f"You left the group “{talk.title}”.")
        return redirect("networking_conversations", part.assembly.slug)
    context = {**part.context(request), "talk": talk, "conversation": talk.conversation}
    return render(request, "networking/conversation_leave.html", context)


@by_button("networking_conversation", keeps_code=True)
@in_talk
def mute(request: PersonalRequest, part: Part, at: datetime, talk: Talk) -> HttpResponse:
    """Let no notices come of the conversation, or let them come again."""
    is_on = request.POST.get("is_on") == "1"
    mute_talk(member=part.delegate, conversation=talk.conversation, is_on=is_on, at=at)
    messages.success(request, MUTED if is_on else HEARD_AGAIN)
    return redirect(talk.conversation.address)
