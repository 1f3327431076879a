"""Questions after the session: who reads them, who answers in writing until when, and who is told of it."""

import json
from datetime import timedelta

import pytest

from breakouts.actions import (
    answer_in_writing,
    hold_questions,
    move_question,
    release_due_questions,
    remove,
)
from breakouts.models import Question, WrittenAnswer
from breakouts.policies.afterwards import is_of_assembly, is_past
from breakouts.questions.afterwards import after_lines, asked_of, own_unread, read_afterwards
from breakouts.questions.refusals import AnswerCode, AnswerRefused
from events.models import Session
from notices.kinds import kind_of
from notices.models import Notice
from tests.breakouts.days import ENDS, MINUTE, STARTS, TICK, make_day, make_day_room, make_guest, make_set
from tests.breakouts.running import guest_in, make_host, question
from tests.factories import make_speaker, make_topic, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def stage():
    session = make_set(make_day(), kind=Session.Kind.SHOWCASE, title="Showcase")
    return make_day_room("Main stage", session, capacity=None)


@pytest.fixture
def topic(stage):
    asked_in = make_day_room("Question room", make_set(stage.session.assembly, kind=Session.Kind.QUESTIONS))
    return make_topic(stage.session, title="Rotas that work", question_room=asked_in)


@pytest.fixture
def speaker(topic):
    user = make_user(name="Ada")
    make_speaker(topic.session, topic, user=user, name="Dr Ada Speaker")
    return user


def answered(author, asked, body="Ask your rota team.", at=ENDS + HOUR):
    return answer_in_writing(author=author, question=asked.pk, body=body, at=at)


def test_whoever_asked_by_name_is_told_once_and_everybody_reads_the_answer(stage, topic, speaker):
    guest = guest_in(stage, name="Dr Joss")
    asked = question(guest.user, stage, "How did you start?", topic=topic)

    first = answered(speaker, asked)
    again = answered(speaker, asked, at=ENDS + 2 * HOUR)
    changed = answered(speaker, asked, " Ask, then ask again.\r\n", at=ENDS + 3 * HOUR)

    assert first == again == changed == WrittenAnswer.objects.get()
    assert (changed.author_name, changed.body) == ("Dr Ada Speaker", "Ask, then ask again.")
    assert (changed.written_at, changed.changed_at) == (ENDS + HOUR, ENDS + 3 * HOUR)
    notice = Notice.objects.get()
    assert notice.recipient == guest.user
    letter = kind_of(notice.kind).compose([notice])[notice.code]
    assert letter.headline == "Dr Ada Speaker has answered your question"
    assert letter.introduction == ("You asked: “How did you start?”", "Ask, then ask again.")
    assert letter.button.path == f"{stage.session.address}#questions"
    (line,) = after_lines(
        read_afterwards(stage.session, guest.user, ENDS), guest.user, is_speaker=False, at=ENDS
    )
    assert (line.tag, [answer.body for answer in line.answers]) == (
        "Answered afterwards",
        ["Ask, then ask again."],
    )


def test_of_an_anonymous_question_nobody_is_told_and_nothing_says_who_asked(stage, topic, speaker):
    author, other = guest_in(stage, name="Dr Secret"), guest_in(stage, name="Dr Joss")
    asked = question(author.user, stage, "Who protects me?", topic=topic, is_anonymous=True)
    release_due_questions(at=STARTS + 2 * MINUTE)

    answered(speaker, asked)

    assert not Notice.objects.exists()
    read = {
        user: after_lines(
            read_afterwards(stage.session, user, ENDS), user, is_speaker=user == speaker, at=ENDS
        )
        for user in (author.user, other.user, speaker)
    }
    assert [line.line.is_own for (line,) in read.values()] == [True, False, False]
    for (line,) in read.values():
        assert line.line.who == "Anonymous"
        assert line.line.asked_at.second == line.line.asked_at.microsecond == 0
    assert read[other.user][0].line == read[speaker][0].line
    stored = json.dumps(list(WrittenAnswer.objects.values()), default=str)
    assert str(author.user_id) not in stored.replace(str(asked.pk), "")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (ENDS - TICK, AnswerCode.NOT_YET),
        (ENDS, None),
        ("closes", AnswerCode.CLOSED),
        ("before it closes", None),
    ],
)
def test_answers_are_taken_from_the_end_of_the_session_until_the_assembly_closes(
    stage, topic, speaker, at, code
):
    asked = question(guest_in(stage).user, stage, topic=topic)
    closes_at = stage.session.assembly.closes_at
    at = {"closes": closes_at, "before it closes": closes_at - TICK}.get(at, at)

    if code is None:
        assert answered(speaker, asked, at=at).written_at == at
        return
    with pytest.raises(AnswerRefused) as refused:
        answered(speaker, asked, at=at)
    assert refused.value.code is code
    assert str(refused.value)


def test_a_question_goes_to_whom_it_is_about(stage, topic, speaker):
    """About a topic: who presents it, wherever it was asked. About none: all who speak where it was asked."""
    other, keynote = make_user(), make_user()
    make_speaker(stage.session, make_topic(stage.session, title="Passport"), user=other)
    make_speaker(make_set(stage.session.assembly, kind=Session.Kind.KEYNOTE), user=keynote)
    guest, later = guest_in(stage), guest_in(topic.question_room)
    about = question(guest.user, stage, "About it", topic=topic)
    anything = question(guest.user, stage, "About anything")
    there = question(later.user, topic.question_room, "There, about it", topic=topic)
    there_too = question(later.user, topic.question_room, "There, about anything")

    asked = {
        user: set(asked_of(user, stage.session)) | set(asked_of(user, topic.question_room.session))
        for user in (speaker, other, keynote)
    }

    assert asked == {speaker: {about, anything, there, there_too}, other: {anything}, keynote: set()}
    for user, wrong in [(other, about), (keynote, anything), (guest.user, about)]:
        with pytest.raises(AnswerRefused) as refused:
            answered(user, wrong)
        assert refused.value.code is AnswerCode.NO_SUCH_QUESTION
    assert set(read_afterwards(stage.session, guest.user, ENDS)) == {about, anything}
    assert set(read_afterwards(stage.session, later.user, ENDS)) == {about, anything, there}


@pytest.mark.parametrize(
    ("body", "code"), [("\u200b ", AnswerCode.EMPTY), ("x" * 2001, AnswerCode.TOO_LONG), ("x" * 2000, None)]
)
def test_an_answer_says_something_and_not_too_much(stage, topic, speaker, body, code):
    asked = question(guest_in(stage).user, stage, topic=topic)
    if code is None:
        answered(speaker, asked, body)
        return
    with pytest.raises(AnswerRefused) as refused:
        answered(speaker, asked, body)
    assert refused.value.code is code
    assert not WrittenAnswer.objects.exists()


def test_what_was_not_taken_is_told_to_its_author_alone(stage, topic, speaker):
    host, guest, other = make_host(stage), guest_in(stage), guest_in(stage)
    asked = question(guest.user, stage, "Asked before?", topic=topic)
    move = {"actor": host, "room": stage, "question": asked.pk, "at": STARTS}
    move_question(**move, to=Question.State.DECLINED, because="It was asked before")

    assert not read_afterwards(stage.session, other.user, ENDS)
    assert own_unread(stage.session, other.user) == []
    (own,) = after_lines(own_unread(stage.session, guest.user), guest.user, is_speaker=False, at=ENDS)
    assert own.because == "It was asked before"
    assert not asked_of(speaker, stage.session)
    with pytest.raises(AnswerRefused):
        answered(speaker, asked)


def test_whoever_was_removed_reads_nothing_of_that_room_afterwards(stage, topic, speaker):
    host, removed, other = make_host(stage), guest_in(stage), guest_in(stage)
    question(other.user, stage, topic=topic)
    remove(actor=host, room=stage, person=removed.user_id, because="Rude", at=STARTS)

    assert not read_afterwards(stage.session, removed.user, ENDS)
    assert read_afterwards(stage.session, other.user, ENDS)


def test_questions_are_kept_for_thirty_days_after_the_assembly_closes(stage, topic, speaker):
    session = stage.session
    closes_at = session.assembly.closes_at
    edges = {
        ENDS - TICK: False,
        ENDS: True,
        closes_at + timedelta(days=30) - TICK: True,
        closes_at + timedelta(days=30): False,
    }
    assert {at: is_past(session, at) for at in edges} == edges
    guest, stranger = make_guest(stage), make_user()
    assembly = session.assembly
    assert is_of_assembly(guest.user, assembly, guest)
    assert is_of_assembly(speaker, assembly, None)
    assert not is_of_assembly(stranger, assembly, None)


def test_what_most_wanted_to_hear_stands_first_then_the_older(stage, topic, speaker):
    guests = [guest_in(stage) for _ in range(3)]
    older, newer, wanted = (
        question(guest.user, stage, f"Question {n}", at=STARTS + n * MINUTE, topic=topic)
        for n, guest in enumerate(guests)
    )
    wanted.votes.create(user=guests[0].user)

    assert list(asked_of(speaker, stage.session)) == [wanted, older, newer]


def test_what_nobody_looked_at_before_the_end_waits_no_more(stage):
    host, guest = make_host(stage), guest_in(stage)
    hold_questions(actor=host, room=stage, is_on=True, at=STARTS)
    question(guest.user, stage, "Held?")

    for at, tag in ((ENDS - TICK, "Waiting"), (ENDS, "Not taken up")):
        (own,) = after_lines(own_unread(stage.session, guest.user), guest.user, is_speaker=False, at=at)
        assert own.tag == tag
    assert own.because == "Nobody had looked at it when the session ended, so others never saw it."
