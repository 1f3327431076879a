"""The form of a session, and the lines for its rooms, topics and people."""

from typing import Any, ClassVar, cast

from django import forms

from common.admin_forms import ModelForm, plain_form
from events.admin.asking import AskingForm
from events.admin.clash_links import linked_sentence
from events.admin.fields import PeopleField, RowField, WallTimeField
from events.admin.offered import Offered
from events.clashes import Clash, ClashKind
from events.models import Assembly, Chair, Room, Session, Speaker, Topic
from events.policies.programme import ScheduleRefused, Scheduling

STILL_HERE = "What you typed is still here: save to add it as a new session."
PEOPLE = frozenset({ClashKind.PERSON_TWICE, ClashKind.TWO_ROOMS})


class SessionForm(AskingForm):
    """What, when, and with captions or not. After a refusal it says why, at the field that can change it."""

    assembly: ClassVar[Assembly]
    refused: ClassVar[ScheduleRefused | None] = None

    starts_at = WallTimeField(what="the session starts", label="Starts")
    ends_at = WallTimeField(what="the session ends", label="Ends")

    class Meta:
        model = Session
        fields: ClassVar = ["kind", "title", "summary", "has_captions"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.assembly = self.assembly
        plain_form(self)
        for name in ("starts_at", "ends_at"):
            field = cast(WallTimeField, self.fields[name])
            field.zone, field.kept = self.assembly.zone, getattr(self.instance, name)
            self.initial[name] = self.initial.get(name) or field.kept or self.assembly.starts_at

    def clean(self) -> dict[str, Any]:
        """Check the order of the times, and put what the action refused where it can be changed."""
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at:
            self.instance.starts_at, self.instance.ends_at = starts_at, ends_at
            if ends_at <= starts_at:
                self.add_error("ends_at", "The session must end after it starts")
        if self.refused:
            self._tell(self.refused)
        return cleaned

    def validate_constraints(self) -> None:
        """Leave the rules to the action, which says them in words."""

    @property
    def asked_keys(self) -> str:
        """The names of what is to be looked at, for the button that saves all the same."""
        return ",".join(clash.key for clash in self.refused.clashes) if self.refused else ""

    def _tell(self, refused: ScheduleRefused) -> None:
        if refused.code == Scheduling.WARNING:
            for clash in refused.clashes:
                self.add_error("confirmed", linked_sentence(clash, self.assembly.zone, in_form=True))
            return
        if refused.code == Scheduling.CHANGED:
            self.tell_changed(refused)
            return
        if refused.code == Scheduling.SAME_PLACE:
            return  # said at the rooms
        is_gone = refused.code == Scheduling.GONE
        self.add_error(None, f"{refused} {STILL_HERE}" if is_gone else str(refused))
        for clash in refused.clashes:
            if clash.kind == ClashKind.OUTSIDE_DAY:
                is_early = self.instance.starts_at < self.assembly.starts_at
                is_after = self.instance.starts_at >= self.assembly.ends_at
                field = "starts_at" if is_early or is_after else "ends_at"
                self.add_error(field, linked_sentence(clash, self.assembly.zone, in_form=True))


class PartForm(ModelForm):
    """A line of a session. What the lines may be together, the action decides."""

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered)
        plain_form(self)

    def offer(self, offered: Offered) -> None:
        """Fill the choices."""
        cast(RowField, self.fields["contributor"]).offer(offered.people)

    def validate_unique(self) -> None:
        """Two lines may change places; only the whole can be judged."""

    def validate_constraints(self) -> None:
        """Two lines may change places; only the whole can be judged."""

    def names(self, clash: Clash) -> str:
        """Return the field of this line that a clash is about, or nothing."""
        person = self.cleaned_data.get("contributor")
        return "contributor" if clash.kind in PEOPLE and person and person.pk == clash.subject_id else ""


class PersonForm(PartForm):
    """A chair, or a speaker of the session itself."""

    contributor = RowField(label="Person")


class ChairForm(PersonForm):
    """Somebody who leads the session."""

    class Meta:
        model = Chair
        fields: ClassVar = ["contributor"]


class SpeakerForm(PersonForm):
    """Somebody who speaks in the session itself."""

    class Meta:
        model = Speaker
        fields: ClassVar = ["contributor"]


class RoomForm(PartForm):
    """A place during the session."""

    place = RowField(label="Place")
    theme = RowField(label="Theme", required=False)
    facilitators = PeopleField(label="Facilitators", required=False)
    deputies = PeopleField(
        label="Deputies",
        required=False,
        help_text="They run the room while no facilitator and no chair is there.",
    )

    class Meta:
        model = Room
        fields: ClassVar = ["place", "theme", "title", "capacity", "brief"]
        widgets: ClassVar = {"brief": forms.Textarea({"rows": 4})}

    def offer(self, offered: Offered) -> None:
        """Fill the choices."""
        cast(RowField, self.fields["place"]).offer(offered.places, "No place")
        cast(RowField, self.fields["theme"]).offer(offered.themes, "No theme")
        for part in ("facilitators", "deputies"):
            cast(PeopleField, self.fields[part]).offer(offered.people)
        self.fields["title"].required = False
        # "Place" and "Places" in one line would be one word for two things.
        self.fields["capacity"].label = "Seats"
        if self.instance.pk:
            self.initial["facilitators"] = [host.contributor_id for host in self.instance.facilitators.all()]
            self.initial["deputies"] = [each.contributor_id for each in self.instance.deputies.all()]

    def names(self, clash: Clash) -> str:
        """Return the field of this line that a clash is about, or nothing."""
        place = self.cleaned_data.get("place")
        if clash.kind == ClashKind.PLACE_TWICE and place and place.pk == clash.subject_id:
            return "place"
        hosts = {person.pk for person in self.cleaned_data.get("facilitators", [])}
        return "facilitators" if clash.kind in PEOPLE and clash.subject_id in hosts else ""


class TopicForm(PartForm):
    """A showcase presentation."""

    speakers = PeopleField(label="Speakers", required=False)
    question_room = RowField(label="Question room", required=False)

    class Meta:
        model = Topic
        fields: ClassVar = ["title", "summary", "question_room"]
        widgets: ClassVar = {"summary": forms.Textarea({"rows": 3})}

    def offer(self, offered: Offered) -> None:
        """Fill the choices."""
        cast(PeopleField, self.fields["speakers"]).offer(offered.people)
        cast(RowField, self.fields["question_room"]).offer(offered.question_rooms, "No question room")
        if self.instance.pk:
            self.initial["speakers"] = [row.contributor_id for row in self.instance.speakers.all()]

    def names(self, clash: Clash) -> str:
        """Return the field of this line that a clash is about, or nothing."""
        speakers = {person.pk for person in self.cleaned_data.get("speakers", [])}
        return "speakers" if clash.kind in PEOPLE and clash.subject_id in speakers else ""
