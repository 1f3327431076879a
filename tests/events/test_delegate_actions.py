import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.names import tidy_name
from events.actions.delegates import (
    admit_delegate,
    approve_delegate,
    cancel_delegate,
    change_details,
    decline_delegate,
    record_arrival,
    register_delegate,
)
from events.actions.waiting import offer_free_places
from events.admission import is_admitted, is_domain
from events.answers import answers_of
from events.lifecycle import Phase
from events.models import AccessRequest, Arrival, Assembly, Delegate
from events.policies.registering import Registration, RegistrationRefused
from tests.events.registrations import (
    AGREEMENT,
    answers,
    grade,
    group,
    make_proven,
    make_proven_crowd,
    office,
    register,
)
from tests.factories import make_assembly, make_delegate, make_organiser, make_user

State = Delegate.State
TICK = timedelta(microseconds=1)


def refusal(function, **arguments) -> Registration:
    with pytest.raises(RegistrationRefused) as caught:
        function(**arguments)
    assert str(caught.value)
    return caught.value.code


# --- Who may register --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        (("published_at", -TICK), Registration.NOT_YET),
        (("published_at", timedelta()), None),
        (("registration_closes_at", -TICK), None),
        (("registration_closes_at", timedelta()), Registration.CLOSED),
    ],
    ids=["just before it opens", "first moment", "last moment", "the instant it closes"],
)
def test_registering_is_allowed_to_the_instant(db, shift, expected):
    assembly, user = make_assembly(), make_proven()
    at = getattr(assembly, shift[0]) + shift[1]
    if expected is None:
        assert register(assembly, user, at=at).state == State.REGISTERED
    else:
        code = refusal(register_delegate, user=user, assembly=assembly, answers=answers(), at=at)
        assert code == expected


def test_an_unpublished_assembly_admits_nobody(db):
    assembly = make_assembly()
    Assembly.objects.filter(pk=assembly.pk).update(published_at=None)
    code = refusal(
        register_delegate, user=make_proven(), assembly=assembly, answers=answers(), at=timezone.now()
    )
    assert code == Registration.NOT_YET


def test_the_address_must_be_proven(db):
    code = refusal(
        register_delegate,
        user=make_user("typed@nhs.net"),
        assembly=make_assembly(admission="domains", admitted_domains="nhs.net"),
        answers=answers(),
        at=timezone.now(),
    )
    assert code == Registration.NOT_PROVEN


@pytest.mark.parametrize(
    ("email", "is_let_in"),
    [
        ("a@nhs.uk", True),
        ("a@trust.nhs.uk", True),
        ("a@deep.trust.nhs.uk", True),
        ("A@TRUST.NHS.UK", True),
        ("a@evilnhs.uk", False),
        ("a@nhs.uk.example", False),
        ("nhs.uk@example.org", False),
        ("a@uk", False),
        ("a@", False),
        ("nhs.uk", False),
    ],
)
def test_a_listed_domain_admits_itself_and_those_below_it(email, is_let_in):
    assert is_admitted(email, ("nhs.uk",)) is is_let_in


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("nhs.net", True),
        ("Trust.NHS.uk.", True),
        ("krankenhaus-köln.de", True),
        ("nhs", False),
        ("a b.net", False),
        ("http://nhs.net", False),
        ("dr@nhs.net", False),
        ("nhs..net", False),
        ("-nhs.net", False),
        ("", False),
    ],
)
def test_a_domain_is_labels_with_dots_between(text, is_one):
    assert is_domain(text) is is_one


def test_nothing_listed_admits_nobody():
    assert not is_admitted("a@nhs.uk", ())
    assert not is_admitted("a@", ("", "."))


@given(before=st.text("abz09-", min_size=1, max_size=8), after=st.text("abz09-", min_size=1, max_size=8))
def test_only_a_dot_makes_a_domain_one_below(before, after):
    assert not is_admitted(f"a@{before}nhs.uk", ("nhs.uk",))
    assert not is_admitted(f"a@nhs.uk{after}", ("nhs.uk",))
    assert not is_admitted(f"a@nhs.uk.{after}", ("nhs.uk",))


def test_the_list_may_be_typed_with_signs_in_front(db):
    assembly = make_assembly(admission="domains", admitted_domains="@NHS.net\n*.nhs.uk\n\n .hee.nhs.uk ")
    assert assembly.domains == ("nhs.net", "nhs.uk", "hee.nhs.uk")
    assert register(assembly, make_proven("x@trust.nhs.uk")).has_place


def test_a_domain_not_listed_is_refused_in_words(db):
    assembly = make_assembly(admission="domains", admitted_domains="nhs.net")
    with pytest.raises(RegistrationRefused, match=r"evilnhs\.net") as caught:
        register(assembly, make_proven("x@evilnhs.net"))
    assert caught.value.code == Registration.DOMAIN


def test_the_group_agreement_belongs_to_a_place_where_there_is_one(db):
    assembly = make_assembly(group_agreement=AGREEMENT)
    with pytest.raises(RegistrationRefused) as caught:
        register(assembly, accepts_agreement=False)
    assert caught.value.code == Registration.AGREEMENT
    assert register(make_assembly(), accepts_agreement=False).has_place


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "\x00\n", "x" * 121])
def test_a_name_is_there_and_fits(db, name):
    with pytest.raises(RegistrationRefused) as caught:
        register(make_assembly(), name=name)
    assert caught.value.code == Registration.NAME


def test_a_name_loses_what_would_turn_or_break_the_line(db):
    delegate = register(make_assembly(), name=" Dr\u202e\r\nSam\tOkoro ", pronouns="they\n/them")
    assert (delegate.name, delegate.pronouns) == ("Dr Sam Okoro", "they /them")
    assert register(make_assembly(), name="د. أمينة الشمري").name == "د. أمينة الشمري"


@given(st.text())
def test_a_tidy_name_is_one_line_and_stays_as_it_is(typed):
    tidy = tidy_name(typed)
    assert tidy_name(tidy) == tidy
    assert len(tidy.splitlines()) <= 1
    assert not set(tidy) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")


# --- Registering -------------------------------------------------------------------------------


def test_registering_twice_is_one_place(db):
    assembly, user = make_assembly(), make_proven()
    first = register(assembly, user)
    second = register(assembly, user, name="Another name")
    assert first.pk == second.pk
    assert second.name == "Sam Okoro"
    assert Delegate.objects.count() == 1


def test_coming_back_is_the_same_row_with_the_same_reference(db):
    assembly, user = make_assembly(), make_proven()
    first = register(assembly, user)
    cancel_delegate(delegate=first, actor=user, at=timezone.now())
    later = timezone.now()
    again = register(assembly, user, name="Sam Okoro-Bell", at=later)
    assert (again.pk, again.reference) == (first.pk, first.reference)
    assert (again.state, again.cancelled_at, again.registered_at) == (State.REGISTERED, None, later)
    assert again.name == "Sam Okoro-Bell"


def test_a_person_is_known_by_the_name_of_their_first_place(db):
    user = make_proven(name="")
    register(make_assembly(), user, name="Dr Sam", pronouns="she/her")
    register(make_assembly(), user, name="Somebody else")
    user.refresh_from_db()
    assert (user.name, user.pronouns) == ("Dr Sam", "she/her")


def test_a_full_assembly_makes_people_wait_in_order(db):
    assembly = make_assembly(capacity=1)
    taken, first, second = register(assembly), register(assembly), register(assembly)
    assert [each.state for each in (taken, first, second)] == [State.REGISTERED, State.WAITING, State.WAITING]
    assert Delegate.objects.ahead_of(first).count() == 0
    assert Delegate.objects.ahead_of(second).count() == 1


def test_nobody_overtakes_those_who_wait(db):
    assembly = make_assembly(capacity=1)
    register(assembly)
    register(assembly)
    Assembly.objects.filter(pk=assembly.pk).update(capacity=5)
    assert register(assembly).state == State.WAITING


def test_where_organisers_decide_everybody_awaits_approval(db):
    delegate = register(make_assembly(admission="approval", capacity=0))
    assert delegate.state == State.AWAITING_APPROVAL


def test_who_was_declined_cannot_try_again(db):
    assembly, user = make_assembly(admission="approval"), make_proven()
    delegate = register(assembly, user)
    decline_delegate(delegate=delegate, actor=make_organiser(), at=timezone.now())
    with pytest.raises(RegistrationRefused) as caught:
        register(assembly, user)
    assert caught.value.code == Registration.DECLINED


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_get_ten_places_and_a_queue_without_gaps():
    assembly, crowd = make_assembly(capacity=10), make_proven_crowd(30)
    given, barrier = answers(), threading.Barrier(15)
    faults: list[BaseException] = []

    def come(users):
        try:
            barrier.wait(20)
            for user in users:
                register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())
                register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(crowd[start::15],)) for start in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert Delegate.objects.with_place().count() == 10
    waiting = Delegate.objects.waiting()
    assert [Delegate.objects.ahead_of(each).count() for each in waiting] == list(range(20))


@pytest.mark.django_db(transaction=True)
def test_the_same_person_in_two_tabs_at_once_is_one_delegate():
    assembly, user, given = make_assembly(), make_proven(), answers()
    barrier, found = threading.Barrier(8), []

    def send():
        try:
            barrier.wait(20)
            found.append(register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now()).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.django_db(transaction=True)
def test_leaving_coming_back_and_admitting_at_once_neither_locks_up_nor_overbooks():
    assembly, crowd = make_assembly(capacity=3), make_proven_crowd(8)
    given, faults = answers(), []
    for user in crowd:
        register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())

    def move(user):
        try:
            for _ in range(4):
                mine = Delegate.objects.get(assembly=assembly, user=user)
                cancel_delegate(delegate=mine, actor=user, at=timezone.now())
                offer_free_places(assembly=assembly, at=timezone.now())
                register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=(user,)) for user in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    offer_free_places(assembly=assembly, at=timezone.now())
    assert Delegate.objects.taking_up_places().count() == 3
    assert Delegate.objects.count() == 8


# --- The states --------------------------------------------------------------------------------

ORGANISERS = {"approve": approve_delegate, "decline": decline_delegate, "admit": admit_delegate}
TABLE = [
    # deed, from, to (a state) or why not
    ("approve", State.AWAITING_APPROVAL, State.REGISTERED),
    ("approve", State.DECLINED, State.REGISTERED),
    ("approve", State.REGISTERED, State.REGISTERED),
    ("approve", State.WAITING, State.WAITING),
    ("approve", State.OFFERED, State.OFFERED),
    ("approve", State.LAPSED, Registration.NOT_AWAITING),
    ("approve", State.CANCELLED, Registration.NOT_AWAITING),
    ("decline", State.AWAITING_APPROVAL, State.DECLINED),
    ("decline", State.WAITING, State.DECLINED),
    ("decline", State.DECLINED, State.DECLINED),
    ("decline", State.OFFERED, Registration.NOT_AWAITING),
    ("decline", State.REGISTERED, Registration.NOT_AWAITING),
    ("decline", State.CANCELLED, Registration.NOT_AWAITING),
    ("admit", State.WAITING, State.REGISTERED),
    ("admit", State.OFFERED, State.REGISTERED),
    ("admit", State.REGISTERED, State.REGISTERED),
    ("admit", State.AWAITING_APPROVAL, Registration.NOT_WAITING),
    ("admit", State.DECLINED, Registration.NOT_WAITING),
    ("admit", State.LAPSED, Registration.NOT_WAITING),
    ("admit", State.CANCELLED, Registration.NOT_WAITING),
]


@pytest.mark.parametrize(("deed", "state", "outcome"), TABLE, ids=[f"{d} {s}" for d, s, _ in TABLE])
def test_what_organisers_may_do_from_each_state(db, deed, state, outcome):
    delegate, organiser = make_delegate(state=state), make_organiser()
    arguments = {"delegate": delegate, "actor": organiser, "at": timezone.now()}
    if isinstance(outcome, Registration):
        assert refusal(ORGANISERS[deed], **arguments) == outcome
        outcome = state
    else:
        ORGANISERS[deed](**arguments)
    delegate.refresh_from_db()
    assert delegate.state == outcome


@pytest.mark.parametrize("deed", ORGANISERS)
def test_only_organisers_decide(db, deed):
    delegate = make_delegate(state=State.WAITING)
    arguments = {"delegate": delegate, "actor": delegate.user, "at": timezone.now()}
    assert refusal(ORGANISERS[deed], **arguments) == Registration.NOT_ORGANISER


def test_an_approval_waits_when_all_places_are_taken(db):
    assembly = make_assembly(admission="approval", capacity=1)
    make_delegate(assembly)
    delegate = make_delegate(assembly, state=State.AWAITING_APPROVAL)
    approved = approve_delegate(delegate=delegate, actor=make_organiser(), at=timezone.now())
    assert approved.state == State.WAITING


def test_nobody_is_admitted_past_the_last_place(db):
    assembly = make_assembly(capacity=1)
    make_delegate(assembly)
    waiting = make_delegate(assembly, state=State.WAITING)
    arguments = {"delegate": waiting, "actor": make_organiser(), "at": timezone.now()}
    assert refusal(admit_delegate, **arguments) == Registration.FULL


@pytest.mark.parametrize("state", [State.REGISTERED, State.WAITING, State.OFFERED, State.AWAITING_APPROVAL])
def test_a_person_leaves_from_every_standing_state_and_only_once(db, state):
    delegate, at = make_delegate(state=state), timezone.now()
    cancel_delegate(delegate=delegate, actor=delegate.user, at=at)
    again = cancel_delegate(delegate=delegate, actor=delegate.user, at=at + timedelta(minutes=1))
    assert (again.state, again.cancelled_at) == (State.CANCELLED, at)


def test_nobody_cancels_for_somebody_else_but_an_organiser(db):
    delegate, at = make_delegate(), timezone.now()
    assert refusal(cancel_delegate, delegate=delegate, actor=make_user(), at=at) == Registration.NOT_YOURS
    assert cancel_delegate(delegate=delegate, actor=make_organiser(), at=at).state == State.CANCELLED


@pytest.mark.parametrize(("shift", "is_allowed"), [(-TICK, True), (timedelta(), False)])
def test_a_place_can_be_cancelled_until_the_day_has_ended(db, shift, is_allowed):
    delegate = make_delegate()
    arguments = {"delegate": delegate, "actor": delegate.user, "at": delegate.assembly.ends_at + shift}
    if is_allowed:
        assert cancel_delegate(**arguments).state == State.CANCELLED
    else:
        assert refusal(cancel_delegate, **arguments) == Registration.OVER


def test_a_declined_wish_cannot_be_cancelled_into_a_new_try(db):
    delegate = make_delegate(state=State.DECLINED)
    arguments = {"delegate": delegate, "actor": delegate.user, "at": timezone.now()}
    assert refusal(cancel_delegate, **arguments) == Registration.DECLINED


# --- Details -----------------------------------------------------------------------------------


def test_details_change_and_the_place_stays(db):
    user = make_proven()
    delegate = register(make_assembly(group_agreement=AGREEMENT), user)
    changed = answers(
        name="Dr S Okoro",
        learner_group=group("doctors-in-training"),
        grade=grade(),
        local_office=office("defence"),
        accepts_agreement=False,
    )
    change_details(delegate=delegate, answers=changed, actor=user, at=timezone.now())
    delegate.refresh_from_db()
    assert (delegate.name, delegate.grade, delegate.state) == ("Dr S Okoro", grade(), State.REGISTERED)


@pytest.mark.parametrize(
    ("state", "code"),
    [(State.CANCELLED, Registration.CANCELLED), (State.DECLINED, Registration.DECLINED)],
)
def test_a_place_that_is_gone_is_not_changed(db, state, code):
    delegate = make_delegate(state=state)
    arguments = {"answers": answers(), "actor": delegate.user, "at": timezone.now()}
    assert refusal(change_details, delegate=delegate, **arguments) == code


def test_nobody_changes_the_details_of_somebody_else(db):
    arguments = {"answers": answers(), "actor": make_user(), "at": timezone.now()}
    assert refusal(change_details, delegate=make_delegate(), **arguments) == Registration.NOT_YOURS


def test_what_is_no_longer_needed_stays_visible_to_those_who_arranged_it(db):
    user, at = make_proven(), timezone.now()
    delegate = register(make_assembly(), user, access={"captions": "", "sign_language": ""})
    delegate.access_requests.filter(kind="sign_language").update(state=AccessRequest.State.ARRANGED)
    given = answers(access={"captions": "", "other": "Breaks at 10 and 12"})
    change_details(delegate=delegate, answers=given, actor=user, at=at)
    assert dict(delegate.access_requests.values_list("kind", "state")) == {
        "captions": AccessRequest.State.NEW,
        "sign_language": AccessRequest.State.WITHDRAWN,
        "other": AccessRequest.State.NEW,
    }
    assert answers_of(delegate).access == {"captions": "", "other": "Breaks at 10 and 12"}


def test_an_unchanged_need_keeps_what_the_organiser_did_about_it(db):
    user = make_proven()
    delegate = register(make_assembly(), user, access={"captions": ""})
    delegate.access_requests.update(state=AccessRequest.State.ARRANGED, reply="Booked")
    given = answers(name="Another name", access={"captions": ""})
    change_details(delegate=delegate, answers=given, actor=user, at=timezone.now())
    assert delegate.access_requests.get().state == AccessRequest.State.ARRANGED


def test_who_cancels_needs_nothing_and_who_comes_back_is_asked_with_what_they_needed(db):
    assembly, user = make_assembly(), make_proven()
    delegate = register(assembly, user, access={"captions": ""})
    delegate = cancel_delegate(delegate=delegate, actor=user, at=timezone.now())
    assert delegate.access_requests.get().state == AccessRequest.State.WITHDRAWN
    assert answers_of(delegate).access == {"captions": ""}
    register(assembly, user, access={"captions": ""})
    assert delegate.access_requests.get().state == AccessRequest.State.NEW


# --- Arrivals ----------------------------------------------------------------------------------


def test_each_phase_has_one_arrival_and_the_first_stands(db):
    delegate = make_delegate()
    assembly = delegate.assembly
    first = assembly.starts_at
    for at in (assembly.opens_at, first, first + timedelta(hours=1), assembly.ends_at, assembly.closes_at):
        record_arrival(delegate=delegate, at=at)
    assert dict(delegate.arrivals.values_list("phase", "arrived_at")) == {
        Phase.OPEN: assembly.opens_at,
        Phase.LIVE: first,
        Phase.ON_DEMAND: assembly.ends_at,
        Phase.ARCHIVED: assembly.closes_at,
    }


@pytest.mark.parametrize("state", [state for state in State if state != State.REGISTERED])
def test_without_a_place_nobody_arrives(db, state):
    delegate = make_delegate(state=state)
    record_arrival(delegate=delegate, at=delegate.assembly.starts_at)
    assert not Arrival.objects.exists()


def test_an_arrival_is_one_insert(db, django_assert_num_queries):
    delegate = make_delegate()
    with django_assert_num_queries(1):
        record_arrival(delegate=delegate, at=delegate.assembly.starts_at)
    with django_assert_num_queries(1):
        record_arrival(delegate=delegate, at=delegate.assembly.starts_at)


def test_registering_locks_the_person_before_the_assembly(db, django_assert_num_queries):
    assembly, user = make_assembly(capacity=5), make_proven()
    given = answers(access={"captions": ""})
    with django_assert_num_queries(15) as captured:
        register_delegate(user=user, assembly=assembly, answers=given, at=timezone.now())
    locking = [query["sql"] for query in captured if "FOR NO KEY UPDATE" in query["sql"]]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in locking]
    assert tables == ["accounts_user", "events_delegate", "events_assembly", "notices_notice"]
    assert connection.in_atomic_block
