"""Reporting a person, a request, an invitation or a message to the organisers."""

from datetime import datetime

from django import forms
from django.core.validators import slug_re
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.forms import PageForm
from common.policy import ALLOWED
from events.views.loading import PersonalRequest, personal
from networking.actions.reporting import report_person
from networking.models import BECAUSE_LIMIT
from networking.policies.reporting import is_within_limits
from networking.quoting import Quoted, quote_invitation, quote_line, quote_person, quote_request
from networking.refusals import PartRefused
from networking.safety_refusals import ReportingCode, ReportingRefused
from networking.views.keeping_away import person_here
from networking.views.loading import CONTACT, Part, closed_page, load_part
from networking.views.ways_back import back_from_report


class ReportForm(PageForm):
    """Why something is reported."""

    because = forms.CharField(
        label="What happened?",
        widget=forms.Textarea,
        help_text="In your own words. Only the organisers read this.",
        error_messages={"required": ReportingRefused.sentences[ReportingCode.NO_REASON]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def report(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Ask why, show what is quoted, and send it; ``?line=``, ``?request=`` and ``?invitation=`` say which
    words it is about."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    quoted = _quoted(request, part, code, at=at)
    if quoted is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            report_person(reporter=part.delegate, quoted=quoted, because=form.cleaned_data["because"], at=at)
        except ReportingRefused as refused:
            form.add_error("because", str(refused))
        except PartRefused:
            part = load_part(request, slug, at=at)
            return closed_page(request, part, part.can_take_part)
        else:
            return redirect(reverse("networking_reported", args=[slug, code]))
    # Who has typed something keeps it; who comes anew need not begin.
    limits = ALLOWED if form.is_bound else is_within_limits(part.delegate, at=at)
    context = {
        **part.context(request),
        "quoted": quoted,
        "back": back_from_report(part, quoted, at),
        "form": form,
        "limit": BECAUSE_LIMIT,
        "too_many": "" if limits.code is None else str(ReportingRefused(limits.code, **limits.facts)),
        "contact_address": CONTACT,
    }
    return render(request, "networking/report.html", context)


@require_safe
@personal
def sent(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Say what happens next, and offer to block the person as well, if they are within reach."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    context = {**part.context(request), "person": person_here(part, code, at=at)}
    return render(request, "networking/reported.html", context)


def _quoted(request: PersonalRequest, part: Part, code: str, *, at: datetime) -> Quoted | None:
    line, asked, group = (request.GET.get(name, "") for name in ("line", "request", "invitation"))
    if line:
        is_number = line.isascii() and line.isdecimal() and len(line) < 16
        return quote_line(part.delegate, code, int(line)) if is_number else None
    if asked:
        return quote_request(part.delegate, code, asked, at) if slug_re.match(asked) else None
    if group:
        return quote_invitation(part.delegate, code, group, at) if slug_re.match(group) else None
    return quote_person(part.delegate, code, at)
