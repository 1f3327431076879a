"""When the demonstration's day takes place: by how much it is shifted, and moving it on once it is over."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from assembly_portal.demonstration import facts
from assembly_portal.demonstration.notices import write_notices
from assembly_portal.demonstration.people import emails
from breakouts.models import Seat
from events.lifecycle import Phase
from events.models import AccessRequest, Arrival, Assembly, Delegate, Demonstration, Room, Session, Visit
from networking.models import Profile

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shift_at(at: datetime) -> timedelta:
    """Return by how much the day is shifted so that set A began 5 minutes ago, to the nearest 5 minutes."""
    # On a wall clock the subtraction would lose or win the hour of a clock change.
    began_at = at.astimezone(UTC) - facts.REPLAY_BEGAN_AGO
    steps = (began_at - EPOCH + facts.REPLAY_STEP / 2) // facts.REPLAY_STEP
    return EPOCH + steps * facts.REPLAY_STEP - facts.SET_A_STARTS_AT


def is_over(demonstration: Demonstration, at: datetime) -> bool:
    """Whether the part of the day that is replayed has ended: set B."""
    return demonstration.is_replayed and at >= facts.SET_B_ENDS_AT + demonstration.shifted_by


@transaction.atomic
def replay_again(*, demonstration: Demonstration, at: datetime) -> timedelta:
    """Move the whole day to now, with all that its fictional people did, and tell by how much.

    A newcomer keeps account, place and chosen rooms: their seats are as if taken now, and what they did in a
    day that has not happened yet is forgotten. So are the visits that fictional people made since.
    """
    demonstration = (
        Demonstration.objects.select_for_update().select_related("assembly").get(pk=demonstration.pk)
    )
    shift = shift_at(at)
    by, assembly = shift - demonstration.shifted_by, demonstration.assembly
    fictional = Delegate.objects.filter(assembly=assembly, user__email__in=emails())
    happened_until = facts.HAPPENED_UNTIL + demonstration.shifted_by
    _forget(assembly, fictional, happened_until)
    _leave_rooms_again(fictional, happened_until)
    _take_seats_again(assembly, fictional, at)
    move_programme(assembly, by, at)
    _move(fictional, by, "registered_at", "cancelled_at")
    _move(AccessRequest.objects.filter(delegate__in=fictional), by, "asked_at")
    _move(Seat.objects.filter(delegate__in=fictional), by, "taken_at", "entered_at")
    _move(Arrival.objects.filter(delegate__in=fictional), by, "arrived_at")
    _move(Visit.objects.filter(delegate__in=fictional), by, "started_at", "last_seen_at", "ended_at")
    _move(Profile.objects.filter(delegate__in=fictional), by, "joined_at", "changed_at")
    assembly.refresh_from_db()
    write_notices(assembly, at=at)
    demonstration.shifted_by = shift
    demonstration.save(update_fields=["shifted_by"])
    return by


def _forget(assembly: Assembly, fictional: QuerySet[Delegate], happened_until: datetime) -> None:
    visits = Visit.objects.filter(session__assembly=assembly)
    visits.exclude(delegate__in=fictional).delete()
    visits.filter(started_at__gte=happened_until).delete()
    ahead = Arrival.objects.filter(
        delegate__assembly=assembly, phase__in=[Phase.LIVE, Phase.ON_DEMAND, Phase.ARCHIVED]
    )
    ahead.exclude(delegate__in=fictional).delete()
    ahead.filter(arrived_at__gte=happened_until).delete()


def _leave_rooms_again(fictional: QuerySet[Delegate], happened_until: datetime) -> None:
    """Whoever walked into a room that is still to come walks in again."""
    Seat.objects.filter(delegate__in=fictional, entered_at__gte=happened_until).update(entered_at=None)


def _take_seats_again(assembly: Assembly, fictional: QuerySet[Delegate], at: datetime) -> None:
    seats = Seat.objects.filter(session__assembly=assembly).exclude(delegate__in=fictional)
    seats.update(taken_at=at, entered_at=None)


def move_programme(assembly: Assembly, by: timedelta, at: datetime) -> None:
    """Move all dates of the assembly and its sessions; calendars are told of the new revision."""
    dates = ("published_at", "opens_at", "starts_at", "ends_at", "closes_at", "registration_closes_at")
    _move(Assembly.objects.filter(pk=assembly.pk), by, *dates)
    sessions = Session.objects.filter(assembly=assembly)
    _move(sessions, by, "published_at", "cancelled_at", "starts_at", "ends_at")
    sessions.update(changed_at=at)
    sessions.revise(at=at)
    _move(Room.objects.filter(session__assembly=assembly), by, "locked_at")


def _move(rows: QuerySet, by: timedelta, *names: str) -> None:  # type: ignore[type-arg]
    """Shift columns in one statement, so that no constraint between them breaks on the way."""
    rows.update(**{name: F(name) + by for name in names})
