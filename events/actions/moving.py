"""Telling everybody with a place, or in line for one, that the day of an assembly has moved."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from common.words import day, time_range
from events.models import Assembly, Delegate, ToldDay
from events.notices import MOVED
from notices.actions.telling import tell

# Who corrects a date twice tells people once.
QUIET_FOR = timedelta(minutes=15)
State = Delegate.State
CONCERNED = (State.REGISTERED, State.OFFERED, State.WAITING, State.AWAITING_APPROVAL)


def tell_moved_days(*, at: datetime) -> int:
    """Tell of each public assembly whose day is not the one that people know; tells how many notices.

    A date that is changed there and back is no news. Safe twice, late, and with two workers.
    """
    public = Assembly.objects.published(at).filter(ends_at__gt=at, changed_at__lte=at - QUIET_FOR)
    same = Q(told__starts_at=F("starts_at"), told__ends_at=F("ends_at"))
    return sum(_tell_moved(assembly.pk, at) for assembly in public.exclude(same))


@transaction.atomic
def _tell_moved(pk: int, at: datetime) -> int:
    assembly = Assembly.objects.select_for_update(no_key=True).get(pk=pk)
    told = ToldDay.objects.filter(assembly=assembly).first()
    now = {"starts_at": assembly.starts_at, "ends_at": assembly.ends_at}
    ToldDay.objects.update_or_create(assembly=assembly, defaults=now)
    if told is None or (told.starts_at, told.ends_at) == (assembly.starts_at, assembly.ends_at):
        # Published before this was kept, or another worker was quicker.
        return 0
    people = Delegate.objects.filter(assembly=assembly, state__in=CONCERNED)
    keys = list(people.values_list("user", flat=True))
    zone = assembly.zone
    was = f"{day(told.starts_at, zone)}, {time_range(told.starts_at, told.ends_at, zone)}"
    tell(
        kind=MOVED,
        people=keys,
        about=f"{assembly.slug}@{at.timestamp():.0f}",
        scope=assembly.slug,
        at=at,
        stale_at=assembly.ends_at,
        facts={key: {"was": was} for key in keys},
    )
    return len(keys)
