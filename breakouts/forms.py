"""Forms of a room."""

from uuid import uuid4

from django import forms

from common.forms.page import PageForm


class MessageForm(PageForm):
    """One line of chat, with the number that makes a double press stand once.

    It only carries what was typed: whether it may be said, and at what length, the action decides.
    """

    body = forms.CharField(
        label="Write a message",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    cid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
