"""The form of a message: what it says, where its button leads, who gets it and when."""

from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import LearnerGroup, LocalOffice
from common.admin_forms import PlainModelForm
from events.admin.fields import NOT_OFFERED, WallTimeField
from events.audiences import all_audiences, lacks
from events.models import Assembly, Message, Room, Session
from events.policies.messages import MessageRefused, Writing

MESSAGE_LENGTH = 5000
OUTSIDE = "Enter an address of this portal, like /2022/my-day/"


class MessageForm(PlainModelForm):
    """A message to people of one assembly; after a refusal it says why."""

    audience = forms.ChoiceField(label="Who gets it", widget=forms.RadioSelect)
    seats = forms.ChoiceField(
        label="Session or room (optional)", required=False, help_text="For those who have chosen a room."
    )
    due_at = WallTimeField(
        what="it is to be sent",
        label="When (optional)",
        required=False,
        help_text="Empty: as soon as you send it.",
    )
    seen_changed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Message
        fields: ClassVar = [
            "subject",
            "introduction",
            "button",
            "path",
            "audience",
            "local_office",
            "learner_group",
            "due_at",
        ]
        widgets: ClassVar = {"introduction": forms.Textarea({"rows": 10})}
        labels: ClassVar = {
            "button": "Words on the button (optional)",
            "path": "Where the button leads (optional)",
            "local_office": "Local office (optional)",
            "learner_group": "Learner group (optional)",
        }
        help_texts: ClassVar = {
            "button": "Empty: a button that leads to their place.",
            "path": "An address of this portal, like /2022/my-day/",
            "local_office": "For those of one local office.",
            "learner_group": "For those of one learner group.",
        }

    def __init__(self, *args: Any, assembly: Assembly, refused: MessageRefused | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.problem = refused
        self.instance.assembly = assembly
        self._offer(assembly)
        when = cast(WallTimeField, self.fields["due_at"])
        when.zone, when.kept = assembly.zone, self.instance.due_at
        if self.instance.pk:
            self.initial["seen_changed_at"] = self.instance.changed_at.isoformat()
        if refused and refused.code == Writing.CHANGED:
            # The next save is made with the knowledge that somebody else was there.
            data = cast(QueryDict, self.data).copy()
            data["seen_changed_at"] = cast(Any, refused.facts["changed_at"]).isoformat()
            self.data = data

    def clean_path(self) -> str:
        """Take an address of the portal, also when it was copied whole; refuse any other."""
        typed = str(self.cleaned_data["path"]).strip()
        path = typed.removeprefix(settings.PORTAL_ADDRESS.rstrip("/")) if typed else ""
        if not path:
            return ""
        is_inside = path.startswith("/") and not urlsplit(path).netloc
        if not is_inside or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
            raise forms.ValidationError(OUTSIDE)
        return path

    def clean_introduction(self) -> str:
        """Refuse a message that nobody would read to its end."""
        typed = str(self.cleaned_data["introduction"])
        if len(typed) > MESSAGE_LENGTH:
            raise forms.ValidationError(
                f"Message must be {MESSAGE_LENGTH} characters or fewer. It has {len(typed)}"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together, put the seats where they stand, and begin with what was refused."""
        cleaned = super().clean() or {}
        if self.problem:
            for told in (str(self.problem), *self.problem.differences):
                self.add_error(None, told)
        if bool(cleaned.get("button")) != bool(cleaned.get("path")) and "path" not in self.errors:
            name, told = (
                ("path", "Enter where the button leads")
                if cleaned.get("button")
                else (
                    "button",
                    "Enter the words on the button",
                )
            )
            self.add_error(name, told)
        self._seat(cleaned.get("seats", ""))
        self._ask_for_what_is_needed(cleaned)
        return cleaned

    def _offer(self, assembly: Assembly) -> None:
        self.fields["audience"].error_messages |= {
            "required": "Select who gets it",
            "invalid_choice": NOT_OFFERED,
        }
        self.fields["seats"].error_messages["invalid_choice"] = NOT_OFFERED
        cast(forms.ChoiceField, self.fields["audience"]).choices = [
            (each.key, each.name) for each in all_audiences()
        ]
        offices = cast("forms.ModelChoiceField[Any]", self.fields["local_office"])
        offices.queryset, offices.empty_label = LocalOffice.objects.all(), "None"
        groups = cast("forms.ModelChoiceField[Any]", self.fields["learner_group"])
        groups.queryset, groups.empty_label = LearnerGroup.objects.all(), "None"
        self.sessions = {
            f"session-{each.pk}": each for each in Session.objects.filter(assembly=assembly).in_order()
        }
        rooms = Room.objects.filter(session__assembly=assembly).select_related("session", "theme")
        self.rooms = {f"room-{each.pk}": each for each in rooms.order_by("session__starts_at", "pk")}
        cast(forms.ChoiceField, self.fields["seats"]).choices = [
            ("", "None"),
            *((key, _called(each)) for key, each in self.sessions.items()),
            *((key, f"{_called(each.session)}: {each}") for key, each in self.rooms.items()),
        ]
        if self.instance.room_id or self.instance.session_id:
            kept = f"room-{self.instance.room_id}" if self.instance.room_id else ""
            self.initial["seats"] = kept or f"session-{self.instance.session_id}"

    def _seat(self, key: str) -> None:
        self.instance.session, self.instance.room = self.sessions.get(key), self.rooms.get(key)

    def _ask_for_what_is_needed(self, cleaned: dict[str, Any]) -> None:
        candidate = Message(
            audience=cleaned.get("audience", ""),
            local_office=cleaned.get("local_office"),
            learner_group=cleaned.get("learner_group"),
            session=self.instance.session,
            room=self.instance.room,
        )
        needs = {each.key: each.needs for each in all_audiences()}.get(candidate.audience, ())
        if lacks(candidate):
            name = needs[0] if needs[0] in self.fields else "seats"
            label = str(self.fields[name].label).removesuffix(" (optional)").lower()
            self.add_error(name, f"Select the {label}")


def _called(session: Session) -> str:
    """Name a session; whoever had chosen one that is cancelled may well be written to."""
    return f"{session} (cancelled)" if session.is_cancelled else str(session)
