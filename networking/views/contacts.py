"""The page of requests and contacts, and what is done there."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.pages import page_links, page_of
from common.policy import Verdict
from events.models import Delegate
from events.views.loading import PersonalRequest, personal
from networking.actions.contacts import accept_contact, decline_contact, end_contact, withdraw_request
from networking.actions.sharing import keep_details, share_details
from networking.contact_queries import names_of_interests, open_contacts, people_met
from networking.contacts_refusals import ContactCode, ContactRefused
from networking.models import Contact, Profile, Wish
from networking.policies.contacts import can_end
from networking.presenters.contacts import Met, Page, Person, Reach
from networking.refusals import PartRefused
from networking.views.loading import Part, by_button, closed_page, load_part

MET_ON_A_PAGE = 20
GONE = "networking/contact_gone.html"

Act = Callable[..., Contact]
ACTS: Mapping[str, tuple[Act, str]] = {
    "accept": (accept_contact, "You and {name} are in contact."),
    "decline": (decline_contact, "You declined. {name} is not told: for them the request goes on waiting."),
    "withdraw": (withdraw_request, "Your request to {name} is withdrawn."),
    "share": (share_details, "You share how to reach you with {name}. It is shown when both of you do."),
    "keep": (keep_details, "You no longer share how to reach you with {name}."),
}

BOTH_SHARE = "You and {name} now see how to reach each other."

OWN = (keep_details, end_contact, withdraw_request)
"""What can be taken back also from somebody who is not there any more, and says the same whatever became of
them: a block, that ends the contact, must not be told from a suspension, that does not."""


@require_safe
@personal
def contacts(request: PersonalRequest, slug: str) -> HttpResponse:
    """List requests, contacts and people met; what somebody sent looks the same whatever was said to it."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part or part.profile is None:
        return closed_page(request, part, part.can_take_part)
    own = part.profile
    found = list(open_contacts(part.delegate, at))
    met = page_of(Paginator(people_met(own, found, at), MET_ON_A_PAGE), request)
    others = [each.other_than(part.delegate).profile for each in found]
    interests = names_of_interests([*others, *(each.profile for each in met)])
    wished = set(Wish.objects.filter(by=part.delegate).values_list("about", flat=True))
    context = {
        **part.context(request),
        "page": Page.of(found, own, interests),
        "met": [
            Met(Person.of(each.profile, own, interests), each.rooms, each.profile.delegate_id in wished)
            for each in met
        ],
        "met_count": met.paginator.count,
        "pagination": page_links(met, request, at="again"),
    }
    return render(request, "networking/contacts.html", context)


@by_button("networking_contacts")
@personal
def contact_act(request: PersonalRequest, slug: str, code: str, act: str) -> HttpResponse:
    """Answer, withdraw, share or keep; say what stands if that is not possible any more."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if act not in ACTS:
        raise Http404
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    action, words = ACTS[act]
    return _do(request, part, code, action, words, at)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def contact_end(request: PersonalRequest, slug: str, code: str) -> HttpResponse:
    """Ask once more, then end a contact."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if not part.can_take_part:
        return closed_page(request, part, part.can_take_part)
    if request.method == "POST":
        return _do(request, part, code, end_contact, "You and {name} are not in contact any more.", at)
    contact, is_there = _load(end_contact, part.delegate, code, at), _is_there(part.delegate, code, at)
    if contact is None or not can_end(contact) or (is_there and contact.state == Contact.State.ENDED):
        return _gone(request, part)
    other = contact.other_than(part.delegate)
    context = {**part.context(request), "contact": contact, "other": other, "is_there": is_there}
    return render(request, "networking/contact_end.html", context)


def _do(request: HttpRequest, part: Part, code: str, action: Act, words: str, at: datetime) -> HttpResponse:
    contact = _load(action, part.delegate, code, at)
    if contact is None:
        return _gone(request, part)
    # Who is gone stands on Safety alone: there the next of them is found.
    is_there = action not in OWN or _is_there(part.delegate, code, at)
    try:
        done = action(contact=contact, actor=part.delegate, at=at)
    except PartRefused as refused:
        return closed_page(request, part, Verdict(refused.code, refused.facts))
    except ContactRefused as refused:
        if refused.code == ContactCode.GONE:
            return _gone(request, part)
        messages.info(request, str(refused))
    else:
        if action is share_details and _see_each_other(done, part):
            words = BOTH_SHARE
        messages.success(request, words.format(name=done.other_than(part.delegate).name))
    return redirect("networking_contacts" if is_there else "networking_safety", part.assembly.slug)


def _see_each_other(contact: Contact, part: Part) -> bool:
    """Whether two contacts are told how to reach each other, as their pages are."""
    theirs = Profile.objects.get(delegate=contact.other_than(part.delegate))
    return bool(part.profile and Reach.of(contact, part.profile, theirs).theirs)


def _load(action: Act, delegate: Delegate, code: str, at: datetime) -> Contact | None:
    """Return a contact or a request of somebody's, however it stands; with whom they may not meet only to
    take back what is theirs."""
    contacts = Contact.objects.met_by(delegate, at)
    if action is withdraw_request:
        contacts = Contact.objects.withdrawable_by(delegate, at)
    elif action in OWN:
        contacts = Contact.objects.of(delegate)
    return contacts.select_related("asker", "asked").filter(code=code).first()


def _is_there(delegate: Delegate, code: str, at: datetime) -> bool:
    return Contact.objects.met_by(delegate, at).filter(code=code).exists()


def _gone(request: HttpRequest, part: Part) -> HttpResponse:
    """Say that nothing is here: the same for what never was, was withdrawn or ended, and who is kept away."""
    return render(request, GONE, part.context(request), status=404)
