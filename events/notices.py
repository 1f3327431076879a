"""What this app tells people: the kinds, who writes their letters, and the acts' way to have them told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from events import letters
from events.models import AccessReply, Assembly, Delegate, Message, Session
from events.place_calendars import CONTENT_TYPE, place_calendar
from events.rounds import RoundKind
from events.waiting_words import position_of
from notices.actions.telling import close_notices, take_back, tell
from notices.kinds import Kind, Topic, declare
from notices.letters import Attachment, Letter
from notices.models import Notice

State = Delegate.State
Write = Callable[[Delegate], Letter]

CONFIRMED, APPROVED = "place.confirmed", "place.approved"
WAITING, AWAITING = "place.waiting", "place.awaiting"
OFFERED, LAPSED = "place.offered", "place.lapsed"
DECLINED, CANCELLED = "place.declined", "place.cancelled"
GIVEN = "place.given"
MOVED = "day.moved"
CONFIRMATIONS = (CONFIRMED, APPROVED, GIVEN)
MESSAGE = "news.message"
ACCESS = "access.answered"
# What an offer came to, by what its reader was told next.
OUTCOMES = {
    GIVEN: "The place is yours.",
    LAPSED: "You did not answer in time, so the place went to the next person.",
}
OF_PLACES = (*CONFIRMATIONS, WAITING, AWAITING, OFFERED, LAPSED, DECLINED, CANCELLED)


def tell_delegate(delegate: Delegate, kind: str, *, at: datetime) -> None:
    """Have the person told how their place stands; what they were to be told before says so no more."""
    about_them = Notice.objects.filter(
        recipient=delegate.user_id, kind__in=OF_PLACES, about__startswith=f"{delegate.reference}@"
    )
    close_notices(notices=about_them, outcome=OUTCOMES.get(kind, "The place is not kept for you."), at=at)
    take_back(notices=about_them, at=at)
    tell(
        kind=kind,
        people=[delegate.user_id],
        about=about_place(delegate, at),
        scope=delegate.assembly.slug,
        at=at,
        stale_at=_stale_at(delegate, kind),
        open_until=delegate.offer_expires_at if kind == OFFERED else None,
    )


def tell_access_reply(answer: AccessReply, *, at: datetime) -> None:
    """Have the delegate told what was answered to their request; an older answer that waits is not sent."""
    request = answer.request
    delegate = request.delegate
    older = [each.about for each in request.replies.exclude(pk=answer.pk)]
    take_back(notices=Notice.objects.filter(recipient=delegate.user_id, kind=ACCESS, about__in=older), at=at)
    tell(
        kind=ACCESS,
        people=[delegate.user_id],
        about=answer.about,
        scope=delegate.assembly.slug,
        at=at,
        stale_at=delegate.assembly.ends_at,
    )


def _stale_at(delegate: Delegate, kind: str) -> datetime | None:
    """Tell from when on it is no use to say it: an offer that is over would only send people in vain."""
    if kind == OFFERED:
        return delegate.offer_expires_at
    return None if kind == CANCELLED else delegate.assembly.ends_at


def about_place(delegate: Delegate, at: datetime) -> str:
    """Name a step of somebody's place: who comes back after cancelling is told anew."""
    return f"{delegate.reference}@{at.timestamp():.0f}"


def confirmation_of(delegate: Delegate) -> Notice | None:
    """Return the latest confirmation of this place, to say how it stands with it."""
    found = Notice.objects.filter(recipient=delegate.user_id, kind__in=CONFIRMATIONS)
    return found.filter(about__startswith=f"{delegate.reference}@").order_by("-due_at").first()


def about_round(assembly: Assembly) -> str:
    """Name the day that a round is about: a day that moved is another one."""
    return f"{assembly.slug}@{assembly.starts_at.astimezone(assembly.zone).date()}"


def _of_places(state: Delegate.State, write: Write) -> Callable[[Sequence[Notice]], Mapping[UUID, Letter]]:
    """Write to those whose place still stands so; the others are told something else, or nothing."""

    def compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
        references = {notice.code: notice.about.partition("@")[0] for notice in notices}
        found = Delegate.objects.filter(reference__in=references.values(), state=state)
        delegates = {each.reference: each for each in found.select_related("assembly", "user")}
        return {
            code: write(delegates[reference])
            for code, reference in references.items()
            if reference in delegates
        }

    return compose


def _of_rounds(write: Write) -> Callable[[Sequence[Notice]], Mapping[UUID, Letter]]:
    """Write to those who hold a place at the day that the round is about, if it is still on that day."""

    def compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
        scopes = {notice.scope for notice in notices}
        people = {notice.recipient_id for notice in notices}
        found = Delegate.objects.with_place().filter(assembly__slug__in=scopes, user__in=people)
        delegates = {
            (each.user_id, about_round(each.assembly)): each
            for each in found.select_related("assembly", "user")
        }
        keys = {notice.code: (notice.recipient_id, notice.about) for notice in notices}
        return {code: write(delegates[key]) for code, key in keys.items() if key in delegates}

    return compose


def _messages(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write organisers' own messages to those who still have, or hope for, a place."""
    keys = {notice.code: (notice.recipient_id, _message_key(notice.about)) for notice in notices}
    messages = Message.objects.filter(pk__in={key for _, key in keys.values()}).in_bulk()
    found = Delegate.objects.filter(
        assembly__in={each.assembly_id for each in messages.values()},
        user__in={person for person, _ in keys.values()},
    )
    delegates = {
        (each.user_id, each.assembly_id): each
        for each in found.select_related("assembly", "user")
        if each.is_standing
    }
    written = {}
    for code, (person, key) in keys.items():
        message = messages.get(key)
        delegate = delegates.get((person, message.assembly_id)) if message else None
        if message and delegate:
            written[code] = letters.message(delegate, message)
    return written


def _message_key(about: str) -> int:
    return int(about.removeprefix("message-"))


def _access_replies(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write what was answered to those who still have, or hope for, a place and want it still."""
    keys = {notice.code: int(notice.about.removeprefix("access-")) for notice in notices}
    found = AccessReply.objects.select_related("request__delegate__assembly").in_bulk(keys.values())
    wanted = {
        key: each
        for key, each in found.items()
        if each.request.delegate.is_standing and each.request.state != each.request.State.WITHDRAWN
    }
    return {code: letters.access_reply(wanted[key]) for code, key in keys.items() if key in wanted}


def _compose_moved(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to those who still have a place, or hope for one, when the day was as it was found then."""
    scopes = {notice.scope for notice in notices}
    people = {notice.recipient_id for notice in notices}
    gone = (State.CANCELLED, State.DECLINED, State.LAPSED)
    found = Delegate.objects.filter(assembly__slug__in=scopes, user__in=people).exclude(state__in=gone)
    delegates = {
        (each.user_id, each.assembly.slug): each for each in found.select_related("assembly", "user")
    }
    keys = {notice.code: (notice.recipient_id, notice.scope) for notice in notices}
    was = {notice.code: str(notice.facts["was"]) for notice in notices}
    return {code: letters.moved(delegates[key], was[code]) for code, key in keys.items() if key in delegates}


class _Confirming:
    """Writes confirmations; the calendar of an assembly once for all of them."""

    def __init__(self, first: str) -> None:
        self.first = first

    def __call__(self, notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
        """Write the letters of these notices."""
        at, programmes = timezone.now(), dict[int, tuple[Attachment, bool]]()

        def write(delegate: Delegate) -> Letter:
            assembly = delegate.assembly
            if assembly.pk not in programmes:
                programmes[assembly.pk] = _calendar(assembly, at)
            calendar, has_programme = programmes[assembly.pk]
            first = self.first.format(assembly=assembly)
            return letters.confirmation(
                delegate, at, calendar=calendar, first=first, has_programme=has_programme
            )

        return _of_places(State.REGISTERED, write)(notices)


def _calendar(assembly: Assembly, at: datetime) -> tuple[Attachment, bool]:
    """Write the day as a file, and tell whether a programme is published."""
    sessions = list(Session.objects.filter(assembly=assembly).public(at).in_order().with_programme())
    written = place_calendar(assembly, sessions, settings.PORTAL_ADDRESS.rstrip("/"), at)
    return Attachment(f"{assembly.slug}.ics", written.decode(), CONTENT_TYPE), bool(sessions)


def _doors_open(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write that doors are open; whether there is something to choose is asked once for each assembly."""
    at, programmes = timezone.now(), dict[int, bool]()

    def write(delegate: Delegate) -> Letter:
        assembly = delegate.assembly
        if assembly.pk not in programmes:
            programmes[assembly.pk] = Session.objects.filter(assembly=assembly).public(at).exists()
        return letters.doors_open(delegate, has_programme=programmes[assembly.pk])

    return _of_rounds(write)(notices)


def _waiting(delegate: Delegate) -> Letter:
    return letters.waiting(delegate, position_of(delegate))


declare(
    Kind(CONFIRMED, "Confirmation of a place", Topic.PLACE, _Confirming("You have a place at {assembly}.")),
    Kind(
        APPROVED,
        "Approved",
        Topic.PLACE,
        _Confirming("The organisers have approved your registration: you have a place at {assembly}."),
    ),
    Kind(
        GIVEN,
        "A place for somebody who waited",
        Topic.PLACE,
        _Confirming("You waited for a place at {assembly}. It is yours now."),
    ),
    Kind(WAITING, "On the waiting list", Topic.PLACE, _of_places(State.WAITING, _waiting)),
    Kind(OFFERED, "A place is free for you", Topic.PLACE, _of_places(State.OFFERED, letters.offered)),
    Kind(LAPSED, "Offer not answered", Topic.PLACE, _of_places(State.LAPSED, letters.lapsed)),
    Kind(
        AWAITING,
        "Awaiting approval",
        Topic.PLACE,
        _of_places(State.AWAITING_APPROVAL, letters.awaiting_approval),
    ),
    Kind(DECLINED, "Declined", Topic.PLACE, _of_places(State.DECLINED, letters.declined)),
    Kind(MOVED, "The day has moved", Topic.PLACE, _compose_moved),
    Kind(CANCELLED, "Place cancelled", Topic.PLACE, _of_places(State.CANCELLED, letters.cancelled)),
    Kind(RoundKind.DOORS_OPEN, "Doors open", Topic.REMINDERS, _doors_open),
    Kind(RoundKind.DAY_BEFORE, "The day before", Topic.REMINDERS, _of_rounds(letters.day_before)),
    Kind(RoundKind.THAT_MORNING, "That morning", Topic.REMINDERS, _of_rounds(letters.that_morning)),
    Kind(RoundKind.AFTERWARDS, "The next working day", Topic.AFTERWARDS, _of_rounds(letters.afterwards)),
    Kind(RoundKind.EXPIRY_SOON, "Soon no longer there", Topic.AFTERWARDS, _of_rounds(letters.expiry_soon)),
    Kind(RoundKind.EXPIRY_LAST, "Last days to watch", Topic.AFTERWARDS, _of_rounds(letters.expiry_last)),
    Kind(
        RoundKind.WHAT_CHANGED,
        "Three months later: what changed",
        Topic.AFTERWARDS,
        _of_rounds(letters.what_changed),
        needs_words=True,
    ),
    Kind(
        ACCESS,
        "An access request is answered",
        Topic.PLACE,
        _access_replies,
        occasion="When an organiser answers what somebody needs to take part",
    ),
    Kind(MESSAGE, "Messages from the organisers", Topic.NEWS, _messages),
)
