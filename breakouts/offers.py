"""How long a place in a room is kept for somebody who waited for it, and who is not asked first: pure."""

from datetime import UTC, datetime, timedelta

AT_THE_DOOR = timedelta(minutes=15)
DOOR_TIME = timedelta(minutes=2)
# The more time is left until the start, the longer the answer may take; never beyond the start.
BANDS = (
    (timedelta(hours=24), timedelta(hours=2)),
    (timedelta(hours=2), timedelta(minutes=30)),
    (AT_THE_DOOR, timedelta(minutes=10)),
)


def answer_by(at: datetime, starts_at: datetime, ends_at: datetime) -> datetime:
    """Tell until when a place offered now is kept.

    Two hours where the session starts in more than 24 hours, half an hour in more than two, ten minutes until
    a quarter of an hour before the start. From then on two minutes, because people stand at the door and a
    place that is kept is a place that stays empty; never beyond the end.
    """
    at, starts_at, ends_at = (each.astimezone(UTC) for each in (at, starts_at, ends_at))
    time = next((given for more_than, given in BANDS if starts_at - at > more_than), DOOR_TIME)
    return min(at + time, ends_at)


def is_given_outright(at: datetime, starts_at: datetime, *, has_other_seat: bool) -> bool:
    """Tell whether a place is given without asking: to who has no other room of the session, well before it.

    They have nothing to weigh, and must not lose the place by not looking. Who has another room is asked,
    because taking this one gives that one up. At the door everybody is asked: there a place is worth
    something only to somebody who is looking, and a seat that nobody comes to is kept for five minutes.
    """
    return not has_other_seat and starts_at.astimezone(UTC) - at.astimezone(UTC) > AT_THE_DOOR
