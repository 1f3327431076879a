"""Asking somebody to be in contact: one page with a short note."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.forms import PageForm
from common.policy import ALLOWED, Verdict
from events.views.loading import PersonalRequest, personal
from networking.actions.contacts import ask_for_contact
from networking.contact_queries import contact_between
from networking.contacts_refusals import ContactCode, ContactRefused
from networking.models import Contact, Profile
from networking.models.contacts import NOTE_LIMIT
from networking.policies.contacts import askable, is_within_limits
from networking.presenters.contacts import Standing, standing_of
from networking.refusals import PartRefused
from networking.views.loading import Part, closed_page, load_part

STANDS: Mapping[Standing, str] = {
    Standing.SENT: "You have asked {name} already. You are told if they accept.",
    Standing.RECEIVED: "{name} has asked you already: accept or decline here.",
    Standing.IN_CONTACT: "You and {name} are in contact already.",
}
"""What is said to whoever wants to ask where there is nothing to ask any more."""


class NoteField(forms.CharField):
    """A note with the line ends of one sign, as the person counted them."""

    def to_python(self, value: object) -> str:
        """Browsers send two signs for each line end."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class AskForm(PageForm):
    """What somebody says with their request."""

    note = NoteField(
        label="Add a short note (optional)",
        help_text="For example where you met, or what you would like to talk about.",
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": f"Your note must be {NOTE_LIMIT} characters or fewer"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Ask somebody; whoever cannot be asked is no page. What stands already is on the page of contacts."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part or part.profile is None:
        return closed_page(request, part, part.can_take_part)
    other = askable(part.profile, at).filter(code=code).select_related("delegate").first()
    if other is None:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _ask(request, part, other, form, at)
    contact = contact_between(part.delegate, other.delegate)
    standing = standing_of(contact, part.profile)
    if standing in STANDS:
        messages.info(request, STANDS[standing].format(name=other.delegate.name))
        return redirect("networking_contacts", slug)
    limits = ALLOWED if contact else is_within_limits(part.delegate, at=at)
    return _page(request, part, other, form, limits, was_declined=contact is not None)


def _ask(request: PersonalRequest, part: Part, other: Profile, form: AskForm, at: datetime) -> HttpResponse:
    if form.is_valid():
        try:
            contact = ask_for_contact(
                asker=part.delegate, asked=other.delegate, note=form.cleaned_data["note"], at=at
            )
        except PartRefused as refused:
            return closed_page(request, part, Verdict(refused.code, refused.facts))
        except ContactRefused as refused:
            if refused.code == ContactCode.GONE:
                raise Http404 from None
            form.add_error(None, str(refused))
        else:
            messages.success(request, _told(contact, other.delegate.name))
            return redirect("networking_contacts", part.assembly.slug)
    return _page(request, part, other, form, ALLOWED)


def _told(contact: Contact, name: str) -> str:
    if contact.state == Contact.State.ACCEPTED:
        return f"You and {name} are in contact."
    return f"You asked {name} to be in contact. You are told if they accept."


def _page(
    request: PersonalRequest,
    part: Part,
    other: Profile,
    form: AskForm,
    limits: Verdict,
    *,
    was_declined: bool = False,
) -> HttpResponse:
    context = {
        **part.context(request),
        "person": other,
        "form": form,
        "most": NOTE_LIMIT,
        "limit": "" if limits.code is None else str(ContactRefused(limits.code, **limits.facts)),
        "was_declined": was_declined,
    }
    return render(request, "networking/ask.html", context)
