"""One's own place: how it stands, changing the details, cancelling it, and the way back."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import LearnerGroup, User
from events import questions
from events.actions.delegates import cancel_delegate, change_details
from events.actions.waiting import accept_offer, decline_offer, rejoin_waiting_list
from events.answer_rows import answer_rows
from events.answers import Answers, answers_of
from events.models import AccessRequest, Assembly, CalendarFeed, Delegate
from events.offers import answer_by
from events.policies.registering import RegistrationRefused, can_cancel, can_change_details, is_open
from events.questions import AGREEMENT, EMPLOYER, GRADE, LEARNER_GROUP, Question
from events.views.confirming import confirmation_words
from events.views.loading import PersonalRequest, load_assembly, personal, place_of, settled_place_of
from events.waiting_words import position_of

UNANSWERED = (AccessRequest.State.NEW, AccessRequest.State.WITHDRAWN)


@personal
def place(request: PersonalRequest, slug: str) -> HttpResponse:
    """Tell how the place stands, what was answered, and what can be done about it."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = settled_place_of(request.user, assembly, at=at)
    if delegate is None:
        return redirect("register", slug)
    answers = answers_of(delegate)
    asked = [] if not delegate.is_standing else _asked(assembly, answers)
    context = {
        "assembly": assembly,
        "at": at,
        "delegate": delegate,
        "position": position_of(delegate),
        "is_given_outright": answer_by(at, assembly.starts_at) is None,
        **confirmation_words(delegate, at=at),
        "rows": answer_rows(answers, asked, lambda each: reverse("change_place", args=[slug, each.slug])),
        "can_cancel": bool(can_cancel(request.user, delegate, assembly, at=at)),
        "answered": delegate.access_requests.exclude(state__in=UNANSWERED),
        "can_come_back": bool(is_open(assembly, at=at)),
        "is_calendar_shared": not delegate.has_place and _is_calendar_shared(request.user, assembly),
    }
    return render(request, "events/place.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonalRequest, slug: str, question_slug: str) -> HttpResponse:
    """Ask one question again, with the answer as it stands."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = place_of(request.user, assembly)
    asked = questions.BY_SLUG.get(question_slug)
    if delegate is None or not can_change_details(request.user, delegate):
        return redirect("place", slug)
    answers = answers_of(delegate)
    if asked is None or asked not in _asked(assembly, answers):
        return redirect("place", slug)
    form = asked.form_class(
        request.POST if request.method == "POST" else None,
        initial=questions.as_typed(answers)[asked.slug],
        office_id=answers.local_office.pk,
        is_everywhere="all" in request.GET,
    )
    if request.method == "POST" and form.is_valid():
        changed = _without_idle_grade(replace(answers, **form.facts()))
        try:
            change_details(delegate=delegate, answers=changed, actor=request.user, at=at)
        except RegistrationRefused:
            return redirect("place", slug)  # cancelled in another tab: that page says so
        if asked is LEARNER_GROUP and changed.grade is None and questions.has_grades(changed.learner_group):
            return redirect("change_place", slug, GRADE.slug)
        messages.success(request, "Your details are changed.")
        return redirect("place", slug)
    context = {"assembly": assembly, "question": asked, "form": form, "back": reverse("place", args=[slug])}
    if asked is EMPLOYER and "all" not in request.GET:
        context["whole_list"] = "?all"
    return render(request, "events/place_change.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PersonalRequest, slug: str) -> HttpResponse:
    """Ask once more before a place is given up; nothing happens by GET, as mail scanners open links.

    A page from before a place was offered gives nothing up: the place's own page then says what is free.
    """
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = place_of(request.user, assembly)
    if delegate is None or not delegate.is_standing:
        return redirect("place", slug)
    if not can_cancel(request.user, delegate, assembly, at=at):
        return redirect("place", slug)
    if request.method == "POST":
        give_up = decline_offer if delegate.state == Delegate.State.OFFERED else cancel_delegate
        try:
            seen_state = request.POST.get("seen", "")
            give_up(delegate=delegate, actor=request.user, at=at, seen_state=seen_state)
        except RegistrationRefused as refused:
            messages.error(request, str(refused))
        return redirect("place", slug)
    return render(request, "events/place_cancel.html", {"assembly": assembly, "delegate": delegate})


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: PersonalRequest, slug: str) -> HttpResponse:
    """Take the place that is kept; nothing happens by GET, as mail scanners open links."""
    return _answer(request, slug, accept_offer)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def rejoin(request: PersonalRequest, slug: str) -> HttpResponse:
    """Wait again after not answering in time."""
    return _answer(request, slug, rejoin_waiting_list)


def _answer(request: PersonalRequest, slug: str, act: Callable[..., Delegate]) -> HttpResponse:
    at = timezone.now()
    delegate = place_of(request.user, load_assembly(request, slug, at=at))
    if request.method == "POST" and delegate is not None:
        try:
            act(delegate=delegate, actor=request.user, at=at)
        except RegistrationRefused as refused:
            messages.error(request, str(refused))
    return redirect("place", slug)


def _is_calendar_shared(user: User, assembly: Assembly) -> bool:
    return CalendarFeed.objects.active().filter(user=user, assembly=assembly).exists()


def _asked(assembly: Assembly, answers: Answers) -> list[Question]:
    """Return what can be changed: all that was asked but the agreement, which was given."""
    asked = questions.questions_for(assembly, asks_grade=_asks_grade(answers.learner_group, answers))
    return [question for question in asked if question is not AGREEMENT]


def _asks_grade(group: LearnerGroup, answers: Answers) -> bool:
    return questions.has_grades(group) or answers.grade is not None


def _without_idle_grade(answers: Answers) -> Answers:
    """Drop the grade of somebody whose new group has none."""
    return answers if questions.has_grades(answers.learner_group) else replace(answers, grade=None)
