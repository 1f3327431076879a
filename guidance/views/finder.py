"""The route finder: five questions, one on each page, carried in the address; both sides at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer, LocalOffice
from guidance.answers import NOT_LISTED, QUESTIONS, Answers
from guidance.forms import FORMS, label_of
from guidance.presenters import SideShown, sides_shown
from guidance.qr_codes import qr_code
from guidance.queries import contacts_of, pages_in_force
from guidance.views.read_only import kept_nowhere
from guidance.ways import CRISIS, DANGER, Subject, Told, Ways, outside_for, ways_for

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
    at = timezone.now()
    answers = Answers.read(request.GET)
    context = {
        "first": _address("guidance_question", answers, QUESTIONS[0]),
        "pages": pages_in_force(at),
        "at": at,
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
    place = _place_of(answers)
    context = {
        "sides": place.sides(DANGER, timezone.localdate()),
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
    place = _place_of(answers)
    if place.office:
        words = {**words, "office": place.office.name}
    ways = ways_for(Subject(answers.subject), Told(answers.told))
    return {
        "subject": words["subject"],
        "outside": outside_for(Subject(answers.subject), Told(answers.told)),
        "crisis": CRISIS if answers.subject == Subject.COPING else (),
        "is_danger": answers.danger == "yes",
        "sides": place.sides(ways, timezone.localdate(at)),
        "offices": [] if place.office else _offices(answers),
        "is_elsewhere": place.office is not None and not place.office.is_regional,
        "pages": pages_in_force(at, ways.pages),
        "card": reverse("guidance_card", args=[place.employer.pk]) if place.employer else "",
        "rows": [
            (NAMES[name], words[name], CHANGES[name], _address("guidance_question", answers, name))
            for name in QUESTIONS
        ],
        "at": at,
        "back": _address("guidance_question", answers, QUESTIONS[-1]),
    }


@dataclass(frozen=True)
class _Place:
    """Where a person works and trains, as far as the answers tell."""

    employer: Employer | None
    office: LocalOffice | None

    def sides(self, ways: Ways, on: date) -> tuple[SideShown, SideShown]:
        """Put both sides with the contacts of the place."""
        employer, office = self.employer, self.office
        return sides_shown(
            ways,
            contacts_of(employer=employer.pk if employer else None, office=office.pk if office else None),
            employer=employer.name if employer else "",
            office=office.name if office else "",
            on=on,
            is_regional=office is None or office.is_regional,
        )


def _place_of(answers: Answers) -> _Place:
    """Read the place in two queries at most; who does not know the office has that of the employer."""
    rows = Employer.objects.select_related("local_office")
    employer = rows.filter(pk=answers.employer).first() if answers.employer.isdecimal() else None
    offices = LocalOffice.objects.known()
    if answers.office.isdecimal():
        return _Place(employer, offices.filter(pk=answers.office).first())
    return _Place(employer, employer.local_office if employer and employer.local_office.is_known else None)


def _offices(answers: Answers) -> list[tuple[str, str]]:
    """Return the name of each local office with the address of the answer for it."""
    offices = LocalOffice.objects.known().values_list("pk", "name")
    return [(name, _address("guidance_answer", replace(answers, office=str(pk)))) for pk, name in offices]


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
