"""Who will read it, check your answers, send, and the code: shown once."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from concerns import limits
from concerns.actions import day_of, leaving, raising
from concerns.actions.leaving import digest_of
from concerns.audience import audience_of
from concerns.letterbox_presenters import answers_shown, arrival_promises
from concerns.letterbox_queries import people_in
from concerns.refusals import ConcernRefused, Refusal
from concerns.views.letterbox.asking import number_of
from concerns.views.letterbox.draft import Draft, draft_of, is_shown_to, secret_of, sent_from, sent_of
from concerns.views.letterbox.page import letterbox_page, refusal_of, shown, went_on
from concerns.visits import Stay, Visit, keep_visit, visit_of


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
    draft, mark = draft_of(request, at=at), request.POST.get("fingerprint", "")
    if draft is None:
        again = sent_from(request, mark, at=at)
        if again is None:
            return _elsewhere(request, None)
        return keep_visit(request, went_on("letterbox_sent"), again, at=at)
    if not draft.fits(mark):
        return went_on("letterbox_check", told="changed")
    assert draft.visit.code is not None, "it was drawn when the draft began"
    secret = secret_of(mark)
    try:
        raising.refuse_unready(draft.answers)
        if limits.has_sent_too_often(request):
            raise ConcernRefused(Refusal.SENT_OFTEN)
        sent = raising.send_concern(
            concern=draft.concern,
            key=draft.visit.key,
            code=draft.visit.code,
            at=at,
            shown_to=digest_of(secret),
        )
    except ConcernRefused as refused:
        if refused.code == Refusal.UNFINISHED:
            return _elsewhere(request, draft_of(request, at=at))
        response = _checked(request, draft, refused=refused)
        return keep_visit(request, response, draft.visit, at=at)
    response = went_on("letterbox_sent")
    # Sent by another page at the same moment: the answer to that one brings the cookie.
    is_ours = is_shown_to(sent, secret)
    return keep_visit(request, response, draft.visit.sent(secret), at=at) if is_ours else response


@letterbox_page("GET", "HEAD")
def sent(request: HttpRequest) -> HttpResponse:
    """Show the code, for half an hour; afterwards nobody can."""
    at = timezone.now()
    found = sent_of(request, at=at)
    if found is None:
        return _after_the_code(request, at)
    visit, concern = found
    assert visit.code is not None, "sent_of looks for it"
    context = {
        "code": visit.code.in_groups,
        "concern": concern,
        # Broken on a small screen after a stroke, and never within a word.
        "address_parts": request.build_absolute_uri(reverse("letterbox")).split("/"),
        "promises": arrival_promises(concern.received_on or day_of(at)),
    }
    # Not kept anew: the half hour counts from the sending.
    return shown(request, "sent.html", context)


@letterbox_page("GET", "HEAD", "POST")
def kept(request: HttpRequest) -> HttpResponse:
    """Go on to the mailbox once the code is kept; the browser carries it no more."""
    at = timezone.now()
    found = sent_of(request, at=at)
    if request.method != "POST" or found is None:
        return went_on("letterbox_sent")
    visit, concern = found
    leaving.hide_code(concern=concern.pk, secret=visit.secret)
    inside = Visit.inside(concern.pk, visit.key, at=at)
    return keep_visit(request, went_on("letterbox_inside"), inside, at=at)


def _checked(
    request: HttpRequest, draft: Draft, *, has_changed: bool = False, refused: ConcernRefused | None = None
) -> HttpResponse:
    audience = audience_of(draft.answers)
    context = {
        "rows": answers_shown(draft.answers, audience),
        "fingerprint": draft.new_mark(),
        "audience": audience,
        "has_changed": has_changed,
        "refused": str(refused) if refused else "",
        "has_errors": refused is not None,
    }
    return shown(request, "check.html", context, refused=refusal_of(refused) if refused else None)


def _after_the_code(request: HttpRequest, at: datetime) -> HttpResponse:
    """Lead on whoever has no code to see: to the draft, inside where it was kept, or to the code."""
    if draft_of(request, at=at):
        return went_on("letterbox_check")
    is_inside = visit_of(request, Stay.INSIDE, at=at) is not None
    return went_on("letterbox_inside" if is_inside else "letterbox_come_back")


def _elsewhere(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    """Lead to where this browser is: an open question, what it has sent, or the start."""
    if draft is not None and draft.answers.next_question:
        return went_on("letterbox_question", number_of(draft.answers.next_question))
    is_sent = sent_of(request, at=timezone.now()) is not None
    return went_on("letterbox_sent") if is_sent else went_on("letterbox", told="nothing")
