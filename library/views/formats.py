"""Asking for another format: one page to ask, which afterwards tells how the request stands."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.forms import PageForm
from events.views.loading import PersonalRequest, personal
from library.actions.formats import ask_for_format
from library.models import Document, FormatRequest
from library.policies.documents import MOST_WORDS, Asking, FormatRefused
from library.views.loading import assembly_shown, of_document


class FormatForm(PageForm):
    """What would help somebody."""

    need = forms.CharField(
        label="What would help you?",
        help_text="For example large print, Word in place of PDF, easy read, Braille or audio. "
        "You do not need to say why.",
        max_length=MOST_WORDS,
        widget=forms.Textarea,
        error_messages={"required": FormatRefused.sentences[Asking.NO_WORDS]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_document
@personal
def document_format(request: PersonalRequest, document: Document, at: datetime) -> HttpResponse:
    """Ask for another format; who has asked reads what happens next, or what the organisers said."""
    own = FormatRequest.objects.filter(document=document, user=request.user)
    waiting = own.open().first()
    form = FormatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and waiting is None and form.is_valid():
        try:
            ask_for_format(document=document, user=request.user, need=form.cleaned_data["need"], at=at)
        except FormatRefused as refused:
            messages.error(request, str(refused))
        return redirect("document_format", document.code)
    context = {
        "document": document,
        "assembly": assembly_shown(request, document),
        "waiting": waiting,
        "answered": own.exclude(answered_at=None).order_by("-answered_at").first(),
        "form": form,
        "most": MOST_WORDS,
        "zone": timezone.get_current_timezone(),
    }
    return render(request, "library/document_format.html", context)
