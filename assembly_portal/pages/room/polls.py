"""The polls of a room by forms: read and answered, and made, opened, closed and revealed by its hosts."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import Panel, RoomPage, load_room, room_or_door
from assembly_portal.pages.room.unsent import Unsent, typed
from breakouts import actions
from breakouts.forms import AnswerForm, PollForm
from breakouts.models import Poll
from breakouts.polls.presenters import PollsPanel, poll_lines
from breakouts.polls.queries import draft_polls, own_choices, public_polls, turnouts
from breakouts.polls.refusals import PollCode, PollRefused, VoteCode, VoteRefused
from breakouts.polls.rules import State
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits

TAKEN = "Your answer was taken. You can change it until the poll is closed."
UNMADE = "Your poll was not made"
UNCOUNTED = "Your answer was not counted"
_TO = {State.OPEN, State.CLOSED, State.REVEALED, State.WITHDRAWN}
_AT_OPTIONS = {
    PollCode.TOO_FEW_OPTIONS,
    PollCode.TOO_MANY_OPTIONS,
    PollCode.OPTION_TOO_LONG,
    PollCode.SAME_OPTION,
}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def room_polls(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show the polls of the room, and draft one; whatever goes wrong, what was typed is shown again."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if request.method != "POST":
        return room_or_door(request, room, at=at, panel=partial(_panel, request))
    form = PollForm(request.POST)
    if form.is_valid() and _made(request, room, form, at=at):
        return redirect(f"{reverse('room_polls', args=[slug, code])}#poll-drafts")
    unsent = typed(request, UNMADE, form.typed_fields)
    return room_or_door(request, room, at=at, panel=partial(_panel, request, make=form), unsent=unsent)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def poll_vote(request: PersonalRequest, slug: str, code: str, number: int) -> HttpResponse:
    """Answer a poll; a refusal stands at the poll."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    back = f"{reverse('room_polls', args=[slug, code])}#poll-{number}"
    if request.method != "POST":
        return redirect(back)
    poll = get_object_or_404(Poll.objects.public(), room=room, pk=number)
    form = AnswerForm(request.POST, poll=poll)
    is_valid, unsent = form.is_valid(), _uncounted(poll, form)
    if is_valid and _voted(request, room, poll, form, at=at):
        messages.success(request, TAKEN)
        return redirect(back)
    if poll.state != State.OPEN:
        # Whatever else is wrong with the answer, it comes too late.
        form.errors.clear()
        form.add_error(None, str(VoteRefused(VoteCode.NOT_OPEN)))
    # On the page itself, not as a message of the next: the way back leads to the poll, below any message.
    shown = partial(_panel, request, answer=form if poll.state == State.OPEN else None, late=form)
    return room_or_door(request, room, at=at, panel=shown, unsent=unsent)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def poll_move(request: PersonalRequest, slug: str, code: str, number: int, to: str) -> HttpResponse:
    """Open, close or reveal a poll, or take a draft back."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    if to not in _TO:
        raise Http404
    if request.method == "POST":
        try:
            if is_too_fast(request.user, limits.ACT, at):
                messages.error(request, f"{TOO_FAST}.")
            else:
                actions.move_poll(actor=request.user, room=room, poll=number, to=State(to), at=at)
        except PollRefused as refused:
            if refused.code in {PollCode.NOT_HOST, PollCode.NO_SUCH_POLL}:
                raise Http404 from refused
            messages.error(request, str(refused))
    return redirect(f"{reverse('room_polls', args=[slug, code])}#poll-{number}")


def _made(request: PersonalRequest, room: Room, form: PollForm, *, at: datetime) -> bool:
    if is_too_fast(request.user, limits.ACT, at):
        form.add_error(None, TOO_FAST)
        return False
    fields = ("question", "is_multiple", "cid")
    try:
        actions.make_poll(
            actor=request.user,
            room=room,
            options=form.options,
            at=at,
            **{field: form.cleaned_data[field] for field in fields},
        )
    except PollRefused as refused:
        if refused.code is PollCode.NOT_HOST:
            raise Http404 from refused
        form.add_error("option_1" if refused.code in _AT_OPTIONS else "question", str(refused))
        return False
    return True


def _voted(request: PersonalRequest, room: Room, poll: Poll, form: AnswerForm, *, at: datetime) -> bool:
    if is_too_fast(request.user, limits.HAND, at):
        form.add_error("choices" if poll.state == State.OPEN else None, TOO_FAST)
        return False
    try:
        cid = form.cleaned_data["cid"]
        actions.vote_in_poll(user=request.user, room=room, poll=poll.pk, choices=form.chosen, cid=cid, at=at)
    except VoteRefused as refused:
        form.add_error("choices" if poll.state == State.OPEN else None, str(refused))
        return False
    return True


def _uncounted(poll: Poll, form: AnswerForm) -> Unsent:
    chosen = form.chosen if "choices" in form.cleaned_data else []
    options = ", ".join(poll.options[place] for place in chosen)
    return Unsent(UNCOUNTED, f"{poll.question}\n{options}" if options else "")


def _panel(
    request: PersonalRequest,
    page: RoomPage,
    *,
    make: PollForm | None = None,
    answer: AnswerForm | None = None,
    late: AnswerForm | None = None,
) -> Panel:
    room, user = page.room, request.user
    polls = public_polls(room)[::-1]
    own = own_choices(user, polls)
    opened = next((poll for poll in polls if poll.state == State.OPEN), None)
    drafts = draft_polls(room) if page.is_runner else []
    shown = PollsPanel(
        lines=poll_lines(polls, own=own, turnout=turnouts([room.code])[room.code], is_runner=page.is_runner),
        drafts=poll_lines(drafts, own={}, turnout=None, is_runner=True),
    )
    context = {
        "polls": shown,
        "late": late,
        "make": (make or PollForm()) if page.is_runner else None,
        "answer": answer or (_answer(opened, own.get(opened.pk, [])) if opened else None),
    }
    return Panel("polls", context, make or answer or late)


def _answer(poll: Poll, own: list[int]) -> AnswerForm:
    chosen = [str(place) for place in own]
    return AnswerForm(poll=poll, initial={"choices": chosen if poll.is_multiple else "".join(chosen)})
