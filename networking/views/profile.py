"""What somebody shows of themselves: joining, changing it, seeing it as others do, and leaving."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.views.loading import personal
from networking.actions.profiles import change, join, leave
from networking.forms.profile import ProfileForm
from networking.models import Profile
from networking.pace import SAVES_TOO_FAST, is_too_fast
from networking.presenters.people import card
from networking.refusals import PartRefused
from networking.showing import Shows
from networking.views.loading import Part, closed_page, load_part
from realtime import limits

LOOK = "look"
"""The button that shows what others will see, and saves nothing."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody choose what others see, and show it to them."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_look:
        return closed_page(request, part, part.can_look)
    mine = part.profile or Profile(delegate=part.delegate)
    if not mine.is_joined:
        # What was chosen for a place that was given up is not offered again.
        mine = Profile(delegate=part.delegate, quiet_from=mine.quiet_from, quiet_until=mine.quiet_until)
    form = ProfileForm(request.POST if request.method == "POST" else None, profile=mine)
    is_saved = request.method == "POST" and LOOK not in request.POST
    if is_saved and form.is_valid() and is_too_fast(part.delegate.user, limits.ACT, at):
        form.add_error(None, SAVES_TOO_FAST)
    if is_saved and form.is_valid():
        act = change if mine.is_joined else join
        try:
            act(delegate=part.delegate, choices=form.choices, at=at)
        except PartRefused as refused:
            form.add_error(None, str(refused))
        else:
            words = "What you show is changed." if mine.is_joined else "You have joined networking."
            messages.success(request, words)
            return redirect("networking_profile", slug)
    return render(request, "networking/profile.html", _context(request, part, form, mine))


def _context(request: HttpRequest, part: Part, form: ProfileForm, mine: Profile) -> dict[str, object]:
    is_draft = form.is_bound and form.is_valid()
    if is_draft:
        for name in ("shows", "interests", "offers", "seeks", "is_listed"):
            setattr(mine, name, form.cleaned_data[name])
    return {
        **part.context(request),
        "form": form,
        "card": card(Shows.of(mine), part.assembly.slug, form.interest_names),
        "is_draft": is_draft,
        "keeps_more": bool(part.profile and part.profile.joined_at and not part.profile.is_joined),
        "is_shown_listed": mine.is_listed,
        "details_address": reverse("place", args=[part.assembly.slug]),
    }


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more before somebody leaves; who is suspended, comes after the end, or joined before they gave
    their place up can, too."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if part.profile is None or part.profile.joined_at is None:
        return redirect("networking_profile", slug)
    if request.method == "POST":
        leave(delegate=part.delegate, at=at)
        messages.success(request, "You have left networking.")
        return redirect("networking_profile", slug)
    return render(request, "networking/leave.html", part.context(request))
