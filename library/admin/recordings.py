"""Recordings in the admin: added, captioned, agreed to, published, withdrawn and extended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from common.policy import Refused
from common.words import until
from events.admin.base import tag
from events.models import Chair, Speaker
from library import vault
from library.actions.captions import put_captions, remove_captions
from library.actions.consents import answer_consent
from library.actions.files import keep_file
from library.actions.recordings import obstacles_of, save_recording
from library.admin.file_pages import FilePage
from library.admin.recording_acts import act_urls, acts_for
from library.admin.recording_forms import RecordingForm, consent_name
from library.file_kinds import VIDEOS
from library.models import Consent, Recording, RecordingQuerySet
from library.policies.recordings import can_watch
from library.queries import asked_about, to_judge
from library.states import state_of


@admin.register(Recording)
class RecordingAdmin(FilePage):
    """The videos of sessions, and how far each is on its way to those who may watch it."""

    refusal = Refused
    file_field, file_kinds = "video", VIDEOS
    form = RecordingForm
    list_display = ("name_shown", "assembly", "state", "watchable_until")
    list_filter = (("session__assembly", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("title", "session__title")
    search_help_text = "Search by title"
    ordering = ("-session__starts_at", "-pk")
    actions = None
    show_full_result_count = False
    change_form_template = "admin/library/recording/change_form.html"
    further_pages: ClassVar[Sequence[tuple[str, str]]] = (
        ("Recordings and their end", "admin:library_what_ends"),
        ("The library at a glance", "admin:library_at_a_glance"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Load what tells where each stands: three queries for a list, however long."""
        answers = Consent.objects.filter(
            session=OuterRef("session"), contributor=OuterRef("contributor"), answer=Consent.Answer.GIVEN
        )
        speak, chair = (
            Exists(part.objects.filter(~Exists(answers), session=OuterRef("session")))
            for part in (Speaker, Chair)
        )
        rows = to_judge(cast(RecordingQuerySet, super().get_queryset(request)))
        return rows.annotate(has_consent=~(speak | chair))

    @admin.display(description="Recording", ordering="session__title")
    def name_shown(self, recording: Recording) -> str:
        """Its title, or the session's."""
        return recording.name

    @admin.display(description="Assembly", ordering="session__assembly__starts_at")
    def assembly(self, recording: Recording) -> str:
        """Whose day it was."""
        return str(recording.session.assembly)

    @admin.display(description="State")
    def state(self, recording: Recording) -> SafeString:
        """Where it stands, in words."""
        return tag(*state_of(recording, has_consent=vars(recording)["has_consent"], at=timezone.now()))

    @admin.display(description="Until")
    def watchable_until(self, recording: Recording) -> str:
        """Until when it can be watched once it is published."""
        return until(recording.ends_at, recording.session.assembly.zone)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A recording is withdrawn; its file goes as its policy says, and what was done stays written."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Recording | None = None) -> Any:
        """Group what belongs together; those who are asked come once the session is chosen."""
        people = asked_about(obj.session) if obj else []
        sets: list[tuple[str | None, dict[str, Any]]] = [
            (None, {"fields": ("session", "title", "summary", "confirmed", "seen_changed_at")}),
            ("Video", {"fields": (*_files(obj), "embed_address", "embed_has_captions", "afterwards")}),
            ("Captions", {"fields": ("captions_file", "captions_text", *_captions(obj))}),
            ("Shown without captions", {"fields": ("captions_due_at", "captions_reason")}),
            ("Chapters", {"fields": ("chapters",)}),
        ]
        if people:
            words = (
                "What those who speak in the session or chair it answered when they were asked whether it "
                "may be shown. It waits until all have agreed."
            )
            asked = tuple(map(consent_name, people))
            sets.append(("Consent", {"fields": asked, "description": words}))
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Leave the fields to the form: some of them depend on who is asked."""
        return super().get_form(
            request, obj, change=change, **{**kwargs, "fields": RecordingForm.Meta.fields}
        )

    def get_urls(self) -> list[Any]:
        """Add the pages that ask before something happens."""
        return [*act_urls(self.admin_site), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form below where the recording stands and what can be done."""
        recording = cast("Recording | None", self.get_object(request, object_id))
        context = _standing(recording) if recording else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Recording, form: RecordingForm, change: bool) -> None:
        """Hand what was typed to the actions: all of it or nothing.

        :raises Refused: and :meth:`changeform_view` shows the form again.
        """
        actor, at, key = cast(User, request.user), timezone.now(), ""
        obj.captions_due_at = form.cleaned_data["captions_due_at"]
        try:
            with transaction.atomic():
                if looked := self.looked_at(request):
                    obj.file = keep_file(looked, actor=actor, at=at)
                    key = obj.file.key
                elif form.cleaned_data.get("drop_file"):
                    obj.file = None
                seen = form.cleaned_data["seen_changed_at"] if obj.pk else None
                is_second = form.is_second
                save_recording(recording=obj, actor=actor, at=at, seen_changed_at=seen, is_second=is_second)
                _keep_captions(obj, form, actor)
                for person, answer in form.answers:
                    answer_consent(session=obj.session, contributor=person, answer=answer, actor=actor, at=at)
        except BaseException:
            # The row of the file was rolled back; its bytes are not the database's to undo.
            if key:
                vault.remove(key)
            raise


def _keep_captions(recording: Recording, form: RecordingForm, actor: User) -> None:
    at = timezone.now()
    if form.captions:
        put_captions(
            recording=recording, raw=form.captions, language="en", label="English", actor=actor, at=at
        )
    elif form.cleaned_data.get("drop_captions"):
        for captions in recording.captions.all():
            remove_captions(captions=captions, actor=actor, at=at)


def _standing(recording: Recording) -> dict[str, Any]:
    """Tell where it stands, what is missing before it can be shown, and what can be done."""
    at = timezone.now()
    is_shown = recording.published_at is not None and recording.withdrawn_at is None
    word, colour = state_of(recording, has_consent=vars(recording)["has_consent"], at=at)
    return {
        "recording": recording,
        "state": tag(word, colour),
        "obstacles": [] if is_shown else obstacles_of(recording, at=at),
        "acts": [
            (act.button, reverse(f"admin:library_recording_{act.name}", args=[recording.pk]))
            for act in acts_for(recording)
        ],
        "lasts": _lasts(recording, at),
        "show_delete": False,
    }


def _lasts(recording: Recording, at: datetime) -> str:
    """Say until when it can be watched, or what that time means for one that nobody can watch."""
    told = until(recording.ends_at, recording.session.assembly.zone)
    if at >= recording.ends_at:
        return f"Its time ended at {told}."
    return f"It can be watched until {told}." if can_watch(recording, at) else f"Its time ends at {told}."


def _files(recording: Recording | None) -> tuple[str, ...]:
    return ("video", "drop_file") if recording and recording.file else ("video",)


def _captions(recording: Recording | None) -> tuple[str, ...]:
    return ("drop_captions",) if recording and recording.captions.all() else ()
