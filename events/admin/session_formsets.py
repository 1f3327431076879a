"""The lines of a session's form together, and the plan that the whole form makes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest

from events.admin.base import OrganiserInline
from events.admin.clash_links import linked_sentence
from events.admin.lines import MOST_LINES, InlineFormSet, with_orphans_as_new
from events.admin.session_forms import ChairForm, PartForm, RoomForm, SpeakerForm, TopicForm
from events.models import Chair, Contributor, Room, Session, Speaker, Topic
from events.plans import RoomPlan, SessionPlan, TopicPlan
from events.policies.programme import ScheduleRefused, Scheduling


class PartFormSet(InlineFormSet):
    """Lines of one kind. After a refusal they say which of them it is about."""

    def __init__(self, *args: Any, refused: ScheduleRefused | None = None, **kwargs: Any) -> None:
        self.refused = refused
        if data := kwargs.get("data"):
            rows = kwargs["queryset"].filter(session=kwargs["instance"].pk).values_list("pk", flat=True)
            known = {str(pk) for pk in rows}
            kwargs["data"] = with_orphans_as_new(data, kwargs["prefix"], known, parent="session")
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Put each clash at the line it is about. What the lines may be together, the action decides."""
        if not self.refused or any(self.errors):
            return
        zone = self.instance.assembly.zone
        for form in self.lines:
            for clash in self.refused.clashes:
                if field := form.names(clash):
                    form.add_error(field, linked_sentence(clash, zone, in_form=True))
            self._tell_twice(form)

    @property
    def lines(self) -> list[PartForm]:
        """The lines that are filled in and not to be deleted."""
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in filled if not form.cleaned_data.get(DELETION_FIELD_NAME)]
        return cast("list[PartForm]", kept)

    @property
    def people(self) -> list[Contributor]:
        """The people named, in order."""
        return [form.cleaned_data["contributor"] for form in self.lines]

    def _tell_twice(self, form: PartForm) -> None:
        same_place = self.refused and self.refused.code == Scheduling.SAME_PLACE
        if (
            same_place
            and form.cleaned_data.get("place") == cast(ScheduleRefused, self.refused).facts["place"]
        ):
            form.add_error("place", str(self.refused))


class PartInline(OrganiserInline):
    """Lines of a session."""

    formset = PartFormSet
    template = "admin/edit_inline/stacked.html"
    extra = 0
    max_num = MOST_LINES

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Draw no more lines than that, whatever number is sent: each has lists to choose from."""
        return super().get_formset(request, obj, **{"absolute_max": MOST_LINES, **kwargs})

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A line to fill in, also without scripts."""
        return 1


class RoomInline(PartInline):
    """Where it is met, on what, and hosted by whom."""

    model = Room
    form = RoomForm
    fields = (("place", "theme"), ("title", "capacity"), "facilitators", "deputies", "brief")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what a line shows."""
        rooms = super().get_queryset(request).select_related("place", "theme", "session")
        return rooms.prefetch_related("facilitators", "deputies")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Three lines for a new set of breakout rooms."""
        is_set = obj is None and request.GET.get("kind") in ("breakouts", "questions")
        return 3 if is_set else 1


class TopicInline(PartInline):
    """What a showcase presents, in order."""

    model = Topic
    form = TopicForm
    fields = ("title", "summary", "speakers", "question_room")
    verbose_name_plural = "topics of a showcase"

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what a line shows."""
        return super().get_queryset(request).prefetch_related("speakers")


class ChairInline(PartInline):
    """Who leads it."""

    model = Chair
    form = ChairForm
    fields = ("contributor",)


class SpeakerInline(PartInline):
    """Who speaks in the session itself; in a showcase, speakers stand with their topic."""

    model = Speaker
    form = SpeakerForm
    fields = ("contributor",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out those who stand with a topic."""
        return super().get_queryset(request).filter(topic=None)


def plan_from(session: Session, formsets: Sequence[PartFormSet]) -> SessionPlan:
    """Read the whole form as a plan."""
    by_model: Mapping[Any, PartFormSet] = {formset.model: formset for formset in formsets}
    return SessionPlan(
        session=session,
        rooms=[_room_plan(form) for form in by_model[Room].lines],
        topics=[_topic_plan(form) for form in by_model[Topic].lines],
        chairs=by_model[Chair].people,
        speakers=by_model[Speaker].people,
    )


def _room_plan(form: PartForm) -> RoomPlan:
    typed, room = form.cleaned_data, form.instance
    return RoomPlan(
        place=typed["place"],
        title=typed["title"],
        theme=typed["theme"],
        capacity=typed["capacity"],
        facilitators=typed["facilitators"],
        deputies=typed["deputies"],
        brief=typed["brief"],
        room=room if room.pk else None,
    )


def _topic_plan(form: PartForm) -> TopicPlan:
    typed, topic = form.cleaned_data, form.instance
    return TopicPlan(
        title=typed["title"],
        summary=typed["summary"],
        speakers=typed["speakers"],
        question_room=typed["question_room"],
        topic=topic if topic.pk else None,
    )
