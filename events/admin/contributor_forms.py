"""The form of a person whom a programme names."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from common.admin_forms import PlainModelForm
from common.words import NEW_TAB
from events.models import Contributor


class ContributorForm(PlainModelForm):
    """A person whom the programme names; the log-in is found by its address and never listed."""

    log_in = forms.EmailField(
        required=False,
        label="Email address of their log-in (optional)",
        help_text="So that the portal knows them when they come. They must have logged in once.",
    )

    class Meta:
        model = Contributor
        fields: ClassVar = ["assembly", "name", "post"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("log_in", self.instance.user.email if self.instance.user else "")

    def clean(self) -> dict[str, Any]:
        """Find the log-in, and refuse one that somebody else of this assembly has, or their name and post."""
        cleaned = super().clean() or {}
        address = cleaned.get("log_in")
        user = User.objects.filter(email__iexact=address).first() if address else None
        if address and user is None:
            self.add_error(
                "log_in", "Nobody has logged in with this address yet. Check it, or leave it empty"
            )
        assembly = cleaned.get("assembly") or getattr(self.instance, "assembly", None)
        others = Contributor.objects.filter(assembly=assembly).exclude(pk=self.instance.pk)
        if user and (other := others.filter(user=user).first()):
            self.add_error("log_in", f"{other} has this log-in already")
        name, post = cleaned.get("name", ""), cleaned.get("post", "")
        if name and (twin := others.filter(name__iexact=name, post__iexact=post).first()):
            self.add_error("name", _told_apart_from(twin))
        self.instance.user = user
        return cleaned


def _told_apart_from(twin: Contributor) -> SafeString:
    """Name the other row: two people must be told apart wherever the programme's forms list them."""
    called = f"{twin.name}, {twin.post}" if twin.post else twin.name
    return format_html(
        '<a href="{}" target="_blank" rel="noopener">{}{}</a> is here already. '
        "If they are two people, tell them apart by their post",
        reverse("admin:events_contributor_change", args=[twin.pk]),
        called,
        NEW_TAB,
    )
