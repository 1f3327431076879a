"""Forms of a room.

They only carry what was typed: whether it may be said or done, and at what length, the action decides.
"""

from uuid import uuid4

from django import forms

from breakouts.rules import SLOW_SECONDS
from common.forms.page import PageForm

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


class NothingForm(PageForm):
    """A button that needs nothing more."""


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
