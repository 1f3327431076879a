"""Organisers' own messages: written, removed, and sent once."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.words import day_and_clock
from events import audiences
from events.models import Message
from events.notices import MESSAGE
from events.policies import messages as policies
from events.policies.messages import MessageRefused, Writing
from notices.actions import holding
from notices.actions.telling import tell

# What an organiser can change, and how it is called where somebody else changed it meanwhile.
FIELDS = {
    "subject": "subject",
    "introduction": "message",
    "button": "button",
    "path": "address of the button",
    "audience": "audience",
    "local_office": "local office",
    "learner_group": "learner group",
    "session": "session",
    "room": "room",
    "due_at": "time",
}


@transaction.atomic
def save_message(
    *, message: Message, actor: User, at: datetime, seen_changed_at: datetime | None = None
) -> Message:
    """Keep a draft, new or changed. ``seen_changed_at`` is the ``changed_at`` of the row that was edited.

    :raises MessageRefused: ``not_organiser``, ``gone``, ``sent``, or ``changed`` with what stands there now.
    """
    policies.can_write(actor).or_raise(MessageRefused)
    if message.pk:
        stored = _lock(message.pk)
        policies.can_write(actor, stored).or_raise(MessageRefused)
        if seen_changed_at not in (None, stored.changed_at):
            raise _changed(Writing.CHANGED, stored, differences=tuple(_differences(stored, message)))
        message.created_at, message.created_by = stored.created_at, stored.created_by
    else:
        message.created_at, message.created_by = at, actor
    message.sent_at = message.sent_by = None
    message.changed_at, message.changed_by = at, actor
    message.save()
    return message


@transaction.atomic
def remove_message(*, message: Message, actor: User) -> None:
    """Throw a draft away. Safe to call twice.

    :raises MessageRefused: ``not_organiser`` or ``sent``.
    """
    policies.can_write(actor).or_raise(MessageRefused)
    stored = Message.objects.select_for_update(no_key=True).filter(pk=message.pk).first()
    if stored:
        policies.can_write(actor, stored).or_raise(MessageRefused)
        stored.delete()


@transaction.atomic
def send_message(*, message: Message, seen_changed_at: datetime | None, actor: User, at: datetime) -> Message:
    """Have everybody of the audience told once, now or at the time that the message names.

    Who joins the audience afterwards is not told. Safe to call twice: the second call changes nothing.
    ``seen_changed_at`` is the ``changed_at`` of the message that was read before deciding.

    :raises MessageRefused: ``not_organiser``, ``gone``, ``changed_since``, ``wordless``, ``unchosen``,
        ``past`` or ``nobody``.
    """
    policies.can_write(actor).or_raise(MessageRefused)
    stored = _lock(message.pk)
    if stored.is_sent:
        return stored
    if stored.changed_at != seen_changed_at:
        raise _changed(Writing.CHANGED_SINCE, stored)
    people = list(audiences.people_of(stored, at).order_by("pk").values_list("user", flat=True))
    policies.can_send(actor, stored, people_count=len(people), at=at).or_raise(MessageRefused)
    stored.sent_at, stored.sent_by = at, actor
    stored.sent_to = audiences.words_of(stored)[:300]
    stored.save(update_fields=["sent_at", "sent_by", "sent_to"])
    tell(
        kind=MESSAGE,
        people=people,
        about=stored.about,
        scope=stored.assembly.slug,
        at=at,
        due_at=stored.due_at,
    )
    return stored


def hold_message(*, message: Message, actor: User, at: datetime) -> None:
    """Let nothing of this message leave until somebody lets it go; others leave. Safe to call twice.

    :raises MessageRefused: ``not_organiser`` or ``not_sent``.
    """
    policies.can_hold(actor, message).or_raise(MessageRefused)
    scope = message.assembly.slug
    holding.hold(scope=scope, kind=MESSAGE, about=message.about, actor=actor, at=at)


def release_message(*, message: Message, actor: User, at: datetime) -> None:
    """Let a message go that was held alone; a hold on all messages still keeps it. Safe to call twice.

    :raises MessageRefused: ``not_organiser`` or ``not_sent``.
    """
    policies.can_hold(actor, message).or_raise(MessageRefused)
    scope = message.assembly.slug
    holding.release(scope=scope, kind=MESSAGE, about=message.about, actor=actor, at=at)


def _lock(pk: int) -> Message:
    """Read the message again and keep every other organiser from writing until we are done."""
    locked = Message.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "assembly", "changed_by", "local_office", "learner_group", "session", "room__session", "room__theme"
    )
    if (stored := locked.filter(pk=pk).first()) is None:
        raise MessageRefused(Writing.GONE)
    return stored


def _changed(code: Writing, stored: Message, **facts: object) -> MessageRefused:
    """Say who changed the message, and when."""
    return MessageRefused(
        code,
        who=str(stored.changed_by or "Somebody"),
        time=day_and_clock(stored.changed_at, stored.assembly.zone),
        changed_at=stored.changed_at,
        **facts,
    )


def _differences(stored: Message, typed: Message) -> Iterator[str]:
    for name, called in FIELDS.items():
        there, here = getattr(stored, name), getattr(typed, name)
        if (there or None) != (here or None):
            yield f"The {called} is now {_shown(name, stored)}."


def _shown(name: str, stored: Message) -> str:
    value = getattr(stored, name)
    if name == "audience":
        return f"“{audiences.words_of(stored)}”"
    if isinstance(value, datetime):
        return day_and_clock(value, stored.assembly.zone)
    return f"“{value}”" if value else "empty"
