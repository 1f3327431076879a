"""What people are told of requests, answers, and wishes that both had."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from events.models import Delegate
from networking.models import Contact
from networking.notices.telling import may_be_told, tell_delegate
from networking.policies.contacts import A_DAY
from networking.showing import facts_shown
from notices.actions.telling import mark_read, take_back
from notices.kinds import Kind, Letters, Topic, declare
from notices.letters import Button, Fact, Letter, paragraphs_of
from notices.models import Notice, NoticeQuerySet, State

REQUEST, ACCEPTED, MET_AGAIN = "networking.request", "networking.accepted", "networking.met_again"


_REACHED = (State.HANDED, State.SENT, State.PORTAL, State.UNKNOWN)


@dataclass(frozen=True)
class Told:
    """A contact, and who of the two is told of whom."""

    notice: Notice
    contact: Contact
    reader: Delegate
    other: Delegate


def tell_request(contact: Contact, *, at: datetime) -> None:
    """Have whoever was asked told.

    A request that was declined as it was made is written down like the others, so that asking takes as long;
    nothing is sent of it. Whoever was told of one by this person today is not told of the next.
    """
    lately = Contact.objects.filter(asker=contact.asker, asked=contact.asked, asked_at__gt=at - A_DAY)
    told = Notice.objects.filter(
        kind=REQUEST, about__in=lately.exclude(pk=contact.pk).values("code"), state__in=_REACHED
    )
    if not told.exists():
        tell_delegate(REQUEST, contact.asked, contact.code, at=at)


def tell_accepted(contact: Contact, *, note: str, at: datetime) -> None:
    """Have the asker told of a yes; ``note`` is what the other wrote, if they asked, too."""
    tell_delegate(ACCEPTED, contact.asker, contact.code, at=at, facts={"note": note})


def tell_of_meeting_again(contact: Contact, *, at: datetime) -> None:
    """Have both told that both would like to meet again."""
    for reader in (contact.asker, contact.asked):
        tell_delegate(MET_AGAIN, reader, contact.code, at=at)


def request_is_over(contact: Contact, *, at: datetime) -> None:
    """Take the notice of a request back if it has not left; whoever was told finds nothing new in it.

    It was answered, or withdrawn.
    """
    take_back(notices=_of_request(contact), at=at)
    mark_read(user=contact.asked.user, notices=_of_request(contact), at=at)


def _of_request(contact: Contact) -> NoticeQuerySet:
    return Notice.objects.filter(kind=REQUEST, about=contact.code)


def _compose(state: Contact.State, write: Callable[[Told], Letter]) -> Callable[[Sequence[Notice]], Letters]:
    """Write letters of contacts that are still in a ``state``, to those who may be told of the other."""

    def compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
        people = ("grade", "learner_group", "local_office", "assembly", "user", "profile")
        related = [f"{side}__{each}" for side in ("asker", "asked") for each in people]
        found = Contact.objects.filter(code__in={notice.about for notice in notices}, state=state)
        contacts = {each.code: each for each in found.select_related(*related)}
        told = [_told(each, contacts[each.about]) for each in notices if each.about in contacts]
        allowed = may_be_told([(each.reader, each.other) for each in told])
        return {each.notice.code: write(each) for each in told if (each.reader.pk, each.other.pk) in allowed}

    return compose


def _told(notice: Notice, contact: Contact) -> Told:
    is_asker = contact.asker.user_id == notice.recipient_id
    people = (contact.asker, contact.asked) if is_asker else (contact.asked, contact.asker)
    return Told(notice, contact, *people)


def _letter(told: Told, headline: str, introduction: Sequence[str], **more: object) -> Letter:
    assembly = told.reader.assembly
    return Letter(
        headline=headline,
        introduction=introduction,
        name=told.reader.name,
        sender=assembly.name,
        organisation=assembly.organisation_name,
        **more,  # type: ignore[arg-type]
    )


def _to_contacts(told: Told, label: str) -> Button:
    return Button(label, reverse("networking_contacts", args=[told.reader.assembly.slug]))


def _request(told: Told) -> Letter:
    name, note = told.other.name, told.contact.note
    wrote = (f"{name} writes:", *paragraphs_of(note)) if note else ()
    return _letter(
        told,
        f"{name} would like to be in contact with you",
        (f"{name} asks to be in contact with you at {told.reader.assembly.name}.", *wrote),
        facts=[Fact(label, words) for label, words in facts_shown(told.other.profile)],
        button=_to_contacts(told, "See the request"),
        closing=("You decide. If you decline, they are not told.",),
    )


def _accepted(told: Told) -> Letter:
    name, note = told.other.name, told.notice.facts.get("note", "")
    wrote = (f"{name} writes:", *paragraphs_of(note)) if note else ()
    return _letter(
        told,
        f"{name} accepted: you are in contact",
        (f"{name} said yes to your request.", *wrote),
        button=_to_contacts(told, "See your contacts"),
        closing=("How to reach each other is shown only if both of you share it.",),
    )


def _met_again(told: Told) -> Letter:
    name = told.other.name
    return _letter(
        told,
        f"You and {name} would like to meet again",
        (f"You and {name} shared a room, and both of you said that you would like to meet again.",),
        button=_to_contacts(told, "See your contacts"),
        closing=("How to reach each other is shown only if both of you share it.",),
    )


declare(
    Kind(
        REQUEST,
        "Request to be in contact",
        Topic.NETWORKING,
        _compose(Contact.State.ASKED, _request),
        occasion="When another delegate asks to be in contact, outside of quiet hours.",
    ),
    Kind(
        ACCEPTED,
        "Request accepted",
        Topic.NETWORKING,
        _compose(Contact.State.ACCEPTED, _accepted),
        occasion="When another delegate accepts a request, outside of quiet hours.",
    ),
    Kind(
        MET_AGAIN,
        "Both would like to meet again",
        Topic.NETWORKING,
        _compose(Contact.State.ACCEPTED, _met_again),
        occasion="When two delegates who shared a room both said so, outside of quiet hours.",
    ),
)
