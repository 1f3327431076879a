"""One person's part in one session: topic, joining, slides, recording, and what their audience asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assembly_portal.pages.joining import doors_open, room_of, room_url
from assembly_portal.pages.pace import TOO_FAST, is_too_fast
from breakouts.actions import answer_in_writing
from breakouts.clearing.queries import until_of
from breakouts.models import Question
from breakouts.policies.afterwards import can_answer, is_past
from breakouts.questions.afterwards import (
    AfterLine,
    after_lines,
    asked_of,
    can_still_answer,
)
from breakouts.questions.refusals import AnswerCode, AnswerRefused
from breakouts.rules import doors
from common.forms.page import PageForm
from common.pages import page_links, page_of
from events.models import Assembly, Room, Session
from events.views.loading import PersonalRequest, load_assembly, personal
from library.actions.corrections import ask_for_correction
from library.policies.speaking import CorrectionRefused
from library.speaking import OwnSession, own_sessions
from library.views.speaking import load_contributor
from realtime import limits

SHOWN = 10
TOLD = "The organisers have been told. They write to you if they need to know more."


class CorrectionForm(PageForm):
    """What is wrong with one's entry in the programme."""

    words = forms.CharField(
        label="What is wrong, and how should it read?",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"dir": "auto"}),
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class AnswerForm(PageForm):
    """An answer in writing."""

    body = forms.CharField(
        label="Your answer", required=False, strip=False, widget=forms.Textarea(attrs={"dir": "auto"})
    )


@dataclass(frozen=True)
class Way:
    """How somebody gets to where they speak or are asked."""

    title: str
    session: Session
    where: str
    url: str
    """Where “Join” leads; empty while the doors are shut."""
    doors_open_at: datetime
    is_over: bool


@dataclass(frozen=True)
class Asked:
    """What somebody was asked, once the session is over."""

    lines: Sequence[AfterLine]
    count: int
    is_open: bool
    """Whether answers in writing are still taken."""
    pagination: Mapping[str, Any]


@require_safe
@personal
def own_part(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Show one person's part in one session; for everybody else there is none."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    own = _own_session(request, assembly, code, at)
    context = {
        "assembly": assembly,
        "own": own,
        "session": own.session,
        "ways": _ways(request.user, own, at),
        "asked": _asked(request, own.session, at),
        "is_archived": at >= assembly.closes_at,
        "speaks": "You speak" in own.parts and not own.session.is_cancelled,
        "is_over": at >= own.session.ends_at,
        "kept_until": until_of(assembly),
    }
    return render(request, "assembly_portal/own_part.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def correction(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Write to the organisers what is wrong; whatever is refused, what was typed is shown again."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    own = _own_session(request, assembly, code, at)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_too_fast(request.user, limits.QUESTION, at):
                form.add_error("words", TOO_FAST)
            else:
                contributor = load_contributor(request, assembly)
                ask_for_correction(
                    session=own.session,
                    contributor=contributor,
                    actor=request.user,
                    at=at,
                    **form.cleaned_data,
                )
                messages.success(request, TOLD)
                return redirect("own_part", slug, code)
        except CorrectionRefused as refused:
            form.add_error("words", str(refused))
    context = {"assembly": assembly, "own": own, "session": own.session, "form": form}
    return render(request, "assembly_portal/correction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def written_answer(request: PersonalRequest, slug: str, key: UUID) -> HttpResponse:
    """Answer one question in writing; whatever is refused, what was typed is shown again."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    found = Question.objects.filter(room__session__assembly=assembly, pk=key).as_wanted().first()
    verdict = can_answer(request.user, found, at=at)
    if found is None or verdict.code is AnswerCode.NO_SUCH_QUESTION:
        raise Http404
    (each,) = after_lines([found], request.user, is_speaker=True, at=at)
    back = _part_of(request.user, found).part_address
    typed = request.POST if request.method == "POST" else None
    form = AnswerForm(typed, initial={"body": each.own_answer.body if each.own_answer else ""})
    if typed is not None and form.is_valid() and _is_answered(request.user, found, form, at=at):
        return redirect(f"{back}#question-{key}")
    refusal = str(AnswerRefused(verdict.code, **verdict.facts)) if verdict.code else ""
    context = {"assembly": assembly, "each": each, "form": form, "back": back, "refusal": refusal}
    return render(request, "assembly_portal/written_answer.html", context)


def _is_answered(user: User, question: Question, form: AnswerForm, *, at: datetime) -> bool:
    if is_too_fast(user, limits.ACT, at):
        form.add_error("body", TOO_FAST)
        return False
    try:
        answer_in_writing(author=user, question=question.pk, at=at, **form.cleaned_data)
    except AnswerRefused as refused:
        form.add_error("body", str(refused))
        return False
    return True


def _own_session(request: PersonalRequest, assembly: Assembly, code: str, at: datetime) -> OwnSession:
    for own in own_sessions(load_contributor(request, assembly), assembly, at):
        if own.session.code == code:
            return own
    raise Http404


def _part_of(user: User, question: Question) -> Session:
    """Return the session in which the person was asked: their topic's, or the one where they speak."""
    topic = question.topic
    if topic is None and question.room.session.speakers.filter(contributor__user=user).exists():
        return question.room.session
    if topic is None:
        topic = question.room.topics.filter(speakers__contributor__user=user)[:1].get()
    return Session.objects.select_related("assembly").get(pk=topic.session_id)


def _ways(user: User, own: OwnSession, at: datetime) -> list[Way]:
    """Return how to join the session, and the question rooms of the person's topics."""
    session = own.session
    rooms = list(session.rooms.all())
    room = room_of(user.pk, session, None) or (rooms[0] if len(rooms) == 1 else None)
    ways = [_way(session.title, session, room, own.where, at)]
    asked_in = {each.topic.question_room_id: each.topic.question_room for each in own.topics}
    for question_room in filter(None, asked_in.values()):
        question_room.session.assembly = session.assembly
        ways.append(
            _way("Questions afterwards", question_room.session, question_room, question_room.name, at)
        )
    return ways


def _way(title: str, session: Session, room: Room | None, where: str, at: datetime) -> Way:
    url = (room_url(session.assembly, room) if room else session.address) if doors_open(session, at) else ""
    opens_at = doors(session.period, opens_at=session.assembly.opens_at).start
    return Way(title, session, where, url, opens_at, at >= session.ends_at)


def _asked(request: PersonalRequest, session: Session, at: datetime) -> Asked | None:
    if not is_past(session, at):
        return None
    shown = page_of(Paginator(asked_of(request.user, session), SHOWN), request)
    return Asked(
        lines=after_lines(shown.object_list, request.user, is_speaker=True, at=at),
        count=shown.paginator.count,
        is_open=can_still_answer(session.assembly, at),
        pagination=page_links(shown, request, at="questions"),
    )
