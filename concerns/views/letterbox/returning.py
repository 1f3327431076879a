"""Coming back by the code. It goes from the browser to the check and into no page, address or log."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from concerns import limits
from concerns.actions import following
from concerns.actions.following import Return
from concerns.letterbox_forms import CodeForm
from concerns.middleware import COOKIE, SECURE_COOKIE
from concerns.refusals import SENTENCES, ConcernRefused, Refusal
from concerns.views.letterbox.page import letterbox_page, refusal_of, shown, went_on
from concerns.visits import Stay, Visit, keep_visit, visit_of


@letterbox_page("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the code and let whoever has it in."""
    at = timezone.now()
    if request.method != "POST":
        context = {
            "form": CodeForm(),
            "is_inside": visit_of(request, Stay.INSIDE, at=at) is not None,
            "told": request.GET.get("told", ""),
        }
        return shown(request, "come_back.html", context)
    form, returned, refusal = opened_by_code(request)
    if returned is None:
        return shown(request, "come_back.html", {"form": form}, refused=refusal)
    visit = Visit.inside(returned.concern.pk, returned.key, at=at)
    return keep_visit(request, went_on("letterbox_inside"), visit, at=at)


def opened_by_code(request: HttpRequest) -> tuple[CodeForm, Return | None, Refusal | None]:
    """Try the code that was posted: the form with its error, or what the code opens.

    A slip that the check symbol tells costs nothing; every other code is counted, and again if it opens
    nothing; whoever has sent too many is turned away before anything is computed.
    """
    if limits.has_tried_too_often(request):
        return CodeForm.refusing(SENTENCES[Refusal.CROWDED]), None, Refusal.CROWDED
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form, None, None
    if limits.has_checked_too_often(request):
        return CodeForm.refusing(SENTENCES[Refusal.CROWDED]), None, Refusal.CROWDED
    try:
        return form, following.come_back(code=form.cleaned_data["code"]), None
    except ConcernRefused as refused:
        if refused.code == Refusal.WRONG_CODE:
            limits.count_wrong_code(request)
        form.add_error("code", str(refused))
        return form, None, refusal_of(refused)


def let_back_in(request: HttpRequest, *, wrote: str = "") -> HttpResponse:
    """Ask for the code of whoever was inside; a message that was not taken can be copied."""
    if wrote:
        return shown(request, "come_back.html", {"form": CodeForm(), "told": "away", "wrote": [wrote]})
    was_inside = COOKIE in request.COOKIES or SECURE_COOKIE in request.COOKIES
    return went_on("letterbox_come_back", **({"told": "away"} if was_inside else {}))
