"""Whose own page somebody may open."""

from django.db.models import Exists, OuterRef, Q

from events.models import Delegate
from networking.models import Contact, Member, ProfileQuerySet


def known_to(viewer: Delegate, people: ProfileQuerySet) -> ProfileQuerySet:
    """Return those of the people whom the viewer may open: listed, or in touch with the viewer already.

    That somebody only was asked opens nothing: a request that waits and one that was declined would else
    have to be told apart.
    """
    pair = Contact.objects.filter(
        Q(asker=viewer, asked=OuterRef("delegate"), state=Contact.State.ACCEPTED)
        | Q(asked=viewer, asker=OuterRef("delegate"), state__in=Contact.OPEN)
    )
    gone = (Member.State.LEFT, Member.State.DECLINED, Member.State.SPARED)
    mine = Member.objects.filter(delegate=viewer).exclude(state__in=gone).values("conversation")
    together = Member.objects.filter(
        delegate=OuterRef("delegate"), state=Member.State.IN, conversation__in=mine
    )
    return people.filter(Q(is_listed=True) | Exists(pair) | Exists(together))
