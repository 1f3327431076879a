"""Who will read it, check your answers, send, and the code: shown once."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from concerns.actions import day_of, raising
from concerns.audience import audience_of
from concerns.letterbox_presenters import answers_shown, arrival_promises
from concerns.letterbox_queries import people_in
from concerns.refusals import ConcernRefused, Refusal
from concerns.views.letterbox.asking import number_of
from concerns.views.letterbox.draft import Draft, draft_of, sent_of
from concerns.views.letterbox.page import letterbox_page, refusal_of, shown, went_on
from concerns.visits import Stay, keep_visit


@letterbox_page("GET", "HEAD")
def readers(request: HttpRequest) -> HttpResponse:
    """Show who will be able to read it, who only knows that it exists, and who never can."""
    at = timezone.now()
    draft = draft_of(request, at=at)
    if draft is None or draft.answers.next_question:
        return _elsewhere(request, draft)
    audience = audience_of(draft.answers)
    context = {
        "audience": audience,
        "readers": people_in(audience.readers, kept_out=audience.kept_out_people),
        "answers": draft.answers,
        "last": len(draft.answers.questions),
    }
    return keep_visit(request, shown(request, "readers.html", context), draft.visit, at=at)


@letterbox_page("GET", "HEAD")
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer once more before it is sent."""
    at = timezone.now()
    draft = draft_of(request, at=at)
    if draft is None or draft.answers.next_question:
        return _elsewhere(request, draft)
    response = _checked(request, draft, has_changed=request.GET.get("told") == "changed")
    return keep_visit(request, response, draft.visit, at=at)


@letterbox_page("GET", "HEAD", "POST")
def send(request: HttpRequest) -> HttpResponse:
    """Send it, once, however often the button is pressed."""
    if request.method != "POST":
        return went_on("letterbox_check")
    at = timezone.now()
    draft = draft_of(request, at=at)
    if draft is None:
        return _elsewhere(request, None)
    if request.POST.get("fingerprint") != draft.fingerprint:
        return went_on("letterbox_check", told="changed")
    assert draft.visit.code is not None, "it was drawn when the draft began"
    try:
        raising.send_concern(concern=draft.concern, key=draft.visit.key, code=draft.visit.code, at=at)
    except ConcernRefused as refused:
        if refused.code == Refusal.UNFINISHED:
            return _elsewhere(request, draft)
        response = _checked(request, draft, refused=refused)
        return keep_visit(request, response, draft.visit, at=at)
    return keep_visit(request, went_on("letterbox_sent"), draft.visit.going_on(Stay.SENT), at=at)


@letterbox_page("GET", "HEAD")
def sent(request: HttpRequest) -> HttpResponse:
    """Show the code, for half an hour; afterwards nobody can."""
    at = timezone.now()
    found = sent_of(request, at=at)
    if found is None:
        return went_on("letterbox_check") if draft_of(request, at=at) else went_on("letterbox_come_back")
    visit, concern = found
    assert visit.code is not None, "sent_of looks for it"
    context = {
        "code": visit.code.in_groups,
        "concern": concern,
        "address": request.build_absolute_uri(reverse("letterbox")),
        "promises": arrival_promises(concern.received_on or day_of(at)),
    }
    response = shown(request, "sent.html", context)
    # Not kept anew: the half hour counts from the sending.
    return (
        keep_visit(request, response, visit.going_on(Stay.SENT), at=at)
        if visit.stay is Stay.WRITING
        else response
    )


@letterbox_page("GET", "HEAD", "POST")
def kept(request: HttpRequest) -> HttpResponse:
    """Go on to the mailbox once the code is kept; the browser carries it no more."""
    at = timezone.now()
    found = sent_of(request, at=at)
    if request.method != "POST" or found is None:
        return went_on("letterbox_sent")
    return keep_visit(request, went_on("letterbox_inside"), found[0].without_code(Stay.INSIDE), at=at)


def _checked(
    request: HttpRequest, draft: Draft, *, has_changed: bool = False, refused: ConcernRefused | None = None
) -> HttpResponse:
    audience = audience_of(draft.answers)
    context = {
        "rows": answers_shown(draft.answers, audience),
        "fingerprint": draft.fingerprint,
        "audience": audience,
        "has_changed": has_changed,
        "refused": str(refused) if refused else "",
        "has_errors": refused is not None,
    }
    return shown(request, "check.html", context, refused=refusal_of(refused) if refused else None)


def _elsewhere(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    """Lead to where this browser is: an open question, what it has sent, or the start."""
    if draft is not None and draft.answers.next_question:
        return went_on("letterbox_question", number_of(draft.answers.next_question))
    is_sent = sent_of(request, at=timezone.now()) is not None
    return went_on("letterbox_sent") if is_sent else went_on("letterbox", told="nothing")
