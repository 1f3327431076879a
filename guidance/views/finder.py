"""The route finder: five questions, one on each page, carried in the address; both sides at the end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer
from guidance.answers import NOT_LISTED, QUESTIONS, Answers
from guidance.forms import FORMS, label_of
from guidance.presenters import sides_shown
from guidance.qr_codes import qr_code
from guidance.queries import contacts_of, pages_in_force
from guidance.views.read_only import kept_nowhere
from guidance.ways import DANGER, Subject, Told, ways_for

NAMES = {
    "danger": "Danger now",
    "subject": "What it is about",
    "employer": "Where you work",
    "office": "Local office",
    "told": "Told anybody",
}
CHANGES = {
    "danger": "whether anybody is in danger now",
    "subject": "what it is about",
    "employer": "where you work",
    "office": "which local office is yours",
    "told": "whether you have told anybody",
}


@kept_nowhere
def start(request: HttpRequest) -> HttpResponse:
    """Say what this is for, danger first, and lead to the first question and to every page of guidance."""
    answers = Answers.read(request.GET)
    context = {
        "first": _address("guidance_question", answers, QUESTIONS[0]),
        "pages": pages_in_force(timezone.now()),
    }
    return render(request, "guidance/start.html", context)


@kept_nowhere
def question(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one question; an answer leads to the next, and whoever reads ahead to the first that is open."""
    if name not in FORMS:
        raise Http404
    answers = Answers.read(request.GET)
    missing = answers.next_question
    if missing and QUESTIONS.index(missing) < QUESTIONS.index(name):
        return redirect(_address("guidance_question", answers, missing))
    is_answered = "asked" in request.GET
    form = FORMS[name](request.GET) if is_answered else FORMS[name](initial={name: _suggested(name, answers)})
    if is_answered and form.is_valid():
        return redirect(_after(name, answers))
    context = {
        "form": form,
        "field": form[name],
        "kept": [
            (each, getattr(answers, each)) for each in QUESTIONS if each != name and getattr(answers, each)
        ],
        "back": _back(name, answers),
        "number": QUESTIONS.index(name) + 1,
        "count": len(QUESTIONS),
    }
    return render(request, "guidance/question.html", context)


@kept_nowhere
def act_now(request: HttpRequest) -> HttpResponse:
    """Say what to do while somebody is in danger, and lead on to who is to be told afterwards."""
    answers = Answers.read(request.GET)
    context = {
        "sides": sides_shown(DANGER, {}, employer="", office="", on=timezone.localdate()),
        "next": _on(Answers.read({**request.GET.dict(), "danger": "yes"})),
        "back": _address("guidance_question", answers, "danger"),
    }
    return render(request, "guidance/act_now.html", context)


@kept_nowhere
def answer(request: HttpRequest) -> HttpResponse:
    """Show ways inside the employer and in training side by side; what is open or unknown is asked again."""
    at = timezone.now()
    answers = Answers.read(request.GET)
    words = {}
    for name in QUESTIONS:
        words[name] = label_of(name, answers)
        if not words[name]:
            return redirect(_address("guidance_question", answers, name))
    address = request.build_absolute_uri(_on(answers))
    context = {"address": address, "code": qr_code(address), **_answer(answers, words, at)}
    return render(request, "guidance/answer.html", context)


def _answer(answers: Answers, words: Mapping[str, str], at: datetime) -> dict[str, object]:
    employer, office = (None if key == NOT_LISTED else int(key) for key in (answers.employer, answers.office))
    if employer is not None and office is None:
        office, words = _office_of(employer, words)
    ways = ways_for(Subject(answers.subject), Told(answers.told))
    return {
        "subject": words["subject"],
        "is_assault": answers.subject == Subject.SEXUAL,
        "is_danger": answers.danger == "yes",
        "sides": sides_shown(
            ways,
            contacts_of(employer=employer, office=office),
            employer=words["employer"] if employer else "",
            office=words["office"] if office else "",
            on=timezone.localdate(at),
        ),
        "pages": pages_in_force(at, ways.pages),
        "card": reverse("guidance_card", args=[employer]) if employer else "",
        "rows": [
            (NAMES[name], words[name], CHANGES[name], _address("guidance_question", answers, name))
            for name in QUESTIONS
        ],
        "at": at,
        "back": _address("guidance_question", answers, QUESTIONS[-1]),
    }


def _office_of(employer: int, words: Mapping[str, str]) -> tuple[int | None, Mapping[str, str]]:
    """Return the local office of the employer, with its name among the words; None where nobody knows it."""
    row = Employer.objects.select_related("local_office").get(pk=employer)
    if not row.local_office.is_known:
        return None, words
    return row.local_office_id, {**words, "office": row.local_office.name}


def _suggested(name: str, answers: Answers) -> str:
    """Return what was answered before; of the local office, the one that looks after the employer."""
    given: str = getattr(answers, name)
    if given or name != "office" or answers.employer in {"", NOT_LISTED}:
        return given
    office = Employer.objects.filter(pk=answers.employer).values_list("local_office", flat=True).first()
    return str(office or "")


def _after(name: str, answers: Answers) -> str:
    if name == "employer":
        # Another employer mostly has another local office: it is suggested anew.
        return _on(replace(answers, office=""))
    if name == "danger" and answers.danger == "yes":
        return _address("guidance_act_now", answers)
    return _on(answers)


def _on(answers: Answers) -> str:
    """Return the address of the first open question, or of the answer."""
    missing = answers.next_question
    if missing:
        return _address("guidance_question", answers, missing)
    return _address("guidance_answer", answers)


def _back(name: str, answers: Answers) -> str:
    before = answers.before(name)
    return _address("guidance_question", answers, before) if before else _address("guidance", answers)


def _address(view: str, answers: Answers, *question: str) -> str:
    address = reverse(view, args=question)
    return f"{address}?{answers.query}" if answers.query else address
