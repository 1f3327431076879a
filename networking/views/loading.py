"""What the pages of networking begin with: the assembly, the person's place there, and their part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.policy import Verdict
from events.arrivals import delegate_here
from events.models import Assembly, Delegate
from events.views.loading import load_assembly
from networking import policies
from networking.menu import menu
from networking.models import Profile
from networking.refusals import PartRefused

CONTACT = "/contact/"
"""Where people write to whoever runs the portal; the root keeps it."""

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Part:
    """Somebody's part in networking: where, as whom, and what they chose to show, if they joined."""

    assembly: Assembly
    delegate: Delegate
    profile: Profile | None
    can_look: Verdict
    can_take_part: Verdict
    at: datetime

    def context(self, request: HttpRequest) -> dict[str, object]:
        """What every page of networking shows around its own."""
        return {
            "assembly": self.assembly,
            "delegate": self.delegate,
            "profile": self.profile,
            "has_joined": bool(self.profile and self.profile.is_joined),
            "networking_menu": menu(
                self.assembly, request.path, self.delegate if self.can_take_part else None, self.at
            ),
        }


def load_part(request: HttpRequest, slug: str, *, at: datetime) -> Part:
    """Return the person's part; who has none at this assembly gets the 404 of one that is hidden."""
    assembly = load_assembly(request, slug, at=at)
    delegate = delegate_here(request, assembly, at=at)
    if delegate is None:
        raise Http404
    profile = Profile.objects.of(delegate)
    looking = policies.can_look(delegate, at=at)
    part = policies.has_joined(profile) if looking else looking
    return Part(assembly, delegate, profile, looking, part, at)


def by_button(name: str, *, keeps_code: bool = False) -> Callable[[View], View]:
    """Take what a button sends; whoever comes by the address alone, as after a log-in, is led to ``name``."""

    def wrap(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def asked(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, slug, **kwargs)
            return redirect(name, slug, kwargs["code"]) if keeps_code else redirect(name, slug)

        return asked

    return wrap


def closed_page(request: HttpRequest, part: Part, verdict: Verdict) -> HttpResponse:
    """Say why somebody is not let in, in one sentence, and what to do instead."""
    said = {"words": closed_words(verdict), "code": verdict.code, "contact_address": CONTACT}
    context = {**part.context(request), **said}
    return render(request, "networking/closed.html", context, status=403)


def closed_words(verdict: Verdict) -> str:
    """Put a no into its sentence."""
    assert verdict.code is not None
    return str(PartRefused(verdict.code, **verdict.facts))
