"""The questions of a room: read, asked, wanted and withdrawn by forms, and moved on by those who run it.

No line of the log tells who was on these pages (``silence.py``), and an anonymous question leaves no trace
of its author: no message for the next page or from the last one, no visit that begins or goes on.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from assembly_portal.pages.room.frame import Panel, RoomPage, load_room, room_or_door
from assembly_portal.pages.room.unsent import Unsent, typed
from breakouts import actions, policies
from breakouts.forms import DeclineForm, LaterForm, NothingForm, QuestionForm
from breakouts.models import Question
from breakouts.policies.asking import is_own
from breakouts.policies.speaking import has_entered
from breakouts.queries import conduct_of, hosts_of
from breakouts.questions.presenters import QuestionsPanel, question_line, question_lines
from breakouts.questions.queries import held_questions, own_questions, public_questions, topics_of, votes_of
from breakouts.questions.refusals import AskCode, AskRefused, MoveCode, MoveRefused
from breakouts.questions.rules import State
from common.forms.page import PageForm
from events.models import Room
from events.views.loading import PersonalRequest, personal
from realtime import limits

UNASKED = "Your question was not asked"
NOT_DONE = "That was not done"
_AT_BODY = {AskCode.EMPTY, AskCode.TOO_LONG}
FORMS: Mapping[str, type[PageForm]] = {
    State.LIVE: NothingForm,
    State.ANSWERING: NothingForm,
    State.ANSWERED: NothingForm,
    State.LATER: LaterForm,
    State.DECLINED: DeclineForm,
}


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def room_questions(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show what is asked in the room, and ask; whatever goes wrong, what was typed is shown again."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    actions.release_due_in(room=room, at=at)
    topics = topics_of(room)
    if request.method != "POST":
        return room_or_door(
            request,
            room,
            at=at,
            is_quiet=True,
            panel=partial(_panel, request, QuestionForm(topics=topics)),
        )
    form = QuestionForm(request.POST, topics=topics)
    if "enter" in request.POST:
        # A step of its own before asking, for whoever came straight here: what was typed goes along.
        panel, typed_so_far = partial(_panel, request, form), typed(request, UNASKED)
        return room_or_door(request, room, at=at, panel=panel, unsent=typed_so_far)
    if form.is_valid() and (question := _ask(request.user, room, form, at=at)):
        if not question.is_anonymous:
            return redirect(f"{reverse('room_questions', args=[slug, code])}#question-{question.id}")
        context = {"assembly": room.session.assembly, "room": room, "question": question}
        return render(request, "assembly_portal/question_asked.html", context)
    panel = partial(_panel, request, form)
    return room_or_door(request, room, at=at, is_quiet=True, panel=panel, unsent=typed(request, UNASKED))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def question_vote(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Want an answer too, or with ``off`` not any more."""
    is_on = "off" not in request.POST
    return _own_act(request, slug, code, key, partial(actions.vote_for_question, is_on=is_on))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def question_withdraw(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Take one's own question back."""
    return _own_act(request, slug, code, key, actions.withdraw_question)


@personal
@require_http_methods(["GET", "HEAD"])
def question(request: PersonalRequest, slug: str, code: str, key: UUID) -> HttpResponse:
    """Show those who run the room one question with all that they can say of it."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    return _question_page(request, room, _question_in(request, room, key, at=at), {})


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def question_move(request: PersonalRequest, slug: str, code: str, key: UUID, to: str) -> HttpResponse:
    """Say what becomes of a question; a refusal stands on its page beside what was typed."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    found = _question_in(request, room, key, at=at)
    if to not in FORMS:
        raise Http404
    if request.method != "POST":
        return redirect("question", slug, code, key)
    form = FORMS[to](request.POST, auto_id=f"{to}-%s")
    if not _moved(request, room, found, to, form, at=at):
        return _question_page(request, room, found, {to: form})
    return redirect(f"{reverse('room_questions', args=[slug, code])}#question-{key}")


def _ask(user: User, room: Room, form: QuestionForm, *, at: datetime) -> Question | None:
    if is_too_fast(user, limits.QUESTION, at):
        form.add_error("body", TOO_FAST)
        return None
    try:
        return actions.ask_question(user=user, room=room, at=at, **form.cleaned_data)
    except AskRefused as refused:
        form.add_error("body" if refused.code in _AT_BODY else None, str(refused))
        return None


def _own_act(request: PersonalRequest, slug: str, code: str, key: UUID, act: Any) -> HttpResponse:
    """Do it; a refusal is shown at once and kept nowhere: only the author is told what only they may know."""
    at = timezone.now()
    room = load_room(request, slug, code, at=at)
    refusal = _refusal(request, room, key, act, at=at) if request.method == "POST" else ""
    if not refusal:
        return redirect(f"{reverse('room_questions', args=[slug, code])}#question-{key}")
    said = NothingForm({})
    said.add_error(None, refusal)
    panel = partial(_panel, request, QuestionForm(topics=topics_of(room)), said=said)
    return room_or_door(request, room, at=at, is_quiet=True, panel=panel, unsent=Unsent(NOT_DONE))


def _refusal(request: PersonalRequest, room: Room, key: UUID, act: Any, *, at: datetime) -> str:
    if is_too_fast(request.user, limits.HAND, at):
        return f"{TOO_FAST}."
    try:
        act(user=request.user, room=room, question=key, at=at)
    except AskRefused as refused:
        return str(refused)
    return ""


def _panel(
    request: PersonalRequest, form: QuestionForm, page: RoomPage, *, said: PageForm | None = None
) -> Panel:
    room, user = page.room, request.user
    public, own = public_questions(room), own_questions(user, room)
    keys, known = {each.id for each in own}, {each.id for each in public}
    voted = votes_of(user, public)
    held = held_questions(room) if page.is_runner else []
    hidden = [each for each in own if each.id not in known]
    shown = QuestionsPanel(
        lines=question_lines(public, own=keys, voted=voted, is_runner=page.is_runner),
        own=question_lines(hidden, own=keys, voted=(), is_runner=False),
        held=question_lines(held, own=(), voted=(), is_runner=True),
        is_held=conduct_of(room).holds_questions,
        open_count=sum(each.state in {State.LIVE, State.ANSWERING} for each in public),
    )
    is_outside = not page.badge_of(user).role and not has_entered(user, room)
    return Panel("questions", {"questions": shown, "ask": form, "is_outside": is_outside}, said or form)


def _question_in(request: PersonalRequest, room: Room, key: UUID, *, at: datetime) -> Question:
    if not policies.runs_room(request.user, room, hosts_of(room), at=at):
        raise Http404
    asked = Question.objects.of_room(room).filter(released_at__isnull=False).select_related("topic")
    found = asked.exclude(state=State.WITHDRAWN).with_votes().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _moved(
    request: PersonalRequest, room: Room, found: Question, to: str, form: PageForm, *, at: datetime
) -> bool:
    if not form.is_valid():
        return False
    try:
        if is_too_fast(request.user, limits.ACT, at):
            form.add_error(None, TOO_FAST)
            return False
        actions.move_question(
            actor=request.user,
            room=room,
            question=found.pk,
            to=State(to),
            was=request.POST.get("was", ""),
            at=at,
            **form.cleaned_data,
        )
    except MoveRefused as refused:
        if refused.code is MoveCode.NOT_HOST:
            raise Http404 from refused
        field = next((name for name in ("owner", "because") if name in form.fields), None)
        form.add_error(field, str(refused))
        return False
    return True


def _question_page(
    request: PersonalRequest, room: Room, found: Question, bound: Mapping[str, PageForm]
) -> HttpResponse:
    forms = {to: form_class(auto_id=f"{to}-%s") for to, form_class in FORMS.items()} | dict(bound)
    context = {
        "assembly": room.session.assembly,
        "room": room,
        "line": question_line(found, is_own=is_own(request.user, found), is_runner=True),
        "forms": forms,
        "form": next(iter(bound.values()), None),
    }
    return render(request, "assembly_portal/question.html", context)
