"""A speaker's own page: what they take part in, and their answer about the recording."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.forms import PageForm
from events.models import Assembly, Contributor
from events.views.loading import PersonalRequest, load_assembly, personal
from library.actions.consents import answer_consent
from library.models import Consent
from library.policies.speaking import Agreeing, ConsentRefused
from library.speaking import OwnSession, contributor_of, own_sessions


class ConsentForm(PageForm):
    """Yes or no."""

    answer = forms.ChoiceField(
        label="Do you agree that this recording is shown with you in it?",
        choices=[(Consent.Answer.GIVEN, "Yes, it can be shown"), (Consent.Answer.REFUSED, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": ConsentRefused.sentences[Agreeing.NO_ANSWER]},
    )


@require_safe
@personal
def speaking(request: PersonalRequest, slug: str) -> HttpResponse:
    """List what somebody takes part in; for who has no part there is no such page."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    contributor = load_contributor(request, assembly)
    context = {
        "assembly": assembly,
        "contributor": contributor,
        "sessions": own_sessions(contributor, assembly, at),
        "is_archived": at >= assembly.closes_at,
    }
    return render(request, "library/speaking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def consent(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Say what is recorded, who sees it and until when; take the answer, which can be changed at any time."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    contributor = load_contributor(request, assembly)
    own = _own_session(contributor, assembly, code, at)
    assert own.asked is not None
    answer = own.asked.answer
    typed = request.POST if request.method == "POST" else None
    form = ConsentForm(typed, initial={"answer": answer.answer if answer else None})
    if request.method == "POST" and form.is_valid():
        _answer(request, own, contributor, form.cleaned_data["answer"], at)
        return redirect("speaking", slug)
    context = {"assembly": assembly, "own": own, "session": own.session, "asked": own.asked, "form": form}
    return render(request, "library/consent.html", context)


def load_contributor(request: PersonalRequest, assembly: Assembly) -> Contributor:
    """Return the person as the programme names them; for everybody else there is nothing here."""
    contributor = contributor_of(request.user, assembly)
    if contributor is None:
        raise Http404
    return contributor


def _own_session(contributor: Contributor, assembly: Assembly, code: str, at: datetime) -> OwnSession:
    for own in own_sessions(contributor, assembly, at):
        if own.session.code == code and own.asked is not None:
            return own
    raise Http404


def _answer(
    request: PersonalRequest, own: OwnSession, contributor: Contributor, answer: str, at: datetime
) -> None:
    try:
        answer_consent(session=own.session, contributor=contributor, answer=answer, actor=request.user, at=at)
    except ConsentRefused as refused:
        messages.error(request, str(refused))
        return
    if answer == Consent.Answer.GIVEN:
        messages.success(request, "You agree. You can change your mind at any time.")
    elif own.asked and own.asked.is_published:
        told = (
            "The recording is withdrawn: nobody can open it any more, and where it plays now it stops within "
            "a quarter of a minute. The organisers have been told."
        )
        messages.success(request, told)
    else:
        messages.success(request, "You do not agree. The recording is not shown with you in it.")
