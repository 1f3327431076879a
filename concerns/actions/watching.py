"""What changes about members: a log-in that somebody else changed suspends them, another name is told."""

from datetime import datetime

from django.db import transaction

from accounts.credentials import has_own_credentials
from accounts.models import User
from concerns.actions import day_of, mailing
from concerns.actions.memberships import colleagues_of, note, suspend
from concerns.models import Alert, Membership
from concerns.models.records import Deed

NAMES_KEPT = 50


@transaction.atomic
def look_at_member(user: User, *, at: datetime) -> None:
    """Suspend every membership of a person whose log-in somebody else has changed; tell of another name.

    A superuser who resets a handler's password, address or authenticator must not become a handler by it.
    A reporter keeps people out by their names: colleagues hear of a new one, and the earlier ones count on.
    """
    counting = Membership.objects.standing().filter(user=user, suspended_on=None).select_related("group")
    for membership in counting.select_for_update(no_key=True, of=("self",)):
        if not has_own_credentials(user, since=membership.credentials):
            suspend(membership, Membership.Suspension.CREDENTIALS, by=None, at=at)
            Alert.objects.create(kind=Alert.Kind.CREDENTIALS, membership=membership, on=day_of(at))
        if membership.names and membership.names[-1] != user.name:
            _tell_of_name(membership, user, at=at)


def look_at_members(*, at: datetime) -> None:
    """Look at every member, so that colleagues hear of a change before it is used."""
    counting = Membership.objects.standing().filter(suspended_on=None)
    for user in User.objects.filter(pk__in=counting.values("user")):
        look_at_member(user, at=at)


def _tell_of_name(membership: Membership, user: User, *, at: datetime) -> None:
    before = membership.names
    # The name that was vouched for stays, whatever follows it.
    membership.names = [before[0], *before[1:][-NAMES_KEPT:], user.name]
    membership.save(update_fields=["names"])
    Alert.objects.create(
        kind=Alert.Kind.NAME,
        membership=membership,
        on=day_of(at),
        was_called=before[-1],
        is_called=user.name,
    )
    note(membership, Deed.RENAMED, None, at)
    mailing.tell_people(set(colleagues_of(membership.group)) - {user.pk}, at=at)
