"""Requests, contacts and people met, as the page of contacts and the page of a person show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from events.models import Room
from networking.contact_queries import contact_between
from networking.models import Contact, Profile
from networking.presenters.people import Card, card
from networking.showing import Shows, wants

if TYPE_CHECKING:
    from networking.views.loading import Part

State = Contact.State


@dataclass(frozen=True)
class Person:
    """Somebody else, with what they chose to show."""

    name: str
    pronouns: str
    code: str
    is_listed: bool
    facts: Sequence[str]
    card: Card | None
    """What they look for, offer and are interested in, as the directory says it; the facts stand apart."""

    @classmethod
    def by_name(cls, profile: Profile) -> "Person":
        """Tell no more than the name."""
        return cls(profile.delegate.name, "", profile.code, profile.is_listed, (), None)

    @classmethod
    def of(cls, profile: Profile, own: Profile, interests: Mapping[str, str]) -> "Person":
        """Put a profile into words for somebody else; ``interests`` names them by their codes."""
        shown = card(Shows.of(profile), own.delegate.assembly.slug, interests, wants(own))
        return cls(
            profile.delegate.name,
            profile.shown("pronouns"),
            profile.code,
            profile.is_listed,
            shown.facts,
            replace(shown, facts=()),
        )


@dataclass(frozen=True)
class Reach:
    """How far two contacts have come in telling each other how to reach them."""

    is_offered: bool = False
    own: str = ""
    theirs: str = ""

    @classmethod
    def of(cls, contact: Contact, own: Profile, theirs: Profile) -> "Reach":
        """Show the other's details only if both offered theirs, and both wrote some down."""
        both = contact.shares_both and own.contact_details and theirs.contact_details
        return cls(
            contact.is_shared_by(own.delegate),
            own.contact_details,
            theirs.contact_details if both else "",
        )


@dataclass(frozen=True)
class Line:
    """A request or a contact, and with whom; nothing in it tells the asker a no from what still waits."""

    code: str
    person: Person
    note: str
    asked_at: datetime
    since: datetime | None
    reach: Reach


@dataclass(frozen=True)
class Met:
    """Somebody whom one shared a room with, where, and whether one would like to meet them again."""

    person: Person
    rooms: Sequence[Room]
    is_wished: bool


class Standing(StrEnum):
    """How somebody stands with another person, as they see it."""

    NOT_JOINED = "not_joined"
    NOTHING = "nothing"
    SENT = "sent"
    RECEIVED = "received"
    IN_CONTACT = "in_contact"


@dataclass(frozen=True)
class Page:
    """The page of contacts, part by part."""

    received: Sequence[Line]
    contacts: Sequence[Line]
    sent: Sequence[Line]
    declined: Sequence[Line]

    @classmethod
    def of(cls, contacts: Sequence[Contact], own: Profile, interests: Mapping[str, str]) -> "Page":
        """Sort what stands between somebody and others into its parts."""
        lines: dict[Standing | str, list[Line]] = defaultdict(list)
        for contact in contacts:
            is_turned_down = contact.state == State.DECLINED and contact.asked_id == own.delegate_id
            part = "declined" if is_turned_down else standing_of(contact, own)
            lines[part].append(line_of(contact, own, interests))
        by_name = sorted(lines[Standing.IN_CONTACT], key=lambda line: line.person.name.casefold())
        return cls(lines[Standing.RECEIVED], by_name, lines[Standing.SENT], lines["declined"])


def line_of(contact: Contact, own: Profile, interests: Mapping[str, str]) -> Line:
    """Put a contact into words for one of the two; load both delegates with their profiles."""
    other = contact.other_than(own.delegate)
    profile = other.profile
    profile.delegate = other
    is_theirs = contact.state == State.ACCEPTED
    # To have asked opens nothing: who is not listed shows themselves to whom they asked or accepted.
    is_hidden = not (profile.is_listed or is_theirs or contact.asked_id == own.delegate_id)
    return Line(
        contact.code,
        Person.by_name(profile) if is_hidden else Person.of(profile, own, interests),
        contact.note,
        contact.asked_at,
        contact.answered_at if is_theirs else None,
        Reach.of(contact, own, profile) if is_theirs else Reach(),
    )


def standing_of(contact: Contact | None, own: Profile) -> Standing:
    """Tell how an open contact looks to one of the two: a no waits to the asker; to the other it is over."""
    if contact is None:
        return Standing.NOTHING
    if contact.state == State.ACCEPTED:
        return Standing.IN_CONTACT
    if contact.asker_id == own.delegate_id:
        return Standing.SENT
    return Standing.RECEIVED if contact.state == State.ASKED else Standing.NOTHING


def about_person(part: "Part", profile: Profile, at: datetime) -> dict[str, object]:
    """Return what ``_person_contact.html`` shows on somebody's page: one query, whatever stands."""
    if part.profile is None or not part.can_take_part:
        return {"person_contact": {"standing": Standing.NOT_JOINED, "name": profile.delegate.name}}
    contact = contact_between(part.delegate, profile.delegate)
    standing = standing_of(contact, part.profile)
    line = line_of(contact, part.profile, {}) if contact and standing != Standing.NOTHING else None
    about = {
        "standing": standing,
        "name": profile.delegate.name,
        "code": profile.code,
        "line": line,
        "was_declined": contact is not None and standing == Standing.NOTHING,
    }
    return {"person_contact": about}
