"""The questions, one on each page. Every answer is sealed at once; what does not fit is asked again."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from concerns import limits
from concerns.answers import QUESTIONS, Answers
from concerns.letterbox_forms import FORMS, QuestionForm
from concerns.refusals import ConcernRefused, Refusal
from concerns.views.letterbox.draft import Draft, begun, draft_of, kept, sent_of
from concerns.views.letterbox.page import letterbox_page, shown, went_on
from concerns.visits import keep_visit

# An answer to these changes nothing of who reads it.
ASIDE = ("risk", "category", "words", "labels")


@letterbox_page("GET", "HEAD", "POST")
def question(request: HttpRequest, number: int) -> HttpResponse:
    """Ask one question; an answer leads to the next. Whoever reads ahead is led to the first open one."""
    at = timezone.now()
    if not 0 < number <= len(QUESTIONS):
        return went_on("letterbox")
    name = QUESTIONS[number - 1]
    draft = draft_of(request, at=at)
    if draft is None and sent_of(request, at=at):
        return _sent_already(request)
    if request.method == "POST":
        return _take(request, name, draft)
    if draft is None:
        return _asked(request, name, None, FORMS[name](answers=Answers())) if number == 1 else _nothing_here()
    first_open = draft.answers.next_question
    if first_open and QUESTIONS.index(first_open) < QUESTIONS.index(name):
        return went_on("letterbox_question", number_of(first_open))
    if name not in draft.answers.questions:
        return went_on("letterbox_readers")
    response = _asked(request, name, draft, FORMS[name](answers=draft.answers))
    return keep_visit(request, response, draft.visit, at=at)


def number_of(name: str) -> int:
    """Return the number by which the address calls a question: words would stand in the history."""
    return QUESTIONS.index(name) + 1


def _take(request: HttpRequest, name: str, draft: Draft | None) -> HttpResponse:
    at = timezone.now()
    form = FORMS[name](request.POST, answers=draft.answers if draft else Answers())
    if not form.is_valid():
        # Who gets it first cannot be answered before the places are known: the questions begin anew.
        can_be_mended = draft is not None or name != "sides"
        return (
            _asked(request, name, draft, form)
            if can_be_mended
            else _after(request, name, Answers(), is_new=True)
        )
    is_new = draft is None
    if draft is None:
        if limits.has_begun_too_often(request):
            return shown(request, "crowded.html", {"wrote": _typed(request)}, refused=Refusal.CROWDED)
        draft = begun(at=at)
    answers = form.answered()
    if is_new and name == "kept_out":
        # Nobody knows yet which groups are around.
        answers = answers.with_(was_asked_who=False)
    try:
        if not kept(draft, answers, at=at):
            # Sent, or deleted, by another tab.
            return _sent_already(request) if draft.visit.concern() else _nothing_here()
    except ConcernRefused as refused:
        form.add_error(None, str(refused))
        return _asked(request, name, draft, form)
    return keep_visit(request, _after(request, name, answers, is_new=is_new), draft.visit, at=at)


def _after(request: HttpRequest, name: str, answers: Answers, *, is_new: bool) -> HttpResponse:
    """Lead on: to the next question, or back to where an answer was changed from."""
    first_open = answers.next_question
    is_change = "change" in request.GET
    told = {"told": "away"} if is_new and name != QUESTIONS[0] else {}
    if first_open and (is_change or told or QUESTIONS.index(first_open) <= QUESTIONS.index(name)):
        return went_on(
            "letterbox_question", number_of(first_open), **told, **({"change": "1"} if is_change else {})
        )
    if is_change:
        return went_on("letterbox_check" if name in ASIDE else "letterbox_readers")
    later = [each for each in answers.questions if QUESTIONS.index(each) > QUESTIONS.index(name)]
    return went_on("letterbox_question", number_of(later[0])) if later else went_on("letterbox_readers")


def _asked(request: HttpRequest, name: str, draft: Draft | None, form: QuestionForm) -> HttpResponse:
    answers = draft.answers if draft else Answers()
    asked = answers.questions if answers.mode else QUESTIONS
    context = {
        "form": form,
        "name": name,
        "number": number_of(name),
        "count": len(asked),
        # Whoever stays anonymous is asked one less.
        "is_count_open": not answers.mode,
        "back": _back(request, name),
        "told": request.GET.get("told", ""),
        "has_draft": draft is not None,
    }
    return shown(request, "question.html", context)


def _back(request: HttpRequest, name: str) -> tuple[str, int | None]:
    if "change" in request.GET:
        return "letterbox_check", None
    number = number_of(name)
    return ("letterbox_question", number - 1) if number > 1 else ("letterbox", None)


def _sent_already(request: HttpRequest) -> HttpResponse:
    """Say that it was sent, and show what was typed afterwards so that it can be copied."""
    if request.method != "POST":
        return went_on("letterbox_sent")
    return shown(request, "sent_already.html", {"wrote": _typed(request)})


def _nothing_here() -> HttpResponse:
    return went_on("letterbox", told="nothing")


def _typed(request: HttpRequest) -> list[str]:
    """Return the texts of a form that was not taken: choices are quickly made again."""
    return [text for name in TYPED if (text := request.POST.get(name, "")).strip()]


TYPED = ("words", "people", "own_first", "own_second", "own_third", "name", "contact")
