"""Groups, members and log-ins inside a running portal, made by ``portal.call``."""

import time

from django.test import Client
from django.utils import timezone

from accounts.models import Appointment, Employer, LocalOffice, User
from concerns.actions.keys import make_custody_key
from concerns.kinds import GroupKind, Role
from concerns.models import HandlerGroup
from tests.concerns.rows import SECRET, a_group, a_member, give_totp
from tests.factories import log_in, make_user

# Found anywhere in a row, it is this person.
UNLIKELY = 978_123_457
OFFICE, ELSEWHERE = "North West", "Wessex"


def stage(tag: str) -> dict:
    """Make a trust and its office with a member in each group, and a stranger; log all of them in."""
    make_custody_key(at=timezone.now())
    office, other = LocalOffice.objects.get(name=OFFICE), LocalOffice.objects.get(name=ELSEWHERE)
    trust = f"Trust of the {tag.title()}"
    employer = Employer.objects.get_or_create(name=trust, defaults={"local_office": office})[0]
    groups = {
        "handler": (GroupKind.QUALITY, office, Role.LEAD),
        "second": (GroupKind.QUALITY, office, Role.HANDLER),
        "guardian": (GroupKind.GUARDIAN, employer, Role.HANDLER),
        "dean": (GroupKind.DEAN, office, Role.DEAN),
        "stranger": (GroupKind.QUALITY, other, Role.HANDLER),
    }
    people = {}
    for who, (kind, place, role) in groups.items():
        user = User.objects.filter(email=f"{who}.{tag}@example.org").first()
        if user is None:
            user = make_user(f"{who}.{tag}@example.org", name=f"{who.title()} {tag.title()}")
            a_member(a_group(kind, place), role=role, user=user)
        people[who] = cookie_of(user)
    auditor = User.objects.filter(email=f"auditor.{tag}@example.org").first()
    if auditor is None:
        auditor = make_user(f"auditor.{tag}@example.org", name="Auditor")
        a_member(None, user=auditor)
    people["auditor"] = cookie_of(auditor)
    trainee = User.objects.filter(email=f"trainee.{tag}@example.org").first()
    trainee = trainee or make_user(f"trainee.{tag}@example.org", name="Trainee", pk=UNLIKELY + len(tag))
    people["trainee"] = cookie_of(trainee, is_proven=False)
    for who, fields in {"superuser": {"is_superuser": True}, "organiser": {}}.items():
        email = f"{who}.{tag}@example.org"
        user = User.objects.filter(email=email).first() or make_user(email, **fields)
        if who == "organiser":
            Appointment.objects.get_or_create(user=user, duty=Appointment.Duty.ORGANISER, ended_at=None)
        give_totp(user, SECRET)
        people[who] = cookie_of(user)
    return {
        "people": people,
        "employer": str(employer.pk),
        "office": str(office.pk),
        "groups": {
            group.kind: str(group.pk)
            for group in HandlerGroup.objects.of_place(employer=employer, local_office=office)
        },
    }


def cookie_of(user: User, *, is_proven: bool = True, hours_ago: float = 0) -> dict:
    """Log somebody in: the cookie of the session, the key of the person, and their address."""
    client = Client()
    if is_proven:
        log_in(client, user)
        session = client.session
        records = session["account_authentication_methods"]
        session["account_authentication_methods"] = [
            {**record, "at": time.time() - hours_ago * 3600} for record in records
        ]
        session.save()
    else:
        client.force_login(user)
    return {
        "cookie": f"sessionid={client.cookies['sessionid'].value}",
        "key": user.pk,
        "email": user.email,
    }


def log_in_again(email: str, *, is_proven: bool = True, hours_ago: float = 0) -> dict:
    """Log somebody in anew."""
    return cookie_of(User.objects.get(email=email), is_proven=is_proven, hours_ago=hours_ago)
