"""One room of seventy: who speaks next, for how long, and what happens when somebody goes with the word."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from breakouts.actions import (
    give_next,
    leave_seat,
    lower_hand,
    mute,
    pass_word,
    put_down_hand,
    raise_hand,
    remove,
    set_speaking_order,
    step_away,
    take_hand,
    take_seat,
    take_word,
)
from breakouts.conduct.queries import open_hands
from breakouts.models import Act, Hand, Word
from breakouts.refusals import ConductCode, ConductRefused
from breakouts.roundtable.rules import in_order, place_of, speaks_until
from events.models import Room, Session
from tests.breakouts.days import MINUTE, STARTS, TICK, make_day_room, make_set
from tests.breakouts.running import guest_in, make_host, told, types_told
from tests.factories import make_chair, make_speaker, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_day_room("Around the table", make_set(kind=Session.Kind.ROUNDTABLE), capacity=70)


@pytest.fixture
def chair(room):
    user = make_user(name="Dr Chair")
    make_chair(room.session, user=user, name="Dr Chair")
    return user


def up(room, name, at=STARTS):
    """Somebody in the room whose hand is up."""
    delegate = guest_in(room, name=name)
    raise_hand(user=delegate.user, room=room, at=at)
    return delegate


def speaking(room):
    return Word.objects.filter(room=room, ended_at=None).first()


def move_on(actor, room, at=STARTS):
    last = Word.objects.filter(room=room).order_by("pk").last()
    return give_next(actor=actor, room=room, seen=last.pk if last else 0, at=at)


# --- The order, pure

hands = st.lists(
    st.builds(
        lambda minute, is_first: SimpleNamespace(raised_at=STARTS + minute * MINUTE, is_first=is_first),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=40,
).map(lambda found: [setattr(h, "pk", n) or setattr(h, "user_id", n * 10) or h for n, h in enumerate(found)])


@given(hands, st.booleans(), st.randoms())
def test_the_order_is_the_same_for_all_and_nobody_overtakes_within_a_group(found, newcomers_first, chance):
    shuffled = found[:]
    chance.shuffle(shuffled)

    order = in_order(shuffled, newcomers_first=newcomers_first)

    assert order == in_order(found, newcomers_first=newcomers_first), "however they were read"
    assert sorted(hand.pk for hand in order) == [hand.pk for hand in found], "nobody is lost or doubled"
    waits = [(hand.raised_at, hand.pk) for hand in order]
    if newcomers_first:
        firsts = sum(hand.is_first for hand in order)
        assert all(hand.is_first for hand in order[:firsts])
        assert waits[:firsts] == sorted(waits[:firsts])
        assert waits[firsts:] == sorted(waits[firsts:])
    else:
        assert waits == sorted(waits)
    for place, hand in enumerate(order, 1):
        assert place_of(hand.user_id, order) == place
    assert place_of(-1, order) == 0


@pytest.mark.parametrize(("minutes", "until"), [(0, None), (3, STARTS + 3 * MINUTE)])
def test_without_a_limit_nobody_is_told_to_stop(minutes, until):
    assert speaks_until(STARTS, minutes) == until


# --- The word


def test_the_chair_moves_on_and_each_has_the_word_with_its_limit(room, chair):
    amara, joss = up(room, "Dr Amara"), up(room, "Dr Joss", STARTS + TICK)
    set_speaking_order(actor=chair, room=room, minutes=3, newcomers_first=False, at=STARTS)

    first = move_on(chair, room, STARTS + MINUTE)
    second = move_on(chair, room, STARTS + 2 * MINUTE)

    first.refresh_from_db()
    assert (first.user, first.ends_at, first.ended_at) == (
        amara.user,
        STARTS + 4 * MINUTE,
        STARTS + 2 * MINUTE,
    )
    assert (second.user, second.ends_at) == (joss.user, STARTS + 5 * MINUTE)
    assert not open_hands(room)
    assert told(f"{room.stream}.table")[-1] == (
        "table.state",
        {
            "word": {
                "id": str(joss.user_id),
                "name": "Dr Joss",
                "is_first": True,
                "since": (STARTS + 2 * MINUTE).isoformat(),
                "until": (STARTS + 5 * MINUTE).isoformat(),
            },
            "seen": second.pk,
            "hands": [],
            "minutes": 3,
            "newcomers_first": False,
        },
    )
    assert move_on(chair, room, STARTS + 3 * MINUTE) is None, "nobody waits"
    assert speaking(room) is None
    assert [act.verb for act in Act.objects.all()] == ["order_set", "hand_taken", "hand_taken", "word_taken"]


def test_those_who_speak_for_the_first_time_come_first_only_if_so_chosen(room, chair):
    amara = up(room, "Dr Amara")
    move_on(chair, room)
    raise_hand(user=amara.user, room=room, at=STARTS + MINUTE)
    joss, sefu = up(room, "Dr Joss", STARTS + 2 * MINUTE), up(room, "Dr Sefu", STARTS + 3 * MINUTE)
    room = Room.objects.get(pk=room.pk)
    assert [hand.name for hand in open_hands(room)] == ["Dr Amara", "Dr Joss", "Dr Sefu"]

    set_speaking_order(actor=chair, room=room, minutes=0, newcomers_first=True, at=STARTS)

    names = [hand["name"] for hand in told(room.stream)[-1][1]["hands"]]
    assert names == ["Dr Joss", "Dr Sefu", "Dr Amara"], "the room's other pages read the same order"
    assert [move_on(chair, room).user for _ in range(3)] == [joss.user, sefu.user, amara.user]
    assert told(f"{room.stream}.table")[-1][1]["newcomers_first"] is True


def test_a_page_that_is_behind_moves_nobody(room, chair):
    amara, joss = up(room, "Dr Amara"), up(room, "Dr Joss", STARTS + TICK)
    word = move_on(chair, room)

    assert give_next(actor=chair, room=room, seen=0, at=STARTS) == word
    take_hand(actor=chair, room=room, person=joss.user_id, seen=0, at=STARTS)
    take_word(actor=chair, room=room, seen=0, at=STARTS)

    assert speaking(room).user == amara.user
    take_hand(actor=chair, room=room, person=joss.user_id, seen=word.pk, at=STARTS)
    take_word(actor=chair, room=room, seen=word.pk, at=STARTS)
    assert speaking(room).user == joss.user


def test_only_one_speaks_whoever_writes(room, chair):
    up(room, "Dr Amara")
    move_on(chair, room)

    with pytest.raises(IntegrityError, match="breakouts_word_one_speaks"), transaction.atomic():
        Word.objects.create(room=room, user=chair, name="Dr Chair", given_at=STARTS)


@pytest.mark.parametrize(
    "how", ["passes", "leaves", "moves", "is called away", "is removed", "is muted", "is told"]
)
def test_whoever_goes_with_the_word_leaves_it_behind(room, chair, how):
    delegate = up(room, "Dr Amara")
    word = move_on(chair, room)
    person, about = delegate.user_id, {"actor": chair, "room": room, "at": STARTS}
    other = make_day_room("Beside it", room.session)
    {
        "passes": lambda: pass_word(user=delegate.user, room=room, at=STARTS),
        "leaves": lambda: leave_seat(delegate=delegate, room=room, at=STARTS),
        "moves": lambda: take_seat(delegate=delegate, room=other, at=STARTS),
        "is called away": lambda: step_away(user=delegate.user, room=room, at=STARTS),
        "is removed": lambda: remove(**about, person=person, because="Rude"),
        "is muted": lambda: mute(**about, person=person, because="Rude"),
        "is told": lambda: take_word(**about, seen=word.pk),
    }[how]()

    assert speaking(room) is None
    assert told(f"{room.stream}.table")[-1][1]["word"] is None
    pass_word(user=delegate.user, room=room, at=STARTS + MINUTE)
    word.refresh_from_db()
    assert word.ended_at == STARTS, "safe twice"


def test_whoever_speaks_may_wait_for_the_next_word_and_take_that_hand_down(room, chair):
    amara = up(room, "Dr Amara")
    word = move_on(chair, room)

    again = raise_hand(user=amara.user, room=room, at=STARTS)
    assert not again.is_first
    lower_hand(user=amara.user, room=room, at=STARTS)

    assert speaking(room) == word


def test_a_hand_that_is_put_down_has_not_spoken(room, chair):
    joss = up(room, "Dr Joss")

    for _ in range(2):
        put_down_hand(actor=chair, room=room, person=joss.user_id, at=STARTS)

    assert not open_hands(room)
    assert [(act.verb, act.about_name) for act in Act.objects.all()] == [("hand_put_down", "Dr Joss")]
    assert raise_hand(user=joss.user, room=room, at=STARTS).is_first


def test_guests_and_speakers_do_not_lead_and_other_rooms_have_no_table(room, chair):
    senior = make_user()
    make_speaker(room.session, user=senior)
    guest = up(room, "Dr Amara")
    elsewhere = make_day_room("Breakouts")
    host = make_host(elsewhere)
    for actor in (senior, guest.user):
        with pytest.raises(ConductRefused) as refused:
            give_next(actor=actor, room=room, seen=0, at=STARTS)
        assert refused.value.code is ConductCode.NOT_HOST
    with pytest.raises(ConductRefused, match="Breakouts is no roundtable"):
        give_next(actor=host, room=elsewhere, seen=0, at=STARTS)
    with pytest.raises(ConductRefused, match="Select how long each may speak"):
        set_speaking_order(actor=chair, room=room, minutes=4, newcomers_first=False, at=STARTS)
    waiting = guest_in(elsewhere)
    raise_hand(user=waiting.user, room=elsewhere, at=STARTS)
    take_hand(actor=host, room=elsewhere, person=waiting.user_id, at=STARTS)
    assert not types_told(f"{elsewhere.stream}.table")
    assert not Word.objects.exists()


def test_the_same_rule_again_is_no_news(room, chair):
    for _ in range(2):
        set_speaking_order(actor=chair, room=room, minutes=5, newcomers_first=True, at=STARTS)

    act = Act.objects.get()
    assert act.detail == "5 minutes each, people who speak for the first time first"
    assert types_told(f"{room.stream}.table") == ["table.state"]


def test_time_stands_still_for_nobody(room, chair):
    """A room of seventy, thirty of whom want the word: every one of them gets it, once."""
    people = [up(room, f"Dr {n:02}", STARTS + n * timedelta(seconds=1)) for n in range(30)]
    later = STARTS + MINUTE

    spoke = [move_on(chair, room, later + n * MINUTE).user for n in range(30)]

    assert spoke == [person.user for person in people]
    assert Hand.objects.exclude(taken_at=None).count() == 30
    assert Word.objects.filter(ended_at=None).count() == 1
