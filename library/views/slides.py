"""The slides of one's own topic: added, replaced, shown from when on, and removed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.forms import PageForm
from common.words import day_and_clock
from events.models import Assembly, Topic
from events.views.loading import PersonalRequest, load_assembly, personal
from library import file_kinds
from library.actions.slides import bring_slides, remove_slides, slides_of
from library.models import Document
from library.policies.speaking import Bringing, SlidesRefused, can_bring_slides
from library.presenters.documents import FileLink, newest_of
from library.refusals import FileRefused
from library.views.speaking import load_contributor
from library.words import size_in_words

AGAIN = "Select the file again: the box was emptied."
FromPhase = Document.FromPhase


class SlidesForm(PageForm):
    """A file, and from when on delegates see it."""

    upload = forms.FileField(label="File", required=False, allow_empty_file=True)
    from_phase = forms.ChoiceField(
        label="From when on do delegates see them?",
        choices=[
            (FromPhase.OPEN, "Once the doors are open"),
            (FromPhase.ON_DEMAND, "Once the day is over"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": SlidesRefused.sentences[Bringing.PHASE]},
    )

    def __init__(self, *args: Any, assembly: Assembly, slides: Document | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slides = slides
        begins = {FromPhase.OPEN: assembly.opens_at, FromPhase.ON_DEMAND: assembly.ends_at}
        hints: dict[str, str] = {
            phase: f"From {day_and_clock(at, assembly.zone)}" for phase, at in begins.items()
        }
        self.choice_hints = {"from_phase": hints}
        words = "PDF, PowerPoint or OpenDocument slides"
        self.fields[
            "upload"
        ].help_text = f"{words}, {size_in_words(file_kinds.largest(file_kinds.SLIDES))} at most."
        if slides:
            self.fields["upload"].label = "Other file (optional)"

    def clean(self) -> dict[str, Any]:
        """Ask for a file where there is none yet; say that a box was emptied."""
        cleaned = super().clean() or {}
        if self.slides is None and not cleaned.get("upload") and "upload" not in self.errors:
            self.add_error("upload", SlidesRefused.sentences[Bringing.NO_SLIDES])
        elif self.errors and cleaned.get("upload"):
            self.add_error("upload", AGAIN)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def slides(request: PersonalRequest, slug: str, pk: int) -> HttpResponse:
    """Show the slides of one's own topic, and take others. Somebody else's topic is no page."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    topic = _own_topic(request, assembly, pk)
    document = slides_of(topic)
    form = _form(request, assembly, document)
    verdict = can_bring_slides(topic, request.user, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            bring_slides(topic=topic, **form.cleaned_data, actor=request.user, at=at)
        except (SlidesRefused, FileRefused) as refused:
            form.add_error("upload", str(refused))
            if isinstance(refused, FileRefused):
                form.add_error("upload", AGAIN)
        else:
            messages.success(request, "Your slides are changed." if document else "Your slides are added.")
            return redirect("slides", slug, pk)
    version = newest_of(document) if document else None
    context = {
        "assembly": assembly,
        "topic": topic,
        "document": document,
        "version": version,
        "link": FileLink.of(document, version.file) if document and version else None,
        "form": form,
        "can_bring": verdict.is_allowed,
    }
    return render(request, "library/slides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def slides_remove(request: PersonalRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, then remove the slides for good."""
    at = timezone.now()
    assembly = load_assembly(request, slug, at=at)
    topic = _own_topic(request, assembly, pk)
    document = slides_of(topic)
    if document is None:
        return redirect("slides", slug, pk)
    if request.method == "POST":
        try:
            remove_slides(topic=topic, actor=request.user, at=at)
            messages.success(request, "Your slides are removed.")
        except SlidesRefused as refused:
            messages.error(request, str(refused))
        return redirect("slides", slug, pk)
    return render(request, "library/slides_remove.html", {"assembly": assembly, "topic": topic})


def _form(request: PersonalRequest, assembly: Assembly, document: Document | None) -> SlidesForm:
    from_phase = document.from_phase if document else FromPhase.OPEN
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return SlidesForm(*typed, assembly=assembly, slides=document, initial={"from_phase": from_phase})


def _own_topic(request: PersonalRequest, assembly: Assembly, pk: int) -> Topic:
    contributor = load_contributor(request, assembly)
    own = Topic.objects.filter(session__assembly=assembly, speakers__contributor=contributor)
    topic = own.select_related("session__assembly").filter(pk=pk).distinct().first()
    if topic is None:
        raise Http404
    return topic
