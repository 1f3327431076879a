"""Whom somebody can ask to be in contact, how often, and what can be done with a contact as it stands."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from common.policy import ALLOWED, Verdict
from common.words import day_and_clock
from events.models import Delegate
from networking.contacts_refusals import ContactCode
from networking.models import Contact, Profile
from networking.shared_rooms import shared_with

MOST_OPEN, MOST_IN_A_DAY, A_DAY = 10, 20, timedelta(hours=24)
State = Contact.State


def askable(profile: Profile, at: datetime) -> QuerySet[Profile]:
    """Return whom somebody can ask: listed people, those met in a room if both are open to that, and those
    between whom and them something stands already.

    One query, whoever it is narrowed to.
    """
    delegate = profile.delegate
    stands = Contact.objects.between(delegate, OuterRef("delegate")).filter(state__in=Contact.OPEN)
    known = Q(is_listed=True) | Q(Exists(stands))
    if profile.meets_again:
        known |= Q(meets_again=True, delegate__in=shared_with(delegate))
    return Profile.objects.meeting(delegate, at).filter(known)


def is_within_limits(asker: Delegate, *, at: datetime) -> Verdict:
    """Whether somebody may ask one more person; two queries.

    What was declined counts as open, and who left or is kept away does not count: else the number would tell.
    """
    if Contact.objects.sent_by(asker).met_by(asker, at).count() >= MOST_OPEN:
        return Verdict.refuse(ContactCode.MANY_OPEN, most=MOST_OPEN)
    last = _asked_by(asker).filter(asked_at__gt=at - A_DAY).order_by("-asked_at")
    times = list(last.values_list("asked_at", flat=True)[:MOST_IN_A_DAY])
    if len(times) < MOST_IN_A_DAY:
        return ALLOWED
    again = day_and_clock(next_minute(times[-1] + A_DAY), asker.assembly.zone)
    return Verdict.refuse(ContactCode.MANY_TODAY, most=MOST_IN_A_DAY, again=again)


def can_accept(contact: Contact, *, by: Delegate) -> Verdict:
    """Whether somebody may say yes to what they were asked; also once more."""
    if contact.asked_id != by.pk or contact.state not in Contact.OPEN:
        return Verdict.refuse(ContactCode.GONE)
    if contact.state == State.DECLINED:
        return Verdict.refuse(ContactCode.DECLINED, name=contact.asker.name)
    return ALLOWED


def can_decline(contact: Contact, *, by: Delegate) -> Verdict:
    """Whether somebody may say no to what they were asked; also once more."""
    if contact.asked_id != by.pk or contact.state not in Contact.OPEN:
        return Verdict.refuse(ContactCode.GONE)
    if contact.state == State.ACCEPTED:
        return Verdict.refuse(ContactCode.IN_CONTACT, name=contact.asker.name)
    return ALLOWED


def can_withdraw(contact: Contact, *, by: Delegate) -> Verdict:
    """Whether somebody may take their own request back; also once more."""
    if contact.asker_id != by.pk or contact.state == State.ENDED:
        return Verdict.refuse(ContactCode.GONE)
    if contact.state == State.ACCEPTED:
        return Verdict.refuse(ContactCode.ACCEPTED, name=contact.asked.name)
    return ALLOWED


def can_end(contact: Contact) -> Verdict:
    """Whether two people are in contact, or were until that ended; then sharing can be taken back, too."""
    if contact.state not in (State.ACCEPTED, State.ENDED):
        return Verdict.refuse(ContactCode.GONE)
    return ALLOWED


def can_share(contact: Contact, profile: Profile) -> Verdict:
    """Whether somebody may offer how to reach them: to a contact, once they have written it down."""
    if contact.state != State.ACCEPTED:
        return Verdict.refuse(ContactCode.GONE)
    if not profile.contact_details.strip():
        return Verdict.refuse(ContactCode.NO_DETAILS)
    return ALLOWED


def next_minute(at: datetime) -> datetime:
    """Return the next whole minute, so that nobody comes back some seconds too early."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


def _asked_by(asker: Delegate) -> QuerySet[Contact]:
    """What somebody asked: what came of two wishes was asked by nobody, and accepted as it was made."""
    of_wishes = Q(state__in=(State.ACCEPTED, State.ENDED), answered_at=F("asked_at"))
    # Not exclude(): it would take an answer that is not there yet for one.
    return Contact.objects.filter(~of_wishes | Q(answered_at=None), asker=asker)
