"""Reads about the polls of a room."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from accounts.models import User
from breakouts.models import Poll, PollVote
from events.models import Room

MOST_SHOWN = 50


def public_polls(room: Room) -> list[Poll]:
    """Return what everybody in the room sees, the last opened last."""
    return list(Poll.objects.filter(room=room).public().order_by("-opened_at", "-pk")[:MOST_SHOWN])[::-1]


def draft_polls(room: Room) -> list[Poll]:
    """Return what hosts have made and not opened yet, the oldest first."""
    return list(Poll.objects.filter(room=room).drafts().order_by("made_at", "pk"))


def own_choices(user: User, polls: Collection[Poll]) -> dict[int, list[int]]:
    """Return what this person answered, by poll. For their own page alone."""
    votes = PollVote.objects.filter(user=user, poll__in=[poll.pk for poll in polls])
    return dict(votes.values_list("poll", "choices"))


def turnouts(codes: Collection[str]) -> dict[str, tuple[int, int] | None]:
    """Count how many have answered the open poll of each room: its key and the number, by the room's code."""
    found: dict[str, tuple[int, int] | None] = dict.fromkeys(codes)
    counted = Poll.objects.filter(room__code__in=found).open().annotate(voters=Count("votes"))
    for code, key, voters in counted.values_list("room__code", "pk", "voters"):
        found[code] = (key, voters)
    return found


def open_polls(rooms: Collection[Room]) -> Mapping[int, int]:
    """Count the polls that can be answered in each room, in one query."""
    counts = Poll.objects.filter(room__in=[room.pk for room in rooms]).open().values_list("room")
    return {room.pk: 0 for room in rooms} | dict(counts.annotate(count=Count("pk")).order_by())
