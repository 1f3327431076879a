"""Rows for tests, made as shortly as the test needs; every date follows from the one that the test gives."""

import itertools
import time
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Appointment, LearnerGroup, LocalOffice, User
from events.models import (
    Assembly,
    Chair,
    Contributor,
    Delegate,
    Facilitator,
    Place,
    Room,
    Session,
    Speaker,
    Theme,
    Topic,
)

_numbers = itertools.count(1)


def make_user(email: str = "", **fields) -> User:
    """A person with a log-in by code; ``password=`` gives one by password."""
    number = next(_numbers)
    fields.setdefault("name", f"Person {number}")
    return User.objects.create_user(email or f"person{number}@example.org", **fields)


def make_organiser(**fields) -> User:
    """A person who runs assemblies."""
    user = make_user(**fields)
    Appointment.objects.create(user=user, duty=Appointment.Duty.ORGANISER)
    return user


def make_assembly(**fields) -> Assembly:
    """A published assembly whose day starts in a week; give ``starts_at`` and the other dates follow."""
    now = timezone.now()
    number = next(_numbers)
    fields.setdefault("slug", f"a{number}")
    fields.setdefault("name", f"Assembly {number}")
    fields.setdefault("organisation_name", "Health Education England")
    fields.setdefault("starts_at", now + timedelta(days=7))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=8))
    fields.setdefault("opens_at", fields["starts_at"] - timedelta(days=5))
    fields.setdefault("closes_at", fields["ends_at"] + timedelta(days=183))
    fields.setdefault("registration_closes_at", fields["ends_at"])
    fields.setdefault("published_at", min(now, fields["opens_at"]) - timedelta(days=30))
    return Assembly.objects.create(**fields)


def make_live_assembly(**fields) -> Assembly:
    """A published assembly whose day started two hours ago."""
    fields.setdefault("starts_at", timezone.now() - timedelta(hours=2))
    return make_assembly(**fields)


def make_session(assembly: Assembly | None = None, **fields) -> Session:
    """A published session; it starts with the day and takes ``minutes`` (45) unless told otherwise."""
    assembly = assembly or make_assembly()
    minutes = fields.pop("minutes", 45)
    fields.setdefault("kind", Session.Kind.KEYNOTE)
    fields.setdefault("title", f"Session {next(_numbers)}")
    fields.setdefault("starts_at", assembly.starts_at)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(minutes=minutes))
    fields.setdefault("published_at", assembly.published_at)
    return Session.objects.create(assembly=assembly, **fields)


def make_place(assembly: Assembly, **fields) -> Place:
    """A column of the timetable."""
    number = next(_numbers)
    fields.setdefault("name", f"Place {number}")
    fields.setdefault("position", number % 30000)
    return Place.objects.create(assembly=assembly, **fields)


def make_theme(assembly: Assembly, **fields) -> Theme:
    """What a breakout room discusses."""
    fields.setdefault("title", f"Theme {next(_numbers)}")
    return Theme.objects.create(assembly=assembly, **fields)


def make_room(session: Session | None = None, **fields) -> Room:
    """A room of the session at a place of its own; without ``capacity`` everybody fits."""
    session = session or make_session(kind=Session.Kind.BREAKOUTS)
    if "place" not in fields:
        fields["place"] = make_place(session.assembly)
    return Room.objects.create(session=session, **fields)


def make_topic(session: Session, **fields) -> Topic:
    """A showcase presentation."""
    fields.setdefault("title", f"Topic {next(_numbers)}")
    return Topic.objects.create(session=session, **fields)


def make_contributor(assembly: Assembly, **fields) -> Contributor:
    """A person whom the programme names."""
    fields.setdefault("name", f"Contributor {next(_numbers)}")
    return Contributor.objects.create(assembly=assembly, **fields)


def make_chair(session: Session, **fields) -> Chair:
    """Somebody who leads the session."""
    return Chair.objects.create(session=session, contributor=make_contributor(session.assembly, **fields))


def make_speaker(session: Session, topic: Topic | None = None, **fields) -> Speaker:
    """Somebody who presents, in a showcase one of its topics."""
    contributor = make_contributor(session.assembly, **fields)
    return Speaker.objects.create(session=session, topic=topic, contributor=contributor)


def make_facilitator(room: Room, **fields) -> Facilitator:
    """Somebody who hosts the room."""
    return Facilitator.objects.create(
        room=room, contributor=make_contributor(room.session.assembly, **fields)
    )


def make_learner_group(name: str = "Doctors in training") -> LearnerGroup:
    """A kind of learner, found or made."""
    return LearnerGroup.objects.filter(name=name).first() or LearnerGroup.objects.create(
        code=f"group-{next(_numbers)}", name=name
    )


def make_local_office(name: str = "North West") -> LocalOffice:
    """A regional training body, found or made."""
    return LocalOffice.objects.filter(name=name).first() or LocalOffice.objects.create(
        code=f"office-{next(_numbers)}", name=name
    )


def make_delegate(
    assembly: Assembly | None = None,
    *,
    user: User | None = None,
    registered_at: datetime | None = None,
    **fields,
) -> Delegate:
    """A person with a place; ``state=`` gives a wish instead, which waits since registering."""
    assembly = assembly or make_assembly()
    user = user or make_user()
    registered_at = registered_at or timezone.now()
    fields.setdefault("name", user.name)
    fields.setdefault("state", Delegate.State.REGISTERED)
    if fields["state"] in (Delegate.State.WAITING, Delegate.State.OFFERED, Delegate.State.LAPSED):
        fields.setdefault("waiting_since", registered_at)
    if fields["state"] in (Delegate.State.OFFERED, Delegate.State.LAPSED):
        fields.setdefault("offer_expires_at", registered_at + timedelta(days=2))
    fields.setdefault("learner_group", make_learner_group())
    fields.setdefault("local_office", make_local_office())
    return Delegate.objects.create(assembly=assembly, user=user, registered_at=registered_at, **fields)


def log_in(client, user: User) -> User:
    """Log the person in as the door does, with the second factor proven."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user
