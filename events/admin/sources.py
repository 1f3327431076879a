"""By what rooms are met, in the admin: the picture of a stage, the call of a room, the telephone."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from common.admin_forms import PlainModelForm
from common.words import day, time_range
from events.actions.sources import save_source
from events.admin.base import tag
from events.admin.filters import AssemblyFilter
from events.models import Room, RoomSource
from events.models.sources import ADDRESS_LENGTH
from events.policies.sources import NAMES, SourceRefused, Sourcing, allowed_hosts, faults_in
from events.sources import call_name

STAGE_FIELDS = ("stage_address", "fallback_address", "captions_address")
CALL_FIELDS = ("call_address", "dial_in_number", "dial_in_code", "call_words")
ATTRIBUTES = {"class": "vTextField", "spellcheck": "false", "autocomplete": "off"}
STAGE_HELP = (
    "An HLS playlist (https, ends in .m3u8) or a video, at one of these hosts: {hosts}. "
    "People in the room see it from 5 minutes before the start, and nothing plays before they press Play."
)


def _field(name: str, help_text: str = "", longest: int = ADDRESS_LENGTH, **more: Any) -> forms.CharField:
    more.setdefault("widget", forms.TextInput(ATTRIBUTES))
    label = f"{NAMES[name]} (optional)"
    return forms.CharField(required=False, label=label, help_text=help_text, max_length=longest, **more)


class SourceForm(PlainModelForm):
    """By what one room is met; after a refusal it says why, at the field that can change it."""

    refused: ClassVar[SourceRefused | None] = None

    stage_address = _field("stage_address")
    fallback_address = _field(
        "fallback_address", "Where people watch instead when the stage does not play for them."
    )
    captions_address = _field(
        "captions_address", "Where somebody writes along, or where the transcript is. Opens in a new tab."
    )
    call_address = _field(
        "call_address", "Teams, Zoom, Google Meet or another. Nobody but those in the room sees it."
    )
    dial_in_number = _field("dial_in_number", "For those who cannot join on a computer.", longest=40)
    dial_in_code = _field("dial_in_code", "What they type once it answers.", longest=40)
    call_words = _field(
        "call_words",
        "Such as: keep your microphone off until you have the word.",
        longest=500,
        widget=forms.Textarea({"rows": 3}),
    )
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Room
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = RoomSource.objects.filter(room=self.instance).first() or RoomSource(room=self.instance)
        self.initial.update({name: getattr(stored, name) for name in NAMES})
        self.initial["seen_revision"] = stored.revision
        self.fields["stage_address"].help_text = STAGE_HELP.format(hosts=allowed_hosts())
        if not self.instance.is_stage:
            for name in STAGE_FIELDS:
                del self.fields[name]
        if self.refused and self.refused.code == Sourcing.CHANGED:
            # The next save is made with the knowledge that somebody else was there.
            data = cast(QueryDict, self.data).copy()
            data["seen_revision"] = str(self.refused.facts["revision"])
            self.data = data

    def clean(self) -> dict[str, Any]:
        """Ask the policy, and put each refusal at its field."""
        cleaned = super().clean() or {}
        for name, verdict in faults_in(self.typed(cleaned), self.instance).items():
            if verdict.code and name in self.fields:
                self.add_error(name, str(SourceRefused(verdict.code, **verdict.facts)))
        if self.refused:
            for told in (str(self.refused), *self.refused.differences):
                self.add_error(None, told)
        return cleaned

    def typed(self, cleaned: dict[str, Any]) -> RoomSource:
        """Return what was typed, as a row that is not saved."""
        return RoomSource(**{name: cleaned.get(name) or "" for name in NAMES})


class RoomsOfAssemblyFilter(AssemblyFilter):
    """The assembly of the session of a room."""

    path = "session__assembly"


@admin.register(Room)
class RoomAdmin(RefusableAdmin):
    """Each room with the session that it belongs to; rooms come and go with their session's form."""

    refusal = SourceRefused
    form = SourceForm
    list_display = ("name", "on_day", "times", "place", "met_by")
    list_filter = (RoomsOfAssemblyFilter, "session__kind")
    list_select_related = ("session__assembly", "theme", "place", "source")
    search_fields = ("title", "theme__title", "session__title", "place__name")
    search_help_text = "Search by room, theme, session or place"
    ordering = ("session__starts_at", "place__position", "pk")
    actions = None
    show_full_result_count = False
    change_form_template = "admin/events/room/change_form.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A room is added with its session."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A room is removed with its session."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what the form's heading names."""
        return super().get_queryset(request).select_related("session__assembly", "theme", "place")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for a picture where there is a stage."""
        call = ("The call", {"fields": CALL_FIELDS})
        stage = ("The stage", {"fields": STAGE_FIELDS})
        shown = [stage, call] if obj is None or obj.is_stage else [call]
        return [*shown, (None, {"fields": ("seen_revision",)})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save by the action, which tells those who are in the room."""
        save_source(
            source=form.typed(form.cleaned_data),
            room=obj,
            actor=cast(User, request.user),
            at=timezone.now(),
            seen_revision=form.cleaned_data["seen_revision"],
        )

    @admin.display(description="Day", ordering="session__starts_at")
    def on_day(self, room: Room) -> str:
        """The day, by the assembly's clocks."""
        return day(room.session.starts_at, room.session.assembly.zone)

    @admin.display(description="Time")
    def times(self, room: Room) -> str:
        """From when to when, by the assembly's clocks."""
        return time_range(room.session.starts_at, room.session.ends_at, room.session.assembly.zone)

    @admin.display(description="Met by")
    def met_by(self, room: Room) -> SafeString | str:
        """What people find in the room besides its page; a stage without a picture stands out."""
        source: RoomSource | None = getattr(room, "source", None)
        if room.is_stage and not (source and source.stage_address):
            return tag("No picture yet", "red")
        if source is None or not (source.has_call or source.stage_address):
            return "This portal alone"
        calls = [call_name(source.call_address)] if source.call_address else []
        dial_in = ["Telephone"] if source.dial_in_number else []
        return ", ".join([*(["Stage"] if source.stage_address else []), *calls, *dial_in])
