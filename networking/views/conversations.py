"""The list of somebody's conversations, and beginning one: with a contact, or as a group."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.pages import page_links, page_of
from events.views.loading import PersonalRequest
from networking.actions.conversations import start_pair
from networking.actions.groups import accept_invitation, decline_invitation, start_group
from networking.conversation_forms import GroupForm
from networking.conversation_queries import contacts_of, invitations_of, talks_of
from networking.conversation_refusals import TalkCode, TalkRefused
from networking.knowing import known_to
from networking.models import MOST_MEMBERS, Line, Member, Profile
from networking.presenters.conversations import rows_of
from networking.views.conversation_loading import taking_part
from networking.views.loading import Part, by_button

EACH_PAGE = 20


@require_safe
@taking_part
def conversations(request: PersonalRequest, part: Part, at: datetime) -> HttpResponse:
    """List what somebody is in, the newest words first, and the invitations that wait for them."""
    page = page_of(Paginator(talks_of(part.delegate, at), EACH_PAGE), request)
    members = list(page.object_list)
    for member in members:
        member.conversation.assembly = part.assembly
    lines = Line.objects.select_related("author").in_bulk([member.last_line for member in members])
    context = {
        **part.context(request),
        "rows": rows_of(members, lines, at),
        "invitations": invitations_of(part.delegate, at),
        "pages": page_links(page, request),
    }
    return render(request, "networking/conversations.html", context)


@by_button("networking_person", keeps_code=True)
@taking_part
def conversation_with(request: PersonalRequest, part: Part, at: datetime, code: str) -> HttpResponse:
    """Open the conversation with a person, begun if there is none; who cannot be met is not found."""
    met = known_to(part.delegate, Profile.objects.meeting(part.delegate, at)).filter(code=code)
    profile = met.select_related("delegate").first()
    if profile is None:
        raise Http404
    try:
        talk = start_pair(by=part.delegate, other=profile.delegate, at=at)
    except TalkRefused as refused:
        if refused.code is TalkCode.NO_SUCH_TALK:
            raise Http404 from refused
        context = {**part.context(request), "words": str(refused), "code": refused.code}
        return render(request, "networking/closed.html", context, status=403)
    talk.assembly = part.assembly
    return redirect(talk.address)


@require_http_methods(["GET", "HEAD", "POST"])
@taking_part
def group_new(request: PersonalRequest, part: Part, at: datetime) -> HttpResponse:
    """Name a group and invite contacts; whatever is wrong, what was entered stays."""
    contacts = list(
        contacts_of(part.delegate, at).select_related("delegate").order_by("delegate__name", "pk")
    )
    form = GroupForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        try:
            title, people = form.cleaned_data["title"], form.cleaned_data["people"]
            talk = start_group(by=part.delegate, title=title, invited=people, at=at)
            talk.assembly = part.assembly
            messages.success(request, _started(len(set(people))))
            return redirect(talk.address)
        except TalkRefused as refused:
            form.add_error(field_of(refused), str(refused))
    context = {
        **part.context(request),
        "form": form,
        "has_contacts": bool(contacts),
        "most": MOST_MEMBERS,
    }
    return render(request, "networking/group_new.html", context)


def _started(count: int) -> str:
    return f"You started the group. {'1 person is' if count == 1 else f'{count} people are'} invited."


def field_of(refused: TalkRefused) -> str:
    """Say at which box a refusal of a group's form stands."""
    return "title" if refused.code in (TalkCode.NO_TITLE, TalkCode.TITLE_TOO_LONG) else "people"


@by_button("networking_conversations")
@taking_part
def membership(request: PersonalRequest, part: Part, at: datetime, code: str) -> HttpResponse:
    """Accept an invitation; one that is not there is not found."""
    talk = _invited_to(part, code).conversation
    try:
        accept_invitation(invited=part.delegate, conversation=talk, at=at)
    except TalkRefused as refused:
        raise Http404 from refused
    messages.success(request, "You are in the group. Its people see your name.")
    return redirect(talk.address)


@by_button("networking_conversations")
@taking_part
def membership_decline(request: PersonalRequest, part: Part, at: datetime, code: str) -> HttpResponse:
    """Decline an invitation; nobody is told.

    Whatever became of it the words are the same, without a name: a block looks as a leaving does.
    """
    own = _invited_to(part, code)
    decline_invitation(invited=part.delegate, conversation=own.conversation, at=at)
    if own.state == Member.State.IN:
        messages.info(request, "You are in the group already. You can leave it on its page.")
    else:
        messages.success(request, "You declined the invitation. Nobody is told.")
    return redirect("networking_conversations", part.assembly.slug)


def _invited_to(part: Part, code: str) -> Member:
    rows = Member.objects.filter(conversation__code=code, delegate=part.delegate)
    own = rows.select_related("conversation").first()
    if own is None:
        raise Http404
    own.conversation.assembly = part.assembly
    return own
