"""Polls of a room: made, opened, answered, closed, revealed; and what nobody can work out from a result."""

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assembly_portal.routing import TABLES
from breakouts.actions import enter_room, make_poll, move_poll, mute, vote_in_poll
from breakouts.conduct.presenters import act_in_words
from breakouts.models import Act, Poll, PollVote
from breakouts.polls.queries import own_choices
from breakouts.polls.refusals import PollCode, PollRefused, VoteCode, VoteRefused
from breakouts.polls.rules import FEW, MOVES, NOTHING, SMALL, State, Told, can_move, counted
from breakouts.polls.rules import told as rule
from common.policy import Refused
from realtime.models import Frame
from tests.breakouts.days import ENDS, STARTS, make_guest
from tests.breakouts.running import answer, answered, drafted, guest_in, make_host, opened, told
from tests.factories import make_delegate, make_live_assembly, make_room, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


@pytest.fixture
def amara(room):
    return guest_in(room, name="Dr Amara").user


def polls(room):
    return told(f"{room.stream}.polls")


def state(room, at=STARTS):
    name = f"{room.stream}.polls"
    return json.loads(json.dumps(TABLES.stream_kind(name).snapshot(name, at)))["polls"]


def turnout(room, at=STARTS):
    name = f"{room.stream}.polls"
    return TABLES.stream_kind(name).tally.read([name], at)[name]


def counts(room, at=STARTS):
    return TABLES.stream_kind(room.stream).tally.read([room.stream], at)[room.stream]


def move(host, poll, to, at=STARTS):
    return move_poll(actor=host, room=poll.room, poll=poll.pk, to=State(to), at=at)


def refusal(act, kind=Refused):
    with pytest.raises(kind) as refused:
        act()
    return refused.value.code


# --- What is told of a result


def splits(voters, options):
    if options == 1:
        yield (voters,)
        return
    for first in range(voters + 1):
        for rest in splits(voters - first, options - 1):
            yield (first, *rest)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 0), None),
        ((5, 5), [Told(5, 5), Told(5, 5)]),
        ((7, 3), [Told(7, 7), Told(3, 3)]),
        ((8, 2), [Told(8, None), FEW]),
        ((9, 1), [Told(8, None), FEW]),
        ((10, 0), [Told(8, None), FEW]),
        ((20, 8, 2), [Told(20, None), Told(8, 8), FEW]),
        ((20, 9, 1), [Told(19, None), Told(9, 9), FEW]),
        ((10, 10, 0), [Told(3, None), Told(3, None), FEW]),
        ((3, 3, 3, 3, 0), [NOTHING] * 5),
        ((2, 2, 2, 2, 2), [NOTHING] * 5),
    ],
    ids=str,
)
def test_what_is_told_where_each_chose_one(counts, expected):
    assert rule(counts, sum(counts), is_multiple=False) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, FEW),
        (2, FEW),
        (3, Told(3, 3)),
        (9, Told(9, 9)),
        (10, Told(10, None)),
        (12, Told(10, None)),
    ],
)
def test_what_is_told_where_people_chose_several(count, expected):
    assert rule([count, 9, 9], 12, is_multiple=True) == [expected, Told(9, 9), Told(9, 9)]
    assert rule([count, 9, 9], 9, is_multiple=True) is None


def test_what_is_told_where_people_could_choose_several_and_hardly_did():
    """Each chose one at least: of ten, five and three leave two for the third."""
    told_coarsely = [Told(3, None), Told(3, None), FEW]

    assert rule([5, 3, 2], 10, is_multiple=True) == told_coarsely
    assert rule([2, 2, 2, 2, 2], 10, is_multiple=True) == [NOTHING] * 5


@pytest.mark.parametrize(("options", "most"), [(2, 30), (3, 20), (4, 16), (5, 14), (6, 12), (8, 10)])
def test_no_small_count_follows_from_what_is_told_and_how_many_answered(options, most):
    """The attacker knows the rule and the turnout, and tries every split that would be told the same."""
    for voters in range(10, most + 1):
        alike = defaultdict(list)
        for split in splits(voters, options):
            alike[tuple(rule(split, voters, is_multiple=False))].append(split)
        for result, candidates in alike.items():
            for place, one in enumerate(result):
                possible = {split[place] for split in candidates}
                assert min(possible) >= one.least
                assert one.most is None or max(possible) <= one.most
                assert len(possible) > 1 or min(possible) >= SMALL, (voters, result, candidates)


@pytest.mark.parametrize(("options", "most"), [(2, 20), (3, 14), (4, 11)])
def test_no_answer_follows_either_where_people_chose_several(options, most):
    """As above, of all counts to which so many people can come who choose one option each at least."""
    for voters in range(10, most + 1):
        alike = defaultdict(list)
        for split in product(range(voters + 1), repeat=options):
            if sum(split) >= voters:
                alike[tuple(rule(split, voters, is_multiple=True))].append(split)
        for result, candidates in alike.items():
            for place, one in enumerate(result):
                possible = {split[place] for split in candidates}
                assert min(possible) >= one.least
                assert one.most is None or max(possible) <= one.most
                is_telling = min(possible) < SMALL or min(possible) > voters - SMALL
                assert len(possible) > 1 or not is_telling, (voters, result, candidates)


def test_each_person_counts_once_for_each_option():
    assert counted([[0], [0, 2], [2, 2]], 3) == [2, 0, 2]


@pytest.mark.parametrize("was", list(State))
@pytest.mark.parametrize("to", [State.OPEN, State.CLOSED, State.REVEALED, State.WITHDRAWN])
def test_a_poll_goes_only_where_it_can(room, host, was, to):
    poll = drafted(host, room)
    result = {"voters": None, "told": []} if was == State.REVEALED else None
    Poll.objects.filter(pk=poll.pk).update(state=was, result=result)

    if was == to or can_move(was, to):
        assert move(host, poll, to).state == to
    else:
        assert refusal(lambda: move(host, poll, to)) is PollCode.NOT_FROM_HERE
        poll.refresh_from_db()
        assert poll.state == was


def test_every_state_says_where_it_leads():
    assert set(MOVES) == set(State)


# --- Making and opening


def test_a_draft_is_known_to_hosts_alone_and_made_once(room, host):
    cid = uuid4()
    made = [
        make_poll(
            actor=host,
            room=room,
            question=" Would  you?",
            options=["Yes ", "", " ", "No"],
            is_multiple=False,
            cid=cid,
            at=STARTS,
        )
        for _ in range(2)
    ]

    assert made[0].pk == made[1].pk
    assert (made[0].question, made[0].options) == ("Would you?", ["Yes", "No"])
    assert polls(room) == []
    assert state(room) == []
    staff = TABLES.stream_kind(room.staff_stream).snapshot(room.staff_stream, STARTS)
    assert [each["question"] for each in staff["drafts"]] == ["Would you?"]
    assert [type for type, _ in told(room.staff_stream)] == ["poll.draft", "mod.log"]


@pytest.mark.parametrize(
    ("question", "options", "code"),
    [
        (" \u200b", ["Yes", "No"], PollCode.NO_QUESTION),
        ("a" * 301, ["Yes", "No"], PollCode.QUESTION_TOO_LONG),
        ("Tea?", ["Yes", " "], PollCode.TOO_FEW_OPTIONS),
        ("Tea?", [str(number) for number in range(9)], PollCode.TOO_MANY_OPTIONS),
        ("Tea?", ["a" * 121, "No"], PollCode.OPTION_TOO_LONG),
        ("Tea?", ["Yes", "yes "], PollCode.SAME_OPTION),
    ],
)
def test_a_poll_asks_something_and_offers_two_to_eight_options(room, host, question, options, code):
    made = refusal(lambda: drafted(host, room, options, question=question), PollRefused)

    assert made is code
    assert not Poll.objects.exists()


def test_one_poll_is_open_at_a_time(room, host):
    first, second = opened(host, room), drafted(host, room, question="And now?")

    with pytest.raises(PollRefused, match="Close “Would you raise it") as refused:
        move(host, second, "open")
    assert refused.value.code is PollCode.ANOTHER_OPEN
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=second.pk).update(state=State.OPEN)
    assert counts(room) == {"questions": 0, "polls": 1, "notes": 0}
    move(host, first, "closed")
    assert counts(room)["polls"] == 0
    move(host, second, "open")
    assert [each["state"] for each in state(room)] == ["closed", "open"]


def test_each_act_is_told_once_and_stands_in_the_log(room, host):
    poll, other = opened(host, room), drafted(host, room)
    for to in ("open", "closed", "closed", "revealed", "revealed"):
        move(host, poll, to)
    move(host, other, "withdrawn")

    assert [type for type, _ in polls(room)] == ["poll.open", "poll.close", "poll.result"]
    assert [act_in_words(act) for act in Act.objects.order_by("pk")] == [
        f"Professor Ada {did} “Would you raise it?”"
        for did in (
            "drafted the poll",
            "opened the poll",
            "drafted the poll",
            "closed the poll",
            "showed the result of the poll",
            "took back the draft of the poll",
        )
    ]


def test_only_those_who_run_the_room_do_anything_with_polls(room, host, joss):
    poll = drafted(host, room)

    assert refusal(lambda: drafted(joss, room)) is PollCode.NOT_HOST
    assert refusal(lambda: move(joss, poll, "open")) is PollCode.NOT_HOST
    assert refusal(lambda: move(host, poll, "open", at=ENDS)) is PollCode.NOT_RUNNING
    other = make_room(room.session, title="Elsewhere")
    elsewhere = make_host(other)
    with pytest.raises(PollRefused) as refused:
        move_poll(actor=elsewhere, room=other, poll=poll.pk, to=State.OPEN, at=STARTS)
    assert refused.value.code is PollCode.NO_SUCH_POLL


# --- Answering


def test_one_answer_each_that_may_change_until_it_is_closed(room, host, joss, amara):
    poll = opened(host, room)
    first = uuid4()
    answer(joss, poll, 0, cid=first)
    answer(joss, poll, 2)
    answer(amara, poll, 1)
    # Sent again after the page had been lost: what came later stands.
    answer(joss, poll, 0, cid=first)

    assert turnout(room) == {"id": poll.pk, "count": 2}
    assert own_choices(joss, [poll]) == {poll.pk: [2]}
    move(host, poll, "closed")
    assert refusal(lambda: answer(joss, poll, 1)) is VoteCode.NOT_OPEN
    assert answer(joss, poll, 0, cid=first).choices == [2]
    assert turnout(room) == {"id": None, "count": 0}


def test_whoever_goes_back_a_page_and_chooses_otherwise_has_changed_their_answer(room, host, joss):
    poll = opened(host, room)
    form = uuid4()
    answer(joss, poll, 0, cid=form)

    assert answer(joss, poll, 1, cid=form).choices == [1]
    assert answer(joss, poll, 1, cid=form).cids == [form]


@pytest.mark.parametrize(
    ("is_multiple", "choices", "code"),
    [
        (False, [], VoteCode.NO_CHOICE),
        (True, [], VoteCode.NO_CHOICE),
        (False, [0, 1], VoteCode.ONE_CHOICE),
        (False, [1, 1], None),
        (True, [0, 2], None),
        (False, [3], VoteCode.NO_SUCH_OPTION),
        (True, [0, -1], VoteCode.NO_SUCH_OPTION),
    ],
)
def test_an_answer_is_one_option_or_several(room, host, joss, is_multiple, choices, code):
    poll = opened(host, room, is_multiple=is_multiple)

    if code is None:
        assert answer(joss, poll, *choices).choices == sorted(set(choices))
    else:
        assert refusal(lambda: answer(joss, poll, *choices), VoteRefused) is code
        assert not PollVote.objects.exists()


def test_whoever_is_inside_answers_the_muted_too(room, host, joss):
    poll, draft = opened(host, room), drafted(host, room)
    mute(actor=host, room=room, person=joss.pk, because="Rude", at=STARTS)

    assert answer(joss, poll, 0).choices == [0]
    assert answer(host, poll, 0).choices == [0]
    assert refusal(lambda: answer(make_guest(room).user, poll, 0)) is VoteCode.NOT_INSIDE
    assert refusal(lambda: answer(joss, poll, 0, at=ENDS)) is VoteCode.NOT_RUNNING
    assert refusal(lambda: answer(joss, draft, 0)) is VoteCode.NO_SUCH_POLL


# --- What is told, and what is not


def test_nothing_but_the_turnout_is_told_until_the_result_is_shown(room, host, joss):
    poll = opened(host, room)
    answered(poll, (7, 4, 5))
    answer(joss, poll, 1)
    move(host, poll, "closed")

    assert [each["result"] for each in state(room)] == [None]
    assert polls(room)[-1] == ("poll.close", {"id": poll.pk})
    move(host, poll, "revealed")
    result = {"voters": 17, "told": [{"least": count, "most": count} for count in (7, 5, 5)]}
    assert polls(room)[-1] == ("poll.result", {"id": poll.pk, **result})
    assert state(room)[0]["result"] == result
    assert "Joss" not in json.dumps([*Frame.objects.values_list("payload", flat=True)])
    frames = Frame.objects.filter(stream__name=f"{room.stream}.polls")
    actors = set(frames.values_list("actor", flat=True))
    assert actors == {host.pk}


@pytest.mark.parametrize("voters", [0, 1, 9])
def test_with_fewer_than_ten_no_count_is_told_or_kept(room, host, voters):
    poll = opened(host, room)
    answered(poll, (voters, 0, 0))
    move(host, poll, "closed")

    assert move(host, poll, "revealed").result == {"voters": None, "told": []}
    assert polls(room)[-1] == ("poll.result", {"id": poll.pk, "voters": None, "told": []})
    assert state(room)[0]["result"] == {"voters": None, "told": []}


def test_a_result_stands_as_it_was_told_when_somebody_leaves_the_portal(room, host):
    poll = opened(host, room)
    answered(poll, (6, 5, 3))
    move(host, poll, "closed")
    result = move(host, poll, "revealed").result

    PollVote.objects.filter(poll=poll).first().user.delete()

    assert state(room)[0]["result"] == result


def test_the_state_is_read_in_as_many_queries_however_many_polls_there_were(
    room, host, django_assert_num_queries
):
    for _ in range(3):
        move(host, opened(host, room), "closed")

    with django_assert_num_queries(2):
        state(room)
    with django_assert_num_queries(1):
        turnout(room)


# --- Races


def in_threads(*jobs):
    def run(job):
        try:
            return job()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(run, jobs))


def a_room_now():
    session = make_session(
        make_live_assembly(), kind="breakouts", starts_at=timezone.now() - timedelta(minutes=10)
    )
    room = make_room(session, title="Visas", capacity=40)
    return room, make_host(room)


def people_in(room, count):
    people = [make_delegate(room.session.assembly) for _ in range(count)]
    for delegate in people:
        enter_room(delegate=delegate, room=room, at=timezone.now())
    return [delegate.user for delegate in people]


@pytest.mark.django_db(transaction=True)
def test_two_answers_of_one_person_at_the_same_instant_count_once():
    room, host = a_room_now()
    (joss,) = people_in(room, 1)
    poll = opened(host, room, at=timezone.now())
    cid = uuid4()

    def vote(place, cid):
        return lambda: (
            vote_in_poll(
                user=joss, room=room, poll=poll.pk, choices=[place], cid=cid, at=timezone.now()
            ).choices
        )

    told = in_threads(vote(0, cid), vote(0, cid), vote(1, uuid4()), vote(2, uuid4()))

    assert PollVote.objects.count() == 1
    assert turnout(room)["count"] == 1
    assert PollVote.objects.get().choices in ([0], [1], [2])
    assert all(isinstance(each, list) for each in told)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_told_that_their_answer_was_taken_is_counted_when_it_closes_meanwhile():
    room, host = a_room_now()
    people = people_in(room, 12)
    poll = opened(host, room, at=timezone.now())
    votes = [
        lambda user=user: (
            vote_in_poll(
                user=user, room=room, poll=poll.pk, choices=[0], cid=uuid4(), at=timezone.now()
            ).choices
        )
        for user in people
    ]

    def close_and_reveal():
        now = timezone.now()
        move(host, poll, "closed", at=now)
        result = move(host, poll, "revealed", at=now).result
        return result["voters"], PollVote.objects.filter(poll=poll).count()

    answers = in_threads(*votes[:6], close_and_reveal, *votes[6:])
    voters, kept = answers.pop(6)

    assert answers.count([0]) + answers.count(VoteCode.NOT_OPEN) == len(people)
    assert PollVote.objects.count() == kept
    assert voters == (kept if kept >= 10 else None)


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_opened_at_once_one_is():
    room, host = a_room_now()
    now = timezone.now()
    drafts = [drafted(host, room, at=now) for _ in range(2)]

    told = in_threads(*(lambda poll=poll: move(host, poll, "open", at=now).state for poll in drafts))

    assert sorted(map(str, told)) == ["another_open", "open"]
