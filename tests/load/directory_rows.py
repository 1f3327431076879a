"""A directory of thousands for the bench; in a portal's process."""

import itertools
import random
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import Grade, LearnerGroup, LocalOffice, User
from assembly_portal.demonstration import names
from assembly_portal.rehearsal.cast import log_in
from common.codes import new_code
from events.models import Assembly, Delegate
from networking.models import Block, Interest, Profile, Showable, Subject
from tests.factories import make_live_assembly

ACCENTED = ("Áine", "Zoë", "José", "Søren", "Llŷr")
BLOCKS = 40
BETWEEN_CHANGES = 0.05


def a_directory(people: int) -> dict:
    """Make so many listed people at one assembly, and one of them who looks and keeps some away."""
    dice = random.Random(11)
    assembly = make_live_assembly(slug=new_code())
    delegates = _delegates(dice, assembly, people)
    now = timezone.now()
    codes = list(Interest.objects.values_list("code", flat=True))
    Profile.objects.bulk_create(
        (_profile(dice, delegate, codes, now) for delegate in delegates), batch_size=1000
    )
    me, others = delegates[0], delegates[1 : BLOCKS + 1]
    Block.objects.bulk_create(
        Block(blocker=me.user, blocked=other.user, blocked_name=other.name, blocked_at=now)
        if number % 2
        else Block(blocker=other.user, blocked=me.user, blocked_name=me.name, blocked_at=now)
        for number, other in enumerate(others)
    )
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return {
        "cookie": log_in(me.user_id),
        "slug": assembly.slug,
        "path": f"/{assembly.slug}/networking/",
        "name": delegates[people // 2].name,
        "interest": codes[3],
    }


def keep_changing(slug: str, seconds: float) -> int:
    """Let people of an assembly save what they show, one after another; return how many did."""
    profiles = Profile.objects.filter(delegate__assembly__slug=slug)
    until, changed = time.monotonic() + seconds, 0
    for key in itertools.cycle(profiles.values_list("pk", flat=True)):
        if time.monotonic() > until:
            break
        changed += profiles.filter(pk=key).update(changed_at=timezone.now())
        time.sleep(BETWEEN_CHANGES)
    return changed


def _delegates(dice: random.Random, assembly: Assembly, count: int) -> list[Delegate]:
    groups, grades, offices = (list(each.objects.all()) for each in (LearnerGroup, Grade, LocalOffice))
    surnames = [f"{start}{end}" for start in names.SURNAME_STARTS for end in names.SURNAME_ENDS]
    first = [*names.FIRST_NAMES, *ACCENTED]
    users = User.objects.bulk_create(
        User(
            email=f"{new_code()}{number}@example.org",
            name=f"{dice.choice(first)} {dice.choice(surnames)}",
            password="!",
        )
        for number in range(count)
    )
    return Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            pronouns=dice.choice(["", "she/her", "he/him", "they/them"]),
            state=Delegate.State.REGISTERED,
            learner_group=dice.choice(groups),
            grade=dice.choice(grades),
            local_office=dice.choice(offices),
            registered_at=timezone.now() - timedelta(days=9),
        )
        for user in users
    )


def _profile(dice: random.Random, delegate: Delegate, codes: list[str], now) -> Profile:
    return Profile(
        delegate=delegate,
        joined_at=now,
        changed_at=now,
        is_listed=True,
        shows=[field for field in Showable.values if dice.random() < 0.7],
        interests=dice.sample(codes, dice.randint(1, 5)),
        offers=dice.sample(Subject.values, dice.randint(0, 2)),
        seeks=dice.sample(Subject.values, dice.randint(0, 2)),
    )
