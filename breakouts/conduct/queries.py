"""Reads about how a room is run: who wants the word, what was announced, reported and done."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from accounts.models import User
from breakouts.deputies.queries import running_as_deputies
from breakouts.models import Act, Announcement, Hand, Message, Report, Restriction
from breakouts.queries import conduct_of, is_running, organisers_among, removed_from, rooms_by
from breakouts.roundtable.rules import in_order
from events.models import Chair, Facilitator, Room, Session

ANNOUNCED_LATEST = 10
ACTS_LATEST = 50
HANDS_SHOWN = 2000
STAGE_WITHIN = timedelta(minutes=15)


def open_hands(room: Room) -> list[Hand]:
    """Return who wants the word, in the order in which they are given it. Load ``conduct`` with the room."""
    hands = Hand.objects.filter(room=room, lowered_at=None).select_related("user")[:HANDS_SHOWN]
    return in_order(hands, newcomers_first=conduct_of(room).newcomers_first)


def latest_announcements(room: Room) -> list[Announcement]:
    """Return what was announced last, oldest first, without what was taken back."""
    newest = Announcement.objects.filter(room=room).order_by("-announced_at", "-pk")[:ANNOUNCED_LATEST]
    return [each for each in newest if each.withdrawn_at is None][::-1]


def latest_acts(room: Room) -> list[Act]:
    """Return what was done last to run the room, oldest first, with the messages it was about."""
    return list(Act.objects.filter(room=room).select_related("message").order_by("-at", "-pk")[:ACTS_LATEST])[
        ::-1
    ]


def open_reports(room: Room) -> list[Report]:
    """Return the reports that nobody has handled, oldest first, with their messages."""
    return list(Report.objects.filter(message__room=room, handled_at=None).select_related("message"))


def why_hidden(messages: Collection[Message], author: User) -> dict[int, str]:
    """Tell an author why each of their messages is hidden, by its number; one query, and only if one is."""
    hidden = [each.pk for each in messages if each.is_hidden and each.author_id == author.pk]
    if not hidden:
        return {}
    acts = Act.objects.filter(message__in=hidden, verb=Act.Verb.HID).order_by("at", "pk")
    return dict(acts.values_list("message", "because"))


def restrictions_in(room: Room, at: datetime) -> list[Restriction]:
    """Return who is muted and who was removed at this instant."""
    return list(Restriction.objects.in_force(at).filter(room=room))


def main_stage_after(room: Room, due_at: datetime) -> Room | None:
    """Find where everybody is expected: the stage that runs when they are due, or a quarter of an hour later.

    None when no stage does: a door that is shut for hours would be no way back.
    """
    stages = Room.objects.filter(
        session__assembly=room.session.assembly_id,
        place__is_stage=True,
        session__published_at__lte=due_at,
        session__cancelled_at=None,
        session__starts_at__lte=due_at + STAGE_WITHIN,
        session__ends_at__gt=due_at,
    )
    elsewhere = stages.exclude(session=room.session_id).exclude(session__kind=Session.Kind.BREAK)
    return elsewhere.select_related("session__assembly").order_by("session__starts_at", "pk").first()


def allowed_to_run(asked: Mapping[str, Collection[int]], at: datetime) -> set[tuple[int, str]]:
    """Tell who of these people, by the code of their room, runs it: ``policies.can_run_room`` for many.

    Six queries.
    """
    rooms = [room for room in rooms_by(asked) if is_running(room, at)]
    user_ids = {user_id for people in asked.values() for user_id in people}
    facilitators = Facilitator.objects.filter(room__in=rooms, contributor__user__in=user_ids)
    hosting = set(facilitators.values_list("contributor__user", "room__code"))
    sessions = {room.session_id for room in rooms}
    chairs = Chair.objects.filter(session__in=sessions, contributor__user__in=user_ids)
    chairing = set(chairs.values_list("contributor__user", "session"))
    helping = organisers_among(user_ids)
    found = {
        (user_id, room.code)
        for room in rooms
        for user_id in asked[room.code]
        if (user_id, room.code) in hosting or (user_id, room.session_id) in chairing or user_id in helping
    }
    deputies = running_as_deputies(rooms, user_ids, at).values_list("user", "room__code")
    found |= {(user_id, code) for user_id, code in deputies if user_id in asked[code]}
    return found - removed_from(rooms, user_ids, at)
