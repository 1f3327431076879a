"""Who can be written to: the closed table of audiences. Apps above declare theirs beside their notices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from events.lifecycle import Phase
from events.models import Arrival, Delegate, Message

Find = Callable[[Message, datetime], QuerySet[Delegate]]
EVERYBODY, OFFICE, GROUP = "everybody", "office", "group"
WAITING, AWAITING, NOT_ARRIVED = "waiting", "awaiting", "not_arrived"


@dataclass(frozen=True)
class Audience:
    """Some of the people of an assembly.

    ``words`` says who they are, with ``{message}``; ``needs`` names the columns of a message of which one
    must be chosen for it.
    """

    key: str
    name: str
    words: str
    find: Find
    needs: tuple[str, ...] = ()


_TABLE: dict[str, Audience] = {}


def declare(*audiences: Audience) -> None:
    """Put audiences into the table.

    :raises ValueError: for a key that stands there already.
    """
    for audience in audiences:
        if _TABLE.get(audience.key, audience) != audience:
            raise ValueError(f"{audience.key} is declared twice.")
        _TABLE[audience.key] = audience


def all_audiences() -> Sequence[Audience]:
    """Return the whole table, in the order of declaration."""
    return list(_TABLE.values())


def people_of(message: Message, at: datetime) -> QuerySet[Delegate]:
    """Return whom a message would be sent to now, each once; an audience that nobody knows is nobody."""
    audience = _TABLE.get(message.audience)
    if audience is None or lacks(message):
        return Delegate.objects.none()
    return audience.find(message, at)


def words_of(message: Message) -> str:
    """Say who that is: "Everybody who has a place"."""
    audience = _TABLE.get(message.audience)
    return audience.words.format(message=message) if audience and not lacks(message) else "Nobody"


def lacks(message: Message) -> bool:
    """Whether the row is not chosen without which the audience is nobody."""
    audience = _TABLE.get(message.audience)
    needs = audience.needs if audience else ()
    return bool(needs) and not any(getattr(message, f"{name}_id") for name in needs)


def _in(message: Message) -> "QuerySet[Delegate]":
    return Delegate.objects.filter(assembly=message.assembly_id)


def _placed(message: Message, at: datetime) -> "QuerySet[Delegate]":
    return Delegate.objects.filter(assembly=message.assembly_id).with_place()


def _of_office(message: Message, at: datetime) -> "QuerySet[Delegate]":
    return _placed(message, at).filter(local_office=message.local_office_id)


def _of_group(message: Message, at: datetime) -> "QuerySet[Delegate]":
    return _placed(message, at).filter(learner_group=message.learner_group_id)


def _waiting(message: Message, at: datetime) -> "QuerySet[Delegate]":
    return _in(message).filter(state=Delegate.State.WAITING)


def _awaiting(message: Message, at: datetime) -> "QuerySet[Delegate]":
    return _in(message).filter(state=Delegate.State.AWAITING_APPROVAL)


def _not_arrived(message: Message, at: datetime) -> "QuerySet[Delegate]":
    came = Arrival.objects.filter(delegate=OuterRef("pk"), phase=Phase.LIVE.value)
    return _placed(message, at).filter(~Exists(came))


declare(
    Audience(EVERYBODY, "Everybody who has a place", "Everybody who has a place", _placed),
    Audience(
        OFFICE,
        "Those of one local office",
        "Those of {message.local_office} who have a place",
        _of_office,
        ("local_office",),
    ),
    Audience(
        GROUP,
        "Those of one learner group",
        "{message.learner_group} who have a place",
        _of_group,
        ("learner_group",),
    ),
    Audience(
        NOT_ARRIVED,
        "Those who have not come on the day yet",
        "Those who have a place and have not come on the day yet",
        _not_arrived,
    ),
    Audience(WAITING, "Those who wait for a place", "Those who wait for a place", _waiting),
    Audience(
        AWAITING,
        "Those who await approval",
        "Those who await approval",
        _awaiting,
    ),
)
