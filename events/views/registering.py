"""The one door to a place: the address first, then a question on each page, check the answers, send."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import door
from accounts.forms import AddressForm
from accounts.models import User
from accounts.refusals import CodeRefused
from common.policy import Verdict
from events import questions
from events.actions.delegates import register_delegate
from events.answer_rows import answer_rows
from events.answers import Answers
from events.drafts import Draft
from events.models import Assembly, Delegate
from events.offers import answer_by
from events.policies.registering import Registration, RegistrationRefused, can_register, is_open
from events.questions import Question
from events.views.confirming import confirmation_words
from events.views.loading import (
    PersonalRequest,
    home_of,
    load_assembly,
    personal,
    place_of,
    settled_place_of,
)
from events.waiting_words import position_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what follows and how long it takes, and ask for the address; who has a place is sent to it."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = None
    if request.user.is_authenticated:
        delegate = place_of(request.user, assembly)
        if elsewhere := _turn_away(request, assembly, request.user, delegate, at=at):
            return elsewhere
    elif refused := is_open(assembly, at=at).code:
        return _refuse(request, assembly, RegistrationRefused(refused))
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            door.send_code(request, form.cleaned_data["email"], _question_url(assembly, questions.NAME))
        except CodeRefused as refused:
            form.add_error("email", str(refused))
        else:
            return redirect(door.code_page())
    context = {
        "assembly": assembly,
        "form": form,
        "first": _question_url(assembly, questions.NAME),
        "before": delegate,
        "is_full": Delegate.objects.is_queue_at(assembly),
    }
    return render(request, "events/register_start.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonalRequest, slug: str, question_slug: str) -> HttpResponse:
    """Ask one question; what is answered is kept, and Change on the check page comes back to it."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = place_of(request.user, assembly)
    if elsewhere := _turn_away(request, assembly, request.user, delegate, at=at):
        return elsewhere
    draft = Draft(request, assembly, request.user, before=delegate)
    asked = questions.BY_SLUG.get(question_slug)
    # An answer that comes from a tab left behind is kept all the same; only reading ahead is not possible.
    comes_too_early = request.method != "POST" and _comes_too_early(asked, draft)
    if asked is None or asked not in draft.asked or comes_too_early:
        return redirect(_next_url(draft))
    form = draft.form(
        asked, request.POST if request.method == "POST" else None, is_everywhere="all" in request.GET
    )
    if request.method == "POST" and form.is_valid():
        draft.keep(asked, form)
        after = None if "change" in request.GET else draft.after_question(asked)
        return redirect(_question_url(assembly, after) if after else reverse("register_check", args=[slug]))
    context = {
        "assembly": assembly,
        "question": asked,
        "form": form,
        "back": _back_url(request, draft, asked),
    }
    return render(request, "events/register_question.html", context | _employer_links(asked, request))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show every answer with a way to change it, and send them; sent twice, it is one place."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = place_of(request.user, assembly)
    if delegate and delegate.is_standing and request.method == "POST":
        return redirect("register_done", slug)
    if elsewhere := _turn_away(request, assembly, request.user, delegate, at=at):
        return elsewhere
    draft = Draft(request, assembly, request.user, before=delegate)
    answers = draft.answers()
    if isinstance(answers, Question):
        return redirect(_question_url(assembly, answers))
    has_changed = request.method == "POST" and request.POST.get("fingerprint") != draft.fingerprint
    if request.method == "POST" and not has_changed:
        return _send(request, draft, answers, at=at)
    context = {
        "assembly": assembly,
        "rows": answer_rows(answers, draft.asked, lambda asked: f"{_question_url(assembly, asked)}?change"),
        "fingerprint": draft.fingerprint,
        "has_changed": has_changed,
        "back": _question_url(assembly, draft.asked[-1]),
    }
    return render(request, "events/register_check.html", context)


@personal
def done(request: PersonalRequest, slug: str) -> HttpResponse:
    """Tell how the place stands, its reference, and what happens next and when."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    delegate = settled_place_of(request.user, assembly, at=at)
    if delegate is None or not delegate.is_standing:
        return redirect("register", slug)
    context = {
        "assembly": assembly,
        "at": at,
        "delegate": delegate,
        "position": position_of(delegate),
        "is_given_outright": answer_by(at, assembly.starts_at) is None,
        **confirmation_words(delegate, at=at),
    }
    return render(request, "events/register_done.html", context)


def _send(request: PersonalRequest, draft: Draft, answers: Answers, *, at: datetime) -> HttpResponse:
    try:
        register_delegate(user=request.user, assembly=draft.assembly, answers=answers, at=at)
    except RegistrationRefused as refused:
        return _refuse(request, draft.assembly, refused)
    draft.forget()
    return redirect("register_done", draft.assembly.slug)


def _turn_away(
    request: HttpRequest, assembly: Assembly, user: User, delegate: Delegate | None, *, at: datetime
) -> HttpResponse | None:
    """Send those home who have a place or a wish for one, and tell those why who cannot register."""
    if delegate and delegate.is_standing:
        return redirect(home_of(delegate))
    verdict = can_register(user, assembly, delegate, at=at)
    return None if verdict else _refuse(request, assembly, _refusal(verdict))


def _refusal(verdict: Verdict) -> RegistrationRefused:
    assert verdict.code is not None
    return RegistrationRefused(verdict.code, **verdict.facts)


def _refuse(request: HttpRequest, assembly: Assembly, refused: RegistrationRefused) -> HttpResponse:
    """Say why, and what to do: never a bare "no"."""
    context = {"assembly": assembly, "refused": refused, "contact": assembly.contact_email}
    context["is_domain"] = refused.code == Registration.DOMAIN
    return render(request, "events/register_refused.html", context)


def _comes_too_early(asked: Question | None, draft: Draft) -> bool:
    """Whether a question before this one is still open."""
    missing = draft.first_missing()
    if missing is None or asked not in draft.asked:
        return False
    return draft.asked.index(missing) < draft.asked.index(asked)


def _next_url(draft: Draft) -> str:
    missing = draft.first_missing()
    if missing:
        return _question_url(draft.assembly, missing)
    return reverse("register_check", args=[draft.assembly.slug])


def _back_url(request: HttpRequest, draft: Draft, asked: Question) -> str:
    if "change" in request.GET:
        return reverse("register_check", args=[draft.assembly.slug])
    before = draft.before_question(asked)
    return (
        _question_url(draft.assembly, before) if before else reverse("register", args=[draft.assembly.slug])
    )


def _question_url(assembly: Assembly, asked: Question) -> str:
    return reverse("register_question", args=[assembly.slug, asked.slug])


def _employer_links(asked: Question, request: HttpRequest) -> dict[str, str]:
    """Return the link to the whole list of employers, which keeps the way back to the check page."""
    if asked is not questions.EMPLOYER or "all" in request.GET:
        return {}
    return {"whole_list": "?change&all" if "change" in request.GET else "?all"}
