"""Rows of concerns, made through the actions as the pages do, with keys in a folder of the test."""

import itertools
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.actions import record_proof
from accounts.credentials import credentials_digest
from accounts.models import Employer, LocalOffice, SecondFactorDuty, User
from accounts.second_factor import give_totp
from concerns.actions import handling, keys, raising
from concerns.answers import Answers
from concerns.kinds import Category, GroupKind, Mode, Role, Severity, Side
from concerns.models import Concern, HandlerGroup, Membership
from concerns.reporter_codes import ReporterCode
from concerns.standing import Standing, standing_of
from tests.factories import make_user

SECRET = "TESTQNLYTESTQNLYTESTQNLYTESTQNLY"
_numbers = itertools.count(1)

ACKNOWLEDGED = "Thank you. I have read it and speak to the rota team first. You hear from me by Friday."
ROUTE = "The dignity policy is used here. Your words stay on the record."
ANSWERED = "We spoke to everybody on the ward. The rota is made by somebody else from May on."


def an_office(name: str = "North West") -> LocalOffice:
    return LocalOffice.objects.get(name=name)


def an_employer(name: str = "", office: LocalOffice | None = None) -> Employer:
    name = name or f"Trust {next(_numbers)}"
    return Employer.objects.get_or_create(name=name, defaults={"local_office": office or an_office()})[0]


def a_group(kind: GroupKind, place: Employer | LocalOffice, *, at: datetime | None = None) -> HandlerGroup:
    """A group with its key; ``place`` is an employer or a local office, as the kind asks."""
    is_office = isinstance(place, LocalOffice)
    return keys.make_group(
        kind=kind,
        employer=None if is_office else place,
        local_office=place if is_office else None,
        at=at or timezone.now(),
    )


def a_member(
    group: HandlerGroup | None, *, role: Role | None = None, user: User | None = None, email: str = ""
) -> Standing:
    """A person with a second factor whom two people entrusted."""
    user = user or make_user(email or f"handler{next(_numbers)}@example.org")
    make_fit(user)
    user = User.objects.get(pk=user.pk)
    role = role or (Role.AUDITOR if group is None else Role.DEAN if group.is_dean else Role.HANDLER)
    today = timezone.localdate()
    Membership.objects.create(
        user=user,
        group=group,
        role=role,
        proposed_on=today,
        confirmed_on=today,
        credentials=credentials_digest(user),
        names=[user.name],
    )
    SecondFactorDuty.objects.get_or_create(user=user, because="concerns")
    standing = standing_of(user)
    assert standing is not None
    return standing


def make_fit(user: User) -> User:
    """Let somebody have proven their address and set up a second factor, as whoever is entrusted has."""
    record_proof(user=user, email=user.email)
    give_totp(user, SECRET)
    return user


def again(standing: Standing) -> Standing:
    """The same person at the next request."""
    found = standing_of(User.objects.get(pk=standing.user.pk))
    assert found is not None
    return found


def answers(**given: object) -> Answers:
    """Answers to every question; give those that matter."""
    usual: dict[str, object] = {
        "mode": Mode.ANONYMOUS,
        "is_urgent": "no",
        "employer": "none",
        "office": str(an_office().pk),
        "category": Category.BULLYING,
        "narrative": "I am shouted at in front of patients.",
        "labels": ("Bullying", "Undermining"),
        "sides": (Side.TRAINING,),
        "was_asked_who": True,
    }
    return Answers(**{**usual, **given})


def a_concern(
    given: Answers | None = None, *, at: datetime | None = None
) -> tuple[Concern, ReporterCode, bytes]:
    """A concern that was sent: the row, the code and the data key."""
    at = at or timezone.now()
    concern, key = raising.begin_draft(at=at)
    raising.keep_answers(concern=concern, key=key, answers=given or answers(), at=at)
    code = ReporterCode.new()
    return raising.send_concern(concern=concern, key=key, code=code, at=at), code, key


def acknowledge(handler: Standing, concern: Concern, *, at: datetime | None = None) -> None:
    handling.acknowledge_concern(
        handler=handler, concern=concern, words=ACKNOWLEDGED, at=at or timezone.now()
    )


def recognised(concern: Concern, answer: str = "yes") -> dict[UUID, handling.LabelAnswer]:
    """The same answer to each label."""
    return {label.pk: handling.LabelAnswer(answer, "It is what it is.") for label in concern.labels.all()}


def triage(handler: Standing, concern: Concern, *, at: datetime | None = None, answer: str = "yes") -> None:
    handling.record_triage(
        handler=handler,
        concern=concern,
        category=Category(concern.category),
        severity=Severity.MEDIUM,
        labels=recognised(concern, answer),
        route=ROUTE,
        at=at or timezone.now(),
    )
