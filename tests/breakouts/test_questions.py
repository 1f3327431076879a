"""Questions of a room: asked, wanted, moved on, held; and the anonymous ones, whose author nobody finds."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import serializers
from hypothesis import given
from hypothesis import strategies as st

from assembly_portal.routing import TABLES
from breakouts.actions import (
    hold_questions,
    move_question,
    mute,
    release_due_questions,
    vote_for_question,
    withdraw_question,
)
from breakouts.models import Act, Question, QuestionVote
from breakouts.questions.queries import own_questions, public_questions
from breakouts.questions.refusals import AskCode, AskRefused, MoveCode, MoveRefused
from breakouts.questions.rules import AHEAD, MOVES, State, appears_at, can_move, in_order
from events.models import Visit
from realtime.models import Frame, Stream
from tests.breakouts.days import ENDS, MINUTE, STARTS, TICK, make_day_room, make_guest
from tests.breakouts.running import guest_in, make_host, question, told
from tests.factories import make_speaker, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


@pytest.fixture
def amara(room):
    return guest_in(room, name="Dr Amara").user


def qa(room):
    return told(f"{room.stream}.qa")


def state(room, at=STARTS):
    name = f"{room.stream}.qa"
    return json.loads(json.dumps(TABLES.stream_kind(name).snapshot(name, at)))


def votes(room, at=STARTS):
    name = f"{room.stream}.qa"
    return TABLES.stream_kind(name).tally.read([name], at)[name]["votes"]


def move(host, room, asked, to, at=STARTS, **more):
    return move_question(actor=host, room=room, question=asked.pk, to=to, at=at, **more)


# --- Asking


def test_a_question_reaches_the_room_once(room, joss):
    cid = uuid4()

    asked = [question(joss, room, "Who answers?"), question(joss, room, "Who answers again?")]

    again = Question.objects.get(pk=asked[0].pk)
    assert [frame for frame, _ in qa(room)] == ["qa.item", "qa.item"]
    assert qa(room)[0][1] == {
        "id": str(again.id),
        "body": "Who answers?",
        "by": {"id": str(joss.pk), "name": "Dr Joss"},
        "topic": None,
        "asked_at": STARTS.isoformat(),
        "state": "live",
        "owner": "",
    }
    assert str(cid) not in json.dumps(qa(room))


def test_the_same_number_again_is_the_same_question(room, joss):
    from breakouts.actions import ask_question

    cid = uuid4()
    first = ask_question(user=joss, room=room, body="Who?", cid=cid, at=STARTS)
    again = ask_question(user=joss, room=room, body="Who?", cid=cid, at=STARTS + TICK)

    assert first.pk == again.pk
    assert len(qa(room)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [("", AskCode.EMPTY), (" \n\u200b", AskCode.EMPTY), ("a" * 501, AskCode.TOO_LONG)],
    ids=["empty", "nothing that shows", "too long"],
)
def test_a_question_has_words_and_a_length(room, joss, body, code):
    with pytest.raises(AskRefused) as refused:
        question(joss, room, body)

    assert refused.value.code is code
    assert not Question.objects.exists()


def test_only_whoever_is_inside_asks(room, host, joss):
    with pytest.raises(AskRefused) as outside:
        question(make_guest(room).user, room)
    with pytest.raises(AskRefused) as late:
        question(joss, room, at=ENDS)
    mute(actor=host, room=room, person=joss.pk, because="Rude", at=STARTS)
    with pytest.raises(AskRefused) as muted:
        question(joss, room)

    assert [each.value.code for each in (outside, late, muted)] == [
        AskCode.NOT_INSIDE,
        AskCode.NOT_RUNNING,
        AskCode.MUTED,
    ]


# --- Wanting an answer


def test_one_vote_each_however_often_it_is_sent(room, joss, amara):
    asked = question(joss, room)
    for _ in range(2):
        vote_for_question(user=amara, room=room, question=asked.pk, at=STARTS)
    vote_for_question(user=joss, room=room, question=asked.pk, at=STARTS)

    assert votes(room) == {str(asked.pk): 2}

    vote_for_question(user=amara, room=room, question=asked.pk, is_on=False, at=STARTS)
    assert votes(room) == {str(asked.pk): 1}


def test_nobody_votes_for_what_they_do_not_read(room, host, joss, amara):
    hold_questions(actor=host, room=room, is_on=True, at=STARTS)
    held = question(joss, room)
    answered = question(host, room)
    move(host, room, answered, State.LIVE)
    move(host, room, answered, State.ANSWERED)

    for asked, code in ((held, AskCode.NO_SUCH_QUESTION), (answered, AskCode.NOT_OPEN)):
        with pytest.raises(AskRefused) as refused:
            vote_for_question(user=amara, room=room, question=asked.pk, at=STARTS)
        assert refused.value.code is code
    assert not QuestionVote.objects.exists()


# --- What becomes of it


def test_what_was_being_answered_is_answered_when_the_next_is(room, host, joss):
    first, second = question(joss, room, "First?"), question(joss, room, "Second?")

    move(host, room, first, State.ANSWERING)
    move(host, room, second, State.ANSWERING)

    first.refresh_from_db()
    assert first.state == State.ANSWERED
    assert [(name, each.get("state")) for name, each in qa(room)[2:]] == [
        ("qa.state", "answering"),
        ("qa.state", "answered"),
        ("qa.state", "answering"),
    ]


def test_later_has_an_owner_and_declined_a_reason(room, host, joss):
    asked = question(joss, room)
    for to, code in ((State.LATER, MoveCode.NO_OWNER), (State.DECLINED, MoveCode.NO_REASON)):
        with pytest.raises(MoveRefused) as refused:
            move(host, room, asked, to)
        assert refused.value.code is code

    move(host, room, asked, State.LATER, owner="The  dean")
    assert state(room)["questions"][0]["owner"] == "The dean"
    move(host, room, asked, State.LIVE)
    move(host, room, asked, State.DECLINED, because="Asked before")

    assert state(room)["questions"] == []
    assert [(each.state, each.because) for each in own_questions(joss, room)] == [
        ("declined", "Asked before")
    ]
    assert "Asked before" not in json.dumps(qa(room))
    verbs = Act.objects.filter(verb=Act.Verb.MOVED_QUESTION).order_by("pk")
    assert [act.because for act in verbs] == ["", "", "Asked before"]


@pytest.mark.parametrize("was", list(State))
@pytest.mark.parametrize("to", [State.LIVE, State.ANSWERING, State.ANSWERED, State.LATER, State.DECLINED])
def test_a_question_goes_only_where_it_can(room, host, joss, was, to):
    asked = question(joss, room)
    Question.objects.filter(pk=asked.pk).update(state=was)

    if was == to or can_move(was, to):
        assert move(host, room, asked, to, owner="The dean", because="Asked before").state == to
    else:
        with pytest.raises(MoveRefused):
            move(host, room, asked, to, owner="The dean", because="Asked before")
        asked.refresh_from_db()
        assert asked.state == was


def test_only_those_who_run_the_room_say_what_becomes_of_it(room, joss, amara):
    with pytest.raises(MoveRefused) as refused:
        move(amara, room, question(joss, room), State.ANSWERED)

    assert refused.value.code is MoveCode.NOT_HOST


def test_held_questions_are_read_by_hosts_alone_until_they_are_let_in(room, host, joss):
    hold_questions(actor=host, room=room, is_on=True, at=STARTS)
    asked = question(joss, room, "Something bold?")

    assert [name for name, _ in qa(room)] == ["qa.conduct"]
    assert public_questions(room) == []
    staff = TABLES.stream_kind(room.staff_stream).snapshot(room.staff_stream, STARTS)
    assert [each["body"] for each in staff["questions"]] == ["Something bold?"]

    move(host, room, asked, State.LIVE)

    assert [name for name, _ in qa(room)] == ["qa.conduct", "qa.item"]
    assert told(room.staff_stream)[-2][0] == "qa.looked"


def test_an_author_takes_back_what_nobody_has_taken_up(room, host, joss, amara):
    asked, taken = question(joss, room), question(joss, room)
    move(host, room, taken, State.ANSWERING)

    with pytest.raises(AskRefused) as of_another:
        withdraw_question(user=amara, room=room, question=asked.pk, at=STARTS)
    with pytest.raises(AskRefused) as too_late:
        withdraw_question(user=joss, room=room, question=taken.pk, at=STARTS)
    for _ in range(2):
        withdraw_question(user=joss, room=room, question=asked.pk, at=STARTS)

    assert of_another.value.code is AskCode.NOT_YOURS
    assert too_late.value.code is AskCode.TOO_LATE
    assert [each.pk for each in public_questions(room)] == [taken.pk]
    assert [name for name, _ in qa(room)].count("qa.state") == 2


# --- Question rooms


def test_what_topics_were_asked_is_read_and_answered_in_their_question_room(room, host, joss, amara):
    later = make_day_room("Questions on visas", capacity=None)
    topic = make_topic(room.session, title="Signs and scrubs", question_room=later)
    make_speaker(room.session, topic)
    asked = question(joss, room, "Where do I start?", topic=topic)

    assert [each.pk for each in public_questions(later)] == [asked.pk]
    move(make_host(later), later, asked, State.ANSWERED)

    for each in (room, later):
        assert [name for name, _ in qa(each)] == ["qa.item", "qa.state"]
        assert state(each)["questions"][0]["topic"] == "Signs and scrubs"


def test_question_rooms_side_by_side_answer_without_each_other(room, joss):
    rooms = [make_day_room(f"Questions {n}", capacity=None) for n in range(2)]
    topics = [make_topic(room.session, title=each.title, question_room=each) for each in rooms]
    asked = [question(joss, room, f"Number {n}?", topic=topic) for n, topic in enumerate(topics)]
    for each, one in zip(rooms, asked, strict=True):
        move(make_host(each), each, one, State.ANSWERING)

    assert {one.state for one in Question.objects.all()} == {State.ANSWERING}
    another = question(joss, room, "Another?", topic=asked[0].topic)
    move(rooms[0].facilitators.get().contributor.user, rooms[0], another, State.ANSWERING)
    states = dict(Question.objects.values_list("body", "state"))
    assert states == {"Number 0?": "answered", "Number 1?": "answering", "Another?": "answering"}


def test_a_topic_of_another_session_is_refused(room, joss):
    with pytest.raises(AskRefused) as refused:
        question(joss, room, topic=make_topic(make_day_room("Elsewhere").session))

    assert refused.value.code is AskCode.NO_SUCH_TOPIC


# --- The order


questions = st.lists(
    st.builds(
        lambda state, votes, minutes: _standing(state, votes, minutes),
        st.sampled_from(list(State)),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    max_size=12,
)


def _standing(state, votes, minutes):
    asked = Question(id=uuid4(), state=state, asked_at=STARTS + timedelta(minutes=minutes))
    asked.vote_count = votes
    return asked


@given(questions, st.randoms())
def test_everybody_reads_them_in_one_order(asked, chance):
    shuffled = chance.sample(asked, len(asked))

    assert in_order(asked) == in_order(shuffled)
    live = [each.vote_count for each in in_order(asked) if each.state == State.LIVE]
    assert live == sorted(live, reverse=True)


def test_every_state_says_where_it_leads():
    assert set(MOVES) == set(State)


# --- Anonymous


@pytest.mark.parametrize("seconds", [0, 1, 20, 39, 40, 41, 59.999999])
def test_an_anonymous_question_appears_at_a_full_minute_and_never_at_once(seconds):
    at = STARTS + timedelta(seconds=seconds)
    appears = appears_at(at)

    assert (appears.second, appears.microsecond) == (0, 0)
    assert at + AHEAD <= appears < at + AHEAD + MINUTE


def test_whoever_asked_before_questions_were_held_is_told_that_theirs_waits(room, host, joss):
    asked = question(joss, room, "Who protects me?", is_anonymous=True)
    hold_questions(actor=host, room=room, is_on=True, at=STARTS + TICK)

    release_due_questions(at=STARTS + MINUTE)

    assert qa(room)[1:] == [("qa.fate", {"id": str(asked.pk)})]
    assert [each.state for each in own_questions(joss, room)] == [State.HELD]


def test_it_appears_with_its_minute_and_its_author_alone_knows_it(room, host, joss, amara):
    asked = question(joss, room, "Who protects me?", is_anonymous=True)

    assert qa(room) == []
    assert [each.pk for each in own_questions(joss, room)] == [asked.pk]
    assert release_due_questions(at=STARTS + MINUTE - TICK) == 0
    assert release_due_questions(at=STARTS + MINUTE) == 1
    assert release_due_questions(at=STARTS + MINUTE) == 0

    assert qa(room)[0][1]["by"] is None
    assert own_questions(amara, room) == []
    move(host, room, asked, State.DECLINED, because="Asked before")
    assert [each.because for each in own_questions(joss, room)] == ["Asked before"]
    assert own_questions(host, room) == []


def test_it_is_withdrawn_by_its_author_before_and_after_it_appears(room, joss, amara):
    first, second = (question(joss, room, is_anonymous=True) for _ in range(2))
    withdraw_question(user=joss, room=room, question=first.pk, at=STARTS)
    release_due_questions(at=STARTS + MINUTE)
    with pytest.raises(AskRefused):
        withdraw_question(user=amara, room=room, question=second.pk, at=STARTS + MINUTE)
    withdraw_question(user=joss, room=room, question=second.pk, at=STARTS + MINUTE)

    assert public_questions(room) == []
    assert [name for name, _ in qa(room)] == ["qa.item", "qa.state"]
    actors = Frame.objects.filter(stream__name=f"{room.stream}.qa").values_list("actor", "cid")
    assert set(actors) == {(None, None)}


def test_asking_anonymously_writes_nothing_about_the_person(room, joss, django_assert_num_queries):
    before = _everything()

    asked = question(joss, room, "Who protects me?", is_anonymous=True, at=STARTS + timedelta(seconds=7))

    changed = [row for row in _everything() if row not in before]
    assert {row["model"] for row in changed} <= {"breakouts.question", "breakouts.conduct"}
    written = next(row for row in changed if row["model"] == "breakouts.question")
    fields = written["fields"]
    assert (fields["asker"], fields["asker_name"]) == (None, "")
    assert fields["asked_at"].startswith("2022-05-27T10:41:00")
    assert str(joss.pk) not in {str(value) for value in fields.values()} - {fields["room"]}
    assert Visit.objects.get(delegate__user=joss).last_seen_at < asked.asked_at


def _everything():
    """The dump of every row that the room's engine and its people write."""
    models = [Question, QuestionVote, Act, Frame, Stream, Visit]
    rows = [row for model in models for row in model._default_manager.all()]
    return json.loads(serializers.serialize("json", rows))


def test_whoever_has_the_database_but_not_the_key_finds_nobody(room, settings):
    """The attacker tries every person with every key that they could guess: no better than chance."""
    from breakouts.seals import is_author

    people = [guest_in(room, name=f"Dr {number}").user for number in range(4)]
    asked = [question(person, room, is_anonymous=True) for person in people]

    settings.SECRET_KEY = "what the attacker guesses"
    found = [
        (author, suspect)
        for author, one in zip(people, asked, strict=True)
        for suspect in people
        if is_author(suspect.pk, one.id, one.seal)
    ]

    assert found == []


def test_those_of_one_minute_come_in_the_order_of_their_random_keys(room, joss, amara):
    asked = [
        question(person, room, is_anonymous=True, at=STARTS + timedelta(seconds=second))
        for second, person in enumerate([joss, amara] * 4)
    ]

    release_due_questions(at=STARTS + MINUTE)

    told_ids = [each["id"] for _, each in qa(room)]
    assert told_ids == sorted(str(one.id) for one in asked)
    assert {each["asked_at"] for _, each in qa(room)} == {(STARTS + MINUTE).isoformat()}
    assert set(Frame.objects.filter(type="qa.item").values_list("at", flat=True)) == {STARTS + MINUTE}
