"""The hard morning: 200 people give up their places at once while workers offer them to those who wait."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from events.actions.delegates import cancel_delegate, register_delegate
from events.actions.waiting import (
    accept_offer,
    decline_offer,
    expire_offers,
    offer_free_places,
    rejoin_waiting_list,
)
from events.models import Delegate
from events.policies.registering import RegistrationRefused
from tests.events.registrations import answers, make_proven_crowd
from tests.factories import make_assembly, make_delegate, make_learner_group, make_local_office
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)

State = Delegate.State
PLACES, WAITING = 200, 300
SECOND = timedelta(seconds=1)


def make_people(assembly, count, state, *, since):
    users = User.objects.bulk_create(
        User(email=f"{state}{number}@example.org", name=f"Person {number}") for number in range(count)
    )
    group, office = make_learner_group(), make_local_office()
    return Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            state=state,
            learner_group=group,
            local_office=office,
            registered_at=since + number * SECOND,
            waiting_since=since + number * SECOND if state == State.WAITING else None,
        )
        for number, user in enumerate(users)
    )


def on_own_line(job):
    try:
        return job()
    finally:
        connection.close()


def at_once(jobs, *, workers=10):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(on_own_line, jobs))


def test_200_places_given_up_at_once_go_to_the_first_200_in_order():
    now = timezone.now()
    assembly = make_assembly(capacity=PLACES, starts_at=now + timedelta(days=30))
    placed = make_people(assembly, PLACES, State.REGISTERED, since=now - timedelta(days=20))
    queue = make_people(assembly, WAITING, State.WAITING, since=now - timedelta(days=10))
    random.Random(7).shuffle(placed)
    is_over, most = Event(), []

    def work():
        # Beside what each cancelling enqueues, which runs at once here: ten more workers.
        while not is_over.is_set():
            offer_free_places(assembly=assembly, at=timezone.now())

    def watch():
        while not is_over.is_set():
            most.append(Delegate.objects.taking_up_places().count())

    with ThreadPoolExecutor(max_workers=3) as clock:
        jobs = [clock.submit(on_own_line, each) for each in (work, work, watch)]
        at_once([lambda d=d: cancel_delegate(delegate=d, actor=d.user, at=timezone.now()) for d in placed])
        is_over.set()
        for job in jobs:
            job.result()
    offer_free_places(assembly=assembly, at=timezone.now())

    assert max(most) <= PLACES, "at no moment were there more than there are"
    assert Delegate.objects.filter(state=State.CANCELLED).count() == PLACES
    offered = Delegate.objects.filter(state=State.OFFERED).order_by("waiting_since")
    assert list(offered) == queue[:PLACES], "nobody was overtaken"
    assert list(Delegate.objects.waiting()) == queue[PLACES:], "nobody was lost"


def test_answers_of_every_kind_at_once_fill_every_place_and_no_more():
    now = timezone.now()
    assembly = make_assembly(capacity=60, starts_at=now + timedelta(days=30))
    queue = make_people(assembly, 120, State.WAITING, since=now - timedelta(days=10))
    offer_free_places(assembly=assembly, at=now)
    late_at = now + timedelta(days=2)
    dice = random.Random(11)

    def answer(delegate, kind):
        arguments = {"delegate": delegate, "actor": delegate.user}
        try:
            if kind == "take":
                accept_offer(**arguments, at=late_at - SECOND)
            elif kind == "too late":
                accept_offer(**arguments, at=late_at)
            elif kind == "let go":
                decline_offer(**arguments, at=late_at - SECOND)
            else:
                rejoin_waiting_list(**arguments, at=late_at)
        except RegistrationRefused:
            pass

    kinds = ["take", "too late", "let go", "rejoin"]
    jobs = [lambda d=d: answer(d, dice.choice(kinds)) for d in queue[:60]]
    jobs += [lambda: offer_free_places(assembly=assembly, at=late_at - SECOND)] * 10
    jobs += [lambda: expire_offers(assembly=assembly, at=late_at)] * 3
    dice.shuffle(jobs)
    at_once(jobs)
    offer_free_places(assembly=assembly, at=late_at)
    taking_up = Delegate.objects.taking_up_places()

    assert taking_up.count() == 60
    assert Delegate.objects.count() == 120
    behind = [each.state for each in Delegate.objects.filter(pk__in=[d.pk for d in queue[60:]])]
    never_asked = Delegate.objects.waiting().filter(pk__in=[d.pk for d in queue[60:]])
    assert behind.count(State.WAITING) == never_asked.count()
    assert list(never_asked) == queue[120 - never_asked.count() :], "those asked were the first in line"


def test_taking_the_place_and_losing_it_at_one_instant_is_one_of_both():
    now = timezone.now()
    assembly = make_assembly(capacity=1, starts_at=now + timedelta(days=30))
    offered = make_delegate(assembly, state=State.OFFERED, registered_at=now)
    until = offered.offer_expires_at
    told = []

    def take():
        try:
            told.append(accept_offer(delegate=offered, actor=offered.user, at=until - SECOND).state)
        except RegistrationRefused as refused:
            told.append(refused.code)

    with held_up(Delegate.objects.filter(pk=offered.pk), waiters=2):
        at_once([take, lambda: expire_offers(assembly=assembly, at=until)])

    offered.refresh_from_db()
    assert (told, offered.state) in [(["registered"], "registered"), (["offer_over"], "lapsed")]


def test_two_workers_who_find_the_same_first_person_offer_one_place():
    now = timezone.now()
    assembly = make_assembly(capacity=1, starts_at=now + timedelta(days=30))
    first, second = make_people(assembly, 2, State.WAITING, since=now)

    with held_up(Delegate.objects.filter(pk=first.pk), waiters=2):
        told = at_once([lambda: offer_free_places(assembly=assembly, at=now)] * 2)

    assert sorted(told) == [0, 1]
    assert [Delegate.objects.get(pk=each.pk).state for each in (first, second)] == ["offered", "waiting"]


def test_thirty_who_come_to_a_full_assembly_at_once_never_move_down():
    assembly, crowd, given = make_assembly(capacity=0), make_proven_crowd(30), answers()
    seen = []

    def come(user):
        mine = register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())
        seen.append((mine, Delegate.objects.position_of(mine)[0]))

    at_once([lambda user=user: come(user) for user in crowd])

    assert [Delegate.objects.position_of(mine)[0] for mine, _ in seen] == [told for _, told in seen]
    assert sorted(told for _, told in seen) == list(range(1, 31))


def test_somebody_who_leaves_the_line_while_the_worker_comes_gets_no_offer():
    now = timezone.now()
    assembly = make_assembly(capacity=1, starts_at=now + timedelta(days=30))
    first, second = make_people(assembly, 2, State.WAITING, since=now)

    def leave():
        Delegate.objects.filter(pk=first.pk).update(state=State.CANCELLED)

    with held_up(Delegate.objects.filter(pk=first.pk), leave):
        at_once([lambda: offer_free_places(assembly=assembly, at=now)])

    assert [Delegate.objects.get(pk=each.pk).state for each in (first, second)] == ["cancelled", "offered"]
