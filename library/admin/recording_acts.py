"""Publishing, withdrawing, bringing back and extending in the admin: a page that asks, and one call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from common.admin_forms import plain_form
from common.policy import Verdict
from common.words import day_and_clock, until
from events.admin.fields import WallTimeField
from library.actions.recordings import (
    extend_recording,
    obstacles_of,
    publish_recording,
    restore_recording,
    withdraw_recording,
)
from library.models import Recording
from library.policies import extending
from library.policies import publishing as policies
from library.policies.publishing import ShowingRefused


class ActForm(forms.Form):
    """What is asked before something is done with a recording; by itself nothing."""

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recording = recording
        plain_form(self)


class WithdrawForm(ActForm):
    """Why it is withdrawn."""

    withdrawn_because = forms.CharField(
        label="Why it is withdrawn", max_length=240, help_text="Organisers read this, and nobody else."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withdrawn_because"].error_messages["required"] = "Enter why it is withdrawn"


class ExtendForm(ActForm):
    """Until when it can be watched; of a time that is far it asks whether it is meant, and why."""

    until = WallTimeField(what="watching ends", label="It can be watched until")
    is_meant = forms.BooleanField(label="It is to be watched for so long", required=False)
    extended_because = forms.CharField(
        label="Why so long",
        max_length=240,
        required=False,
        help_text="Organisers read this, and nobody else.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(WallTimeField, self.fields["until"])
        field.zone = self.recording.session.assembly.zone
        self.initial["until"] = self.recording.ends_at
        if not self._is_far():
            del self.fields["is_meant"], self.fields["extended_because"]

    def _is_far(self) -> bool:
        """Whether what was typed is so far that more is asked."""
        field = self.fields["until"]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix("until"))
        try:
            until = field.clean(typed)
        except forms.ValidationError:
            return False
        return extending.is_far(self.recording, until)


@dataclass(frozen=True)
class Act:
    """One thing that is done with a recording: its button, what will happen, and what is said afterwards."""

    name: str
    button: str
    happens: tuple[str, ...]
    done: str
    do: Callable[..., Recording]
    stands: Callable[[Recording], Verdict]
    form: type[ActForm] = ActForm
    asks: Callable[[dict[str, Any]], dict[str, Any]] = dict


ACTS = (
    Act(
        "publish",
        "Publish",
        (
            "whoever has a place or a part in the assembly can watch it at once, until {until}",
            "{places}",
            "you can withdraw it at any time",
        ),
        "“{name}” can be watched until {until}.",
        publish_recording,
        policies.is_to_be_published,
    ),
    Act(
        "withdraw",
        "Withdraw",
        (
            "nobody can open it from this moment; where it plays now it stops within a quarter of a minute",
            "its page says that it was withdrawn, without the reason",
            "the file stays, and you can bring it back until its time is over",
        ),
        "“{name}” is withdrawn. Nobody can watch it.",
        withdraw_recording,
        policies.is_to_be_withdrawn,
        WithdrawForm,
        lambda typed: {"reason": typed["withdrawn_because"]},
    ),
    Act(
        "restore",
        "Bring back",
        ("whoever has a place or a part in the assembly can watch it again at once, until {until}",),
        "“{name}” can be watched again until {until}.",
        restore_recording,
        policies.is_to_be_restored,
    ),
    Act(
        "extend",
        "Change until when",
        (
            "{extended}",
            "its page and every list say the new time",
        ),
        "The time of “{name}” ends at {until} now.",
        extend_recording,
        policies.is_not_removed,
        ExtendForm,
        lambda typed: {
            "until": typed["until"],
            "is_meant": typed.get("is_meant", False),
            "reason": typed.get("extended_because", ""),
        },
    ),
)


def act_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of a recording."""
    return [
        path(
            f"<int:pk>/{act.name}/",
            site.admin_view(partial(_page, site, act)),
            name=f"library_recording_{act.name}",
        )
        for act in ACTS
    ]


def acts_for(recording: Recording) -> list[Act]:
    """Those that are offered as the recording stands; what they need is said when one presses."""
    if recording.removal_began_at is not None:
        return []
    shown = "publish" if recording.published_at is None else "withdraw"
    named = {"restore" if recording.withdrawn_at is not None else shown, "extend"}
    return [act for act in ACTS if act.name in named]


def _page(site: AdminSite, act: Act, request: HttpRequest, pk: int) -> HttpResponse:
    rows = Recording.objects.select_related("session__assembly", "file").prefetch_related("captions")
    recording = get_object_or_404(rows, pk=pk)
    form = act.form(request.POST if request.method == "POST" else None, recording=recording)
    in_vain = _refused(act, recording)
    if request.method == "POST" and not in_vain and form.is_valid():
        try:
            return _do(request, act, recording, act.asks(form.cleaned_data))
        except ShowingRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    context = {
        **site.each_context(request),
        "title": act.button,
        "recording": recording,
        "assembly": recording.session.assembly,
        "happens": [line.format(**_words(recording)) for line in act.happens],
        "refused": in_vain,
        "obstacles": _obstacles(act, recording) if request.method == "GET" else [],
        "is_over": timezone.now() >= recording.ends_at,
        "form": form,
    }
    return TemplateResponse(request, "admin/library/recording/act.html", context)


def _do(request: HttpRequest, act: Act, recording: Recording, asked: dict[str, Any]) -> HttpResponse:
    actor = cast(User, request.user)
    done = act.do(recording=recording, actor=actor, at=timezone.now(), **asked)
    messages.success(request, act.done.format(**_words(done)))
    return redirect("admin:library_recording_change", recording.pk)


def _refused(act: Act, recording: Recording) -> str:
    """Say before somebody presses that it is nothing to do with this recording, as it stands."""
    verdict = policies.is_not_removed(recording) and act.stands(recording)
    return str(ShowingRefused(verdict.code, **verdict.facts)) if verdict.code is not None else ""


def _obstacles(act: Act, recording: Recording) -> list[ShowingRefused]:
    """List before somebody presses all that is in the way of showing it."""
    return obstacles_of(recording, at=timezone.now()) if act.name in ("publish", "restore") else []


def _words(recording: Recording) -> dict[str, str]:
    at = timezone.now()
    told = until(recording.ends_at, recording.session.assembly.zone)
    is_over = at >= recording.ends_at
    return {
        "name": recording.name,
        "until": told,
        "places": _places(recording, at),
        "extended": (
            f"its time ended at {told}, and goes on until the time that you enter"
            if is_over
            else f"it can be watched until the time that you enter, and not until {told}"
        ),
    }


def _places(recording: Recording, at: datetime) -> str:
    """Say which pages lead to it, and from when: on the day they have other things to say."""
    assembly = recording.session.assembly
    if at >= assembly.ends_at:
        return "it is listed on the session, in the recordings of the assembly, on its home and on My day"
    ends = day_and_clock(assembly.ends_at, assembly.zone)
    return (
        "it is listed on the session and in the recordings of the assembly at once; on the home of the "
        f"assembly and on My day after the day, from {ends}"
    )
