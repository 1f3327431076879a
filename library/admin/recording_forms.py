"""The form of a recording: its video, captions, chapters, and who agreed to it."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from common.admin_forms import PlainModelForm, plain_form
from common.policy import Refused
from events.admin.fields import ConfirmWidget, WallTimeField
from events.models import Contributor, Session
from library import antivirus
from library.actions.recordings import settle, stands_apart
from library.file_kinds import VIDEOS
from library.models import Consent, Recording, StoredFile
from library.policies.publishing import Showing, ShowingRefused
from library.queries import asked_about
from library.refusals import FileRefused
from library.webvtt import MOST_BYTES, read_captions
from library.words import when_in_words

TYPED = ("title", "summary", "embed_address", "embed_has_captions", "chapters")
PROMISE = ("captions_due_at", "captions_reason")
ANSWERS = [("", "Not asked yet"), *Consent.Answer.choices]


class SessionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A session, told with its assembly and its time: keynotes may share a title."""

    def label_from_instance(self, obj: Session) -> str:
        """Name all three."""
        when = when_in_words(obj.starts_at, obj.ends_at, obj.assembly.zone)
        return f"{obj.assembly}: {obj.title} ({when})"


class RecordingForm(PlainModelForm):
    """What is shown of a session, to whom it listens to, and who agreed."""

    refused: ClassVar[Refused | None] = None
    asked_keys: ClassVar[str] = Showing.SECOND.value
    """What the button that saves all the same says was read."""

    session = SessionField(Session.objects.select_related("assembly").order_by("-starts_at"))
    video = forms.FileField(label="Video file (optional)", required=False, allow_empty_file=True)
    drop_file = forms.BooleanField(label="Remove the file that is there", required=False)
    embed_address = forms.CharField(
        label="Address at another host (optional)",
        max_length=300,
        required=False,
        widget=forms.URLInput({"class": "vURLField"}),
    )
    captions_file = forms.FileField(
        label="Captions as a file (optional)",
        required=False,
        allow_empty_file=True,
        help_text="WebVTT (.vtt), 2 MB at most. It replaces the captions that are there.",
    )
    captions_text = forms.CharField(
        label="Captions as text (optional)",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text="The same, pasted. It replaces the captions that are there.",
    )
    drop_captions = forms.BooleanField(label="Remove the captions that are there", required=False)
    captions_due_at = WallTimeField(
        what="captions come",
        label="Captions promised by (optional)",
        required=False,
        help_text="Until then it can be shown without captions: 14 days at most.",
    )

    confirmed = forms.CharField(required=False, widget=ConfirmWidget)
    seen_changed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Recording
        fields: ClassVar = ["session", *TYPED, "captions_reason", "afterwards"]
        labels: ClassVar = {
            "title": "Title (optional)",
            "summary": "Summary (optional)",
            "chapters": "Chapters (optional)",
            "captions_reason": "Why there are none yet (optional)",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["video"].widget.attrs["accept"] = ",".join(kind.content_type for kind in VIDEOS)
        self.fields["video"].help_text = f"{_of_file(self.instance.file)} {antivirus.sentence()}"
        self.fields["captions_file"].widget.attrs["accept"] = ".vtt,text/vtt"
        hosts = ", ".join(settings.EMBED_HOSTS)
        self.fields["embed_address"].help_text = f"Instead of a file. Allowed: {hosts}"
        self.people: Sequence[Contributor] = []
        if self.instance.pk:
            self.initial["seen_changed_at"] = self.instance.changed_at.isoformat()
        if self.refused and self.refused.code == Showing.CHANGED:
            # The next save is made with the knowledge that somebody else was there.
            self._put("seen_changed_at", cast(datetime, self.refused.facts["changed_at"]).isoformat())
        due = cast(WallTimeField, self.fields["captions_due_at"])
        due.kept = self.initial["captions_due_at"] = self.instance.captions_due_at
        if self.instance.pk:
            due.zone = self.instance.session.assembly.zone
            # It stays with its session: those who are asked there have agreed.
            self.fields["session"].disabled = True
            self._ask_people()
        plain_form(self)
        self.fields["session"].error_messages["required"] = "Select the session"

    def _ask_people(self) -> None:
        """Offer an answer for everybody who is asked."""
        session = self.instance.session
        self.people = asked_about(session)
        answers = dict(Consent.objects.filter(session=session).values_list("contributor_id", "answer"))
        for person in self.people:
            name = consent_name(person)
            self.fields[name] = forms.ChoiceField(
                label=person.name, choices=ANSWERS, required=False, show_hidden_initial=True
            )
            self.initial[name] = answers.get(person.pk, "")

    @property
    def is_second(self) -> bool:
        """Whether it was read that the session has another recording."""
        return Showing.SECOND.value in str(self.cleaned_data.get("confirmed", "")).split(",")

    @property
    def is_asked(self) -> bool:
        """Whether nothing is wrong, and that is only to be looked at before it is saved."""
        return self.errors.keys() == {"confirmed"}

    @property
    def answers(self) -> list[tuple[Contributor, str]]:
        """What was noted anew: who, and what they answered. An answer is changed, never taken back."""
        typed = [(person, consent_name(person)) for person in self.people]
        return [
            (person, answer)
            for person, name in typed
            if (answer := self.cleaned_data.get(name, "")) and answer != self._seen(name)
        ]

    def _seen(self, name: str) -> str:
        """What the page showed as somebody's answer: they may have given another since."""
        return str(self.data.get(self.add_initial_prefix(name), self.initial[name]))

    @property
    def captions(self) -> bytes | str:
        """The captions that were given, as a file before pasted ones; empty without any."""
        return cast("bytes | str", self.cleaned_data.get("captions_read") or "")

    def clean(self) -> dict[str, Any]:
        """Ask the policies about the recording as it would be, and read the captions line by line."""
        cleaned = super().clean() or {}
        if self.refused:
            self._tell(self.refused)
            return cleaned
        cleaned["captions_read"] = self._read_captions(cleaned)
        self._compare_answers()
        if "session" in cleaned and not self.errors.keys() & {*TYPED, *PROMISE}:
            typed, stored = self._as_typed(cleaned), _stored(self.instance)
            verdict = settle(typed, stored, at=timezone.now())
            if verdict and not self.errors:
                verdict = stands_apart(typed, stored, is_second=self.is_second)
            if verdict.code is not None:
                self._tell(ShowingRefused(verdict.code, **verdict.facts))
        return cleaned

    def _compare_answers(self) -> None:
        """Overwrite nobody's own answer that came after this form was opened."""
        for person, answer in self.answers:
            name = consent_name(person)
            now = self.initial[name]
            if now not in (self._seen(name), answer):
                words = dict(ANSWERS)[now].lower()
                self.add_error(
                    name, str(ShowingRefused(Showing.ANSWERED_ANEW, name=person.name, answer=words))
                )

    def _read_captions(self, cleaned: dict[str, Any]) -> bytes | str:
        file = cleaned.get("captions_file")
        field = "captions_file" if file else "captions_text"
        # One byte more than is taken tells that there are too many, without reading them all.
        raw: bytes | str = file.read(MOST_BYTES + 1) if file else cleaned.get("captions_text") or ""
        if not file and not raw:
            return ""
        for sentence in read_captions(raw, duration=self.instance.duration).told:
            self.add_error(field, sentence)
        return raw

    def _as_typed(self, cleaned: dict[str, Any]) -> Recording:
        """The recording as it would be, without a change to the one that is being edited."""
        typed: Recording = copy(self.instance)
        for name in ("session", *TYPED, *PROMISE):
            setattr(typed, name, cleaned.get(name))
        if cleaned.get("video"):
            typed.file = StoredFile()
        elif cleaned.get("drop_file"):
            typed.file = None
        return typed

    def _tell(self, refused: Refused) -> None:
        field = refused.field if isinstance(refused, ShowingRefused) else None
        if isinstance(refused, FileRefused):
            field = "video"
        if refused.code is Showing.SAME_NAME:
            # It says as much: whoever enters another title is not asked again.
            self._put("confirmed", Showing.SECOND.value)
        self.add_error(field if field in self.fields else None, str(refused))

    def _put(self, name: str, value: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def validate_constraints(self) -> None:
        """Leave the rules to the action, which says them in words."""

    def _get_validation_exclusions(self) -> set[str]:
        return {field.name for field in self._meta.model._meta.get_fields()} - {"title", "captions_reason"}


def consent_name(person: Contributor) -> str:
    """Name the field that asks about a person's answer."""
    return f"consent_{person.pk}"


def _stored(recording: Recording) -> Recording | None:
    rows = Recording.objects.select_related("session__assembly", "file")
    return rows.filter(pk=recording.pk).first() if recording.pk else None


def _of_file(file: StoredFile | None) -> str:
    kinds = " or ".join(kind.word for kind in VIDEOS)
    return f"{kinds}. There is one: {file.name}. Another one replaces it." if file else f"{kinds}."
