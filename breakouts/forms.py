"""Forms of a room.

They only carry what was typed: whether it may be said or done, and at what length, the action decides.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms

from breakouts.models import FEWEST_OPTIONS, MOST_OPTIONS, NoteBlock, Poll
from breakouts.roundtable.rules import SPEAKING_MINUTES
from breakouts.rules import SLOW_SECONDS
from common.forms.page import PageForm, refuse_halves
from common.words import minutes_in_words
from events.models import Topic

_NO_MINUTES = {"required": "Enter how many minutes"}


class MessageForm(PageForm):
    """One line of chat, with the number that makes a double press stand once."""

    body = forms.CharField(
        label="Write a message",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class EditForm(PageForm):
    """What one's own message is to say."""

    body = forms.CharField(
        label="Message",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class ReportForm(PageForm):
    """Why somebody reports a message."""

    because = forms.CharField(
        label="Reason (optional)", required=False, strip=False, widget=forms.Textarea(attrs={"dir": "auto"})
    )


class TimerForm(PageForm):
    """A timer to start."""

    minutes = forms.IntegerField(label="Minutes", widget=forms.TextInput, error_messages=_NO_MINUTES)
    label = forms.CharField(label="What it is for (optional)", required=False, strip=False)


class ExtensionForm(PageForm):
    """More minutes for the timer that the page shows."""

    minutes = forms.IntegerField(label="More minutes", widget=forms.TextInput, error_messages=_NO_MINUTES)
    seen_ends_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class AnnouncementForm(PageForm):
    """Something for everybody in the room."""

    body = forms.CharField(
        label="Announcement", required=False, strip=False, widget=forms.Textarea(attrs={"dir": "auto"})
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class SlowModeForm(PageForm):
    """How long everybody but hosts waits between two messages."""

    seconds = forms.TypedChoiceField(
        label="How long do people wait between two messages?",
        coerce=int,
        choices=[(each, f"{each} seconds" if each else "Not at all") for each in SLOW_SECONDS],
        widget=forms.RadioSelect,
    )


class QuestionForm(PageForm):
    """A question, by name or anonymously, and about which topic."""

    topic = forms.ModelChoiceField(
        label="What is it about?", queryset=Topic.objects.none(), required=False, empty_label="Anything"
    )
    body = forms.CharField(
        label="Ask a question",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    is_anonymous = forms.BooleanField(label="Ask anonymously", required=False)
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: Sequence[Topic] = (), **kwargs: Any) -> None:
        # It stands on one page with the form of the chat.
        super().__init__(*args, auto_id="ask-%s", **kwargs)
        if not topics:
            del self.fields["topic"]
            return
        chosen = cast("forms.ModelChoiceField[Topic]", self.fields["topic"])
        chosen.queryset = Topic.objects.filter(pk__in=[topic.pk for topic in topics])


class LaterForm(PageForm):
    """Who answers a question later."""

    owner = forms.CharField(label="Who answers it later?", required=False, strip=False)


class DeclineForm(PageForm):
    """Why a question is not taken."""

    because = forms.CharField(
        label="Why is it not taken?",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"dir": "auto"}),
    )


class NoteForm(PageForm):
    """A block of notes: new, after another; or another text on the one that was read."""

    body = forms.CharField(
        label="Note",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    mark = forms.ChoiceField(
        label="What is it?",
        choices=NoteBlock.Mark.choices,
        initial=NoteBlock.Mark.NONE,
        widget=forms.RadioSelect,
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    base = forms.IntegerField(required=False, initial=0, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form of the chat.
        super().__init__(*args, auto_id="note-%s", **kwargs)


class NothingForm(PageForm):
    """A button that needs nothing more."""


class SeenForm(PageForm):
    """The number of the word that the page showed last."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class HandForm(SeenForm):
    """Whose hand it is, and what the page showed."""

    person = forms.IntegerField(widget=forms.HiddenInput)


class PutDownForm(PageForm):
    """Whose hand it is."""

    person = forms.IntegerField(widget=forms.HiddenInput)


class OrderForm(PageForm):
    """How people come to speak at a roundtable."""

    minutes = forms.TypedChoiceField(
        label="How long does each speak?",
        coerce=int,
        choices=[
            (each, f"Up to {minutes_in_words(each)}" if each else "No limit") for each in SPEAKING_MINUTES
        ],
        widget=forms.Select,
    )
    newcomers_first = forms.BooleanField(
        label="People who have not spoken at this assembly yet come first", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form of the chat.
        super().__init__(*args, auto_id="order-%s", **kwargs)


class WithdrawalForm(PageForm):
    """Which announcement is taken back."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(PageForm):
    """Why something is done about a person or their words."""

    because = forms.CharField(
        label="Reason", required=False, strip=False, widget=forms.Textarea(attrs={"dir": "auto"})
    )


class MuteForm(ReasonForm):
    """Why and for how long somebody is muted."""

    minutes = forms.IntegerField(
        label="Minutes (optional)",
        required=False,
        help_text="Leave it empty to mute them for the rest of the session.",
        widget=forms.TextInput,
    )


class PollForm(PageForm):
    """A poll to make: what it asks, and up to eight options of which empty ones are left out."""

    question = forms.CharField(label="What do you ask?", required=False, strip=False)
    is_multiple = forms.TypedChoiceField(
        label="How many options may people choose?",
        coerce=lambda value: value == "several",
        choices=[("one", "One"), ("several", "Several")],
        initial="one",
        widget=forms.RadioSelect,
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form of the chat.
        super().__init__(*args, auto_id="make-%s", **kwargs)
        for number in range(1, MOST_OPTIONS + 1):
            optional = "" if number <= FEWEST_OPTIONS else " (optional)"
            option = forms.CharField(label=f"Option {number}{optional}", required=False, strip=False)
            option.validators = [*option.validators, refuse_halves]
            self.fields[f"option_{number}"] = option

    @property
    def option_fields(self) -> list[forms.BoundField]:
        """The boxes of the options, in order."""
        return [self[f"option_{number}"] for number in range(1, MOST_OPTIONS + 1)]

    @property
    def typed_fields(self) -> list[str]:
        """The names of the boxes, in order, the question first."""
        return ["question", *(option.name for option in self.option_fields)]

    @property
    def options(self) -> list[str]:
        """What was typed into them."""
        return [self.cleaned_data[f"option_{number}"] for number in range(1, MOST_OPTIONS + 1)]


class AnswerForm(PageForm):
    """One's own answer to a poll."""

    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"poll-{poll.pk}-%s", **kwargs)
        self.poll = poll
        kind = forms.MultipleChoiceField if poll.is_multiple else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if poll.is_multiple else forms.RadioSelect
        field = kind(
            label=poll.question,
            choices=[(str(place), words) for place, words in enumerate(poll.options)],
            required=False,
            widget=widget,
        )
        field.error_messages["invalid_choice"] = "Select an answer from the list"
        self.fields["choices"] = field

    @property
    def chosen(self) -> list[int]:
        """The places of the options that were chosen."""
        typed = self.cleaned_data["choices"]
        return [int(place) for place in ([typed] if isinstance(typed, str) else typed) if place]


class HelpForm(PageForm):
    """What somebody needs help with, if they want to say."""

    words = forms.CharField(
        label="What is it about? (optional)",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label


class WriteBackForm(PageForm):
    """What a helper writes back."""

    words = forms.CharField(
        label="Write back", required=False, strip=False, widget=forms.Textarea(attrs={"dir": "auto"})
    )
