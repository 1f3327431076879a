"""Who may be told of whom, when a notice is written down and once more when it is sent."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Now

from events.models import Delegate
from networking.models import Mute, Profile
from networking.quiet import next_allowed
from notices.actions.telling import tell


def tell_delegate(
    kind: str, reader: Delegate, about: str, *, at: datetime, facts: dict[str, str] | None = None
) -> None:
    """Have somebody told once, outside of their quiet hours and before the assembly closes."""
    profile = Profile.objects.get(delegate=reader.pk)
    assembly = reader.assembly
    tell(
        kind=kind,
        people=[reader.user_id],
        about=about,
        scope=assembly.slug,
        at=at,
        due_at=next_allowed(at, profile.quiet_from, profile.quiet_until, assembly.zone),
        stale_at=assembly.closes_at,
        facts={reader.user_id: facts or {}},
    )


def may_be_told(pairs: Collection[tuple[Delegate, Delegate]]) -> set[tuple[int, int]]:
    """Return the keys of those pairs of a reader and another person of whom the reader may be told now.

    The reader takes part, may come across the other and has not muted them. It is asked when notices are
    sent, hours after they are written down, and takes three queries, however many pairs there are.
    """
    if not pairs:
        return set()
    readers = {reader.pk: reader for reader, _ in pairs}
    others = {other.pk for _, other in pairs}
    taking_part = Profile.objects.taking_part(Now()).filter(delegate__in=readers)
    there = set(taking_part.values_list("delegate", flat=True))
    each_meets = [
        Profile.objects.meeting(reader, Now())
        .filter(delegate__in=others)
        .order_by()
        .values_list(Value(key), "delegate")
        for key, reader in readers.items()
    ]
    meets = set(each_meets[0].union(*each_meets[1:], all=True))
    muted = set(Mute.objects.filter(by__in=readers, about__in=others).values_list("by", "about"))
    return {
        (reader.pk, other.pk)
        for reader, other in pairs
        if reader.pk in there and (reader.pk, other.pk) in meets - muted
    }
