"""Inside, by the code: both sides, messages, who opened it, and what the reporter can still do."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from concerns.actions import day_of, following
from concerns.letterbox_forms import CodeForm, DissatisfiedForm, MessageForm
from concerns.letterbox_presenters import inside_shown, own_words_shown
from concerns.letterbox_queries import answered_by, case_of, own_texts
from concerns.limits import count_wrong_code
from concerns.models import Concern
from concerns.pathway import Act, State, is_possible
from concerns.refusals import SENTENCES, ConcernRefused, Refusal
from concerns.views.letterbox.page import letterbox_page, shown, went_on
from concerns.views.letterbox.returning import let_back_in, opened_by_code
from concerns.visits import Stay, Visit, keep_visit, visit_of


@letterbox_page("GET", "HEAD")
def inside(request: HttpRequest) -> HttpResponse:
    """Show how it stands."""
    return _within(request, lambda visit, concern, at: _stands(request, visit, concern, MessageForm(), at))


@letterbox_page("GET", "HEAD", "POST")
def message(request: HttpRequest) -> HttpResponse:
    """Take a message to those who have it."""

    def take(visit: Visit, concern: Concern, at: datetime) -> HttpResponse:
        form = MessageForm(request.POST)
        if form.is_valid():
            try:
                words = form.cleaned_data["words"]
                following.write_to_handlers(concern=concern, key=visit.key, words=words, at=at)
                return went_on("letterbox_inside", told="sent")
            except ConcernRefused as refused:
                form.add_error("words", str(refused))
                # It may have ended since the page was made.
                concern.refresh_from_db()
        return _stands(request, visit, concern, form, at)

    return _posted(request, take)


@letterbox_page("GET", "HEAD", "POST")
def dissatisfied(request: HttpRequest) -> HttpResponse:
    """Ask what is missing in an answer, and have it worked on again."""

    def ask(visit: Visit, concern: Concern, at: datetime) -> HttpResponse:
        form = DissatisfiedForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                words = form.cleaned_data["words"]
                following.say_not_satisfied(concern=concern, key=visit.key, words=words, at=at)
                return went_on("letterbox_inside", told="again")
            except ConcernRefused as refused:
                form.add_error("words", str(refused))
        elif request.method != "POST" and not is_possible(Act.REOPEN, State(concern.state)):
            return went_on("letterbox_inside")
        return shown(request, "dissatisfied.html", {"form": form, "answered": answered_by(concern)})

    return _within(request, ask)


@letterbox_page("GET", "HEAD", "POST")
def withdraw(request: HttpRequest) -> HttpResponse:
    """Say what stays, then end it at the reporter's wish."""

    def end(visit: Visit, concern: Concern, at: datetime) -> HttpResponse:
        if request.method == "POST":
            try:
                following.withdraw_concern(concern=concern, at=at)
            except ConcernRefused:
                # The button was pressed twice, or somebody closed it meanwhile.
                concern.refresh_from_db()
                is_done = concern.state == State.WITHDRAWN
                return went_on("letterbox_inside", told="withdrawn" if is_done else "ended")
            return went_on("letterbox_inside", told="withdrawn")
        if not is_possible(Act.WITHDRAW, State(concern.state)):
            return went_on("letterbox_inside")
        return shown(request, "withdraw.html", {"was_opened": following.was_opened(concern)})

    return _within(request, end)


@letterbox_page("GET", "HEAD", "POST")
def own_words(request: HttpRequest) -> HttpResponse:
    """Ask for the code once more, then show what the reporter wrote, in this one answer."""

    def show(visit: Visit, concern: Concern, at: datetime) -> HttpResponse:
        if request.method != "POST":
            return shown(request, "own_words_code.html", {"form": CodeForm()})
        form, returned, refusal = opened_by_code(request)
        if returned is not None and returned.concern.pk != concern.pk:
            # Another concern's code opens nothing here, and is told so as any other.
            count_wrong_code(request)
            form.add_error("code", SENTENCES[Refusal.WRONG_CODE])
            returned = None
        if returned is None:
            return shown(request, "own_words_code.html", {"form": form}, refused=refusal)
        context = {"own": own_words_shown(own_texts(concern), returned.key), "concern": concern}
        return shown(request, "own_words.html", context)

    return _within(request, show)


def _within(request: HttpRequest, answer: Callable[[Visit, Concern, datetime], HttpResponse]) -> HttpResponse:
    """Answer whoever is inside, and let them stay for another while; everybody else is asked for the code."""
    at = timezone.now()
    visit = visit_of(request, Stay.INSIDE, at=at)
    concern = visit.concern() if visit else None
    if visit is None or concern is None:
        return let_back_in(request, wrote=request.POST.get("words", "").strip())
    return keep_visit(request, answer(visit, concern, at), visit, at=at)


def _posted(request: HttpRequest, take: Callable[[Visit, Concern, datetime], HttpResponse]) -> HttpResponse:
    """The same for an address that is only posted to."""
    return _within(request, take) if request.method == "POST" else went_on("letterbox_inside")


def _stands(
    request: HttpRequest, visit: Visit, concern: Concern, form: MessageForm, at: datetime
) -> HttpResponse:
    case = case_of(concern)
    context = {
        "case": inside_shown(case, visit.key, today=day_of(at)),
        "form": form,
        "told": request.GET.get("told", ""),
    }
    return shown(request, "inside.html", context)
