from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.actions.delegates import admit_delegate, approve_delegate, cancel_delegate, decline_delegate
from events.actions.waiting import (
    accept_offer,
    decline_offer,
    expire_offers,
    offer_free_places,
    offer_place,
    rejoin_waiting_list,
)
from events.models import AccessRequest, Assembly, Delegate
from events.notices import CONFIRMED, GIVEN, LAPSED, OFFERED, WAITING
from events.policies.registering import Registration, RegistrationRefused
from events.tasks import offer_free_places as offer_by_the_clock
from notices.models import Notice
from tests.events.registrations import make_proven, register
from tests.factories import make_assembly, make_delegate, make_organiser, make_user

State = Delegate.State
TICK, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


def refusal(function, **arguments) -> Registration:
    with pytest.raises(RegistrationRefused) as caught:
        function(**arguments)
    assert str(caught.value)
    return caught.value.code


def make_full(places: int = 1, waiting: int = 2, **fields):
    """A full assembly a month ahead, with a list; returns it, those with a place, and those who wait."""
    fields.setdefault("starts_at", timezone.now() + 30 * DAY)
    assembly = make_assembly(capacity=places, **fields)
    placed = [register(assembly) for _ in range(places)]
    return assembly, placed, [register(assembly) for _ in range(waiting)]


def leave(*delegates: Delegate, at=None) -> None:
    for each in delegates:
        cancel_delegate(delegate=each, actor=each.user, at=at or timezone.now())


def states(*delegates: Delegate) -> list[str]:
    for each in delegates:
        each.refresh_from_db()
    return [each.state for each in delegates]


def kinds_told(delegate: Delegate) -> list[str]:
    """What the person was or is to be told, in order."""
    return list(Notice.objects.filter(recipient=delegate.user).order_by("pk").values_list("kind", flat=True))


def positions(assembly: Assembly) -> list[int]:
    waiting = Delegate.objects.filter(assembly=assembly).waiting()
    return [Delegate.objects.position_of(each)[0] for each in waiting]


# --- Offering ----------------------------------------------------------------------------------


def test_a_free_place_is_offered_to_whoever_waits_longest_and_kept():
    assembly, (leaving,), (first, second) = make_full()
    at = timezone.now()
    leave(leaving)

    assert offer_free_places(assembly=assembly, at=at) == 1
    assert offer_free_places(assembly=assembly, at=at) == 0

    assert states(first, second) == [State.OFFERED, State.WAITING]
    assert first.offer_expires_at == at + 2 * DAY
    assert register(assembly).state == State.WAITING
    assert positions(assembly) == [1, 2]


def test_the_worker_offers_as_soon_as_somebody_left(django_capture_on_commit_callbacks):
    _, (leaving,), (first, _) = make_full()
    with django_capture_on_commit_callbacks(execute=True):
        leave(leaving)
    assert states(first) == [State.OFFERED]


@pytest.mark.parametrize(
    ("before_start", "expected"),
    [
        (DAY + TICK, State.OFFERED),
        (DAY, State.REGISTERED),
        (-8 * HOUR + TICK, State.REGISTERED),
        (-8 * HOUR, State.WAITING),
    ],
    ids=["more than a day before", "a day before", "as the day ends", "after the day"],
)
def test_near_the_day_a_place_is_given_without_asking(before_start, expected):
    assembly = make_assembly(capacity=1)
    waiting = make_delegate(assembly, state=State.WAITING)
    offer_free_places(assembly=assembly, at=assembly.starts_at - before_start)
    assert states(waiting) == [expected]


def test_where_there_is_no_limit_any_more_nobody_is_asked():
    assembly, _, waiting = make_full(waiting=3)
    Assembly.objects.filter(pk=assembly.pk).update(capacity=None)
    assembly.refresh_from_db()
    assert offer_free_places(assembly=assembly, at=timezone.now()) == 3
    assert set(states(*waiting)) == {State.REGISTERED}


def test_more_places_are_offered_by_the_clock_in_order():
    assembly, _, waiting = make_full(waiting=3)
    Assembly.objects.filter(pk=assembly.pk).update(capacity=3)
    offer_by_the_clock()
    offer_by_the_clock()
    assert states(*waiting) == [State.OFFERED, State.OFFERED, State.WAITING]


def test_a_full_list_costs_the_clock_two_questions(django_assert_num_queries):
    assembly, _, _ = make_full(waiting=3)
    with django_assert_num_queries(2):
        offer_free_places(assembly=assembly, at=timezone.now())


# --- Answering ---------------------------------------------------------------------------------


@pytest.fixture
def offered():
    """Somebody whom a place is offered, with one more behind them."""
    assembly, (leaving,), (first, _) = make_full()
    leave(leaving)
    offer_free_places(assembly=assembly, at=timezone.now())
    first.refresh_from_db()
    return first


def test_who_takes_the_place_has_it_and_one_confirmation(offered):
    for _ in range(2):
        accept_offer(delegate=offered, actor=offered.user, at=offered.offer_expires_at - TICK)
    assert states(offered) == [State.REGISTERED]
    assert kinds_told(offered)[-1:] == [GIVEN]


def test_each_step_is_told_once_with_the_time_to_answer(django_capture_on_commit_callbacks, mailoutbox):
    starts_at = datetime(2022, 5, 27, 7, 45, tzinfo=UTC)
    with time_machine.travel(datetime(2022, 5, 9, 9, 30, tzinfo=UTC), tick=False) as clock:
        assembly, (leaving,), (first, _) = make_full(starts_at=starts_at)
        with django_capture_on_commit_callbacks(execute=True):
            register(assembly)
            leave(leaving)
        clock.move_to(datetime(2022, 5, 11, 9, 30, tzinfo=UTC))
        with django_capture_on_commit_callbacks(execute=True):
            offer_by_the_clock()
            offer_by_the_clock()
    letters = [letter for letter in mailoutbox if letter.to == [first.user.email]]
    assert [letter.subject for letter in letters[1:]] == [
        f"A place at {assembly} is free for you",
        f"The time to take your place at {assembly} has ended",
    ]
    assert "until 10:30am on Wednesday 11 May 2022 (UK time)" in letters[1].body
    assert "/place/" in letters[1].body
    (last,) = [letter for letter in mailoutbox if letter.subject.startswith("You are on the waiting list")][
        -1:
    ]
    assert "You are 3rd of 3 on the waiting list." in last.body


def test_an_offer_that_is_over_is_told_to_nobody(offered):
    notice = Notice.objects.get(recipient=offered.user, kind=OFFERED)
    assert notice.stale_at == offered.offer_expires_at


def test_an_offer_that_is_over_is_over_before_any_worker_has_looked(offered):
    until = offered.offer_expires_at
    arguments = {"delegate": offered, "actor": offered.user, "at": until}
    assert refusal(accept_offer, **arguments) == Registration.OFFER_OVER
    expire_offers(assembly=offered.assembly, at=until)
    assert refusal(accept_offer, **arguments) == Registration.OFFER_OVER


def test_who_does_not_answer_loses_the_turn_to_the_next(offered):
    behind = Delegate.objects.waiting().get()
    until = offered.offer_expires_at

    assert expire_offers(assembly=offered.assembly, at=until - TICK) == 0
    with time_machine.travel(until, tick=False):
        offer_by_the_clock()
        offer_by_the_clock()

    assert states(offered, behind) == [State.LAPSED, State.OFFERED]
    assert behind.offer_expires_at == until + 2 * DAY


def test_who_lets_the_place_go_makes_room_for_the_next(offered, django_capture_on_commit_callbacks):
    behind = Delegate.objects.waiting().get()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            decline_offer(delegate=offered, actor=offered.user, at=timezone.now())
    assert states(offered, behind) == [State.CANCELLED, State.OFFERED]


@pytest.mark.parametrize(
    ("state", "give_up", "subject"),
    [
        (State.OFFERED, decline_offer, "You let the place at {} go"),
        (State.WAITING, cancel_delegate, "You left the waiting list for {}"),
        (State.REGISTERED, cancel_delegate, "Your place at {} is cancelled"),
    ],
)
def test_the_mail_names_what_was_given_up(
    django_capture_on_commit_callbacks, mailoutbox, state, give_up, subject
):
    assembly = make_assembly(starts_at=timezone.now() + 30 * DAY)
    person = make_delegate(assembly, state=state)
    with django_capture_on_commit_callbacks(execute=True):
        give_up(delegate=person, actor=person.user, at=timezone.now())
    (mail,) = [mail for mail in mailoutbox if mail.to == [person.user.email]]
    assert mail.subject == subject.format(assembly.name)
    is_at_end = "You then join the waiting list at its end." in " ".join(mail.body.split())
    assert is_at_end is (state != State.REGISTERED)


def test_who_let_it_go_comes_back_at_the_end(offered):
    decline_offer(delegate=offered, actor=offered.user, at=timezone.now())
    offer_free_places(assembly=offered.assembly, at=timezone.now())
    again = register(offered.assembly, offered.user)
    last = register(offered.assembly)
    assert (again.pk, again.state) == (offered.pk, State.WAITING)
    assert list(Delegate.objects.waiting()) == [again, last]


@pytest.mark.parametrize("act", [accept_offer, decline_offer, rejoin_waiting_list])
def test_only_the_person_answers(offered, act):
    for actor in (make_user(), make_organiser()):
        arguments = {"delegate": offered, "actor": actor, "at": timezone.now()}
        assert refusal(act, **arguments) == Registration.NOT_YOURS


ANSWERS = [
    # act, from, to (a state) or why not
    (accept_offer, State.WAITING, Registration.NOT_OFFERED),
    (accept_offer, State.AWAITING_APPROVAL, Registration.NOT_OFFERED),
    (accept_offer, State.CANCELLED, Registration.NOT_OFFERED),
    (accept_offer, State.DECLINED, Registration.NOT_OFFERED),
    (accept_offer, State.LAPSED, Registration.OFFER_OVER),
    (accept_offer, State.REGISTERED, State.REGISTERED),
    (accept_offer, State.OFFERED, State.REGISTERED),
    (decline_offer, State.WAITING, Registration.NOT_OFFERED),
    (decline_offer, State.AWAITING_APPROVAL, Registration.NOT_OFFERED),
    (decline_offer, State.CANCELLED, State.CANCELLED),
    (decline_offer, State.DECLINED, Registration.NOT_OFFERED),
    (decline_offer, State.LAPSED, State.LAPSED),
    (decline_offer, State.REGISTERED, Registration.NOT_OFFERED),
    (decline_offer, State.OFFERED, State.CANCELLED),
    (rejoin_waiting_list, State.WAITING, State.WAITING),
    (rejoin_waiting_list, State.AWAITING_APPROVAL, State.AWAITING_APPROVAL),
    (rejoin_waiting_list, State.CANCELLED, Registration.CANCELLED),
    (rejoin_waiting_list, State.DECLINED, Registration.CANCELLED),
    (rejoin_waiting_list, State.LAPSED, State.WAITING),
    (rejoin_waiting_list, State.REGISTERED, State.REGISTERED),
    (rejoin_waiting_list, State.OFFERED, State.OFFERED),
]


@pytest.mark.parametrize(("act", "before", "expected"), ANSWERS)
def test_each_state_has_its_answer(act, before, expected):
    assembly = make_assembly(capacity=0)
    delegate = make_delegate(assembly, user=make_proven(), state=before)
    arguments = {"delegate": delegate, "actor": delegate.user, "at": timezone.now()}
    if isinstance(expected, State):
        assert act(**arguments).state == expected
    else:
        assert refusal(act, **arguments) == expected
    assert states(delegate) == [expected if isinstance(expected, State) else before]


def test_after_the_day_nothing_is_taken_any_more():
    assembly = make_assembly(capacity=1)
    late = make_delegate(assembly, state=State.OFFERED, offer_expires_at=assembly.ends_at + HOUR)
    arguments = {"delegate": late, "actor": late.user, "at": assembly.ends_at}
    assert refusal(accept_offer, **arguments) == Registration.OVER


# --- Waiting again -----------------------------------------------------------------------------


@pytest.fixture
def lapsed(offered):
    expire_offers(assembly=offered.assembly, at=offered.offer_expires_at)
    offered.refresh_from_db()
    return offered


def test_one_click_puts_them_at_the_end_and_a_second_changes_nothing(lapsed):
    last = register(lapsed.assembly)
    for _ in range(2):
        rejoin_waiting_list(delegate=lapsed, actor=lapsed.user, at=timezone.now())
    assert states(lapsed) == [State.WAITING]
    assert list(Delegate.objects.waiting())[-2:] == [last, lapsed]


def test_what_they_need_is_asked_of_nobody_until_they_are_back(lapsed):
    AccessRequest.objects.create(delegate=lapsed, kind=AccessRequest.Kind.CAPTIONS, asked_at=timezone.now())
    assert not AccessRequest.objects.open().exists()
    rejoin_waiting_list(delegate=lapsed, actor=lapsed.user, at=timezone.now())
    assert AccessRequest.objects.open().count() == 1


def test_who_comes_back_when_nobody_waits_has_a_free_place_at_once(lapsed):
    leave(Delegate.objects.waiting().get())
    rejoin_waiting_list(delegate=lapsed, actor=lapsed.user, at=lapsed.offer_expires_at)
    assert states(lapsed) == [State.REGISTERED]
    assert kinds_told(lapsed) == [WAITING, OFFERED, LAPSED, CONFIRMED]


def test_nobody_comes_back_once_registration_has_closed(lapsed):
    closed_at = lapsed.assembly.registration_closes_at
    arguments = {"delegate": lapsed, "actor": lapsed.user, "at": closed_at}
    assert refusal(rejoin_waiting_list, **arguments) == Registration.CLOSED


# --- Organisers --------------------------------------------------------------------------------


def test_an_organiser_offers_a_free_place_now_and_gives_one_that_is_kept():
    assembly = make_assembly(capacity=1, starts_at=timezone.now() + 30 * DAY)
    waiting, organiser = make_delegate(assembly, state=State.WAITING), make_organiser()
    arguments = {"delegate": waiting, "actor": organiser, "at": timezone.now()}
    for _ in range(2):
        assert offer_place(**arguments).state == State.OFFERED
    assert refusal(decline_delegate, **arguments) == Registration.NOT_AWAITING
    assert admit_delegate(**arguments).state == State.REGISTERED


def test_what_an_organiser_cannot_offer():
    assembly = make_assembly(capacity=1)
    make_delegate(assembly)
    waiting, gone = make_delegate(assembly, state=State.WAITING), make_delegate(assembly, state=State.LAPSED)
    arguments = {"actor": make_organiser(), "at": timezone.now()}
    assert refusal(offer_place, delegate=waiting, **arguments) == Registration.FULL
    assert refusal(offer_place, delegate=gone, **arguments) == Registration.NOT_WAITING
    assert refusal(offer_place, delegate=waiting, actor=make_user(), at=timezone.now()) == (
        Registration.NOT_ORGANISER
    )


def test_an_organiser_takes_an_offer_back_by_cancelling(offered):
    organiser = make_organiser()
    cancel_delegate(delegate=offered, actor=organiser, at=timezone.now())
    assert states(offered) == [State.CANCELLED]


# --- Nobody is overtaken -----------------------------------------------------------------------


def test_who_is_approved_late_stands_behind_those_who_wait_already():
    assembly = make_assembly(admission=Assembly.Admission.APPROVAL, capacity=0)
    organiser, now = make_organiser(), timezone.now()
    early, late = (
        make_delegate(assembly, state=State.AWAITING_APPROVAL, registered_at=now - days * DAY)
        for days in (2, 1)
    )
    for each in (late, early):
        approve_delegate(delegate=each, actor=organiser, at=timezone.now())
    assert list(Delegate.objects.waiting()) == [late, early]


def test_whose_request_began_first_but_came_second_does_not_move_others_down():
    assembly = make_assembly(capacity=0)
    now = timezone.now()
    quick = register(assembly, at=now)
    slow = register(assembly, at=now - timedelta(seconds=5))
    same = register(assembly, at=now)
    assert list(Delegate.objects.waiting()) == [quick, slow, same]
