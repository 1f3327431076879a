"""The form of a document: what it is, for whom, its next file, and the version to read as a page."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from common.admin_forms import PlainModelForm, plain_form
from common.keys import key_sent
from common.policy import Refused
from common.rich_text import body_problems
from events.models import Assembly, Session, Theme, Topic
from library import antivirus, file_kinds
from library.models import Document
from library.policies import documents as policies
from library.policies.documents import DocumentRefused, Keeping
from library.refusals import FileRefused
from library.words import size_in_words, when_in_words

AGAIN = "Select the file again: browsers empty this box"
PUBLISH, TAKE_BACK = "_publish", "_take_back"


class ChoiceOfMany(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes to tick, each with the assembly that it belongs to where there are several."""

    is_of_one = False

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar = {"invalid_choice": "One of them was removed in another window"}

    def label_from_instance(self, obj: Any) -> str:
        """Name it."""
        return str(obj.title) if self.is_of_one else f"{obj.title} ({obj.assembly})"


class ChoiceOfSessions(ChoiceOfMany):
    """Sessions to tick, each with its time: keynotes may share a title."""

    def label_from_instance(self, obj: Session) -> str:
        """Name it, and when it is."""
        when = when_in_words(obj.starts_at, obj.ends_at, obj.assembly.zone)
        return f"{super().label_from_instance(obj)}, {when}"


class ChoiceOfTopic(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A topic, with the session in which it is presented."""

    def label_from_instance(self, obj: Any) -> str:
        """Name it."""
        return f"{obj.title} ({obj.session.assembly})"


class DocumentForm(PlainModelForm):
    """Everything about a document. After a refusal it says why, with all that was typed."""

    refused: ClassVar[Refused | None] = None

    assembly = forms.ModelChoiceField(
        Assembly.objects.order_by("-starts_at"),
        required=False,
        empty_label="None: it is not about one assembly",
        label="Assembly (optional)",
    )
    themes = ChoiceOfMany(Theme.objects.none(), required=False, label="Themes (optional)")
    sessions = ChoiceOfSessions(
        Session.objects.none(),
        required=False,
        label="Sessions (optional)",
        help_text="The pages of these sessions list it.",
    )
    topic = ChoiceOfTopic(
        Topic.objects.none(),
        required=False,
        empty_label="None: these are no slides",
        label="Slides of the topic (optional)",
    )
    review_due_on = forms.DateField(
        required=False,
        label="Review due (needed to publish)",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "The day must be a real date, like 27/05/2027"},
        help_text="From that day on the document says that it may be out of date.",
    )
    upload = forms.FileField(required=False, allow_empty_file=True, label="File (optional)")
    note = forms.CharField(
        required=False,
        max_length=240,
        label="What changed in this version (optional)",
        widget=forms.TextInput({"class": "vLargeTextField"}),
    )
    seen_changed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields: ClassVar = ["title", "summary", "owner", "audience", "from_phase", "body"]
        labels: ClassVar = {
            "summary": "Summary (optional)",
            "owner": "Owner (needed to publish)",
            "body": "Version to read as a page (optional)",
        }
        widgets: ClassVar = {
            "title": forms.TextInput({"class": "vLargeTextField"}),
            "summary": forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
            "owner": forms.TextInput({"class": "vLargeTextField"}),
            "body": forms.Textarea({"rows": 16, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)
        self.fields["owner"].required = False
        self._begin()
        self._offer()
        upload = self.fields["upload"]
        upload.help_text = f"{_kinds_in_words()} {antivirus.sentence()}"
        if self.instance.pk:
            upload.label = "Next version (optional)"
        if self.refused and self.refused.code == Keeping.CHANGED:
            # The next save is made with the knowledge that somebody else was there.
            self._put("seen_changed_at", cast(datetime, self.refused.facts["changed_at"]).isoformat())

    @property
    def is_published_by_it(self) -> bool:
        """Whether people see the document once this is saved."""
        if TAKE_BACK in self.data:
            return False
        return PUBLISH in self.data or not self.instance.is_draft

    def clean_body(self) -> str:
        """Refuse what people would read as raw text."""
        body = str(self.cleaned_data["body"])
        if problems := body_problems(body):
            raise forms.ValidationError(problems)
        return body

    def clean(self) -> dict[str, Any]:
        """Tell what was refused, ask the policies, and say that the browser has emptied the file's box."""
        cleaned = super().clean() or {}
        if self.refused:
            self._tell(self.refused)
        elif not self.errors:
            self._ask(cleaned)
        if self.errors and cleaned.get("upload"):
            self.add_error("upload", AGAIN)
        return cleaned

    def validate_constraints(self) -> None:
        """The policies say it in words."""

    def _ask(self, cleaned: dict[str, Any]) -> None:
        candidate = copy(self.instance)
        for name in ("title", "owner", "assembly", "topic", "audience", "body", "review_due_on"):
            setattr(candidate, name, cleaned.get(name))
        verdict = policies.is_sound(candidate, cleaned["themes"], cleaned["sessions"])
        if verdict and self.is_published_by_it:
            has_file = bool(cleaned.get("upload")) or (
                self.instance.pk is not None and self.instance.versions.exists()
            )
            verdict = policies.can_be_published(candidate, has_file=has_file)
        if verdict.code is not None:
            self._tell(DocumentRefused(verdict.code, **verdict.facts))

    def _tell(self, refused: Refused) -> None:
        if isinstance(refused, FileRefused):
            self.add_error("upload", str(refused))
        elif isinstance(refused, DocumentRefused):
            self.add_error(refused.field, str(refused))
        else:
            self.add_error(None, str(refused))

    def _begin(self) -> None:
        """Begin with the row's own, which no field of the model's form holds."""
        row = self.instance
        if row.pk:
            self.initial.update(
                assembly=row.assembly_id,
                topic=row.topic_id,
                themes=[theme.pk for theme in row.themes.all()],
                sessions=[session.pk for session in row.sessions.all()],
                review_due_on=row.review_due_on,
                seen_changed_at=row.changed_at.isoformat(),
            )

    def _offer(self) -> None:
        """Offer what belongs to the assembly, as it was and as it is chosen; without one, all there is."""
        chosen = {str(self.initial.get("assembly") or ""), str(self.data.get("assembly") or "")}
        keys = [key for key in map(key_sent, chosen) if key]
        own = {"assembly__in": keys} if keys else {}
        fields = cast("dict[str, Any]", self.fields)
        fields["themes"].queryset = Theme.objects.filter(**own).select_related("assembly")
        fields["sessions"].queryset = Session.objects.filter(**own).in_order().select_related("assembly")
        for name in ("themes", "sessions"):
            fields[name].is_of_one = len(keys) == 1
        of_own = {"session__assembly__in": keys} if keys else {}
        fields["topic"].queryset = Topic.objects.filter(**of_own).select_related("session__assembly")

    def _put(self, name: str, value: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what the database demands to the policies, which say it in words."""
        return {field.name for field in Document._meta.get_fields()}


def _kinds_in_words() -> str:
    largest = size_in_words(file_kinds.largest(file_kinds.DOCUMENTS))
    return f"PDF, Word, PowerPoint, Excel, OpenDocument, a picture or plain text; {largest} at most."
