"""Who keeps guidance, what makes a contact one that learners can use, and when a version may begin."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from accounts.models import User
from common.policy import ALLOWED, Refused, Verdict
from guidance import phones
from guidance.models import Contact, Page, Version
from guidance.posts import BY_CODE, Side

A_FORM_TAKES = timedelta(minutes=5)


class Keeping(StrEnum):
    """Why something was not kept."""

    NOT_ORGANISER = "not_organiser"
    NO_PLACE = "no_place"
    TWO_PLACES = "two_places"
    NOT_OF_EMPLOYER = "not_of_employer"
    NOT_OF_OFFICE = "not_of_office"
    UNREACHABLE = "unreachable"
    NO_NUMBER = "no_number"
    FUTURE = "future"
    TAKEN = "taken"
    CHANGED = "changed"
    OVERTAKEN = "overtaken"
    DEFECTS = "defects"
    PAST = "past"
    DOUBLED = "doubled"
    CHECKED_TOO_SOON = "checked_too_soon"
    STALE = "stale"
    BEGUN = "begun"


class GuidanceRefused(Refused):
    """A contact or a version was not kept."""

    codes = Keeping
    sentences: ClassVar[Mapping[Keeping, str]] = {
        Keeping.NOT_ORGANISER: "Only an organiser can change guidance.",
        Keeping.NO_PLACE: "Select an employer or a local office",
        Keeping.TWO_PLACES: "Select an employer or a local office, not both",
        Keeping.NOT_OF_EMPLOYER: "This post is in training: select a local office and no employer",
        Keeping.NOT_OF_OFFICE: "This post is inside an employer: select an employer and no local office",
        Keeping.UNREACHABLE: "Enter at least one way to reach them: email, phone, web or in words",
        Keeping.NO_NUMBER: phones.SENTENCE,
        Keeping.FUTURE: "The day must be today or in the past",
        Keeping.TAKEN: "There is already a contact of this post in this place. Change that one",
        Keeping.CHANGED: "Contacts were changed after you looked through the file. Look at it again.",
        Keeping.OVERTAKEN: (
            "Somebody changed this contact after you opened it. What you typed is still here: compare it "
            "with what stands there now, then save again to keep yours."
        ),
        Keeping.DEFECTS: "The file does not fit any more to what is in the portal. See what is wrong below.",
        Keeping.PAST: (
            "A version cannot begin in the past, when people read the one before. "
            "Leave the box empty and it begins when you save"
        ),
        Keeping.DOUBLED: "Another version of this page begins at the same moment. Choose another time",
        Keeping.CHECKED_TOO_SOON: "The page must be checked after the version begins",
        Keeping.STALE: (
            "Somebody wrote, changed or withdrew a version after you opened this form. What you typed is "
            "still here: compare it with the versions of the page, then save again to keep yours."
        ),
        Keeping.BEGUN: "People read this version already, so it stays as it is. Write a new version",
    }
    fields: ClassVar[Mapping[Keeping, str]] = {
        Keeping.NO_PLACE: "employer",
        Keeping.TWO_PLACES: "local_office",
        Keeping.NOT_OF_EMPLOYER: "post",
        Keeping.NOT_OF_OFFICE: "post",
        Keeping.UNREACHABLE: "email",
        Keeping.NO_NUMBER: "phone",
        Keeping.FUTURE: "checked_on",
        Keeping.TAKEN: "post",
        Keeping.PAST: "valid_from_at",
        Keeping.DOUBLED: "valid_from_at",
        Keeping.CHECKED_TOO_SOON: "review_by",
    }

    @property
    def field(self) -> str | None:
        """The field of the form that it is about; None for the whole."""
        return self.fields.get(Keeping(self.code))


def can_keep_guidance(actor: User) -> Verdict:
    """Whether the actor may change contacts and pages."""
    return ALLOWED if actor.is_organiser else Verdict.refuse(Keeping.NOT_ORGANISER)


def is_usable(contact: Contact, *, on: date) -> Verdict:
    """Whether it belongs to one place that has such a post, can be reached, and was checked by today."""
    return (
        has_one_place(contact)
        and can_be_reached(contact)
        and can_be_dialled(contact)
        and was_checked(contact, on=on)
    )


def has_one_place(contact: Contact) -> Verdict:
    """Whether it belongs to one employer or one local office, whichever its post is a post of."""
    has_employer, has_office = contact.employer_id is not None, contact.local_office_id is not None
    if has_employer and has_office:
        return Verdict.refuse(Keeping.TWO_PLACES)
    if not has_employer and not has_office:
        return Verdict.refuse(Keeping.NO_PLACE)
    post = BY_CODE.get(contact.post)
    if post is None or (post.side is Side.EMPLOYER) is has_employer:
        return ALLOWED
    return Verdict.refuse(Keeping.NOT_OF_EMPLOYER if has_employer else Keeping.NOT_OF_OFFICE)


def can_be_reached(contact: Contact) -> Verdict:
    """Whether there is at least one way."""
    ways = (contact.email, contact.phone, contact.address, contact.how)
    return ALLOWED if any(ways) else Verdict.refuse(Keeping.UNREACHABLE)


def can_be_dialled(contact: Contact) -> Verdict:
    """Whether its phone, if it has one, is a number."""
    is_fine = not contact.phone or phones.is_number(contact.phone)
    return ALLOWED if is_fine else Verdict.refuse(Keeping.NO_NUMBER)


def knows_contact(stands: Contact | None, seen: str) -> Verdict:
    """Whether the actor, who saw a contact with the stamp ``seen``, knows it as it stands."""
    is_known = stands is None or stands.stamp() == seen
    return ALLOWED if is_known else Verdict.refuse(Keeping.OVERTAKEN)


def was_checked(contact: Contact, *, on: date) -> Verdict:
    """Whether the day of the check has come."""
    return ALLOWED if contact.checked_on <= on else Verdict.refuse(Keeping.FUTURE)


def can_begin(version: Version, others: Collection[datetime], *, at: datetime) -> Verdict:
    """Whether the version may join those that begin at the moments ``others``.

    What people read in the past stays what it was. A form takes a moment to fill in, so that counts as now.
    """
    if version.valid_from_at < at - A_FORM_TAKES:
        return Verdict.refuse(Keeping.PAST)
    if version.valid_from_at in others:
        return Verdict.refuse(Keeping.DOUBLED)
    if version.review_by_at <= version.valid_from_at:
        return Verdict.refuse(Keeping.CHECKED_TOO_SOON)
    return ALLOWED


def can_be_changed(version: Version, *, at: datetime) -> Verdict:
    """Whether a version may still become another one, or go: only while nobody has read it."""
    return Verdict.refuse(Keeping.BEGUN) if version.has_begun(at) else ALLOWED


def knows_versions(page: Page, seen: str) -> Verdict:
    """Whether the actor, who saw the page with the stamp ``seen``, knows its versions as they are."""
    return ALLOWED if page.stamp() == seen else Verdict.refuse(Keeping.STALE)
