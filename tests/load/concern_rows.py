"""Concerns for the bench: many at once, with what an inbox looks at, and some that a code opens."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import LocalOffice, User
from concerns.actions.keys import make_custody_key
from concerns.kinds import Category, Envelope, GroupKind, Holder, Mode, Severity, Side
from concerns.models import Clock, Concern, KeyGrant, Referral, SealingKey
from concerns.obligations import Promise, due_on
from concerns.pathway import OPEN, State, Track
from tests.concerns.portal_rows import cookie_of
from tests.concerns.rows import a_concern, a_group, a_member, answers
from tests.factories import make_user

STRONG = {"CONCERNS_CODE_MEMORY_KIB": 64 * 1024, "CONCERNS_CODE_PASSES": 3}


def an_inbox(count: int) -> dict:
    """Make so many concerns of one office, half of them open, and log a handler of it in."""
    make_custody_key(at=timezone.now())
    office = LocalOffice.objects.get(name="North East")
    group = a_group(GroupKind.QUALITY, office)
    handler = make_user("bench.handler@example.org")
    a_member(group, user=handler)
    key = SealingKey.objects.live().get(group=group)
    today = timezone.localdate()
    concerns, grants, referrals, clocks = [], [], [], []
    for number in range(count):
        received = today - timedelta(days=number % 200)
        state = OPEN[number % len(OPEN)] if number % 2 else State.CLOSED
        concern = Concern(
            state=state,
            started_on=received,
            received_on=received,
            mode=list(Mode)[number % 3],
            category=list(Category)[number % len(Category)],
            severity=list(Severity)[number % len(Severity)],
            local_office=office,
            locator=uuid4().hex,
            salt=b"s" * 16,
        )
        concerns.append(concern)
        grants.append(
            KeyGrant(
                concern=concern,
                envelope=Envelope.CONTENT,
                holder=Holder.GROUP,
                key=key,
                wrapped=b"w" * 80,
                granted_on=received,
            )
        )
        is_open = state != State.CLOSED
        referral = Referral(
            concern=concern,
            group=group,
            side=Side.TRAINING,
            basis=Referral.Basis.REPORTER,
            state=Track.ACCEPTED if is_open else Track.CLOSED,
            offered_on=received,
        )
        referrals.append(referral)
        clocks += [
            Clock(
                referral=referral,
                promise=promise,
                started_on=received,
                due_on=due_on(promise, start=received, received=received),
            )
            for promise in (Promise.CONTACT, Promise.FEEDBACK)
            if is_open
        ]
    for rows in (concerns, grants, referrals, clocks):
        type(rows[0]).objects.bulk_create(rows, batch_size=1000)
    # A minute later autovacuum would have done it; thousands of rows do not come in a second.
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return {"cookies": [cookie_of(handler)["cookie"] for _ in range(4)]}


def codes(count: int) -> list[str]:
    """Make concerns with codes as strong as in production, and return the codes."""
    assert User.objects.filter(email="bench.handler@example.org").exists(), "an_inbox comes first"
    office = LocalOffice.objects.get(name="North East")
    with override_settings(**STRONG):
        assert STRONG["CONCERNS_CODE_MEMORY_KIB"] == settings.CONCERNS_CODE_MEMORY_KIB
        return [a_concern(answers(office=str(office.pk)))[1].in_groups for _ in range(count)]
